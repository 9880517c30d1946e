"""Columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bbfd.report.line import WIDTH, Line, Tone

GAP = "  "


def table(
    rows: Iterable[Sequence[str]], *, head: Sequence[str] = (), indent: str = "", width: int = WIDTH
) -> Iterator[Line]:
    """Rows in columns as wide as they need; where that is too wide, the last column goes under its row."""
    every = [list(row) for row in rows]
    if head and every:
        every.insert(0, list(head))
    widths = [max(map(len, column)) for column in zip(*every, strict=True)]
    for number, row in enumerate(every):
        tone = Tone.QUIET if head and number == 0 else Tone.PLAIN
        cells = [cell.ljust(wide) for cell, wide in zip(row, widths, strict=True)]
        line = indent + GAP.join(cells).rstrip()
        if len(line) <= width or len(row) < 2 or not row[-1]:
            yield Line(line, tone)
        else:
            yield Line(indent + GAP.join(cells[:-1]).rstrip(), tone)
            yield Line(f"{indent}{GAP}{GAP}{row[-1]}", tone)
