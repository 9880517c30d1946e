"""What AWS's validator said of a template before: a fifth of a second is what it takes to load it.

What it says depends on the template, its region and its own version alone, so these are what an answer is kept by.
One that failed is not kept.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any

from bbfd.rules._rule import Finding, Level
from bbfd.rules.validators import cloudformation_validate as validator
from bbfd.rules.validators._foreign import heard
from bbfd.rules.validators._heard import Heard, Said, said_again
from bbfd.template.document import Document

_MOST = 2000  # answers that are kept; most of them are empty


class Remembered:
    """AWS's validator with a memory in a folder. Use it for one run, then save it."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._path = os.path.join(folder, f"{validator.SOURCE}.json")
        self._version = _version()
        self._known = _read(self._path, self._version)
        self._new: dict[str, Any] = {}
        if not self._known:
            validator.prepare()

    def findings(self, document: Document) -> tuple[Finding, ...]:
        """Its errors and warnings. Raises UsageError if it is not installed."""
        return heard(document, validator.SOURCE, self._heard)

    def _heard(self, content: str, name: str, region: str) -> Heard:
        key = _key(region + content)
        known = _again(self._known.get(key))
        if known is not None:
            return Heard(known)
        answer = validator.said_of(content, name, region)
        if not answer.failure:
            self._new[key] = [[*said] for said in answer.said]
        return answer

    def save(self) -> None:
        """Write what is new. A project that cannot be written to goes without."""
        if not self._new or not self._version:
            return
        every = {**self._known, **self._new}
        kept = dict([*every.items()][-_MOST:])
        beside = f"{self._path}.{os.getpid()}"
        try:
            os.makedirs(self._folder, exist_ok=True)
            with open(beside, "w", encoding="utf-8") as file:
                json.dump({"version": self._version, "said": kept}, file, default=_plain)
            os.replace(beside, self._path)
        except OSError:
            return


def _again(kept: Any) -> tuple[Said, ...] | None:
    """What was kept; None where there is nothing, or something else."""
    try:
        return None if kept is None else tuple(said_again(*each) for each in kept)
    except (TypeError, ValueError):
        return None


def _key(content: str) -> str:
    from hashlib import sha256

    return sha256(content.encode()).hexdigest()


def _plain(level: Level) -> str:
    return level.value


def _version() -> str:
    """Its version, without loading it; "" where it is not installed."""
    spec = find_spec("cloudformation_validate")
    if spec is None or spec.origin is None:
        return ""
    folder = os.path.dirname(os.path.dirname(spec.origin))
    names = (name for name in os.listdir(folder) if name.startswith("cloudformation_validate-"))
    return next(names, "")


def _read(path: str, version: str) -> Mapping[str, Any]:
    """The answers of this very version; none where they cannot be read."""
    try:
        with open(path, encoding="utf-8") as file:
            kept = json.load(file)
        return kept["said"] if kept["version"] == version else {}
    except (OSError, ValueError, LookupError, TypeError):
        return {}
