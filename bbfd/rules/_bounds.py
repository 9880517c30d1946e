"""Rows of bounds -> rules: one walk over a document finds what every row is about. The numbers of ranges.py."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from bbfd.rules._rule import Found, Level, Look, Rule, together
from bbfd.rules._written import Names, Narrows
from bbfd.template.document import Document, Path

REFUSED: Final = "(400 Bad Request; its wording is not known)"


class Row(NamedTuple):
    """Properties and their bounds, both included; None: there is none.

    paths: in the properties of a resource of the type; "*" stands for every entry of a list. key: the value is that of
    the entry {Key, Value} with this key. example: a template with `@` in place of a value.
    """

    id: str
    title: str
    type: str
    paths: tuple[tuple[str, ...], ...]
    low: int
    high: int | None
    doc: str
    example: str
    error: str = REFUSED
    key: str = ""
    level: Level = Level.ERROR


_Wrong = list[tuple[str, Found]]


class _Branch:
    """A step of a path: what is below it, or at its end the row. each: the step is "*"."""

    def __init__(self) -> None:
        self.row: Row | None = None
        self.each: _Branch | None = None
        self.below: dict[str, _Branch] = {}

    def takes(self, value: Any) -> bool:
        """Whether it ends here with a plain number that is right, as nearly all do."""
        row = self.row
        return row is not None and type(value) is int and row.low <= value <= (row.high or value)

    def narrowed(self, written: Names) -> _Branch | None:
        """With what is written alone; None: nothing of it is."""
        left = _Branch()
        left.row = self.row
        left.each = self.each and self.each.narrowed(written)
        inner = {name: self.below[name].narrowed(written) for name in self.below if name in written}
        left.below = {name: branch for name, branch in inner.items() if branch}
        return left if left.row or left.each or left.below else None


class _Walk(Narrows[Document, Iterable[tuple[str, Found]]]):
    """One walk for all rows: type -> its properties."""

    __slots__ = ("_tree",)

    def __init__(self, tree: Mapping[str, _Branch]) -> None:
        self._tree = tree

    def __call__(self, document: Document, /) -> _Wrong:
        wrong: _Wrong = []
        for kind, branch in self._tree.items():
            for logical_id, body in document.resources(kind).items():
                _walk(document, branch, body, ("Resources", logical_id, "Properties"), wrong)
        return wrong

    def narrowed(self, written: Names) -> _Walk | None:
        left = {kind: self._tree[kind].narrowed(written) for kind in self._tree if kind in written}
        tree = {kind: branch for kind, branch in left.items() if branch}
        return _Walk(tree) if tree else None


def bounded(rows: Sequence[Row]) -> tuple[Rule, ...]:
    """A rule for each row."""
    look_for = together(_Walk(_tree(rows)))
    return tuple(_rule(row, look_for(row.id)) for row in rows)


def _tree(rows: Sequence[Row]) -> dict[str, _Branch]:
    tree: dict[str, _Branch] = {}
    for row in rows:
        for path in row.paths:
            branch = tree.setdefault(row.type, _Branch())
            for step in path:
                if step == "*":
                    branch.each = branch = branch.each or _Branch()
                else:
                    branch = branch.below.setdefault(step, _Branch())
            branch.row = row
    return tree


def _walk(document: Document, branch: _Branch, body: Any, path: Path, wrong: _Wrong) -> None:
    if branch.row is not None:
        _hold(document, branch.row, body, path, wrong)
    elif branch.each is not None:
        for index, entry in document.entries(body):
            _walk(document, branch.each, entry, (*path, index), wrong)
    elif isinstance(body, dict):
        for name, below in branch.below.items():
            value = body.get(name)
            if value is not None and not below.takes(value):
                _walk(document, below, document.value(value), (*path, name), wrong)


def _hold(document: Document, row: Row, value: Any, path: Path, wrong: _Wrong) -> None:
    if not row.key:
        if _is_outside(row, value):
            wrong.append((row.id, Found(path, f"{path[-1]} is {value}")))
        return
    for index, entry in document.entries(value):
        if isinstance(entry, dict) and document.value(entry.get("Key")) == row.key:
            found = document.value(entry.get("Value"))
            if _is_outside(row, found):
                what = f"{row.key} is {found}"
                wrong.append((row.id, Found((*path, index, "Value"), what)))


def _is_outside(row: Row, value: Any) -> bool:
    found = number(value)
    return found is not None and (found < row.low or (row.high is not None and found > row.high))


def number(value: Any) -> float | None:
    """A number, also as text; None for anything else."""
    if isinstance(value, str):
        digits = value.removeprefix("-")
        return int(value) if digits.isascii() and digits.isdigit() and len(digits) < 20 else None
    return value if type(value) in (int, float) else None


def _rule(row: Row, look: Look) -> Rule:
    most = "or more" if row.high is None else f"to {row.high}"
    return Rule(
        id=row.id,
        title=row.title,
        level=row.level,
        aws_error=row.error,
        fix=f"write {row.low} {most}",
        doc=row.doc,
        wrong=row.example.replace("@", str(row.low - 1)),
        right=row.example.replace("@", str(row.low)),
        look=look,
    )
