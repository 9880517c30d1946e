"""Other bounds for the count of a service by the time of day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from troposphere.applicationautoscaling import ScalableTargetAction, ScheduledAction

from bbfd.build._given import given
from bbfd.build.zones import is_zone, no_zone
from bbfd.model.scaling import Scaling
from bbfd.model.stack import Refusal
from bbfd.model.times import OfficeHours, Timed

_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_DAY = "(MON|TUE|WED|THU|FRI|SAT|SUN)"
_DAYS = re.compile(rf"{_DAY}(-{_DAY})?(,{_DAY}(-{_DAY})?)*")


def actions(wanted: Scaling) -> list[ScheduledAction]:
    """What is done at which time. Names are numbers: AWS knows each action of a target by its name."""
    return [
        _action(f"{number}", timed)
        for number, timed in enumerate(_timed(wanted), start=1)
        if isinstance(timed, Timed)
    ]


def untimely(wanted: Scaling) -> Iterator[Refusal]:
    """Times that are none."""
    yield from (timed for timed in _timed(wanted) if isinstance(timed, Refusal))
    for number, said in enumerate(wanted.times):
        field = f"scaling.times.{number}"
        if not is_zone(said.time_zone):
            yield no_zone(said.time_zone, f"{field}.time_zone")
        if isinstance(said, Timed) and said.minimum is None and said.maximum is None:
            yield Refusal(
                what=f"at {said.schedule} no bound changes",
                fix="write minimum=, maximum=, or both",
                field=field,
            )
        low, high = said.minimum, said.maximum
        if low is not None and high is not None and not 0 <= low <= high:
            yield Refusal(
                what=f"the bounds are {low} to {high} tasks",
                fix="write a minimum of 0 or more, and a maximum that is no smaller",
                field=field,
            )


def _action(name: str, timed: Timed) -> ScheduledAction:
    return ScheduledAction(
        ScheduledActionName=name,
        Schedule=timed.schedule,
        ScalableTargetAction=ScalableTargetAction(
            **given(MinCapacity=timed.minimum, MaxCapacity=timed.maximum)
        ),
        Timezone=timed.time_zone,
        **given(StartTime=timed.starts, EndTime=timed.ends),
    )


def _timed(wanted: Scaling) -> Iterator[Timed | Refusal]:
    for number, said in enumerate(wanted.times):
        if isinstance(said, OfficeHours):
            yield from _hours(wanted, said, f"scaling.times.{number}")
        else:
            yield said


def _hours(wanted: Scaling, hours: OfficeHours, field: str) -> Iterable[Timed | Refusal]:
    """By day the bounds of the service, by night those of the hours."""
    wrong = [*_odd(hours, field)]
    if wrong:
        return wrong
    return (
        _from(hours.opens, hours, wanted.minimum, wanted.maximum),
        _from(hours.closes, hours, hours.minimum, hours.maximum),
    )


def _from(clock: str, hours: OfficeHours, minimum: int, maximum: int) -> Timed:
    hour, minute = map(int, clock.split(":"))
    return Timed(
        schedule=f"cron({minute} {hour} ? * {hours.days} *)",
        minimum=minimum,
        maximum=maximum,
        time_zone=hours.time_zone,
    )


def _odd(hours: OfficeHours, field: str) -> Iterator[Refusal]:
    for name in ("opens", "closes"):
        if _CLOCK.fullmatch(getattr(hours, name)) is None:
            yield Refusal(
                what=f"{getattr(hours, name)!r} is not a time of day",
                fix='write hours and minutes, as "08:00"',
                field=f"{field}.{name}",
            )
    if hours.opens == hours.closes:
        what = f"the hours open and close at {hours.opens}"
        yield Refusal(what=what, fix="write two times", field=f"{field}.closes")
    if _DAYS.fullmatch(hours.days) is None:
        yield Refusal(
            what=f"{hours.days!r} are not days of the week",
            fix='write "MON-FRI", "MON-SUN" or "MON,WED,FRI"',
            field=f"{field}.days",
        )
