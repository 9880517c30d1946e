"""The comment of a diff, written into a file however the diff ends."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING

from bbfd.cli.written import write
from bbfd.errors import BbfdError
from bbfd.model.naming import NAME

if TYPE_CHECKING:
    from bbfd.deploy.proposal import Proposal


class Comment:
    """Where the comment goes; nowhere where no file was named. Why there was no diff is told in it, too."""

    def __init__(self, path: str | None, environment: str | None) -> None:
        self._path = path
        self._environment = environment if environment and NAME.fullmatch(environment) else "?"

    def __enter__(self) -> Comment:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._path is not None and isinstance(error, BbfdError):
            from bbfd.report.markdown import comment_of_error

            write(self._path, comment_of_error(self._environment, error))

    def write(self, proposals: Sequence[Proposal]) -> None:
        """What would change."""
        if self._path is not None:
            from bbfd.report.markdown import comment

            write(self._path, comment(self._environment, proposals))
