"""What is there now. A missing permission takes one piece of the answer, never all of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bbfd.deploy.outcome import Running
from bbfd.deploy.unknown import Unknown, or_unknown
from bbfd.deploy.watch.verify import services_of, with_images

if TYPE_CHECKING:
    from bbfd.deploy.needs import Aws
    from bbfd.deploy.records import Resource, StackState, TargetGroupState

_TARGET_GROUP = "AWS::ElasticLoadBalancingV2::TargetGroup"
_SCHEDULE = "AWS::Scheduler::Schedule"
_TASK = "AWS::ECS::TaskDefinition"


@dataclass(frozen=True, kw_only=True, slots=True)
class Schedule:
    """A task that is started at times. expression, time_zone, state: as its stack's template says."""

    name: str
    expression: str
    time_zone: str
    state: str
    task_definition: str
    images: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Status:
    """A stack as it is. stack: None when there is none. What could not be read is `Unknown`, with the reason."""

    name: str
    stack: StackState | None
    resources: tuple[Resource, ...] | Unknown = ()
    services: tuple[Running, ...] | Unknown = ()
    target_groups: tuple[TargetGroupState, ...] | Unknown = ()
    schedules: tuple[Schedule, ...] | Unknown = ()


def status(name: str, aws: Aws) -> Status:
    """Look at a stack, its ECS services and its target groups."""
    state = aws.stacks.describe(name)
    if state is None:
        return Status(name=name, stack=None)
    resources = or_unknown(lambda: aws.stacks.resources(state.id))
    if isinstance(resources, Unknown):
        return Status(
            name=name,
            stack=state,
            resources=resources,
            services=resources,
            target_groups=resources,
            schedules=resources,
        )
    return Status(
        name=name,
        stack=state,
        resources=resources,
        services=or_unknown(lambda: _services(resources, aws)),
        target_groups=or_unknown(lambda: _target_groups(resources, aws)),
        schedules=or_unknown(lambda: _schedules(state.id, resources, aws)),
    )


def _services(resources: tuple[Resource, ...], aws: Aws) -> tuple[Running, ...]:
    arns = services_of(resources)
    found = aws.services.describe(arns) if arns else ()
    return with_images((Running(service=service) for service in found), aws.services)


def _target_groups(resources: tuple[Resource, ...], aws: Aws) -> tuple[TargetGroupState, ...]:
    arns = tuple(r.physical_id for r in resources if r.type == _TARGET_GROUP and r.physical_id)
    return aws.balancers.target_groups(arns) if arns else ()


def _schedules(stack_id: str, resources: tuple[Resource, ...], aws: Aws) -> tuple[Schedule, ...]:
    schedules = [resource for resource in resources if resource.type == _SCHEDULE]
    if not schedules:
        return ()
    said = aws.stacks.template(stack_id).get("Resources", {})
    task = next((r.physical_id for r in resources if r.type == _TASK), "")
    images = aws.services.images(task) if task else {}
    return tuple(_schedule(one, said.get(one.logical_id, {}), task, images) for one in schedules)


def _schedule(
    schedule: Resource, said: Mapping[str, Any], task: str, images: Mapping[str, str]
) -> Schedule:
    properties = said.get("Properties", {})
    return Schedule(
        name=schedule.physical_id,
        expression=str(properties.get("ScheduleExpression", "")),
        time_zone=str(properties.get("ScheduleExpressionTimezone", "UTC")),
        state=str(properties.get("State", "ENABLED")),
        task_definition=task,
        images=images,
    )
