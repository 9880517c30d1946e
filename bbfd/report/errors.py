"""What was raised -> words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bbfd.discover import ENVIRONMENTS
from bbfd.errors import BbfdError, Mistakes
from bbfd.report.github import annotation, on_github
from bbfd.report.harmless import brief
from bbfd.report.line import Line, Tone, paragraph, text
from bbfd.report.redacted import redacted


def told(error: BbfdError, environment: Mapping[str, str]) -> str:
    """What happened, where, and what to do; on GitHub also as an annotation of the line it is about.

    What has the shape of a credential is taken out: AWS's words, and a hook's, are among these.
    What comes last names the state of the stack, where one was touched, or was to be.
    """
    words = text(line for one in _each(error) for line in _lines(one))
    if on_github(environment):
        words += "".join(
            annotation("error", redacted(f"{one.what} ({one.fix})"), one.place)
            for one in _each(error)
        )
    return (words + text(Line(one.state) for one in _each(error) if one.state)).rstrip("\n")


def left_out_lines(error: BbfdError) -> Iterator[Line]:
    """What does not load, and what was asked for goes on without."""
    for one in _each(error):
        where = f"{one.place}: " if one.place else ""
        yield from paragraph("left out: ", f"{where}{brief(redacted(one.what))}", Tone.WARN)
        if one.place and one.place.file.startswith(f"{ENVIRONMENTS}/"):
            yield from paragraph(
                " " * 10, "it may share the registry, which is left as it is", Tone.WARN
            )


def _each(error: BbfdError) -> tuple[BbfdError, ...]:
    return error.each if isinstance(error, Mistakes) else (error,)


def _lines(error: BbfdError) -> Iterator[Line]:
    where = f"{error.place}: " if error.place else ""
    what, *more = brief(redacted(error.what)).split("\n")
    yield Line(f"{where}{what}")
    yield from (Line(f"  {line.strip()}") for line in more)
    if error.fix:
        first, *more = redacted(error.fix).split("\n")
        yield Line(f"  fix: {first}")
        yield from (Line(f"       {line}") for line in more)
