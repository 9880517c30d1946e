"""Rows about single values -> rules: what must not be set, is one of a few, matches, or is within bounds.

For what one value by itself may be: one walk over the parts of a document finds what every row about them is about. A
value that is not known is passed. Numbers of resources are in _bounds.py; what takes two values, or a condition, in
_shapes.py; what no row can say is a function of its subject, and `found_by` makes its rules.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from bbfd.rules._bounds import number
from bbfd.rules._rule import Find, Found, Level, Look, Rule, together
from bbfd.rules._subjects import Raw
from bbfd.rules._written import Names, Narrows, narrowed
from bbfd.template.document import Document, Path
from bbfd.template.values import UNKNOWN

Parts = Callable[[Document], Iterable[tuple[Path, Raw]]]


class Fit(NamedTuple):
    """holds: whether a known value is right. tells: what is said of one that is not, by the name of its property."""

    holds: Callable[[Any], bool]
    tells: Callable[[str, Any], str]


class Row(NamedTuple):
    """One property of the parts, and what it may be.

    path: names with dots between, in a part; "*" stands for every entry of a list. error: with `@` for the value.
    example: a template with `@` for a wrong value and a right one, which are `values`; right: where it is another.
    """

    id: str
    title: str
    parts: Parts
    path: str
    fits: Fit
    error: str
    fix: str
    doc: str
    example: str
    values: tuple[str, str] = ("", "")
    right: str = ""
    level: Level = Level.ERROR
    also: tuple[str, ...] = ()


def _is(name: str, value: Any) -> str:
    return f"{name} is {value}"


def one_of(*values: str) -> Fit:
    """A text that is one of these."""
    return Fit(lambda value: not isinstance(value, str) or value in values, _is)


def none_of(*values: str) -> Fit:
    """Anything but these."""
    return Fit(lambda value: not isinstance(value, str) or value not in values, _is)


def matching(pattern: str) -> Fit:
    """A text that a regular expression describes as a whole."""
    regex = re.compile(pattern)
    return Fit(lambda value: not isinstance(value, str) or regex.fullmatch(value) is not None, _is)


def within(low: float, high: float) -> Fit:
    """A number within bounds, both included."""

    def holds(value: Any) -> bool:
        found = number(value)
        return found is None or low <= found <= high

    return Fit(holds, _is)


def at_most(most: int) -> Fit:
    """A list that is no longer."""
    return Fit(
        lambda value: not isinstance(value, list) or len(value) <= most,
        lambda name, value: f"{len(value)} entries in {name}",
    )


# Empty lists and false are not set.
UNSET = Fit(
    lambda value: not value or str(value).lower() == "false", lambda name, _: f"{name} is set"
)


class _Branch:
    """A step of a path: the rows that end here, what is below by name, and below each entry of a list."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.each: _Branch | None = None
        self.below: dict[str, _Branch] = {}

    def narrowed(self, written: Names) -> _Branch | None:
        """With what is written alone; None: nothing of it is."""
        left = _Branch()
        left.rows = self.rows
        left.each = self.each and self.each.narrowed(written)
        inner = {name: self.below[name].narrowed(written) for name in self.below if name in written}
        left.below = {name: branch for name, branch in inner.items() if branch}
        return left if left.rows or left.each or left.below else None


def held(rows: Sequence[Row]) -> tuple[Rule, ...]:
    """A rule for each row."""
    trees: dict[Parts, _Branch] = {}
    for row in rows:
        _grow(trees.setdefault(row.parts, _Branch()), row)
    look_for = together(_Walk(trees))
    return tuple(_rule(row, look_for(row.id)) for row in rows)


class _Walk(Narrows[Document, Iterable[tuple[str, Found]]]):
    """One walk for all rows about the same parts."""

    __slots__ = ("_trees",)

    def __init__(self, trees: Mapping[Parts, _Branch]) -> None:
        self._trees = trees

    def __call__(self, document: Document, /) -> Iterator[tuple[str, Found]]:
        for parts, branch in self._trees.items():
            names = branch.below.keys()
            for path, body in parts(document):
                for name in sorted(names & body.keys()):
                    yield from _walk(document, branch.below[name], body[name], path, (name,))

    def narrowed(self, written: Names) -> _Walk | None:
        left = {
            narrowed(parts, written): self._trees[parts].narrowed(written) for parts in self._trees
        }
        trees = {parts: branch for parts, branch in left.items() if parts and branch}
        return _Walk(trees) if trees else None


def _grow(branch: _Branch, row: Row) -> None:
    for step in row.path.split("."):
        if step == "*":
            branch.each = branch = branch.each or _Branch()
        else:
            branch = branch.below.setdefault(step, _Branch())
    branch.rows.append(row)


def _walk(
    document: Document, branch: _Branch, raw: Any, path: Path, steps: Path
) -> Iterator[tuple[str, Found]]:
    value = document.value(raw)
    if value is UNKNOWN or value is None:
        return
    entries = document.entries(value) if isinstance(value, list) else []
    if branch.rows:
        known = [entry for _, entry in entries] if isinstance(value, list) else value
        yield from _wrong(branch.rows, known, path, steps)
    if branch.each is not None:
        for index, entry in entries:
            yield from _walk(document, branch.each, entry, path, (*steps, index))
    if branch.below and isinstance(value, dict):
        for name in sorted(branch.below.keys() & value.keys()):
            yield from _walk(document, branch.below[name], value[name], path, (*steps, name))


def _wrong(rows: list[Row], value: Any, path: Path, steps: Path) -> Iterator[tuple[str, Found]]:
    for row in rows:
        if not row.fits.holds(value):
            name = ".".join(step for step in steps if isinstance(step, str))
            said = row.error.replace("@", str(value)) if "@" in row.error else ""
            yield row.id, Found((*path, *steps), row.fits.tells(name, value), aws=said)


def _rule(row: Row, look: Look) -> Rule:
    bad, good = row.values
    return Rule(
        id=row.id,
        title=row.title,
        level=row.level,
        aws_error=row.error.replace("@", bad),
        fix=row.fix,
        doc=row.doc,
        wrong=row.example.replace("@", bad),
        right=row.right or row.example.replace("@", good),
        look=look,
        also=row.also,
    )


class Declared(NamedTuple):
    """A rule whose places a function of its subject finds, together with those of others."""

    id: str
    title: str
    error: str
    fix: str
    doc: str
    wrong: str
    right: str
    level: Level = Level.ERROR
    also: tuple[str, ...] = ()


def found_by(find: Find, given: Sequence[Declared]) -> tuple[Rule, ...]:
    """A rule for each. find: the id of one and a place where it does not hold."""
    look_for = together(find)
    return tuple(
        Rule(
            id=each.id,
            title=each.title,
            level=each.level,
            aws_error=each.error,
            fix=each.fix,
            doc=each.doc,
            wrong=each.wrong,
            right=each.right,
            look=look_for(each.id),
            also=each.also,
        )
        for each in given
    )
