"""AWS::Scheduler::Schedule with all it has, as the API of the scheduler spells it."""

from __future__ import annotations

from typing import Any

from ministack.services import scheduler
from ministack.services.cloudformation.provisioners import _physical_name

from bbfd.local.resource_type import Made, Resource, ResourceType, answered, camel

_GROUP = "default"
_OF_ECS = ("CapacityProviderStrategy", "PlacementConstraints", "PlacementStrategy")


def _create(resource: Resource) -> Made:
    name = resource.properties.get("Name") or _physical_name(
        resource.stack, resource.logical_id, max_len=64
    )
    answered(scheduler._create_schedule(name, _body(resource)), "CreateSchedule")
    return _made(resource, str(name))


def _update(resource: Resource) -> Made:
    answered(scheduler._update_schedule(resource.physical_id, _body(resource)), "UpdateSchedule")
    return _made(resource, resource.physical_id)


def _delete(resource: Resource) -> None:
    group = resource.properties.get("GroupName", _GROUP)
    scheduler._schedules.pop(f"{group}/{resource.physical_id}", None)


def _made(resource: Resource, name: str) -> Made:
    group = resource.properties.get("GroupName", _GROUP)
    return name, {"Arn": scheduler._schedule_arn(group, name)}


def _body(resource: Resource) -> dict[str, Any]:
    given = dict(resource.properties)
    return {**given, "Target": _target(given.get("Target") or {})}


def _target(given: dict[str, Any]) -> dict[str, Any]:
    """https://docs.aws.amazon.com/scheduler/latest/APIReference/API_EcsParameters.html: some keys are lowered."""
    told = dict(given.get("EcsParameters") or {})
    if not told:
        return given
    told.update({key: camel(told[key]) for key in _OF_ECS if key in told})
    network = told.get("NetworkConfiguration")
    if network:
        told["NetworkConfiguration"] = {"awsvpcConfiguration": network["AwsvpcConfiguration"]}
    return {**given, "EcsParameters": told}


TYPES = (
    ResourceType(
        name="AWS::Scheduler::Schedule",
        create=_create,
        update=_update,
        delete=_delete,
        replaced_by=("Name",),
    ),
)
