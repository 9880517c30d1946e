"""A terminal, by rich: colours, and one line at the bottom that says what is being done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from rich.console import Console as Rich
from rich.status import Status
from rich.text import Text

from bbfd.report.harmless import harmless
from bbfd.report.line import Line


class Terminal:
    """Lines on a terminal."""

    def __init__(self, stream: TextIO, *, color: bool) -> None:
        self._rich = Rich(file=stream, no_color=not color, highlight=False, soft_wrap=True)
        self._status: Status | None = None

    @property
    def terminal(self) -> bool:
        """Somebody sits before it."""
        return True

    def say(self, lines: Iterable[Line]) -> None:
        """Print lines, above the one at the bottom."""
        for line in lines:
            self._rich.print(Text(harmless(line.text), style=line.tone.value))

    def happened(self, lines: Iterable[Line]) -> None:
        """Print lines: whoever sits before it sees when."""
        self.say(lines)

    def doing(self, words: str) -> None:
        """Show words at the bottom."""
        if not words:
            if self._status:
                self._status.stop()
            self._status = None
        elif self._status:
            self._status.update(Text(harmless(words)))
        else:
            self._status = self._rich.status(Text(harmless(words)))
            self._status.start()
