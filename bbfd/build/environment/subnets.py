"""Subnets, and how to point at them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from troposphere import GetAZs, Ref, Select, Tags
from troposphere.ec2 import Subnet as SubnetResource
from troposphere.ec2 import SubnetRouteTableAssociation

from bbfd.build import ids
from bbfd.build.assemble import Made, Origin
from bbfd.build.environment import inner_ids
from bbfd.build.environment.addresses import Subnet, planned
from bbfd.build.environment.ipv6 import addresses
from bbfd.model.network import AnyNetwork, NewNetwork, Side
from bbfd.model.stack import Refusal

_IDS = {Side.PUBLIC: ids.PUBLIC_SUBNETS, Side.PRIVATE: ids.PRIVATE_SUBNETS}


def pointed_at(network: AnyNetwork, side: Side) -> Ref | list[Ref]:
    """The ids of all subnets of a side, for a property that is a list."""
    if isinstance(network, NewNetwork):
        return [Ref(subnet.id) for subnet in on(side, network)]
    return Ref(_IDS[side])


def ways_out(network: AnyNetwork, side: Side) -> list[str]:
    """Logical ids of what must be there before anything in these subnets reaches the internet, and go after it.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-dependson.html
    """
    if not isinstance(network, NewNetwork):
        return []
    subnets = on(side, network)
    routes = [inner_ids.PUBLIC_ROUTE]
    if side is Side.PRIVATE:
        nowhere = network.nat == "none"
        routes = [] if nowhere else [private_route(subnet.zone) for subnet in subnets]
    return [*routes, *(subnet.association for subnet in subnets)]


def on(side: Side, network: NewNetwork) -> list[Subnet]:
    """The subnets of one side; none where the network cannot be planned, which the VPC's part says."""
    subnets = planned(network)
    return [] if isinstance(subnets, Refusal) else [s for s in subnets if s.side is side]


def made(name: str, network: NewNetwork, subnets: Sequence[Subnet]) -> Iterator[Made]:
    """Subnets. Public addresses are given to what asks for one, never to all that is in a subnet."""
    for subnet in subnets:
        yield SubnetResource(
            subnet.id,
            VpcId=Ref(ids.VPC),
            CidrBlock=subnet.cidr,
            AvailabilityZone=Select(subnet.zone - 1, GetAZs("")),
            MapPublicIpOnLaunch=False,
            Tags=Tags(Name=f"{name}-{subnet.label}"),
            **(addresses(subnet) if network.ipv6 else {}),
        )
        yield Origin(subnet.id, "network.zones")
        yield Origin(subnet.id, "network.cidr", "CidrBlock")


def routed(subnet: Subnet, table: str) -> SubnetRouteTableAssociation:
    """What gives a subnet its route table."""
    return SubnetRouteTableAssociation(
        subnet.association, SubnetId=Ref(subnet.id), RouteTableId=Ref(table)
    )


def private_routes(zone: int) -> str:
    """The logical id of the route table of a zone's private subnet."""
    return f"PrivateRouteTable{zone}"


def private_route(zone: int) -> str:
    """The logical id of the route out of a zone's private subnet."""
    return f"PrivateRoute{zone}"
