"""A template file -> the migrated one: read as bytes of text, held against our rules, written without overwriting."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import NamedTuple

from bbfd.cli.templates import text_of
from bbfd.errors import Refused, UsageError
from bbfd.migrate import Definition, Migration, definitions, migrate
from bbfd.report.migration import as_diff, migration_record
from bbfd.rules import Finding, Level, all_rules, check
from bbfd.template import read
from bbfd.template.inert import json_text


def migrated(file: str) -> tuple[Migration, tuple[Finding, ...]]:
    """The migration of a file, and the errors that are new in it and not among what a person must decide.

    Raises DocumentError, UsageError.
    """
    migration = migrate(*text_of(file))
    return migration, () if migration.unchanged else _new_errors(migration)


def _new_errors(migration: Migration) -> tuple[Finding, ...]:
    before = {_named(each) for each in _errors(migration.before, migration.name)}
    return tuple(
        finding
        for finding in _errors(migration.after, migration.name)
        if _named(finding) not in before
        and not any(_is_about(each.path, finding) for each in migration.decisions)
    )


def _is_about(path: tuple[str | int, ...], finding: Finding) -> bool:
    """Whether a finding is of the place of a decision, of what is in it, or of what it is in."""
    inside = _plain(path[3:])
    least = min(len(inside), len(finding.path))
    return finding.resource == path[1] and inside[:least] == finding.path[:least]


def _plain(path: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """A path without the conditions that it goes through."""
    return tuple(
        step
        for at, step in enumerate(path)
        if step != "Fn::If" and (at == 0 or path[at - 1] != "Fn::If")
    )


def _errors(text: str, name: str) -> tuple[Finding, ...]:
    found = check(read(text, name), all_rules())
    return tuple(finding for finding in found if finding.level is Level.ERROR)


def _named(finding: Finding) -> tuple[object, ...]:
    return finding.rule, finding.resource, finding.path


_SEPARATORS = ("/", os.sep)


class Wanted(NamedTuple):
    """What is to be written, and where: to stdout where `out` is None."""

    out: str | None = None
    overwrite: bool = False
    diff: bool = False
    definition: bool = False
    json: bool = False


def written(migration: Migration, left: tuple[Finding, ...], wanted: Wanted) -> None:
    """Write what is wanted. Raises Refused, UsageError."""
    if wanted.definition and wanted.diff:
        raise UsageError("--definition and --diff were given", fix="give one of the two")
    made = _definitions(migration) if wanted.definition else ()
    if wanted.out is not None:
        for file, text in _files(migration, made, wanted.out):
            _write(text, file, overwrite=wanted.overwrite)
            print(file, file=sys.stderr)
    if wanted.json:
        _put(_record(migration, left, made))
    elif wanted.diff:
        _put(as_diff(migration))
    elif wanted.out is None:
        _put(_sources(made) if wanted.definition else migration.after)


def _definitions(migration: Migration) -> tuple[Definition, ...]:
    found = definitions(migration.after, migration.name)
    if not found:
        raise UsageError(
            "there is no service and no scheduled task in it, with its task definition",
            fix="name a template that has both",
        )
    return found


def _files(
    migration: Migration, made: tuple[Definition, ...], out: str
) -> Iterator[tuple[str, str]]:
    """Files and what is to be in them: several definitions go to a folder."""
    folder = os.path.isdir(out) or out.endswith(_SEPARATORS)
    if not made and folder:
        raise UsageError(f"{out} is a folder", fix="name a file in it: --out FOLDER/NAME.yaml")
    for each in made:
        into = folder or len(made) > 1
        yield os.path.join(out, f"{each.name}.py") if into else out, each.source
    if not made:
        yield out, migration.after


def _sources(made: tuple[Definition, ...]) -> str:
    named = len(made) > 1
    return "\n".join((f"# services/{e.name}.py\n" if named else "") + e.source for e in made)


def _record(migration: Migration, left: tuple[Finding, ...], made: tuple[Definition, ...]) -> str:
    record = migration_record(migration, left)
    if made:
        record["definitions"] = [
            {"name": each.name, "source": each.source, "unsaid": list(each.unsaid)} for each in made
        ]
    return json_text(record) + "\n"


def _put(text: str) -> None:
    """Write to stdout as it is, line ends too: on Windows a text stream would double what is there."""
    stream = getattr(sys.stdout, "buffer", None)
    if stream is None:
        sys.stdout.write(text)
    else:
        sys.stdout.flush()
        stream.write(text.encode("utf-8"))


def _write(text: str, file: str, *, overwrite: bool) -> None:
    """Write a file as it is, line ends too. Raises Refused where there is one that says something else."""
    if os.path.exists(file) and not overwrite:
        raise Refused(f"{file} is there already", fix="name another file, or give --overwrite, too")
    os.makedirs(os.path.dirname(file) or ".", exist_ok=True)
    with open(file, "w", encoding="utf-8", newline="") as opened:
        opened.write(text)
