"""Rules as rows: what a check looks at, the checks that many rules share, and rows of them -> rules.

For what must be there, must not be there together, or holds under a condition: checks that are put together. What one
value by itself may be is a row of _table.py, which meets each value once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

from bbfd.rules._bounds import REFUSED, number
from bbfd.rules._rule import Find, Found, Level, Rule, together
from bbfd.rules._subjects import SERVICE, Launcher, Raw, mappings, part, services
from bbfd.rules._written import Names, Narrows, Where, names_of, narrowed, own_of, where_written
from bbfd.template.document import Document, Path
from bbfd.template.values import UNKNOWN

_NOT_THERE: Final[tuple[Any, ...]] = (None, [], "", {})


class Subject(NamedTuple):
    """What a check looks at: the properties of a resource, or a mapping in them. path: where `body` stands."""

    document: Document
    path: Path
    body: Raw

    def value(self, *steps: str) -> Any:
        """The value at a path of names; None where something on the way is absent, UNKNOWN if it cannot be known."""
        return part(self.document, self.body, *steps)

    def lacks(self, *steps: str) -> bool:
        """Whether nothing is there, or nothing in it."""
        return self.value(*steps) in _NOT_THERE

    def has(self, *steps: str) -> bool:
        """Whether something is known to be there. False, as a value, is nothing."""
        value = self.value(*steps)
        return value is not UNKNOWN and value not in _NOT_THERE and str(value).lower() != "false"

    def below(self, *steps: str) -> Subject | None:
        """The mapping at a path of names, if there is one."""
        value = self.value(*steps)
        return Subject(self.document, (*self.path, *steps), value) if type(value) is dict else None

    def each(self, name: str) -> Iterator[Subject]:
        """The mappings in a list."""
        for path, body in mappings(self.document, self.path, self.body, name):
            yield Subject(self.document, path, body)

    def entries(self, *steps: str) -> list[tuple[int, Any]]:
        """(index, value) of a list's items."""
        inner = self.below(*steps[:-1]) if steps[:-1] else self
        return [] if inner is None else self.document.entries(inner.body.get(steps[-1]))

    def wrong(
        self,
        detail: str,
        *steps: str | int,
        fix: str = "",
        aws: str = "",
        level: Level | None = None,
    ) -> Found:
        """That it does not hold at a path from here."""
        return Found((*self.path, *steps), detail, fix, level, aws)


Check = Callable[[Subject], Iterable[Found]]


Holds = Callable[[Subject], bool]
Subjects = Callable[[Document], Sequence[Subject]]


class Row(NamedTuple):
    """A rule about one sort of subject."""

    id: str
    title: str
    check: Check
    fix: str
    doc: str
    wrong: str
    right: str
    error: str = REFUSED
    level: Level = Level.ERROR
    also: tuple[str, ...] = ()


_Asked = tuple[str, Check, str]  # the id, the check, and what must be among the subject's own


class _Rows(Narrows[Document, Iterable[tuple[str, Found]]]):
    """What looks for rows together: each subject is met once."""

    __slots__ = ("_asked", "_subjects")

    def __init__(self, subjects: Subjects, asked: Sequence[_Asked]) -> None:
        self._subjects = subjects
        self._asked = asked

    def __call__(self, document: Document, /) -> Iterator[tuple[str, Found]]:
        for subject in self._subjects(document):
            body = subject.body
            for id, check, own in self._asked:
                if not own or own in body:
                    for found in check(subject):
                        yield id, found

    def narrowed(self, written: Names) -> Find | None:
        subjects = narrowed(self._subjects, written)
        left = [
            (id, check, own)
            for id, each, own in self._asked
            if (check := narrowed(each, written)) is not None
        ]
        return _Rows(subjects, left) if subjects and left else None


def rows(subjects: Subjects, *given: Row) -> tuple[Rule, ...]:
    """A rule for each row. They look together: each subject is met once."""
    look_for = together(_Rows(subjects, [(row.id, row.check, own_of(row.check)) for row in given]))
    return tuple(
        Rule(
            id=row.id,
            title=row.title,
            level=row.level,
            aws_error=row.error,
            fix=row.fix,
            doc=row.doc,
            wrong=row.wrong,
            right=row.right,
            look=look_for(row.id),
            also=row.also,
        )
        for row in given
    )


@cache
def of(kind: str) -> Subjects:
    """The resources of one type."""

    def make(document: Document) -> tuple[Subject, ...]:
        return tuple(
            Subject(document, ("Resources", logical_id, "Properties"), body)
            for logical_id, body in document.resources(kind).items()
        )

    return where_written(kind)(lambda document: document.once(make))


def each_of(subjects: Subjects, name: str) -> Subjects:
    """The mappings in a list of some subjects."""

    def make(document: Document) -> list[Subject]:
        return [inner for subject in subjects(document) for inner in subject.each(name)]

    return where_written(*names_of(subjects), name)(make)


def inside_of(subjects: Subjects, *steps: str) -> Subjects:
    """The mapping at a path of names in some subjects."""

    def make(document: Document) -> list[Subject]:
        found = (subject.below(*steps) for subject in subjects(document))
        return [inner for inner in found if inner is not None]

    return where_written(*names_of(subjects), *steps)(make)


def services_where(test: Callable[[Document, Launcher], bool]) -> Subjects:
    """The services for which something holds."""

    def make(document: Document) -> tuple[Subject, ...]:
        return tuple(
            Subject(document, each.path, each.body)
            for each in services(document)
            if test(document, each)
        )

    return where_written(SERVICE)(lambda document: document.once(make))


def always(_: Subject) -> bool:
    """No condition."""
    return True


def said(*steps: str, of: Sequence[Any], unsaid: bool = False) -> Holds:
    """Whether a value is one of some. unsaid: whether it is where nothing is said."""

    def holds(subject: Subject) -> bool:
        value = subject.value(*steps)
        return unsaid if value is None else value in of

    return holds if unsaid else where_written(*steps)(holds)


def _where(steps: Sequence[str], when: Holds = always) -> Callable[[Check], Check]:
    """That nothing is found unless each of the names is written, nor those without which the condition never holds."""
    names = frozenset(steps) | names_of(when)
    return lambda check: Where(check, names, steps[0] if steps else "")


def needs(*steps: str, when: Holds = always, detail: str = "") -> Check:
    """Something must be there."""
    what = detail or f"there is no {steps[-1]}"

    def check(subject: Subject) -> Iterator[Found]:
        if subject.lacks(*steps) and when(subject):
            yield subject.wrong(what, *steps)

    return _where((), when)(check)


def never(*steps: str, when: Holds = always, detail: str = "") -> Check:
    """Nothing may be there."""
    what = detail or f"{steps[-1]} is set"

    def check(subject: Subject) -> Iterator[Found]:
        if subject.has(*steps) and when(subject):
            yield subject.wrong(what, *steps)

    return _where(steps, when)(check)


def either(one: str, other: str, *, inside: tuple[str, ...] = ()) -> Check:
    """Not both may be there."""

    def check(subject: Subject) -> Iterator[Found]:
        inner = subject.below(*inside) if inside else subject
        if inner is not None and inner.has(one) and inner.has(other):
            yield inner.wrong(f"{one} and {other} are both set", other)

    return _where((*inside, one, other))(check)


def listed(*steps: str, of: Sequence[str], when: Holds = always) -> Check:
    """A text must be one of some."""

    def check(subject: Subject) -> Iterator[Found]:
        value = subject.value(*steps)
        if isinstance(value, str) and value not in of and when(subject):
            yield subject.wrong(f"{steps[-1]} is {value!r}", *steps)

    return _where(steps, when)(check)


def shaped(*steps: str, like: str, when: Holds = always) -> Check:
    """A text must match a regular expression as a whole."""

    def check(subject: Subject) -> Iterator[Found]:
        value = subject.value(*steps)
        if isinstance(value, (str, int)) and not re.fullmatch(like, str(value)) and when(subject):
            yield subject.wrong(f"{steps[-1]} is {value!r}", *steps)

    return _where(steps, when)(check)


def no_longer(most: int, *steps: str) -> Check:
    """A text has at most so many characters. Of one that is known in part, that part is counted."""

    def check(subject: Subject) -> Iterator[Found]:
        raw = subject.body.get(steps[0])
        if raw is not None:
            inner = subject.below(*steps[:-1]) if steps[:-1] else subject
            text = subject.document.outline(inner.body.get(steps[-1])) if inner else ""
            count = len(text.replace("…", ""))
            if count > most:
                yield subject.wrong(f"{steps[-1]} has {count} characters", *steps)

    return _where(steps)(check)


def made_of(letters: str, *steps: str) -> Check:
    """A text, or what is known of it, has only these letters: the inside of a regular expression's brackets."""

    def check(subject: Subject) -> Iterator[Found]:
        raw = subject.body.get(steps[0])
        if raw is not None and len(steps) == 1:
            text = subject.document.outline(raw).replace("…", "")
            if not re.fullmatch(f"[{letters}]*", text):
                yield subject.wrong(f"{steps[-1]} is {text!r}", *steps)

    return _where(steps)(check)


def at_most(most: int, *steps: str, when: Holds = always) -> Check:
    """A list has at most so many entries."""

    def check(subject: Subject) -> Iterator[Found]:
        count = len(subject.entries(*steps))
        if count > most and when(subject):
            yield subject.wrong(f"there are {count}", *steps)

    return _where(steps, when)(check)


def within(low: float, high: float, *steps: str, when: Holds = always) -> Check:
    """A number within its bounds, both included."""

    def check(subject: Subject) -> Iterator[Found]:
        value = number(subject.value(*steps))
        if value is not None and not low <= value <= high and when(subject):
            yield subject.wrong(f"{steps[-1]} is {value}", *steps)

    return _where(steps, when)(check)


def each_in(name: str, check: Check) -> Check:
    """A check of the mappings in a list."""

    def checks(subject: Subject) -> Iterator[Found]:
        for inner in subject.each(name):
            yield from check(inner)

    return Where(checks, frozenset((name,)) | names_of(check), name)


def in_(*steps: str, check: Check) -> Check:
    """A check of the mapping at a path of names."""

    def checks(subject: Subject) -> Iterator[Found]:
        inner = subject.below(*steps)
        if inner is not None:
            yield from check(inner)

    return Where(checks, frozenset(steps) | names_of(check), steps[0])


def put(example: str, anchor: str, lines: str) -> str:
    """The example with lines after another of it."""
    assert anchor in example, anchor
    return example.replace(anchor, f"{anchor}{lines}", 1)
