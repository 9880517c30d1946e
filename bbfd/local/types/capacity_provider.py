"""AWS::ECS::CapacityProvider, and AWS::ECS::ClusterCapacityProviderAssociations."""

from __future__ import annotations

from typing import Any

from ministack.services import ecs
from ministack.services.cloudformation.provisioners import _physical_name

from bbfd.local.resource_type import Made, Resource, ResourceType, answered, camel


def _create(resource: Resource) -> Made:
    given = resource.properties.get("Name")
    name = str(given or _physical_name(resource.stack, resource.logical_id, max_len=255))
    request = {
        "name": name,
        "autoScalingGroupProvider": _provider(resource),
        "tags": camel(resource.properties.get("Tags") or []),
    }
    answered(ecs._create_capacity_provider(request), "CreateCapacityProvider")
    return _kept(name, resource)


def _update(resource: Resource) -> Made:
    return _kept(resource.physical_id, resource)


def _kept(name: str, resource: Resource) -> Made:
    """All of the provider: CreateCapacityProvider of ministack drops managedDraining."""
    found = ecs._capacity_providers[name]
    found["autoScalingGroupProvider"] = {**found["autoScalingGroupProvider"], **_provider(resource)}
    return name, {"Arn": found["capacityProviderArn"]}


def _provider(resource: Resource) -> dict[str, Any]:
    given: dict[str, Any] = camel(resource.properties.get("AutoScalingGroupProvider") or {})
    return given


def _delete(resource: Resource) -> None:
    ecs._capacity_providers.pop(resource.physical_id, None)


def _associate(resource: Resource) -> Made:
    cluster = str(resource.properties["Cluster"])
    request = {
        "cluster": cluster,
        "capacityProviders": list(resource.properties.get("CapacityProviders") or []),
        "defaultCapacityProviderStrategy": camel(
            resource.properties.get("DefaultCapacityProviderStrategy") or []
        ),
    }
    answered(ecs._put_cluster_capacity_providers(request), "PutClusterCapacityProviders")
    return cluster, {}


def _dissociate(resource: Resource) -> None:
    ecs._put_cluster_capacity_providers({"cluster": resource.physical_id})


TYPES = (
    ResourceType(
        name="AWS::ECS::CapacityProvider",
        create=_create,
        update=_update,
        delete=_delete,
        replaced_by=("Name", "ClusterName"),
        tagged=True,
    ),
    ResourceType(
        name="AWS::ECS::ClusterCapacityProviderAssociations",
        create=_associate,
        update=_associate,
        delete=_dissociate,
        replaced_by=("Cluster",),
    ),
)
