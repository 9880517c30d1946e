"""Addresses of IPv6: a network has a block of them, and a way out. Nothing is ever reached by them."""

from __future__ import annotations

from typing import Any

from ministack.services.cloudformation import provisioners

from bbfd.local.replacements import REPLACED_BY
from bbfd.local.resource_type import Made, Resource, ResourceType

_BLOCK = (
    "2001:db8:1234:1a00::/56"  # of those that are nobody's: https://www.rfc-editor.org/rfc/rfc3849
)


def _with_block(made: tuple[str, dict[str, Any]]) -> Made:
    physical_id, attributes = made
    return physical_id, {**attributes, "Ipv6CidrBlocks": [_BLOCK]}


def _create(resource: Resource) -> Made:
    return _with_block(
        provisioners._ec2_vpc_create(resource.logical_id, dict(resource.properties), resource.stack)
    )


def _update(resource: Resource) -> Made:
    return _with_block(
        provisioners._ec2_vpc_update(
            resource.physical_id,
            dict(resource.before),
            dict(resource.properties),
            resource.stack,
            resource.logical_id,
        )
    )


def _delete(resource: Resource) -> None:
    provisioners._ec2_vpc_delete(resource.physical_id, dict(resource.properties))


TYPES = (
    ResourceType(
        name="AWS::EC2::VPC",
        create=_create,
        update=_update,
        delete=_delete,
        replaced_by=REPLACED_BY["AWS::EC2::VPC"],
        tagged=True,
    ),
)
