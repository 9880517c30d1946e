"""AWS::EC2::EIP."""

from __future__ import annotations

from ministack.services import ec2

from bbfd.local.resource_type import Made, Resource, ResourceType


def _create(resource: Resource) -> Made:
    before = set(ec2._addresses)
    ec2._allocate_address({"Domain": [str(resource.properties.get("Domain", "vpc"))]})
    (allocation,) = set(ec2._addresses) - before
    return _tagged(allocation, resource)


def _update(resource: Resource) -> Made:
    return _tagged(_allocation(resource.physical_id), resource)


def _delete(resource: Resource) -> None:
    ec2._release_address({"AllocationId": [_allocation(resource.physical_id)]})


def _allocation(address: str) -> str:
    found = (name for name, item in ec2._addresses.items() if item["PublicIp"] == address)
    return next(found, "")


def _tagged(allocation: str, resource: Resource) -> Made:
    ec2._tags[allocation] = [dict(tag) for tag in resource.properties.get("Tags") or []]
    address = ec2._addresses[allocation]["PublicIp"]
    return address, {"AllocationId": allocation, "PublicIp": address}


TYPES = (
    ResourceType(
        name="AWS::EC2::EIP",
        create=_create,
        update=_update,
        delete=_delete,
        replaced_by=("Domain", "NetworkBorderGroup", "Address"),
        tagged=True,
    ),
)
