"""Services are stopped: no task is left, and what would start one is held, until `start`.

What scales a service is suspended first, so that nothing moves the count away from 0; its bounds stay as the template
has them. What was is kept in a tag (mark.py). Schedules and rules of events are turned off.
https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-suspend-resume-scaling.html
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from bbfd.deploy.after.restored import declined
from bbfd.deploy.commands import command
from bbfd.deploy.gauges import SUSPENDED
from bbfd.deploy.look.mark import STOPPED, Mark, read, written
from bbfd.deploy.look.moved_by import off_in
from bbfd.deploy.operate.acting import (
    Step,
    acted_on,
    agreed,
    carried_out,
    done,
    not_settled,
    nothing_to_do,
    refused,
)
from bbfd.deploy.operate.settling import Settling
from bbfd.deploy.outcome import Ended, Outcome
from bbfd.deploy.plan.template import deployed
from bbfd.deploy.progress import Doing, Phase
from bbfd.deploy.unknown import Unknown, or_unknown

if TYPE_CHECKING:
    from bbfd.deploy.means import Means, Wishes
    from bbfd.deploy.operate.standing import Standing
    from bbfd.deploy.records import ServiceState
    from bbfd.model.stack import Stack


def stop(stack: Stack, wishes: Wishes, means: Means) -> Outcome:
    """Stop what of a stack runs, and what starts it. Raises Refused where there is no stack of ours; Locked."""
    return acted_on(stack, wishes, means, lambda now: _stopped(now, wishes, means))


def _stopped(now: Standing, wishes: Wishes, means: Means) -> Outcome:
    if now.empty:
        return nothing_to_do(now, "nothing of it runs, or starts, by itself")
    everywhere = [one.name for one in now.services if one.daemon]
    if everywhere:
        return refused(
            now,
            f"{', '.join(everywhere)} has one task on each instance, and no count to set to 0",
            f"`{command('delete', now.stack.tags)}` takes it away; a deploy brings it back",
        )
    if not any(_left(now)):
        return nothing_to_do(now, "it is stopped already")
    if not agreed(now, means, f"Stop {now.state.name}", _left(now)):
        return declined(now.stack, now.state)
    means.tell(Phase(stack=now.stack.name, doing=Doing.STOPPING))
    return carried_out(now, [*_steps(now, means)], lambda: _seen(now, wishes, means))


def _left(now: Standing) -> Iterator[str]:
    """What is to be done still, in words."""
    for service in now.services:
        scaling = now.scalings.get(service.arn)
        tasks = max(service.desired, service.running + service.pending)
        if tasks:
            yield f"{service.name}: {tasks} tasks are stopped, and nothing serves"
        if scaling and set(scaling.suspended) != set(SUSPENDED):
            yield f"{service.name}: what scales it between {scaling.least} and {scaling.most} is held"
    for one in now.switches:
        if one.starter.on:
            yield f"{one.logical_id}: starts no task any more; those that run go on to their end"


def _steps(now: Standing, means: Means) -> Iterator[Step]:
    for one in now.switches:
        if one.starter.on:
            yield partial(one.by.switch, one.starter.id, on=False)
    for service in now.services:
        yield from _hold(service, now, means)


def _seen(now: Standing, wishes: Wishes, means: Means) -> Outcome:
    found = Settling(now, means).until(
        _none_runs, asked=lambda one: not one.desired, timeout=wishes.timeout
    )
    if not found.over:
        left = sum(one.running for one in found.services)
        return not_settled(now, found, f"{left} tasks still run: they take long to stop")
    again = f"`{command('start', now.stack.tags)}` brings back what was"
    return done(Ended.STOPPED, now, found.services, [again, *_off_before(now, means)])


def _off_before(now: Standing, means: Means) -> Iterator[str]:
    """What somebody turned off, and a start turns on: nothing is there to write it down on."""
    off = [one for one in now.switches if not one.starter.on]
    body = or_unknown(lambda: deployed(now.stack, now.state, means)) if off else {}
    for one in off:
        if isinstance(body, Unknown) or not off_in(body, one):
            yield f"{one.logical_id} was off before, and a start turns it on: nobody writes down that it was"


def _hold(service: ServiceState, now: Standing, means: Means) -> Iterator[Step]:
    """Write down what was before anything is changed: whatever comes between, a start finds it."""
    scaling = now.scalings.get(service.arn)
    before = read(service.tags)
    if service.desired or before is None:
        held = before.suspended if before else scaling.suspended if scaling else ()
        mark = written(Mark(count=service.desired, suspended=held))
        yield partial(means.aws.services.tag, service, STOPPED, mark)
    if scaling and set(scaling.suspended) != set(SUSPENDED):
        yield partial(means.aws.scalings.suspend, scaling.resource, SUSPENDED)
    if service.desired:
        yield partial(means.aws.services.count, service, 0)


def _none_runs(services: tuple[ServiceState, ...]) -> bool:
    return not any(one.running or one.pending for one in services)
