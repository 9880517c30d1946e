"""What every command is called with besides its own options."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bbfd.cli.outside import Outside
    from bbfd.cli.project import Project
    from bbfd.report.console import Console


class Call:
    """The options that come before the command, and what is outside; None: the outside as it is."""

    def __init__(
        self, folder: str | None = None, color: bool = True, outside: Outside | None = None
    ) -> None:
        self._outside = outside
        self._color = color
        self.folder = folder

    @property
    def color(self) -> bool:
        """Whether colours are wanted."""
        return self._color and not self.outside.variables.get("NO_COLOR")

    @property
    def outside(self) -> Outside:
        """All that a run meets outside."""
        if self._outside is None:
            from bbfd.cli.outside import Outside

            self._outside = Outside()
        return self._outside

    def project(self) -> Project:
        """The project that is worked on."""
        from bbfd.cli.project import Project
        from bbfd.discover import project_root

        return Project(project_root(here(), self.folder))

    def console(self) -> Console:
        """Where words for people go: stderr, whatever it is."""
        from bbfd.report.console import console

        outside = self.outside
        return console(
            sys.stderr,
            color=self.color,
            environment=outside.variables,
            now=outside.clock.utc,
            fresh=outside.fresh,
        )

    def plain(self) -> Console:
        """The same in plain lines: for commands that are to be quick, and load nothing that draws."""
        from bbfd.report.console import console

        return console(sys.stderr, color=False, environment={"TERM": "dumb"})


def here() -> str:
    """The current folder. Raises UsageError where it is gone."""
    try:
        return os.getcwd()
    except FileNotFoundError:
        from bbfd.errors import UsageError

        raise UsageError("the current folder is gone", fix="go to one that is there") from None


def chosen(project: Project, names: Sequence[str], every: bool) -> tuple[str, ...]:
    """The services that are meant: those named, each once, or all of them. Raises UsageError."""
    from bbfd.discover import one_of
    from bbfd.errors import UsageError

    if every and names:
        raise UsageError("both services and --all were given", fix="give one of the two")
    if not every and not names:
        known = one_of(project.service_names)
        raise UsageError(
            "it was not said which service",
            fix=f"name {known}, or give --all" if known else "write one: services/NAME.py",
        )
    return project.service_names if every else tuple(dict.fromkeys(names))


def either(one: str | None, other: str | None) -> str | None:
    """An environment that two options may name: the one that was given. Raises UsageError where two were."""
    if one and other and one != other:
        from bbfd.errors import UsageError

        raise UsageError("two environments were given", fix="give one of the two")
    return one or other
