"""What was stopped is brought back: the count that it had, and what scales it as it was held before.

Where nobody wrote down what was, the stack says it. The count comes first: what scales a service would move one that is
below its bounds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from bbfd.deploy.gauges import SUSPENDED
from bbfd.deploy.look.mark import STOPPED, Mark, read
from bbfd.deploy.look.moved_by import off_in
from bbfd.deploy.operate.acting import (
    Step,
    acted_on,
    carried_out,
    done,
    not_settled,
    nothing_to_do,
)
from bbfd.deploy.operate.settling import Services, Settling
from bbfd.deploy.outcome import Ended, Outcome
from bbfd.deploy.plan.template import deployed
from bbfd.deploy.progress import Doing, Phase
from bbfd.deploy.records import SERVICE
from bbfd.deploy.watch.verify import ill

if TYPE_CHECKING:
    from bbfd.deploy.gauges import Scaling
    from bbfd.deploy.look.moved_by import Switch
    from bbfd.deploy.means import Means, Wishes
    from bbfd.deploy.operate.standing import Standing
    from bbfd.deploy.records import ServiceState
    from bbfd.model.stack import Stack


@dataclass(frozen=True, kw_only=True, slots=True)
class Return:
    """What is to be done to bring one service back. count: None where it has one. suspended: what is held then.

    marked: the tag is there to be taken off. told: what a reader should know of it.
    """

    service: ServiceState
    count: int | None = None
    suspended: tuple[str, ...] | None = None
    marked: bool = False
    told: str = ""

    @property
    def idle(self) -> bool:
        """Whether there is nothing to do."""
        return self.count is None and self.suspended is None and not self.marked


def start(stack: Stack, wishes: Wishes, means: Means) -> Outcome:
    """Bring back what was stopped, and wait until it runs. Raises Refused where there is no stack of ours; Locked."""
    return acted_on(stack, wishes, means, lambda now: _started(now, wishes, means))


def back(service: ServiceState, scaling: Scaling | None, body: Mapping[str, Any]) -> Return:
    """Decide how one service comes back. body: the template that is deployed. Pure."""
    mark = read(service.tags)
    if mark is None:
        return _unmarked(service, scaling, body)
    count = mark.count if not service.desired and mark.count else None
    suspended = _other(mark, scaling)
    return Return(service=service, count=count, suspended=suspended, marked=True)


def _unmarked(service: ServiceState, scaling: Scaling | None, body: Mapping[str, Any]) -> Return:
    """Nobody wrote down what was: it was not stopped by us, or the tag is gone."""
    if service.desired or service.daemon:
        return Return(service=service)
    count = scaling.least if scaling else _told(body)
    held = scaling is not None and set(scaling.suspended) == set(SUSPENDED)
    told = f"what {service.name} had before is not known: it gets the {count} that the stack names"
    return Return(
        service=service,
        count=count or None,
        suspended=() if held else None,
        told=told if count else "",
    )


def _told(body: Mapping[str, Any]) -> int:
    """The count in the template of a stack with one service; 1 where it tells none: so does ECS."""
    for resource in body.get("Resources", {}).values():
        if resource.get("Type") == SERVICE:
            said = resource.get("Properties", {}).get("DesiredCount")
            return int(said) if str(said).isdecimal() else 1
    return 1


def _other(mark: Mark, scaling: Scaling | None) -> tuple[str, ...] | None:
    """What is to be held again, or let go; None where that is so already, or nothing scales."""
    if scaling is None or set(scaling.suspended) == set(mark.suspended):
        return None
    return mark.suspended


def _started(now: Standing, wishes: Wishes, means: Means) -> Outcome:
    if now.empty:
        return nothing_to_do(now, "nothing of it runs, or starts, by itself")
    body = deployed(now.stack, now.state, means)
    returns = [back(one, now.scalings.get(one.arn), body) for one in now.services]
    off = [one for one in now.switches if not one.starter.on and not off_in(body, one)]
    if all(one.idle for one in returns) and not off and not any(map(_comes, now.services)):
        return nothing_to_do(now, "it is not stopped")
    means.tell(Phase(stack=now.stack.name, doing=Doing.STARTING))
    steps = [step for one in returns for step in _bring_back(one, now, means)]
    steps.extend(partial(one.by.switch, one.starter.id, on=True) for one in off)
    told = [*(one.told for one in returns if one.told), *map(_turned_on, off)]
    return carried_out(now, steps, lambda: _seen(now, returns, told, wishes, means))


def _comes(service: ServiceState) -> bool:
    """Whether its tasks are on their way still, as where a start was not watched to its end."""
    primary = service.primary
    rolls = primary is not None and primary.state == "IN_PROGRESS"
    return bool(service.desired) and (service.running != service.desired or rolls)


def _turned_on(switch: Switch) -> str:
    """A stop writes down no such thing: there is no service to write it on."""
    return f"{switch.logical_id} is on now; whether it was before it was stopped is not known"


def _seen(
    now: Standing, returns: list[Return], notes: list[str], wishes: Wishes, means: Means
) -> Outcome:
    """What scales a service moves its count from here on, but not to nothing."""
    runs = {one.service.arn for one in returns if one.count or one.service.desired}
    if not runs:
        return done(Ended.STARTED, now, now.services, notes)
    found = Settling(now, means).until(
        _all_run,
        asked=lambda one: bool(one.desired) or one.arn not in runs,
        timeout=wishes.timeout,
        gives_up=True,
    )
    if not found.over:
        why = "; ".join(filter(None, (ill(one, "") for one in found.services)))
        return not_settled(now, found, why or "it is not seen yet that it runs")
    return done(Ended.STARTED, now, found.services, notes)


def _bring_back(one: Return, now: Standing, means: Means) -> Iterator[Step]:
    """The mark goes last: what comes between is made good by the next start."""
    services = means.aws.services
    if one.count is not None:
        yield partial(services.count, one.service, one.count)
    scaling = now.scalings.get(one.service.arn)
    if scaling is not None and one.suspended is not None:
        yield partial(means.aws.scalings.suspend, scaling.resource, one.suspended)
    if one.marked:
        yield partial(services.untag, one.service, STOPPED)


def _all_run(services: Services) -> bool:
    return not any(ill(one, "") for one in services)
