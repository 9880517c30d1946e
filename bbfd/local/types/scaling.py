"""AWS::ApplicationAutoScaling::ScalableTarget and ...::ScalingPolicy."""

from __future__ import annotations

from typing import Any

from bbfd.local.resource_type import Made, Resource, ResourceType
from bbfd.local.services import application_autoscaling as scaling

_IDENTITY = ("ResourceId", "ScalableDimension", "ServiceNamespace")


def _register(resource: Resource) -> Made:
    given = resource.properties
    counts = {name: int(given[name]) for name in ("MinCapacity", "MaxCapacity") if name in given}
    arn = scaling.register({**given, **counts})
    # Ref: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-applicationautoscaling-scalabletarget.html
    made = "|".join(str(given[name]) for name in _IDENTITY)
    return made, {"Id": made, "ScalableTargetARN": arn}


def _deregister(resource: Resource) -> None:
    scaling.deregister(dict(resource.properties))


def _put(resource: Resource) -> Made:
    arn = scaling.put_policy({**resource.properties, **_target(resource)})
    return arn, {"Arn": arn}


def _target(resource: Resource) -> dict[str, Any]:
    """A policy names its target by three properties, or by the target's Ref."""
    reference = resource.properties.get("ScalingTargetId")
    if not reference:
        return {}
    return dict(zip(_IDENTITY, str(reference).split("|"), strict=True))


def _delete_policy(resource: Resource) -> None:
    for name, policy in list(scaling.policies.items()):
        if policy["PolicyARN"] == resource.physical_id:
            scaling.policies.pop(name)


TYPES = (
    ResourceType(
        name="AWS::ApplicationAutoScaling::ScalableTarget",
        create=_register,
        update=_register,
        delete=_deregister,
        replaced_by=_IDENTITY,
    ),
    ResourceType(
        name="AWS::ApplicationAutoScaling::ScalingPolicy",
        create=_put,
        update=_put,
        delete=_delete_policy,
        replaced_by=(*_IDENTITY, "PolicyName", "ScalingTargetId"),
    ),
)
