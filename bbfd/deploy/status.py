"""What is there now. A missing permission takes one piece of the answer, never all of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bbfd.deploy.outcome import Running
from bbfd.deploy.unknown import Unknown, or_unknown
from bbfd.deploy.verify import services_of, with_images

if TYPE_CHECKING:
    from bbfd.deploy.needs import Aws
    from bbfd.deploy.records import Resource, StackState, TargetGroupState

_TARGET_GROUP = "AWS::ElasticLoadBalancingV2::TargetGroup"


@dataclass(frozen=True, kw_only=True, slots=True)
class Status:
    """A stack as it is. stack: None when there is none. What could not be read is `Unknown`, with the reason."""

    name: str
    stack: StackState | None
    resources: tuple[Resource, ...] | Unknown = ()
    services: tuple[Running, ...] | Unknown = ()
    target_groups: tuple[TargetGroupState, ...] | Unknown = ()


def status(name: str, aws: Aws) -> Status:
    """Look at a stack, its ECS services and its target groups."""
    state = aws.stacks.describe(name)
    if state is None:
        return Status(name=name, stack=None)
    resources = or_unknown(lambda: aws.stacks.resources(state.id))
    if isinstance(resources, Unknown):
        return Status(
            name=name, stack=state, resources=resources, services=resources, target_groups=resources
        )
    return Status(
        name=name,
        stack=state,
        resources=resources,
        services=or_unknown(lambda: _services(resources, aws)),
        target_groups=or_unknown(lambda: _target_groups(resources, aws)),
    )


def _services(resources: tuple[Resource, ...], aws: Aws) -> tuple[Running, ...]:
    arns = services_of(resources)
    found = aws.services.describe(arns) if arns else ()
    return with_images((Running(service=service) for service in found), aws.services)


def _target_groups(resources: tuple[Resource, ...], aws: Aws) -> tuple[TargetGroupState, ...]:
    arns = tuple(r.physical_id for r in resources if r.type == _TARGET_GROUP and r.physical_id)
    return aws.balancers.target_groups(arns) if arns else ()
