"""Columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bbfd.report.line import WIDTH, Line, Tone

GAP = "  "


def table(
    rows: Iterable[Sequence[str]], *, head: Sequence[str] = (), indent: str = "", width: int = WIDTH
) -> Iterator[Line]:
    """Rows in columns as wide as they need; where that is too wide, its last columns go under a row."""
    every = [list(row) for row in rows]
    if head and every:
        every.insert(0, list(head))
    widths = [max(map(len, column)) for column in zip(*every, strict=True)]
    for number, row in enumerate(every):
        tone = Tone.QUIET if head and number == 0 else Tone.PLAIN
        cells = [cell.ljust(wide) for cell, wide in zip(row, widths, strict=True)]
        line = indent + GAP.join(cells).rstrip()
        kept = _fitting(cells, width - len(indent))
        under = GAP.join(filter(None, row[kept:]))
        if len(line) <= width or not under:
            yield Line(line, tone)
        else:
            yield Line(indent + GAP.join(cells[:kept]).rstrip(), tone)
            yield Line(f"{indent}{GAP}{GAP}{under}", tone)


def _fitting(cells: Sequence[str], width: int) -> int:
    """Count the columns that fit side by side, one at least; without the last, unless it is alone."""
    count = max(len(cells) - 1, 1)
    while count > 1 and len(GAP.join(cells[:count]).rstrip()) > width:
        count -= 1
    return count
