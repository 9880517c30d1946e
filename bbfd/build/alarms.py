"""Alarms on a service: which there are, and what they are called where a deployment asks for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from troposphere import Ref, Sub

from bbfd.model.alarm import Alarm, Measured
from bbfd.model.naming import logical_id
from bbfd.model.stack import Parameter

OF_SERVICE: Final = frozenset({"cpu", "memory"})
OF_REQUESTS: Final = frozenset({"errors", "response_time"})
OF_QUEUE: Final = frozenset({"backlog", "age"})


def named(alarms: Iterable[Alarm | str]) -> Iterator[tuple[str, Alarm]]:
    """The logical ids of those that the stack makes."""
    seen: dict[str, int] = {}
    for alarm in alarms:
        if isinstance(alarm, Alarm):
            seen[alarm.measured] = seen.get(alarm.measured, 0) + 1
            yield _id(alarm.measured, seen[alarm.measured]), alarm


def _id(measured: Measured, number: int) -> str:
    return f"{logical_id(*measured.split('_'))}Alarm{number if number > 1 else ''}"


def asked_for(alarms: Iterable[Alarm | str]) -> list[Ref | Sub]:
    """What a deployment calls them by."""
    every = tuple(alarms)
    made: list[Ref | Sub] = [
        fixed(name) if alarm.measured in OF_SERVICE else Ref(name) for name, alarm in named(every)
    ]
    return made + [Ref(existing(alarm).name) for alarm in every if isinstance(alarm, str)]


def existing(name: str) -> Parameter:
    """What says which alarm of somebody else's is meant."""
    return Parameter(name=f"{logical_id(name)}AlarmName", type="String", default=name)


def fixed(name: str) -> Sub:
    """A name of its own: an alarm on the service's metrics follows the service, which cannot refer back to it."""
    return Sub("${AWS::StackName}-" + name)
