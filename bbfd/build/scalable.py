"""Two bounds for the count of a service, and what moves it between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from troposphere import GetAtt, Join, Ref
from troposphere.applicationautoscaling import ScalableTarget

from bbfd.build import ids
from bbfd.build._given import given
from bbfd.build.assemble import Made, Origin
from bbfd.build.scaled import scaling_field
from bbfd.build.scope import Scope
from bbfd.build.tracking import tracking
from bbfd.model.scaling import Scaling
from bbfd.model.stack import Refusal
from bbfd.model.workload import LongRunning

_LOADS = ("cpu", "memory", "requests", "response_time", "backlog", "tracks", "steps", "times")


def scalable(scope: Scope[LongRunning], wanted: Scaling) -> Iterator[Made]:
    """The two bounds, and each thing that moves the count between them."""
    said = scaling_field(scope)
    for made in _scaling(scope, wanted):
        yield _said_at(made, said)


def _scaling(scope: Scope[LongRunning], wanted: Scaling) -> Iterator[Made]:
    if all(getattr(wanted, load) in (None, ()) for load in _LOADS):
        yield _AIMLESS
    yield ScalableTarget(
        ids.SCALABLE,
        ServiceNamespace="ecs",
        ScalableDimension="ecs:service:DesiredCount",
        ResourceId=Join("/", ["service", Ref(ids.CLUSTER), GetAtt(ids.SERVICE, "Name")]),
        MinCapacity=wanted.minimum,
        MaxCapacity=wanted.maximum,
        **given(ScheduledActions=_actions(wanted)),
    )
    yield from _ORIGINS
    yield from tracking(scope, wanted)
    yield from _stepping(wanted)
    yield from _untimely(wanted)
    yield from _alike(wanted)


_AIMLESS = Refusal(
    what="the service scales between two bounds, and by nothing: the count never moves",
    fix="say which load to keep to: Scaling(..., cpu=60), memory=60, or both",
    field="scaling",
)
_ORIGINS = (
    Origin(ids.SCALABLE, "scaling"),
    Origin(ids.SCALABLE, "scaling.minimum", "MinCapacity"),
    Origin(ids.SCALABLE, "scaling.maximum", "MaxCapacity"),
    Origin(ids.SCALABLE, "scaling.times", "ScheduledActions"),
)


def _actions(wanted: Scaling) -> list[object]:
    if not wanted.times:
        return []
    from bbfd.build.times import actions  # few services scale by the clock

    return [*actions(wanted)]


def _untimely(wanted: Scaling) -> Iterator[Made]:
    if wanted.times:
        from bbfd.build.times import untimely

        yield from untimely(wanted)


def _stepping(wanted: Scaling) -> Iterator[Made]:
    if wanted.steps:
        from bbfd.build.stepping import stepping  # few services scale by steps

        for number, steps in enumerate(wanted.steps):
            yield from stepping(steps, f"scaling.steps.{number}")


def _alike(wanted: Scaling) -> Iterator[Refusal]:
    """Policies of one name: the second would be the first one's other self."""
    names = [name for name in _LOADS[:5] if getattr(wanted, name) is not None]
    names += [each.name for each in wanted.tracks] + [each.name for each in wanted.steps]
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            yield Refusal(
                what=f"two policies are called {name}",
                fix="give one of them another name=",
                field="scaling",
            )
        elif not (name.isascii() and name.replace("_", "").isalnum()):
            yield Refusal(
                what=f"a policy cannot be called {name!r}",
                fix="write letters, digits and _",
                field="scaling",
            )


def _said_at(made: Made, said: str) -> Made:
    """Where the tuning says all of it, its fields stand there."""
    if said == "scaling" or not isinstance(made, (Origin, Refusal)):
        return made
    inner = made.field.removeprefix("scaling")
    return replace(made, field=f"{said}{inner}") if inner != made.field else made
