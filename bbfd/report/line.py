"""A line for people. Its words say everything; the tone only makes it easier to see."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import Enum
from typing import NamedTuple

WIDTH = 80
LONGEST = 10_000  # characters: no line of ours is longer, and nobody takes a megabyte in one line
_COMMAND = re.compile(r"`[^`\n]+`")
_GLUE = "\ue000"  # for private use: nobody sends it, and textwrap does not break at it


class Tone(Enum):
    """What a line means, for a terminal to colour."""

    PLAIN = ""
    STRONG = "bold"
    GOOD = "green"
    NEW = "cyan"
    WARN = "yellow"
    BAD = "red"
    LOUD = "bold red"
    QUIET = "dim"


class Line(NamedTuple):
    """One line."""

    text: str
    tone: Tone = Tone.PLAIN


def paragraph(lead: str, text: str, tone: Tone = Tone.PLAIN, width: int = WIDTH) -> Iterator[Line]:
    """Text behind a lead, broken at spaces; what follows is indented as far as the lead.

    Words longer than a line, such as ARNs, and commands in backticks stay whole so that they can be copied.
    """
    import textwrap

    from bbfd.report.harmless import brief

    rows = textwrap.wrap(
        _COMMAND.sub(lambda found: found[0].replace(" ", _GLUE), brief(text)),
        max(width, len(lead) + 20),
        initial_indent=lead,
        subsequent_indent=" " * len(lead),
        break_long_words=False,
        break_on_hyphens=False,
    )
    for row in rows or [lead.rstrip()]:
        yield Line(row.replace(_GLUE, " "), tone)


def text(lines: Iterable[Line]) -> str:
    """Lines as text without colour, made harmless."""
    from bbfd.report.harmless import harmless

    return "".join(f"{harmless(line.text)}\n" for line in lines)
