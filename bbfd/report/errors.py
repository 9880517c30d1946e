"""What was raised -> words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bbfd.errors import BbfdError, Mistakes
from bbfd.report.github import annotation, on_github
from bbfd.report.harmless import brief
from bbfd.report.line import Line, text


def told(error: BbfdError, environment: Mapping[str, str]) -> str:
    """What happened, where, and what to do; on GitHub also as an annotation of the line it is about."""
    each = error.each if isinstance(error, Mistakes) else (error,)
    words = text(line for one in each for line in _lines(one))
    if on_github(environment):
        words += "".join(annotation("error", f"{one.what} ({one.fix})", one.place) for one in each)
    return words.rstrip("\n")


def _lines(error: BbfdError) -> Iterator[Line]:
    where = f"{error.place}: " if error.place else ""
    yield Line(f"{where}{brief(error.what)}")
    if error.fix:
        first, *more = error.fix.split("\n")
        yield Line(f"  fix: {first}")
        yield from (Line(f"       {line}") for line in more)
