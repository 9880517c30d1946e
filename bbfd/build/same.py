"""What is the same in many stacks is made once: the same facts give the same resource, and nobody changes it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar, cast

Make = TypeVar("Make", bound=Callable[..., Any])

_MADE: dict[int, Any] = {}  # keeps each alive, so that what is known by its id is never another


def same(make: Make) -> Make:
    """Let a function of hashable facts make each resource once. It is turned into plain values once, too."""

    def make_once(*facts: Any) -> Any:
        made = make(*facts)
        _MADE[id(made)] = made
        return made

    return cast(Make, cache(make_once))


def is_same(made: object) -> bool:
    """Whether this very object serves many stacks."""
    return id(made) in _MADE
