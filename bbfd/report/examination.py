"""What was found by an examination: the gravest first, each with why, and what to type."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bbfd.deploy.doctor import Complaint, Examined, Grade
from bbfd.report.cause import quoted_lines
from bbfd.report.harmless import brief
from bbfd.report.line import Line, Tone, paragraph

_TONES = {
    Grade.SUFFERS: Tone.BAD,
    Grade.REFUSES: Tone.BAD,
    Grade.UNKNOWN: Tone.WARN,
    Grade.HINT: Tone.PLAIN,
    Grade.WELL: Tone.GOOD,
}
_MOST = 6  # lines of what AWS said of one


def examination_lines(examined: Examined) -> Iterator[Line]:
    """Lines for people."""
    yield Line(examined.name, Tone.STRONG)
    for one in examined.complaints:
        yield from _lines(one)


def examination_record(examined: Examined) -> dict[str, Any]:
    """For JSON."""
    return {
        "name": examined.name,
        "complaints": [_record(one) for one in examined.complaints],
    }


def _lines(one: Complaint) -> Iterator[Line]:
    lead = f"  {one.grade.value:<8} "
    yield from paragraph(lead, one.what, _TONES[one.grade])
    indent = " " * len(lead)
    for said in one.why[:_MOST]:
        yield from quoted_lines(f"{indent}| ", said)
    if one.fix:
        lines = one.fix.splitlines()
        for number, line in enumerate(lines):
            yield from paragraph(f"{indent}{'fix  ' if not number else '     '}", line, Tone.STRONG)


def _record(one: Complaint) -> dict[str, Any]:
    return {
        "grade": one.grade.value,
        "about": one.about,
        "what": brief(one.what),
        "evidence": list(map(brief, one.why)),
        "fix": brief(one.fix),
        "cause": one.cause,
    }
