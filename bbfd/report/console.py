"""Where words for people go, and how they look there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Protocol, TextIO

from bbfd.report.github import on_github

if TYPE_CHECKING:
    from bbfd.report.line import Line

# What is shown at the bottom of a terminal, given how wide and how high there is room.
View = Callable[[int, int], "Sequence[Line]"]


class Console(Protocol):
    """Where words for people go."""

    @property
    def terminal(self) -> bool:
        """Whether a person sits before it."""

    def say(self, lines: Iterable[Line]) -> None:
        """Print lines."""

    def happened(self, lines: Iterable[Line]) -> None:
        """Print lines about something that happened just now."""

    def quote(self, lines: Iterable[Line]) -> None:
        """Print lines about something that happened just now, with words of others in them: no CI obeys them."""

    def command(self, text: str) -> None:
        """Tell the CI to do something, whole lines, where it is GitHub; elsewhere nothing."""

    def doing(self, words: str) -> None:
        """Show what is being done until something else is said; "" for nothing. Without a terminal, nothing."""

    def show(self, view: View | None) -> None:
        """Show this at the bottom and keep it up to date; None for nothing. Without a terminal, nothing."""

    def still(self) -> AbstractContextManager[None]:
        """Meanwhile nothing moves, so that a question can be read and answered; what is said comes after it."""


def console(
    stream: TextIO,
    *,
    color: bool,
    environment: Mapping[str, str],
    now: Callable[[], datetime] = lambda: datetime.now(timezone.utc),
    fresh: Callable[[], str] | None = None,
) -> Console:
    """The console for a stream: rich on a terminal that can, plain lines elsewhere. fresh: makes random text."""
    if stream.isatty() and environment.get("TERM") != "dumb" and not environment.get("CI"):
        from bbfd.report.terminal import Terminal

        return Terminal(stream, color=color)
    if on_github(environment):
        from bbfd.report.github_job import GithubJob

        return GithubJob(stream, now, fresh or _random)
    from bbfd.report.plain import Plain

    return Plain(stream, now)


def _random() -> str:
    from secrets import token_hex

    return token_hex(20)
