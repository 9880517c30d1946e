"""Why a rollout fails: what, what AWS said, where in the definition, what to do."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

from bbfd.diagnose import Cause
from bbfd.errors import Place
from bbfd.report.harmless import brief, harmless
from bbfd.report.line import WIDTH, Line, Tone, paragraph

_MOST = 20  # lines of evidence: more is a log, and has its place
_LONGEST = 600  # characters of one of them
UNKNOWN = "cause unknown"


def cause_lines(lead: str, cause: Cause, place: Place | None) -> Iterator[Line]:
    """The cause whole, behind a lead; what AWS said and the log's lines stand behind a `|`."""
    yield from named_lines(lead, cause, place)
    indent = " " * len(lead)
    for said in cause.evidence[:_MOST]:
        yield from quoted_lines(f"{indent}| ", said)
    left = len(cause.evidence) - _MOST
    if left > 0:
        yield Line(f"{indent}| ... ({left} more)", Tone.QUIET)
    if cause.fix:
        yield from paragraph(f"{indent}fix  ", cause.fix, Tone.STRONG)


def named_lines(lead: str, cause: Cause, place: Place | None) -> Iterator[Line]:
    """What it is, and where it comes from."""
    yield from paragraph(lead, words(cause, place), Tone.BAD)


def words(cause: Cause, place: Place | None) -> str:
    """What it is, and where it comes from, in one sentence."""
    what = cause.what if cause.known else UNKNOWN
    return f"{what}  ({place})" if place else what


def quoted_lines(lead: str, said: str) -> Iterator[Line]:
    """What others wrote, behind a lead on every line: none of it can be taken for ours."""
    told = harmless(brief(said))
    if len(told) > _LONGEST:
        told = f"{told[:_LONGEST]} ... ({len(said) - _LONGEST} more characters)"
    rows = textwrap.wrap(told, WIDTH - len(lead), break_on_hyphens=False)
    for row in rows or [""]:
        yield Line(f"{lead}{row}".rstrip(), Tone.QUIET)


def cause_record(cause: Cause, place: Place | None) -> dict[str, Any]:
    """For JSON. id: "" where it is unknown."""
    return {
        "id": cause.id,
        "title": cause.title,
        "what": cause.what,
        "evidence": list(map(brief, cause.evidence)),
        "fix": cause.fix,
        "doc": cause.doc,
        "resource": cause.resource,
        "path": cause.path,
        "place": place._asdict() if place else None,
    }
