"""The count of a service, set by hand: between the bounds of what scales it, where something does."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bbfd.deploy.after.restored import declined
from bbfd.deploy.commands import SERVICE as OUR_SERVICE
from bbfd.deploy.commands import command
from bbfd.deploy.look.mark import read
from bbfd.deploy.operate.acting import (
    acted_on,
    agreed,
    carried_out,
    done,
    not_settled,
    nothing_to_do,
    refused,
)
from bbfd.deploy.operate.settling import Services, Settling
from bbfd.deploy.outcome import Ended, Outcome
from bbfd.deploy.progress import Doing, Phase
from bbfd.deploy.watch.verify import ill

if TYPE_CHECKING:
    from bbfd.deploy.means import Means, Wishes
    from bbfd.deploy.operate.standing import Standing
    from bbfd.deploy.records import ServiceState
    from bbfd.model.stack import Stack


def scale(stack: Stack, count: int, wishes: Wishes, means: Means) -> Outcome:
    """Set the count of a service, and wait until as many tasks run. Raises Refused, Locked."""

    def act(now: Standing) -> Outcome:
        none = _uncounted(now)
        if none is not None:
            why, fix = none
            # Among many, what has no count is none of those that were meant.
            return nothing_to_do(now, why) if wishes.many else refused(now, why, fix)
        return _refusal(now, count) or _scaled(now, count, wishes, means)

    return acted_on(stack, wishes, means, act)


def _uncounted(now: Standing) -> tuple[str, str] | None:
    """Tell why it has no count to set, and what sets it; None where it has."""
    if not now.services:
        why = "it has no ECS service, and so no count"
        return why, "what starts a task says how many: schedule=Schedule(..., tasks=N), or tasks=N"
    service = now.services[0]
    if service.daemon:
        why = f"{service.name} has one task on each instance, and no count"
        return why, "more instances bring more tasks: see the environment's capacity"
    if read(service.tags) is not None and not service.desired:
        return f"{service.name} is stopped", f"`{command('start', now.stack.tags)}` first"
    return None


def _refusal(now: Standing, count: int) -> Outcome | None:
    """Tell why this count cannot be set; None where it can."""
    service, file = now.services[0], f"services/{now.stack.tags.get(OUR_SERVICE, 'NAME')}.py"
    scaling = now.scalings.get(service.arn)
    if scaling and not scaling.least <= count <= scaling.most:
        return refused(
            now,
            f"{service.name} scales between {scaling.least} and {scaling.most}: {count} would not last",
            f"write other bounds in {file}, scaling=Scaling(minimum=..., maximum=...), "
            f"then `{command('deploy', now.stack.tags)}`",
        )
    if not scaling and count == 0:
        fix = f"`{command('stop', now.stack.tags)}`, which keeps what is to come back"
        return refused(now, "a count of 0 is a stop", fix)
    return None


def _scaled(now: Standing, count: int, wishes: Wishes, means: Means) -> Outcome:
    (service, *_), services = now.services, means.aws.services
    if service.desired == count and not ill(service, ""):
        return nothing_to_do(now, f"{count} of {count} tasks run already")
    effect = f"{service.name}: from {service.desired} tasks to {count}"
    less = count < service.desired
    if less and not agreed(now, means, f"Scale {now.state.name} down", [effect]):
        return declined(now.stack, now.state)
    means.tell(Phase(stack=now.stack.name, doing=Doing.SCALING, about=f"to {count}"))

    steps = [partial(services.count, service, count)] if service.desired != count else []
    return carried_out(now, steps, lambda: _seen(now, count, wishes, means))


def _seen(now: Standing, count: int, wishes: Wishes, means: Means) -> Outcome:
    """What scales a service may move it on while it is waited for."""
    service, arn = now.services[0], now.services[0].arn
    moved = arn in now.scalings

    def asked(one: ServiceState) -> bool:
        moved_on = moved and one.desired not in (0, service.desired)
        return one.arn != arn or one.desired == count or moved_on

    found = Settling(now, means).until(_settled, asked=asked, timeout=wishes.timeout, gives_up=True)
    if not found.over:
        why = "; ".join(filter(None, (ill(one, "") for one in found.services)))
        return not_settled(now, found, why or "it is not seen yet that as many run")
    return done(Ended.SCALED, now, found.services, [_lasting(now)])


def _lasting(now: Standing) -> str:
    """Say for how long the count holds."""
    scaling = now.scalings.get(now.services[0].arn)
    if scaling is None:
        return "the next deploy that changes the service sets the count that its file says: count=, or tuning="
    held = "is held" if scaling.suspended else "moves the count from here on"
    return f"what scales it, between {scaling.least} and {scaling.most}, {held}"


def _settled(services: Services) -> bool:
    return not any(ill(one, "") for one in services)
