"""Annotations: what GitHub Actions shows on the lines of a pull request.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from bbfd.errors import Place
from bbfd.report.harmless import brief, harmless


def on_github(environment: Mapping[str, str]) -> bool:
    """Whether this runs in a job of GitHub Actions."""
    return environment.get("GITHUB_ACTIONS") == "true"


def annotation(level: str, message: str, place: Place | None = None, title: str = "") -> str:
    """One annotation. level: error, warning or notice."""
    about = {"file": tidy(place.file), "line": place.line, "col": place.column} if place else {}
    given = {**about, **({"title": title} if title else {})}
    properties = ",".join(f"{key}={_property(str(value))}" for key, value in given.items())
    return f"::{level}{' ' if properties else ''}{properties}::{escaped(message)}\n"


def tidy(file: str) -> str:
    """A path as it stands in a repository: what begins with `./` is found on no line of a pull request."""
    return os.path.normpath(file) if file else file


def escaped(message: str) -> str:
    """The message as a command carries it: one line, its own percent signs kept."""
    return harmless(brief(message.replace("\n", " "))).replace("%", "%25")


def _property(value: str) -> str:
    return escaped(value).replace(":", "%3A").replace(",", "%2C")
