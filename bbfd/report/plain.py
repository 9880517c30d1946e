"""No terminal: whole lines, with the UTC time at the first of what happened; nothing is ever overwritten."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TextIO

from bbfd.report.harmless import harmless
from bbfd.report.line import LONGEST

if TYPE_CHECKING:
    from bbfd.report.console import View
    from bbfd.report.line import Line


@dataclass(frozen=True)
class Plain:
    """Lines on a stream. now: the time, in UTC."""

    stream: TextIO
    now: Callable[[], datetime]

    @property
    def terminal(self) -> bool:
        """Nobody sits before it."""
        return False

    def say(self, lines: Iterable[Line]) -> None:
        """Print lines."""
        self._write(lines)

    def happened(self, lines: Iterable[Line]) -> None:
        """Print lines, the first with the time."""
        self._write(lines, f"{self.now():%Y-%m-%dT%H:%M:%SZ} ")

    def quote(self, lines: Iterable[Line]) -> None:
        """Print them so, too: nobody obeys them."""
        self.happened(lines)

    def command(self, text: str) -> None:
        """Nobody is there who would do it."""

    def doing(self, words: str) -> None:
        """Say nothing: what begins is told as it happens."""

    def show(self, view: View | None) -> None:
        """Show nothing."""

    def still(self) -> AbstractContextManager[None]:
        """Nothing moves here anyway."""
        return nullcontext()

    def _write(self, lines: Iterable[Line], lead: str = "") -> None:
        written = []
        for line in lines:
            written.append(f"{lead}{harmless(line.text[:LONGEST])}\n")
            lead = ""
        self.stream.write("".join(written))
        self.stream.flush()
