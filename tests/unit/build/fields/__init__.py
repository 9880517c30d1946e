"""How each public class is used, and for each of its fields a value that is not the default.

One file, one subject: `USED`, class by class, and `ELSEWHERE`, the fields that no template shows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from bbfd import Environment
from bbfd.build import build_environment
from bbfd.model.definition import Definition
from tests.unit.examples import environment, stack, web

NOTHING: Mapping[str, Any] = MappingProxyType({})


class With(NamedTuple):
    """A value that shows only beside others. besides: of the same class. place: where it is used instead."""

    value: Any
    besides: Mapping[str, Any] = NOTHING
    place: Callable[[Any], Any] | None = None


class Use(NamedTuple):
    """place: what is built of an instance. needed: the fields without which there is none, or nothing to see.

    other: for every field another value, `With(value, {...})` where it shows only beside others.
    """

    place: Callable[[Any], Any]
    needed: Mapping[str, Any]
    other: Mapping[str, Any]

    def of(self, field: str) -> tuple[Any, Mapping[str, Any], Callable[[Any], Any]]:
        """Another value of a field, what stands beside it, and where it is used."""
        other = self.other[field]
        found = other if isinstance(other, With) else With(other)
        return found.value, found.besides, found.place or self.place


def body(workload: Any, **where: Any) -> Any:
    """The template of a workload, in an environment with these fields."""
    return stack(workload, environment(**where)).body


def web_with(**other: Any) -> Callable[[Any], Any]:
    """A web service of whose fields the one that is `...` is the instance."""
    return lambda made: body(web(**{n: made if v is ... else v for n, v in other.items()}))


def surroundings(made: Environment) -> Any:
    """The template of an environment's own stack."""
    own = build_environment(Definition("test", made, "environments/test.py"))
    assert own is not None
    assert own.refusals == ()
    return own.body
