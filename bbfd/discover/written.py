"""How a value is written in a definition, by the public names alone. Looked for only when something is wrong."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from inspect import get_annotations

_MANY = 8  # more than these are not named one after the other


def written(cls: type) -> tuple[str, ...]:
    """By its own name, as `Capacity(...)`; one without a public name by what makes it, as `Certificate.arn(...)`."""
    if cls.__name__ == "Callable":
        return ("a function",)
    made = tuple(
        f"{holder.__name__}.{name}(...)"
        for holder in _public()
        for name, member in vars(holder).items()
        if isinstance(member, staticmethod)
        and get_annotations(member.__func__).get("return") == cls.__name__
    )
    return made if made and cls not in _public() else (f"{cls.__name__}(...)",)


def written_alike(members: Sequence[str]) -> tuple[str, ...]:
    """The values that have all these members; none where they are many."""
    found = tuple(
        f"{cls.__name__}(...)"
        for cls in _public()
        if all(hasattr(cls, m) or m in getattr(cls, "__dataclass_fields__", ()) for m in members)
    )
    return found if len(found) <= _MANY else ()


def _public() -> Iterator[type]:
    public = sys.modules.get("bbfd")
    for name in getattr(public, "__all__", ()):
        found = getattr(public, name)
        if isinstance(found, type) and not getattr(found, "_is_protocol", False):
            yield found
