"""A template -> the same on Fargate, what was changed, and what a person must decide."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from types import ModuleType
from typing import Any, TypeVar

from bbfd.discover import modules_in
from bbfd.errors import DocumentError, Place
from bbfd.migrate import blockers as _blockers
from bbfd.migrate._edits import Edited, edited
from bbfd.migrate._idle import idle
from bbfd.migrate._meant import differences, meant
from bbfd.migrate._moving import template
from bbfd.migrate._result import Changed, Decision, Known, Lines, Migration
from bbfd.migrate._shared import apart
from bbfd.migrate._step import Blocker, Change, Found, Note, Step
from bbfd.migrate._subjects import Template
from bbfd.migrate._work import Piece
from bbfd.migrate.blockers.loops import looped
from bbfd.migrate.blockers.template_limits import passed
from bbfd.template import Document, read
from bbfd.template.document import Path
from bbfd.template.json_text import is_json, last_comma
from bbfd.template.read import LARGEST
from bbfd.template.source import source

T = TypeVar("T")
Changes = list[tuple[str, Change]]
Told = TypeVar("Told", Changed, Known, Decision)


@lru_cache(maxsize=1)
def all_steps() -> Mapping[str, Step]:
    """Every kind of change by its name, file by file."""
    return _declared(sys.modules["bbfd.migrate"], "STEP")


@lru_cache(maxsize=1)
def all_blockers() -> Mapping[str, Blocker]:
    """Everything that a person must decide by its name, file by file."""
    return _declared(_blockers, "BLOCKER")


def _declared(package: ModuleType, name: str) -> Mapping[str, T]:
    return {
        module.__name__.rpartition(".")[2].replace("_", "-"): getattr(module, name)
        for module in modules_in(package)
    }


def migrate(text: str, name: str) -> Migration:
    """Migrate a template; name: its file, for places. Raises DocumentError where it cannot be read."""
    document = read(text, name)
    _expect_ecs(document)
    _expect_lines(text, name)
    given = template(text, document)
    decisions = tuple(_decisions(given))
    staying = frozenset(str(each.path[1]) for each in decisions if each.stays)
    moving = template(text, document, staying) if staying else given
    shared = (each for each in _decisions(moving) if each.id == "shared-and-staying")
    looked, notes = _looked(moving)
    result, changes = _edited(text, document, looked)
    limits = tuple(_limits(document, looked, result)) if looked else ()
    if limits:
        result, changes, notes = Edited(text, ()), [], []
    return Migration(
        name=name,
        before=text,
        after=result.text,
        changes=_placed(document, changes, result.pieces, text),
        notes=_by_line(_known(text, document, notes, changes)),
        decisions=_by_line((*decisions, *shared, *limits)),
        staying=() if limits else moving.staying,
        either=tuple(each.part.id for each in moving.either),
    )


def _known(
    text: str, document: Document, notes: Iterable[tuple[str, Note]], changes: Changes
) -> Iterator[Known]:
    for id, note in notes:
        yield Known.of(id, note, document)
    yield from idle(document, _meant(document, changes))
    yield from _comma(text, document.name)


def _limits(document: Document, changes: Changes, result: Edited) -> Iterator[Decision]:
    """The limit of CloudFormation that the changes would pass."""
    id = "template-limits"
    for found in passed(_meant(document, changes), len(result.text.encode())):
        yield _decision(id, all_blockers()[id], found, document)


def _meant(document: Document, changes: Changes) -> Mapping[str, Any]:
    body: Mapping[str, Any] = meant(
        document.body, (edit for _, change in changes for edit in change.edits)
    )
    return body


def _comma(text: str, name: str) -> Iterator[Known]:
    """What is read over in JSON."""
    told = last_comma(text, name)
    if told is not None:
        place = told.place or Place(name)
        yield Known(id="json-comma", path=(), place=place, what=told.what, fix=told.fix)


def _edited(text: str, document: Document, changes: Changes) -> tuple[Edited, Changes]:
    """The text after the changes: it must say what they mean, also where text is shared. Raises DocumentError."""
    wanted = _meant(document, changes)
    for _ in range(3):
        result = edited(
            text, ((at, edit) for at, (_, change) in enumerate(changes) for edit in change.edits)
        )
        off = _off(result.text, document.name, wanted)
        if not off:
            return result, changes
        changes = apart(source(text.removeprefix("\ufeff")), off, wanted, changes)
    place = next((document.place(path) for path in off if path), Place(document.name))
    raise DocumentError(
        "its text cannot be edited in place: it would say something else than is meant",
        fix="write out anchors, aliases and merges here, and give each property the form that AWS wants",
        place=place,
    )


def _off(text: str, name: str, wanted: object) -> list[Path]:
    """Where an edited text says something else than was meant; the whole of it, where it cannot be read.

    An anchor that was edited away is not there for its aliases. What is too large is told elsewhere.
    """
    try:
        return list(differences(wanted, read(text, name).body))
    except DocumentError:
        return [] if len(text.encode()) > LARGEST else [()]


def _expect_ecs(document: Document) -> None:
    types = [
        str(each.get("Type"))
        for each in document.values.resources.values()
        if isinstance(each, dict)
    ]
    told = any(kind.startswith(_ABOUT_ECS) for kind in types) or any(looped(document))
    if not told and not _launches(document):
        place = document.place(("Resources",))
        raise DocumentError(
            "there is nothing of Amazon ECS in it",
            fix="give the template that has the service or the task definition",
            place=Place(place.file, place.line, place.column),
        )


def _expect_lines(text: str, name: str) -> None:
    """Edits go line by line, and know no lines of other kinds."""
    lone = _LONE.search(text)
    if lone is not None and not is_json(text.removeprefix("\ufeff")):
        raise DocumentError(
            "lines end in CR alone",
            fix="save the file with line ends of LF, or of CRLF",
            place=Place(name, text.count("\n", 0, lone.start()) + 1),
        )


_LONE = re.compile(r"\r(?!\n)")
_ABOUT_ECS = ("AWS::ECS::", "AWS::CloudFormation::Stack")


def _launches(document: Document) -> bool:
    from bbfd.rules._subjects import launchers

    return bool(launchers(document))


def _looked(moving: Template) -> tuple[Changes, list[tuple[str, Note]]]:
    changes: Changes = []
    notes: list[tuple[str, Note]] = []
    for id, step in all_steps().items():
        for each in step.look(moving):
            if isinstance(each, Change):
                changes.append((id, each))
            else:
                notes.append((id, each))
    return changes, list(dict.fromkeys(notes))


def _decisions(given: Template) -> Iterator[Decision]:
    for id, blocker in all_blockers().items():
        for found in blocker.look(given):
            yield _decision(id, blocker, found, given.document)


def _decision(id: str, blocker: Blocker, found: Found, document: Document) -> Decision:
    return Decision(
        id=id,
        title=blocker.title,
        path=found.path,
        place=document.place(found.path),
        what=found.what,
        instead=found.instead or blocker.instead,
        aws_error=blocker.aws,
        doc=blocker.doc,
        stays=blocker.stays,
    )


def _placed(
    document: Document,
    changes: Changes,
    pieces: tuple[Piece, ...],
    text: str,
) -> tuple[Changed, ...]:
    lines = _lines(text, pieces)
    steps = all_steps()
    placed = (
        Changed(
            id=id,
            title=steps[id].title,
            doc=steps[id].doc,
            path=change.path,
            place=document.place(change.path),
            what=change.what,
            why=change.why,
            avoids=change.avoids,
            replaces=change.replaces,
            lines=tuple(span for numbers, span in lines if at in numbers),
        )
        for at, (id, change) in enumerate(changes)
    )
    return _by_line(placed)


def _by_line(each: Iterable[Told]) -> tuple[Told, ...]:
    return tuple(sorted(each, key=lambda one: (one.place.line, one.place.column)))


def _lines(text: str, pieces: tuple[Piece, ...]) -> list[tuple[tuple[int, ...], Lines]]:
    """Of each piece, its changes and the lines that it takes in the old text and in the new."""
    found: list[tuple[tuple[int, ...], Lines]] = []
    text = text.removeprefix("\ufeff")
    shift = 0
    for piece in pieces:
        first = text.count("\n", 0, piece.start) + 1
        old, new = text[piece.start : piece.end], piece.text
        whole = text[: piece.start][-1:] in ("", "\n") and text[: piece.end][-1:] in ("", "\n")
        span = Lines(
            first=first,
            last=first + _breaks(old, whole),
            new_first=first + shift,
            new_last=first + shift + _breaks(new, whole),
        )
        found.append((piece.changes, span))
        shift += new.count("\n") - old.count("\n")
    return found


def _breaks(text: str, whole: bool) -> int:
    """How many lines follow the first one; -1: whole lines, and none of them."""
    return text.count("\n") - (whole and (not text or text.endswith("\n")))
