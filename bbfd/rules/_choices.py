"""Parameters that must be given one of a few values: what some of these break, and what all of them do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from bbfd.rules._rule import Finding, Level
from bbfd.template.document import Document
from bbfd.template.scenarios import open_choices

Key = tuple[str, str, object]
Look = Callable[[Document], Iterable[Finding]]


def with_choices(document: Document, look: Look) -> Iterator[Finding]:
    """What a look finds, and what it finds besides when a value is chosen: a warning, if another value is right."""
    plain = tuple(look(document))
    yield from plain
    if document.region:  # a stack of ours: who makes it gives the values
        return
    before = {_key(each) for each in plain}
    for name, views in open_choices(document):
        found = [(view.given[name], _new(look(view), before)) for view in views]
        never = all(any(each.level is Level.ERROR for each in new) for _, new in found)
        for cases in _by_place(found).values():
            yield _told(name, cases, doubtful=not never)


def _new(found: Iterable[Finding], before: set[Key]) -> tuple[Finding, ...]:
    return tuple(each for each in found if _key(each) not in before)


def _by_place(
    found: Iterable[tuple[object, tuple[Finding, ...]]],
) -> dict[Key, list[tuple[object, Finding]]]:
    places: dict[Key, list[tuple[object, Finding]]] = {}
    for value, new in found:
        for each in new:
            places.setdefault(_key(each), []).append((value, each))
    return places


def _told(name: str, cases: list[tuple[object, Finding]], *, doubtful: bool) -> Finding:
    values = " or ".join(repr(value) for value, _ in cases)
    _, first = cases[0]
    return replace(
        first,
        detail=f"{first.detail} (when {name} is {values})",
        level=Level.WARNING if doubtful else first.level,
    )


def _key(each: Finding) -> Key:
    return each.rule, each.resource, each.path
