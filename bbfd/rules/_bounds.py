"""Rows of bounds -> rules: one walk over a document finds what every row is about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from bbfd.rules._rule import Found, Level, Look, Rule, together
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


# A step of a path -> what is below it; at its end the row.
_Branch = dict[str, Any]


def bounded(rows: Sequence[Row]) -> tuple[Rule, ...]:
    """A rule for each row."""
    tree = _tree(rows)

    def find(document: Document) -> Iterator[tuple[str, Found]]:
        for kind, branch in tree.items():
            for logical_id, body in document.resources(kind).items():
                yield from _walk(document, branch, body, ("Resources", logical_id, "Properties"))

    look_for = together(find)
    return tuple(_rule(row, look_for(row.id)) for row in rows)


def _tree(rows: Sequence[Row]) -> _Branch:
    tree: _Branch = {}
    for row in rows:
        for path in row.paths:
            branch = tree.setdefault(row.type, {})
            for step in path[:-1]:
                branch = branch.setdefault(step, {})
            branch[path[-1]] = row
    return tree


def _walk(
    document: Document, branch: _Branch, body: Any, path: Path
) -> Iterator[tuple[str, Found]]:
    for name, below in branch.items():
        if name == "*":
            for index, entry in document.entries(body):
                yield from _walk(document, below, entry, (*path, index))
        elif isinstance(body, dict) and name in body:
            value, here = document.value(body[name]), (*path, name)
            if type(below) is not Row:
                yield from _walk(document, below, value, here)
            else:
                yield from _outside(document, below, value, here)


def _outside(document: Document, row: Row, value: Any, path: Path) -> Iterator[tuple[str, Found]]:
    if not row.key:
        if _is_outside(row, value):
            yield row.id, Found(path, f"{path[-1]} is {value}")
        return
    for index, entry in document.entries(value):
        if isinstance(entry, dict) and document.value(entry.get("Key")) == row.key:
            number = document.value(entry.get("Value"))
            if _is_outside(row, number):
                yield row.id, Found((*path, index, "Value"), f"{row.key} is {number}")


def _is_outside(row: Row, value: Any) -> bool:
    found = number(value)
    return found is not None and (found < row.low or (row.high is not None and found > row.high))


def number(value: Any) -> float | None:
    """A number, also as text; None for anything else."""
    if isinstance(value, str):
        return int(value) if value.isascii() and value.removeprefix("-").isdigit() else None
    return value if type(value) in (int, float) else None


def _rule(row: Row, look: Look) -> Rule:
    most = "or more" if row.high is None else f"to {row.high}"
    return Rule(
        id=row.id,
        title=row.title,
        level=Level.ERROR,
        aws_error=row.error,
        fix=f"write {row.low} {most}",
        doc=row.doc,
        wrong=row.example.replace("@", str(row.low - 1)),
        right=row.example.replace("@", str(row.low)),
        look=look,
    )
