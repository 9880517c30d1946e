"""The rules themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bbfd.report.line import Line, Tone, paragraph
from bbfd.report.table import table
from bbfd.rules import Rule


def rules_lines(rules: Sequence[Rule]) -> Iterator[Line]:
    """One line for each."""
    yield from table([rule.id, rule.level.value, rule.title] for rule in rules)


def rule_lines(rule: Rule) -> Iterator[Line]:
    """One whole."""
    yield Line(f"{rule.id}  {rule.level.value}, {rule.when.value}", Tone.STRONG)
    yield from paragraph("  ", rule.title)
    yield from paragraph("  aws  ", rule.aws_error)
    yield from paragraph("  fix  ", rule.fix)
    yield Line(f"  see  {rule.doc}")
    for name, example, tone in (("wrong", rule.wrong, Tone.BAD), ("right", rule.right, Tone.GOOD)):
        yield Line("")
        yield Line(name, tone)
        yield from (Line(f"  {line}") for line in example.rstrip().splitlines())


def unruled_lines(id: str, title: str, origin: str) -> Iterator[Line]:
    """An id that is not a rule's."""
    yield Line(id, Tone.STRONG)
    yield from paragraph("  ", title)
    yield from paragraph("  from  ", origin)


def rule_record(rule: Rule) -> dict[str, Any]:
    """For JSON."""
    return {
        "id": rule.id,
        "level": rule.level.value,
        "when": rule.when.value,
        "title": rule.title,
        "aws_error": rule.aws_error,
        "fix": rule.fix,
        "doc": rule.doc,
        "wrong": rule.wrong,
        "right": rule.right,
    }
