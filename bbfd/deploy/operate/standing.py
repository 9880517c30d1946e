"""What of a stack runs, and what starts it, as it is before anything is done to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bbfd.deploy.commands import command
from bbfd.deploy.look.attach import is_shell, there
from bbfd.deploy.look.waiting import wait_for
from bbfd.deploy.progress import Doing, Phase
from bbfd.deploy.states import Step, plan
from bbfd.deploy.watch.verify import services_of
from bbfd.errors import Refused

if TYPE_CHECKING:
    from bbfd.deploy.gauges import Scaling
    from bbfd.deploy.means import Means, Wishes
    from bbfd.deploy.needs import Aws
    from bbfd.deploy.present import Starter, Starters
    from bbfd.deploy.records import Resource, ServiceState, StackState
    from bbfd.model.stack import Stack

SCHEDULE = "AWS::Scheduler::Schedule"
RULE = "AWS::Events::Rule"
_GONE = ("DELETE_COMPLETE", "DELETE_SKIPPED")


@dataclass(frozen=True, kw_only=True, slots=True)
class Switch:
    """What starts tasks, and the service of AWS that turns it on and off."""

    logical_id: str
    starter: Starter
    by: Starters


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """A stack that nobody else holds. services: with their tags. scalings: ARN of a service -> what it scales by."""

    stack: Stack
    state: StackState
    services: tuple[ServiceState, ...] = ()
    scalings: Mapping[str, Scaling] = field(default_factory=dict)
    switches: tuple[Switch, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing of it runs, or starts anything, by itself."""
        return not self.services and not self.switches


def standing(stack: Stack, wishes: Wishes, means: Means) -> Standing:
    """Read it, once nobody else holds the stack. Raises Refused where there is none of ours; Locked."""
    means.tell(Phase(stack=stack.name, doing=Doing.LOOKING))
    state = _free(stack, wishes, means)
    resources = tuple(r for r in means.aws.stacks.resources(state.id) if r.status not in _GONE)
    arns = tuple(arn for arn in services_of(resources) if arn)
    services = means.aws.services.tagged(arns) if arns else ()
    return Standing(
        stack=stack,
        state=state,
        services=services,
        scalings=scalings(services, means.aws),
        switches=switches(resources, means.aws),
    )


def scalings(services: tuple[ServiceState, ...], aws: Aws) -> Mapping[str, Scaling]:
    """ARN of a service -> what it scales by, of those that somebody scales."""
    counted = [one for one in services if not one.daemon]
    arns = {resource_of(one): one.arn for one in counted}
    found = aws.scalings.of(tuple(arns)) if arns else ()
    return {arns[one.resource]: one for one in found if one.resource in arns}


def resource_of(service: ServiceState) -> str:
    """Name a service as Application Auto Scaling does."""
    return f"service/{service.cluster}/{service.name}"


def switches(resources: tuple[Resource, ...], aws: Aws) -> tuple[Switch, ...]:
    """Read what of a stack starts tasks by itself; what is gone is left out."""
    found = []
    for one in resources:
        if one.type not in (SCHEDULE, RULE) or not one.physical_id:
            continue
        by = aws.schedules if one.type == SCHEDULE else aws.event_rules
        starter = by.read(one.physical_id)
        if starter is not None:
            found.append(Switch(logical_id=one.logical_id, starter=starter, by=by))
    return tuple(found)


def _free(stack: Stack, wishes: Wishes, means: Means) -> StackState:
    state = there(stack, means)
    if plan(state).step is Step.WAIT:
        state = wait_for(state, stack, wishes, means)
    if is_shell(state) or state.status == "DELETE_COMPLETE":
        raise Refused(
            f"nothing of {stack.name} is there any more"
            if state.status == "DELETE_COMPLETE"
            else f"nothing was ever executed on {stack.name}: it is an empty shell",
            fix=f"`{command('deploy', stack.tags)}` makes it",
        )
    return state
