"""AWS::IAM::InstanceProfile, whose Ref is its name (ministack gives its ARN)."""

from __future__ import annotations

from ministack.services import iam
from ministack.services.cloudformation import provisioners

from bbfd.local.resource_type import Made, Resource, ResourceType


def _create(resource: Resource) -> Made:
    return _by_name(
        provisioners._iam_ip_create(resource.logical_id, resource.properties, resource.stack)
    )


def _update(resource: Resource) -> Made:
    profile = iam._instance_profiles[resource.physical_id]
    profile["Roles"] = provisioners._iam_ip_roles(resource.properties)
    return _by_name((profile["Arn"], {}))


def _delete(resource: Resource) -> None:
    iam._instance_profiles.pop(resource.physical_id, None)


def _by_name(made: Made) -> Made:
    arn, _ = made
    return arn.rpartition("/")[2], {"Arn": arn}


TYPES = (
    ResourceType(
        name="AWS::IAM::InstanceProfile",
        create=_create,
        update=_update,
        delete=_delete,
        replaced_by=("InstanceProfileName", "Path"),
    ),
)
