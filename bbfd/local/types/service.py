"""AWS::ECS::Service with all it has, created and changed through the emulator's own ECS API."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ministack.services import alb, ecs
from ministack.services.cloudformation.provisioners import _physical_name, _reconcile_tag_list

from bbfd.local.resource_type import (
    Made,
    Properties,
    Resource,
    ResourceType,
    answered,
    camel,
    lowered,
)

# Properties that change in place, with what a dropped one goes back to. None: it stays as it is (a count
# that is not in the template belongs to whoever scales the service).
_IN_PLACE: dict[str, Any] = {
    "TaskDefinition": None,
    "DesiredCount": None,
    "NetworkConfiguration": {},
    "LoadBalancers": [],
    "ServiceRegistries": [],
    "HealthCheckGracePeriodSeconds": 0,
    "EnableExecuteCommand": False,
    "EnableECSManagedTags": False,
    "PropagateTags": "NONE",
    "PlatformVersion": "",
    "CapacityProviderStrategy": [],
    "PlacementConstraints": [],
    "PlacementStrategies": [],
    "DeploymentConfiguration": {"maximumPercent": 200, "minimumHealthyPercent": 100},
    "ServiceConnectConfiguration": None,
    "VolumeConfigurations": [],
    "AvailabilityZoneRebalancing": "DISABLED",
}
_AT_CREATION = ("LaunchType", "SchedulingStrategy", "DeploymentController", "Role")
_NUMBERS = ("DesiredCount", "HealthCheckGracePeriodSeconds")
_SWITCHES = ("EnableExecuteCommand", "EnableECSManagedTags")
# What ministack's CreateService or UpdateService knows nothing of: we keep it on the service.
_KEPT_BY_US = (
    "serviceRegistries",
    "propagateTags",
    "enableECSManagedTags",
    "placementConstraints",
    "placementStrategy",
    "serviceConnectConfiguration",
    "volumeConfigurations",
    "availabilityZoneRebalancing",
)


def _create(resource: Resource) -> Made:
    given = resource.properties
    _refuse_what_is_missing(given)
    name = given.get("ServiceName")
    request = {
        "serviceName": str(
            name or _physical_name(resource.stack, resource.logical_id, max_len=255)
        ),
        "cluster": str(given.get("Cluster") or "default"),
        "desiredCount": 1,
        **_request(resource, (*_IN_PLACE, *_AT_CREATION)),
        "tags": camel(given.get("Tags") or []),
    }
    made = answered(ecs._create_service(request), "CreateService")["service"]
    return _kept(made["serviceArn"], request)


def _update(resource: Resource) -> Made:
    arn, given, before = resource.physical_id, resource.properties, resource.before
    changed = [name for name in _IN_PLACE if before.get(name) != given.get(name)]
    dropped = [name for name in changed if name not in given and _IN_PLACE[name] is not None]
    request = {
        **_request(resource, changed),
        **{lowered(name): _IN_PLACE[name] for name in dropped},
    }
    cluster, name = _parts(arn)
    answered(ecs._update_service({**request, "cluster": cluster, "service": name}), "UpdateService")
    _reconcile_tag_list(ecs._tags.setdefault(arn, []), before, given, key="key", value="value")
    return _kept(arn, request)


def _delete(resource: Resource) -> None:
    cluster, name = _parts(resource.physical_id)
    ecs._delete_service({"cluster": cluster, "service": name, "force": True})


def _refuse_what_is_missing(given: Properties) -> None:
    """What AWS refuses and ministack makes up: a cluster, and target groups that a load balancer knows."""
    if ecs._resolve_cluster_name(given.get("Cluster") or "default") not in ecs._clusters:
        raise ValueError("ClusterNotFoundException: Cluster not found.")
    for balancer in given.get("LoadBalancers") or []:
        arn = balancer.get("TargetGroupArn")
        group = alb._tgs.get(arn)
        if group is None:
            raise ValueError(f"InvalidParameterException: Unable to find target group {arn}.")
        if not group.get("LoadBalancerArns"):
            raise ValueError(
                f"InvalidParameterException: The target group with targetGroupArn {arn} does not have an"
                " associated load balancer."
            )


def _request(resource: Resource, names: Iterable[str]) -> dict[str, Any]:
    given = resource.properties
    return {lowered(name): _value(name, given[name]) for name in names if name in given}


def _value(name: str, value: Any) -> Any:
    if name in _NUMBERS:
        return int(value)
    if name in _SWITCHES:
        return str(value).lower() == "true"
    return camel(value, verbatim=frozenset({"Options"}))


def _kept(arn: str, request: dict[str, Any]) -> Made:
    cluster, name = _parts(arn)
    kept = {name: request[name] for name in _KEPT_BY_US if name in request}
    ecs._services[f"{cluster}/{name}"].update(kept)
    return arn, {"ServiceArn": arn, "Name": name}


def _parts(arn: str) -> tuple[str, str]:
    """arn:aws:ecs:REGION:ACCOUNT:service/CLUSTER/NAME."""
    _, cluster, name = arn.split("/")
    return cluster, name


TYPES = (
    ResourceType(
        name="AWS::ECS::Service",
        create=_create,
        update=_update,
        delete=_delete,
        replaced_by=("ServiceName", "Cluster", *_AT_CREATION),
        tagged=True,
    ),
)
