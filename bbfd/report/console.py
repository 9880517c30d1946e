"""Where words for people go, and how they look there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Protocol, TextIO

if TYPE_CHECKING:
    from bbfd.report.line import Line


class Console(Protocol):
    """Where words for people go."""

    @property
    def terminal(self) -> bool:
        """Whether a person sits before it."""

    def say(self, lines: Iterable[Line]) -> None:
        """Print lines."""

    def happened(self, lines: Iterable[Line]) -> None:
        """Print lines about something that happened just now."""

    def doing(self, words: str) -> None:
        """Show what is being done until something else is said; "" for nothing. Without a terminal, nothing."""


def console(
    stream: TextIO,
    *,
    color: bool,
    environment: Mapping[str, str],
    now: Callable[[], datetime] = lambda: datetime.now(timezone.utc),
) -> Console:
    """The console for a stream: rich on a terminal that can, plain lines elsewhere."""
    if stream.isatty() and environment.get("TERM") != "dumb" and not environment.get("CI"):
        from bbfd.report.terminal import Terminal

        return Terminal(stream, color=color)
    from bbfd.report.plain import Plain

    return Plain(stream, now)
