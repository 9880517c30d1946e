"""AWS::EC2::NatGateway."""

from __future__ import annotations

from ministack.services import ec2

from bbfd.local.resource_type import Made, Resource, ResourceType


def _create(resource: Resource) -> Made:
    subnet = str(resource.properties["SubnetId"])
    if subnet not in ec2._subnets:
        raise ValueError(f"The subnet ID '{subnet}' does not exist")
    before = set(ec2._nat_gateways)
    request = {
        "SubnetId": [subnet],
        "AllocationId": [str(resource.properties.get("AllocationId", ""))],
        "ConnectivityType": [str(resource.properties.get("ConnectivityType", "public"))],
    }
    ec2._create_nat_gateway(request)
    (gateway,) = set(ec2._nat_gateways) - before
    return _tagged(gateway, resource)


def _update(resource: Resource) -> Made:
    return _tagged(resource.physical_id, resource)


def _delete(resource: Resource) -> None:
    ec2._nat_gateways.pop(resource.physical_id, None)
    ec2._tags.pop(resource.physical_id, None)


def _tagged(gateway: str, resource: Resource) -> Made:
    ec2._tags[gateway] = [dict(tag) for tag in resource.properties.get("Tags") or []]
    return gateway, {"NatGatewayId": gateway}


TYPES = (
    ResourceType(
        name="AWS::EC2::NatGateway",
        create=_create,
        update=_update,
        delete=_delete,
        replaced_by=("SubnetId", "AllocationId", "ConnectivityType", "PrivateIpAddress"),
        tagged=True,
    ),
)
