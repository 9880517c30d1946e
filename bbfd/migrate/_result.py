"""What came of a migration."""

from __future__ import annotations

from typing import NamedTuple

from bbfd.errors import Place
from bbfd.migrate._step import Note
from bbfd.model.value import value
from bbfd.template.document import Document, Path


class Lines(NamedTuple):
    """Lines of the old text, first to last, and those of the new text in their place. They count from 1."""

    first: int
    last: int
    new_first: int
    new_last: int


@value
class Changed:
    """A change as it was made. place: in the old text. lines: where the texts differ because of it."""

    id: str
    title: str
    doc: str
    path: Path
    place: Place
    what: str
    why: str
    avoids: str
    replaces: tuple[str, ...]
    lines: tuple[Lines, ...]


@value
class Known:
    """What was not changed and should be known."""

    id: str
    path: Path
    place: Place
    what: str
    fix: str

    @classmethod
    def of(cls, id: str, note: Note, document: Document) -> Known:
        """A note with its place."""
        place = document.place(note.path)
        return cls(id=id, path=note.path, place=place, what=note.what, fix=note.fix)


@value
class Decision:
    """What a person must decide. stays: what it is about is left on EC2 as it is."""

    id: str
    title: str
    path: Path
    place: Place
    what: str
    instead: str
    aws_error: str
    doc: str
    stays: bool


@value
class Migration:
    """A template before and after. either: what a parameter puts on Fargate already. staying: what stays on EC2."""

    name: str
    before: str
    after: str
    changes: tuple[Changed, ...]
    notes: tuple[Known, ...]
    decisions: tuple[Decision, ...]
    staying: tuple[str, ...]
    either: tuple[str, ...]

    @property
    def unchanged(self) -> bool:
        """Whether nothing was to be changed."""
        return self.before == self.after
