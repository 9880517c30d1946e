"""Whether a service scales here, and between which bounds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from bbfd.build.scope import Scope
from bbfd.model.stack import Refusal
from bbfd.model.workload import LongRunning

if TYPE_CHECKING:
    from bbfd.model.scaling import Scaling


def scaling_of(scope: Scope[LongRunning]) -> Scaling | None:
    """What the count follows in this environment."""
    tuned = scope.tuning
    said = scope.workload.scaling if tuned.scaling is None else tuned.scaling
    if said is None or tuned.minimum is None is tuned.maximum:
        return said
    return replace(
        said,
        minimum=said.minimum if tuned.minimum is None else tuned.minimum,
        maximum=said.maximum if tuned.maximum is None else tuned.maximum,
    )


def bounded_in_vain(scope: Scope[LongRunning]) -> Iterator[Refusal]:
    """Bounds of what does not scale."""
    if scaling_of(scope) is not None:
        return
    for name in ("minimum", "maximum"):
        if getattr(scope.tuning, name) is not None:
            yield Refusal(
                what=f"{name} is tuned, and the service does not scale",
                fix="say what it follows: scaling=Scaling(minimum=..., maximum=..., cpu=60); or tune count=",
                field=f"tuning.{scope.place.name}.{name}",
            )


def scaling_field(scope: Scope[LongRunning]) -> str:
    """Where the definition says what the count follows here."""
    return "scaling" if scope.tuning.scaling is None else f"tuning.{scope.place.name}.scaling"
