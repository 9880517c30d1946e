"""AWS::ECS::TaskDefinition with all it has: secrets, health checks, volumes, platform, ephemeral storage."""

from __future__ import annotations

from typing import Any

from ministack.services import ecs
from ministack.services.cloudformation.provisioners import _reconcile_tag_list

from bbfd.local.resource_type import Made, Resource, ResourceType, camel

# Maps whose keys are the user's own words.
_VERBATIM = frozenset({"Options", "DockerLabels", "DriverOpts", "Labels"})
_TAKEN_OVER = (
    "ContainerDefinitions",
    "Volumes",
    "RuntimePlatform",
    "EphemeralStorage",
    "NetworkMode",
    "RequiresCompatibilities",
    "ExecutionRoleArn",
    "TaskRoleArn",
    "PidMode",
    "IpcMode",
    "PlacementConstraints",
    "ProxyConfiguration",
    "EnableFaultInjection",
)
_AS_TEXT = ("Cpu", "Memory")


def _create(resource: Resource) -> Made:
    family = str(resource.properties.get("Family") or f"{resource.stack}-{resource.logical_id}")
    revision = ecs._next_task_def_revision(family)
    name = f"{family}:{revision}"
    arn = f"arn:aws:ecs:{ecs.get_region()}:{ecs.get_account_id()}:task-definition/{name}"
    ecs._task_defs[name] = {
        "taskDefinitionArn": arn,
        "family": family,
        "revision": revision,
        "status": "ACTIVE",
        "networkMode": "bridge",
        "volumes": [],
        "placementConstraints": [],
        "compatibilities": _compatibilities(resource),
        "registeredAt": ecs.now_iso(),
        "registeredBy": f"arn:aws:iam::{ecs.get_account_id()}:root",
        **_given(resource),
    }
    ecs._tags[arn] = camel(resource.properties.get("Tags") or [])
    return arn, {"TaskDefinitionArn": arn}


def _given(resource: Resource) -> dict[str, Any]:
    found = resource.properties
    taken = {name: found[name] for name in _TAKEN_OVER if name in found}
    given: dict[str, Any] = camel(taken, verbatim=_VERBATIM)
    given["containerDefinitions"] = [_filled(item) for item in given["containerDefinitions"]]
    return {**given, **{name.lower(): str(found[name]) for name in _AS_TEXT if name in found}}


def _filled(definition: dict[str, Any]) -> dict[str, Any]:
    """With what ECS itself fills in: API_ContainerDefinition."""
    defaults: dict[str, Any] = {"cpu": 0, "essential": True}
    lists = ("portMappings", "environment", "mountPoints", "volumesFrom")
    return {**defaults, **{name: [] for name in lists}, **definition}


def _compatibilities(resource: Resource) -> list[str]:
    required = list(resource.properties.get("RequiresCompatibilities") or ["EC2"])
    return required if "EC2" in required else ["EC2", *required]


def _update(resource: Resource) -> Made:
    """Tags alone change in place; all else is a new revision."""
    tags = ecs._tags.setdefault(resource.physical_id, [])
    _reconcile_tag_list(tags, resource.before, resource.properties, key="key", value="value")
    return resource.physical_id, {"TaskDefinitionArn": resource.physical_id}


def _delete(resource: Resource) -> None:
    ecs._deregister_task_definition({"taskDefinition": resource.physical_id})


TYPES = (
    ResourceType(
        name="AWS::ECS::TaskDefinition",
        create=_create,
        update=_update,
        delete=_delete,
        replaced_by=(*_TAKEN_OVER, *_AS_TEXT, "Family", "InferenceAccelerators"),
        tagged=True,
    ),
)
