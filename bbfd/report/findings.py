"""What the rules found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from bbfd.report.github import annotation
from bbfd.report.line import Line, Tone, paragraph, text
from bbfd.rules import Finding, Level
from bbfd.template.inert import json_text

_TONES = {Level.ERROR: Tone.BAD, Level.WARNING: Tone.WARN}
# What AWS says when it says nothing begins so.
_SILENT = "none"


def finding_lines(finding: Finding) -> Iterator[Line]:
    """Where, what, what AWS says to it, what to do."""
    tone = _TONES[finding.level]
    yield Line(f"{finding.place}: {finding.level.value} {finding.rule}", tone)
    yield from paragraph("  ", finding.detail or finding.title)
    if finding.resource:
        yield Line(f"  in   {property_words(finding)} of {finding.document}", Tone.QUIET)
    if finding.aws_error and not finding.aws_error.startswith(_SILENT):
        yield from paragraph("  aws  ", finding.aws_error, Tone.QUIET)
    if finding.fix:
        yield from paragraph("  fix  ", finding.fix)
    if finding.doc:
        yield Line(f"  see  {finding.doc}", Tone.QUIET)


def property_words(finding: Finding) -> str:
    """`Task.ContainerDefinitions.0.Image`."""
    return ".".join(map(str, (finding.resource, *finding.path)))


def told(finding: Finding) -> str:
    """What is wrong, what AWS says to it, and what to do: in one line."""
    said = "" if finding.aws_error.startswith(_SILENT) else finding.aws_error
    words = (finding.detail or finding.title, said and f"AWS: {said}", finding.fix)
    return ". ".join(each.rstrip(".") for each in words if each)


def counted(findings: Iterable[Finding]) -> str:
    """How many of each level."""
    levels = [finding.level for finding in findings]
    told = [(levels.count(level), level.value) for level in Level]
    return ", ".join(f"{n} {word}{'s' if n > 1 else ''}" for n, word in told if n) or "no findings"


def as_text(findings: Sequence[Finding]) -> str:
    """For people."""
    return text(line for finding in findings for line in finding_lines(finding))


def as_json(findings: Sequence[Finding]) -> str:
    """One document."""
    levels = [finding.level for finding in findings]
    record = {
        "errors": levels.count(Level.ERROR),
        "warnings": levels.count(Level.WARNING),
        "findings": [finding_record(finding) for finding in findings],
    }
    return json_text(record) + "\n"


def as_github(findings: Sequence[Finding]) -> str:
    """Annotations on the lines of the definitions."""
    return "".join(
        annotation(
            finding.level.value,
            told(finding),
            finding.place,
            title=finding.rule,
        )
        for finding in findings
    )


def as_sarif(findings: Sequence[Finding]) -> str:
    """SARIF, as code scanning takes it."""
    from bbfd.report.sarif import sarif

    return json_text(sarif(findings)) + "\n"


FORMATS: dict[str, Callable[[Sequence[Finding]], str]] = {
    "text": as_text,
    "json": as_json,
    "sarif": as_sarif,
    "github": as_github,
}


def finding_record(finding: Finding) -> dict[str, Any]:
    """For JSON."""
    place = finding.place
    return {
        "rule": finding.rule,
        "level": finding.level.value,
        "source": finding.source,
        "title": finding.title,
        "detail": finding.detail,
        "aws_error": finding.aws_error,
        "fix": finding.fix,
        "doc": finding.doc,
        "document": finding.document,
        "resource": finding.resource,
        "path": list(finding.path),
        "file": place.file,
        "line": place.line,
        "column": place.column,
    }
