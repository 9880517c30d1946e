"""Which names a template uses at all: a check of something that is nowhere in it is not asked.

Of 400 rules few concern one template. What a check needs to find anything is said beside it, once; for a template, and
for all that use the same names, it is worked out which checks are left. A test holds that none that is left out finds
anything.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from bbfd.template.document import Document

Names = frozenset[str]
_HOLDING = (dict, list)
S = TypeVar("S")
R = TypeVar("R")
Ask = Callable[[S], R]


class Narrows(ABC, Generic[S, R]):
    """A check that knows which names it is about.

    own: the one that must be among those of the subject itself; "" if none must be.
    """

    __slots__ = ()
    own: str = ""

    @abstractmethod
    def __call__(self, subject: S, /) -> R:
        """Look."""

    @abstractmethod
    def narrowed(self, written: Names) -> Ask[S, R] | None:
        """The same for a template that uses only these names; None: it finds nothing there."""


class Where(Narrows[S, R]):
    """A check that finds nothing unless some names are written."""

    __slots__ = ("_ask", "names", "own")

    def __init__(self, ask: Ask[S, R], names: Names, own: str = "") -> None:
        self._ask = ask
        self.names = names
        self.own = own

    def __call__(self, subject: S, /) -> R:
        return self._ask(subject)

    def narrowed(self, written: Names) -> Ask[S, R] | None:
        return narrowed(self._ask, written) if self.names <= written else None


def where_written(*names: str) -> Callable[[Ask[S, R]], Ask[S, R]]:
    """That a check finds nothing unless each of these stands in the template: types of resources, or properties."""
    return lambda ask: Where(ask, frozenset(names))


def names_of(ask: Ask[S, R]) -> Names:
    """What must be written for a check to find anything, or for a condition to hold."""
    return ask.names if isinstance(ask, Where) else frozenset()


def own_of(ask: Ask[S, R]) -> str:
    """What must be among the names of the subject itself; "" if nothing must be."""
    return ask.own if isinstance(ask, Narrows) else ""


def narrowed(ask: Ask[S, R], written: Names) -> Ask[S, R] | None:
    """What is left of a check for a template that uses only these names; None: nothing."""
    return ask.narrowed(written) if isinstance(ask, Narrows) else ask


def names_written(document: Document) -> Names:
    """The types of all resources, and every name in their properties."""
    found: set[str] = set()
    for resource in document.values.resources.values():
        if isinstance(resource, dict):
            found.add(str(resource.get("Type")))
            _gather(resource.get("Properties"), found)
    return frozenset(found)


def _gather(raw: Any, found: set[str]) -> None:
    if isinstance(raw, dict):
        found.update(raw)
        for each in raw.values():
            if isinstance(each, _HOLDING):
                _gather(each, found)
    elif isinstance(raw, list):
        for each in raw:
            if isinstance(each, _HOLDING):
                _gather(each, found)
