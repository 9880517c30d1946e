"""Numbers that AWS takes between two bounds, where no document of ours would show it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bbfd.model.stack import Refusal


def beyond(value: object, field: str, bounds: Mapping[str, range]) -> Iterator[Refusal]:
    """Fields of a value that are beyond their bounds. field: where the definition has the value; "" for itself."""
    for name, allowed in bounds.items():
        said = getattr(value, name)
        if said is not None and said not in allowed:
            yield Refusal(
                what=f"{name} is {said}",
                fix=f"write {allowed.start} to {allowed.stop - 1}",
                field=f"{field}.{name}" if field else name,
            )
