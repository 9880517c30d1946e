"""What a migration changed, why, and what is left to a person."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from typing import Any

from bbfd.migrate import Changed, Decision, Known, Migration
from bbfd.report.findings import finding_lines, finding_record
from bbfd.report.line import Line, Tone, paragraph
from bbfd.rules import Finding

_SILENT = "none"


def migration_lines(migration: Migration, left: Sequence[Finding]) -> Iterator[Line]:
    """Every change in the order of the template, what should be known, and what must be decided."""
    for change in migration.changes:
        yield from _changed(change)
    for note in migration.notes:
        yield from _known(note)
    for decision in migration.decisions:
        yield from _decision(decision)
    for finding in left:
        yield from finding_lines(finding)
    yield from summary_lines(migration, left)


def _changed(change: Changed) -> Iterator[Line]:
    yield Line(f"{change.place}: changed {change.id}", Tone.NEW)
    yield from paragraph("  ", change.what)
    yield from paragraph("  why  ", change.why)
    if change.avoids and not change.avoids.startswith(_SILENT):
        yield from paragraph("  aws  ", change.avoids, Tone.QUIET)
    if change.replaces:
        names = ", ".join(change.replaces)
        yield Line(f"  replaces {names} in a stack that has it already", Tone.WARN)
    yield Line(f"  see  {change.doc}", Tone.QUIET)


def _known(note: Known) -> Iterator[Line]:
    yield Line(f"{note.place}: note {note.id}", Tone.WARN)
    yield from paragraph("  ", note.what)
    yield from paragraph("  fix  ", note.fix)


def _decision(decision: Decision) -> Iterator[Line]:
    yield Line(f"{decision.place}: decide {decision.id}", Tone.BAD)
    yield from paragraph("  ", decision.what)
    yield from paragraph("  aws  ", decision.aws_error, Tone.QUIET)
    yield from paragraph("  instead  ", decision.instead)
    yield Line(f"  see  {decision.doc}", Tone.QUIET)


def summary_lines(migration: Migration, left: Sequence[Finding]) -> Iterator[Line]:
    """What came of it, in a line or two."""
    counted = [
        _counted(len(migration.changes), "change"),
        _counted(len(migration.notes), "note"),
    ]
    if migration.decisions:
        counted.append(_counted(len(migration.decisions), "decision") + " for you")
    if migration.unchanged:
        what = "nothing was changed"
        if not migration.decisions and not migration.notes:
            what += ": nothing in it runs on EC2"
        yield Line(f"{migration.name}: {what}", Tone.STRONG)
    else:
        yield Line(f"{migration.name}: {', '.join(counted)}", Tone.STRONG)
    if migration.staying:
        yield Line(f"  {', '.join(migration.staying)}: left on EC2", Tone.WARN)
    if left:
        yield Line(f"  {_counted(len(left), 'error')} of it that were not there before", Tone.BAD)


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def as_diff(migration: Migration) -> str:
    """A unified diff; "" where nothing was changed."""
    before, after = (_lines(text) for text in (migration.before, migration.after))
    name = migration.name
    return "".join(difflib.unified_diff(before, after, f"a/{name}", f"b/{name}"))


def _lines(text: str) -> list[str]:
    """Lines with their ends; the last one says so if it has none, as `diff` does."""
    lines = text.split("\n")
    ended = [f"{line}\n" for line in lines[:-1]]
    return [*ended, f"{lines[-1]}\n\\ No newline at end of file\n"] if lines[-1] else ended


def migration_record(migration: Migration, left: Sequence[Finding]) -> dict[str, Any]:
    """For JSON: see docs/migrating.md."""
    return {
        "file": migration.name,
        "unchanged": migration.unchanged,
        "changes": [_change_record(each) for each in migration.changes],
        "notes": [_note_record(each) for each in migration.notes],
        "decisions": [_decision_record(each) for each in migration.decisions],
        "staying": list(migration.staying),
        "either": list(migration.either),
        "errors": [finding_record(each) for each in left],
        "template": migration.after,
    }


def _change_record(change: Changed) -> dict[str, Any]:
    return {
        "id": change.id,
        "title": change.title,
        "path": list(change.path),
        "line": change.place.line,
        "column": change.place.column,
        "what": change.what,
        "why": change.why,
        "aws_error": change.avoids,
        "replaces": list(change.replaces),
        "lines": [span._asdict() for span in change.lines],
        "doc": change.doc,
    }


def _note_record(note: Known) -> dict[str, Any]:
    return {
        "id": note.id,
        "path": list(note.path),
        "line": note.place.line,
        "column": note.place.column,
        "what": note.what,
        "fix": note.fix,
    }


def _decision_record(decision: Decision) -> dict[str, Any]:
    return {
        "id": decision.id,
        "title": decision.title,
        "path": list(decision.path),
        "line": decision.place.line,
        "column": decision.place.column,
        "what": decision.what,
        "aws_error": decision.aws_error,
        "instead": decision.instead,
        "stays_on_ec2": decision.stays,
        "doc": decision.doc,
    }
