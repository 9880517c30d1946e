"""No terminal: whole lines, with the UTC time at the first of what happened; nothing is ever overwritten."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TextIO

from bbfd.report.harmless import harmless
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

    def doing(self, words: str) -> None:
        """Say nothing: what begins is told as it happens."""

    def _write(self, lines: Iterable[Line], lead: str = "") -> None:
        for line in lines:
            self.stream.write(f"{lead}{harmless(line.text)}\n")
            lead = ""
        self.stream.flush()
