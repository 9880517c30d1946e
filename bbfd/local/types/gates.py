"""Gateways of ECS and services of VPC Lattice: names and ARNs alone. Nobody is let through."""

from __future__ import annotations

from ministack.core.responses import get_account_id, get_region

from bbfd.local.resource_type import Made, Resource, ResourceType


def _told(arn: str) -> Made:
    """What is told of it: its ARN, which a reference means, and the name that it is called by."""
    name = f"{arn.rpartition('/')[2]}.{get_region()}.vpc-lattice-svcs.on.aws"
    return arn, {"Arn": arn, "DnsEntry.DomainName": name}


def _noted(name: str, path: str, *, replaced_by: tuple[str, ...]) -> ResourceType:
    """A type of which nothing is done. path: what its ARN ends in, before its name."""

    def create(resource: Resource) -> Made:
        service = "ecs" if name.startswith("AWS::ECS") else "vpc-lattice"
        called = f"{resource.stack}-{resource.logical_id}".lower()
        return _told(f"arn:aws:{service}:{get_region()}:{get_account_id()}:{path}/{called}")

    def update(resource: Resource) -> Made:
        return _told(resource.physical_id)

    def delete(_: Resource) -> None:
        """Nothing but its name was there."""

    return ResourceType(
        name=name, create=create, update=update, delete=delete, replaced_by=replaced_by
    )


TYPES = (
    _noted("AWS::ECS::Gateway", "gateway", replaced_by=("GatewayName",)),
    _noted("AWS::ECS::GatewayClusterAssociations", "joined", replaced_by=("Gateway", "Cluster")),
    _noted("AWS::VpcLattice::Listener", "listener", replaced_by=("Port", "Protocol")),
    _noted("AWS::VpcLattice::Service", "service", replaced_by=("Name",)),
    _noted(
        "AWS::VpcLattice::ServiceNetworkServiceAssociation",
        "association",
        replaced_by=("ServiceIdentifier", "ServiceNetworkIdentifier"),
    ),
    _noted("AWS::VpcLattice::TargetGroup", "targetgroup", replaced_by=("Name", "Type")),
)
