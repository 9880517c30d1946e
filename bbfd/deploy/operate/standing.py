"""What of a stack runs, and what starts it, as it is before anything is done to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bbfd.deploy.commands import command
from bbfd.deploy.look.attach import is_shell, there
from bbfd.deploy.look.moved_by import Switch, scalings, switches
from bbfd.deploy.look.waiting import wait_for
from bbfd.deploy.progress import Doing, Phase
from bbfd.deploy.states import Step, plan
from bbfd.deploy.watch.verify import services_of
from bbfd.errors import Refused

if TYPE_CHECKING:
    from bbfd.deploy.gauges import Scaling
    from bbfd.deploy.means import Means, Wishes
    from bbfd.deploy.records import ServiceState, StackState
    from bbfd.model.stack import Stack

_GONE = ("DELETE_COMPLETE", "DELETE_SKIPPED")


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """A stack that nobody else holds. services: with their tags. gone: of its services, what is not there any
    more, or is on its way out, a sentence each. scalings: ARN of a service -> what it scales by."""

    stack: Stack
    state: StackState
    services: tuple[ServiceState, ...] = ()
    gone: tuple[str, ...] = ()
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
        gone=tuple(_gone(arns, services)),
        scalings=scalings(services, means.aws),
        switches=switches(resources, means.aws),
    )


def _gone(arns: tuple[str, ...], services: tuple[ServiceState, ...]) -> Iterator[str]:
    """ECS tells of a service that was deleted as DRAINING, then as INACTIVE, then not at all."""
    there = {one.arn for one in services}
    for arn in arns:
        if arn not in there:
            yield f"the ECS service {arn.rpartition('/')[2]} is not there any more"
    for one in services:
        if one.status in ("DRAINING", "INACTIVE"):
            yield f"the ECS service {one.name} was deleted: it is {one.status}"


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
