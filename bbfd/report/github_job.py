"""A job of GitHub Actions: plain lines, with groups and annotations; words of others can command nothing.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bbfd.deploy.progress import Doing, Finished, Phase, Progress
from bbfd.report.github import escaped
from bbfd.report.plain import Plain
from bbfd.report.progress import BRIEF

if TYPE_CHECKING:
    from bbfd.report.line import Line

# What takes minutes, and is worth being folded away.
_LASTING = frozenset(Doing) - {*BRIEF, Doing.QUEUED}


@dataclass(frozen=True)
class GithubJob(Plain):
    """Lines on a stream that GitHub reads along. fresh: makes a token that nobody can guess."""

    fresh: Callable[[], str]

    def quote(self, lines: Iterable[Line]) -> None:
        """Print lines; GitHub obeys none until it hears the token, which nobody knows beforehand."""
        token = self.fresh()
        self.stream.write(f"::stop-commands::{token}\n")
        self.happened(lines)
        self.stream.write(f"::{token}::\n")
        self.stream.flush()

    def command(self, text: str) -> None:
        """Tell GitHub."""
        self.stream.write(text)
        self.stream.flush()


class Groups:
    """One group a stack, as long as one alone is worked on: those of several cannot lie within each other."""

    def __init__(self) -> None:
        self._running: set[str] = set()
        self._open = False

    def take(self, progress: Progress) -> str:
        """Say what to tell GitHub before this; "" for nothing."""
        before, closing = len(self._running), "::endgroup::\n" if self._open else ""
        if isinstance(progress, Phase) and progress.doing in _LASTING:
            self._running.add(progress.stack)
            if len(self._running) == before:
                return ""
            self._open = not before
            opening = f"::group::{escaped(progress.stack)}\n" if self._open else ""
            return f"{closing}{opening}"
        if isinstance(progress, Finished):
            self._running.discard(progress.stack)
            self._open = False
            return closing
        return ""
