"""New tasks in place of those that run, of the same revision: ECS rolls them out, and says how that ended.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html (forceNewDeployment)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from bbfd.deploy.commands import ENVIRONMENT, SERVICE, command
from bbfd.deploy.look.mark import read
from bbfd.deploy.operate.acting import (
    acted_on,
    carried_out,
    done,
    not_settled,
    nothing_to_do,
    refused,
)
from bbfd.deploy.operate.settling import Services, Settled, Settling
from bbfd.deploy.outcome import Ended, Outcome
from bbfd.deploy.progress import Doing, Phase
from bbfd.deploy.watch.verify import ill

if TYPE_CHECKING:
    from bbfd.deploy.look.mark import Mark
    from bbfd.deploy.means import Means, Wishes
    from bbfd.deploy.operate.standing import Standing
    from bbfd.deploy.records import Rollout, ServiceState
    from bbfd.model.stack import Stack

Ours = Mapping[str, str]  # ARN of a service -> the deployment that we began


def restart(stack: Stack, wishes: Wishes, means: Means) -> Outcome:
    """Begin a new deployment of what runs, and follow it to its end. Raises Refused, Locked."""
    return acted_on(stack, wishes, means, lambda now: _restarted(now, wishes, means))


def _restarted(now: Standing, wishes: Wishes, means: Means) -> Outcome:
    if not now.services:
        return nothing_to_do(now, "it has no ECS service: each of its runs begins anew")
    stopped = [one for one in now.services if not one.desired and not one.daemon]
    if stopped:
        return _has_nothing_to_restart(now, stopped, wishes)
    means.tell(Phase(stack=now.stack.name, doing=Doing.RESTARTING))
    ours: dict[str, str] = {}

    def roll(service: ServiceState) -> None:
        ours[service.arn] = means.aws.services.roll(service)

    steps = [partial(roll, one) for one in now.services]
    return carried_out(now, steps, lambda: _seen(now, ours, wishes, means))


def _seen(now: Standing, ours: Ours, wishes: Wishes, means: Means) -> Outcome:
    """A look may be older than the restart: its deployment is missed once it was there, or some time later."""
    clock, met = means.clock, set[str]()
    until = clock.monotonic() + means.pace.settle

    def over(services: Services) -> bool:
        met.update(one.arn for one in services if _ours(one, ours) is not None)
        missed = len(met) == len(ours) or clock.monotonic() >= until
        return missed and all(_over(one, ours) for one in services)

    found = Settling(now, means).until(over, timeout=wishes.timeout)
    return _concluded(now, found, ours)


def _has_nothing_to_restart(
    now: Standing, stopped: Iterable[ServiceState], wishes: Wishes
) -> Outcome:
    """Among many, one that is stopped is none of those that were meant."""
    why = f"{', '.join(one.name for one in stopped)} has a count of 0"
    if wishes.many:
        return nothing_to_do(now, why)
    return refused(now, why, _first(now, [read(one.tags) for one in stopped]))


def _first(now: Standing, marks: Iterable[Mark | None]) -> str:
    """What brings tasks: `start` what `stop` stopped; it knows of no other count than the one written down."""
    tags, known = now.stack.tags, list(marks)
    start = f"`{command('start', tags)}`"
    if any(one is not None and one.count for one in known):
        return f"{start} first"
    scale = f"`bbfd scale {tags.get(SERVICE, 'SERVICE')} N --env {tags.get(ENVIRONMENT, 'E')}`"
    return f"{start}, then {scale}" if any(known) else f"{scale} brings N tasks"


def _ours(service: ServiceState, ours: Ours) -> Rollout | None:
    return next((one for one in service.rollouts if one.id == ours[service.arn]), None)


def _over(service: ServiceState, ours: Ours) -> bool:
    """Whether ECS is done with it, one way or the other; then also with what came in its place."""
    rollout = _ours(service, ours)
    if rollout is None or rollout.state == "FAILED":
        primary = service.primary
        return primary is None or primary.state != "IN_PROGRESS"
    return rollout.primary and not ill(service, "")


def _concluded(now: Standing, found: Settled, ours: Ours) -> Outcome:
    if not found.over:
        why = "; ".join(filter(None, (ill(one, "") for one in found.services)))
        return not_settled(now, found, why or "it is not seen yet how it ended")
    failed = [(one, _ours(one, ours)) for one in found.services]
    wrong = [_why(one, rollout) for one, rollout in failed if _is_lost(rollout)]
    if not wrong:
        return done(Ended.RESTARTED, now, found.services)
    well = not any(ill(one, "") for one in found.services)
    outcome = not_settled(now, replace(found, hopeless=True), "; ".join(wrong))
    return replace(outcome, ended=Ended.ROLLED_BACK if well else Ended.UNHEALTHY)


def _is_lost(rollout: Rollout | None) -> bool:
    return rollout is None or rollout.state == "FAILED"


def _why(service: ServiceState, rollout: Rollout | None) -> str:
    if rollout is None:
        return f"another deployment of {service.name} took the place of the restart"
    return f"the restart of {service.name} failed: {rollout.reason or 'ECS gives no reason'}"
