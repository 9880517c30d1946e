"""A terminal, by rich: lines with colours, and at the bottom what is under way, drawn anew in its place.

The cursor stays visible and nothing is switched that would have to be switched back: the process may end at any time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import Event, RLock, Thread
from typing import TYPE_CHECKING, TextIO

from rich.cells import cell_len
from rich.console import Console as Rich
from rich.control import Control
from rich.segment import ControlType
from rich.text import Text

from bbfd.report.harmless import harmless
from bbfd.report.line import LONGEST, Line

if TYPE_CHECKING:
    from bbfd.report.console import View

_EVERY = 0.5  # seconds between looks at what is under way: its times go on
_ERASE = ((ControlType.CURSOR_UP, 1), (ControlType.ERASE_IN_LINE, 2))


class _Rich(Rich):
    """Rich, which would end the process where nobody looks any more: a deployment is watched on."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


class Terminal:
    """Lines on a terminal. Any thread may call. size: columns and rows, as they are now."""

    def __init__(
        self, stream: TextIO, *, color: bool, size: Callable[[], tuple[int, int]] | None = None
    ) -> None:
        self._rich = _Rich(file=stream, no_color=not color, highlight=False, soft_wrap=True)
        self._size = size or (lambda: self._rich.size)
        self._lock = RLock()
        self._view: View | None = None
        self._drawn: tuple[str, ...] = ()
        self._over = Event()
        self._kept: list[Line] | None = None

    @property
    def terminal(self) -> bool:
        """Somebody sits before it."""
        return True

    def say(self, lines: Iterable[Line]) -> None:
        """Print lines, above what is under way."""
        with self._lock:
            if self._kept is not None:
                self._kept.extend(lines)
                return
            with self._rich:  # all of it is written at once: nothing flickers
                self._erase()
                for line in lines:
                    self._rich.print(Text(harmless(line.text[:LONGEST]), style=line.tone.value))
                self._draw(self._wanted())

    def happened(self, lines: Iterable[Line]) -> None:
        """Print lines: whoever sits before it sees when."""
        self.say(lines)

    def quote(self, lines: Iterable[Line]) -> None:
        """Print lines: a person obeys nobody."""
        self.say(lines)

    def command(self, text: str) -> None:
        """No CI is there."""

    def doing(self, words: str) -> None:
        """Show words at the bottom."""
        self.show((lambda _wide, _high: (Line(words),)) if words else None)

    def show(self, view: View | None) -> None:
        """Show this at the bottom."""
        with self._lock:
            if view is not None and self._view is None:
                self._over = Event()
                Thread(target=self._go_on, args=(self._over,), daemon=True).start()
            elif view is None:
                self._over.set()
            self._view = view
            self._redraw()

    @contextmanager
    def still(self) -> Iterator[None]:
        """Nothing moves meanwhile; what is said is kept until then."""
        with self._lock:
            self._kept = []
            with self._rich:
                self._erase()
        try:
            yield
        finally:
            with self._lock:
                kept, self._kept = self._kept, None
                self.say(kept or ())

    def _go_on(self, over: Event) -> None:
        while not over.wait(_EVERY):
            with self._lock, suppress(OSError):  # nobody looks any more
                if not over.is_set():
                    self._redraw()

    def _redraw(self) -> None:
        wanted = self._wanted()
        if self._kept is None and tuple(line.text for line in wanted) != self._drawn:
            with self._rich:
                self._erase()
                self._draw(wanted)

    def _wanted(self) -> Sequence[Line]:
        wide, high = self._size()
        if self._view is None:
            return ()
        lines = self._view(max(wide - 1, 20), max(high - 2, 1))
        return [Line(self._cut(line.text, wide - 1), line.tone) for line in lines[: high - 1]]

    def _cut(self, words: str, wide: int) -> str:
        text = Text(harmless(words[:LONGEST]))
        text.truncate(max(wide, 1), overflow="ellipsis")
        return text.plain

    def _draw(self, lines: Sequence[Line]) -> None:
        for line in lines:
            self._rich.print(Text(line.text, style=line.tone.value))
        self._drawn = tuple(line.text for line in lines)

    def _erase(self) -> None:
        """Take away what was drawn; where the terminal has become narrower, each line takes more rows by now."""
        wide = max(self._size()[0], 1)
        rows = sum(max(1, -(-cell_len(line) // wide)) for line in self._drawn)
        if rows:
            self._rich.control(Control(ControlType.CARRIAGE_RETURN, *_ERASE * rows))
        self._drawn = ()
