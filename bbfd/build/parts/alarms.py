"""The alarms that roll a deployment back, as far as the service makes them itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

from bbfd.build import ids
from bbfd.build.alarms import OF_QUEUE, OF_REQUESTS, OF_SERVICE, existing, named
from bbfd.build.assemble import Made, Origin
from bbfd.build.deployment import wanted
from bbfd.build.scope import Scope
from bbfd.model.alarm import Alarm
from bbfd.model.stack import Refusal
from bbfd.model.workload import Exposed, LongRunning

_MINUTES = range(1, 1441)
_LONGEST = 240  # of 255, which the name of a parameter may have, too


def deployment_alarms(scope: Scope[LongRunning]) -> Iterator[Made]:
    """An alarm for each that is not the name of one; of those, a parameter."""
    deployment = wanted(scope)
    yield from unfit_names(deployment.alarms)
    yield from (existing(alarm) for alarm in deployment.alarms if isinstance(alarm, str) and alarm)
    if all(isinstance(alarm, str) for alarm in deployment.alarms):
        return
    from bbfd.build.measured import made

    groups = _groups(scope)
    for number, alarm in enumerate(deployment.alarms):
        if isinstance(alarm, Alarm):
            yield from unfit_alarm(alarm, f"deployment.alarms.{number}", exposed=bool(groups))
    for name, alarm in named(deployment.alarms):
        if groups or alarm.measured not in OF_REQUESTS:
            yield made(name, alarm, groups, _balancer(scope))
            yield Origin(name, "deployment.alarms")


def _groups(scope: Scope[LongRunning]) -> tuple[str, ...]:
    """The target groups of the first way to the service; none where nobody calls it."""
    if not isinstance(scope.workload, Exposed):
        return ()
    from bbfd.build.routes import routes

    ways = routes(cast("Scope[Exposed]", scope))[:1]
    return tuple(g for way in ways for g in (way.targets, *((way.other,) if way.shifted else ())))


def _balancer(scope: Scope[LongRunning]) -> str:
    """What the requests come through, by the name that it has in the stack."""
    if not isinstance(scope.workload, Exposed):
        return ids.LOAD_BALANCER
    from bbfd.build.address import entrance
    from bbfd.build.routes import routes

    exposed = cast("Scope[Exposed]", scope)
    ways = routes(exposed)
    return entrance(exposed, ways[0]).balancer if ways else ids.LOAD_BALANCER


def unfit_names(alarms: Iterable[Alarm | str]) -> Iterator[Refusal]:
    """Names that no alarm has, or that no parameter could carry."""
    for number, name in enumerate(alarms):
        if isinstance(name, str) and not 0 < len(name) <= _LONGEST:
            what = f"the name of an alarm has {len(name)} characters"
            field = f"deployment.alarms.{number}"
            yield Refusal(what=what, fix=f"write 1 to {_LONGEST}", field=field)


def unfit_alarm(alarm: Alarm, field: str, *, exposed: bool) -> Iterator[Refusal]:
    """Why it would never sound, or always. exposed: requests come."""
    told = f"Alarm.{alarm.measured}"
    if alarm.measured in OF_REQUESTS and not exposed:
        fix = "write Alarm.cpu, Alarm.memory or Alarm.backlog, or the name of an alarm of your own"
        yield Refusal(what=f"{told}: no requests come here", fix=fix, field=field)
    if alarm.measured in OF_QUEUE and not alarm.queue:
        fix = f'write the queue\'s name: {told}("orders", above=...), or "${{Queue.QueueName}}"'
        yield Refusal(what=f"{told}: of which queue?", fix=fix, field=field)
    if alarm.queue and alarm.measured not in OF_QUEUE:
        what = f"{told}: it measures no queue, and {alarm.queue} is said"
        fix = "remove queue=, or write Alarm.backlog or Alarm.age"
        yield Refusal(what=what, fix=fix, field=field)
    if alarm.minutes not in _MINUTES:
        what = f"{told}: {alarm.minutes} minutes in a row"
        yield Refusal(what=what, fix="write 1 to 1440", field=field)
    if alarm.measured in OF_SERVICE and alarm.above >= 100:
        what = f"{told}: nothing is ever above {alarm.above:g} %, so it never sounds"
        yield Refusal(what=what, fix="write less than 100", field=field)
    if alarm.above < 0:
        what = f"{told}: nothing is ever below {alarm.above:g}, so it always sounds"
        yield Refusal(what=what, fix="write 0 or more", field=field)
