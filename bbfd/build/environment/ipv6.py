"""Addresses of both kinds: a block of IPv6 for the network, a part of it for each subnet, and the ways out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from troposphere import Cidr, GetAtt, Ref, Select, Tags
from troposphere.ec2 import EgressOnlyInternetGateway, Route, VPCCidrBlock

from bbfd.build import ids
from bbfd.build.assemble import Made, Origin
from bbfd.build.environment import inner_ids
from bbfd.build.environment.addresses import MOST_ZONES, Subnet, planned
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment
from bbfd.model.network import AnyNetwork, NewNetwork, Side
from bbfd.model.stack import Refusal

_EVERYWHERE = "::/0"


def ipv6(place: Definition[Environment]) -> Iterator[Made]:
    """The block, and routes: public subnets are reached from outside, private ones only reach out.

    https://docs.aws.amazon.com/vpc/latest/userguide/vpc-migrate-ipv6.html
    """
    network = place.value.network
    if not isinstance(network, NewNetwork) or not network.ipv6:
        return
    plan = planned(network)
    if isinstance(plan, Refusal):
        return  # the VPC's part says it
    yield VPCCidrBlock(inner_ids.IPV6_BLOCK, VpcId=Ref(ids.VPC), AmazonProvidedIpv6CidrBlock=True)
    yield Origin(inner_ids.IPV6_BLOCK, "network.ipv6")
    yield Route(
        inner_ids.PUBLIC_IPV6_ROUTE,
        DependsOn=inner_ids.GATEWAY_ATTACHMENT,
        RouteTableId=Ref(inner_ids.PUBLIC_ROUTES),
        DestinationIpv6CidrBlock=_EVERYWHERE,
        GatewayId=Ref(inner_ids.GATEWAY),
    )
    if network.nat != "none":
        yield from _outward(place.name, [each for each in plan if each.side is Side.PRIVATE])


def _outward(name: str, private: list[Subnet]) -> Iterator[Made]:
    yield EgressOnlyInternetGateway(
        inner_ids.EGRESS_GATEWAY, VpcId=Ref(ids.VPC), Tags=Tags(Name=name)
    )
    for subnet in private:
        yield Route(
            f"PrivateIpv6Route{subnet.zone}",
            RouteTableId=Ref(f"PrivateRouteTable{subnet.zone}"),
            DestinationIpv6CidrBlock=_EVERYWHERE,
            EgressOnlyInternetGatewayId=Ref(inner_ids.EGRESS_GATEWAY),
        )


def has_ipv6(network: AnyNetwork) -> bool:
    """Whether it is made here and has addresses of both kinds."""
    return isinstance(network, NewNetwork) and network.ipv6


def addresses(subnet: Subnet) -> dict[str, Any]:
    """A subnet's own part of the block: the network has 256 of them, and the plan places it as it does for IPv4."""
    index = subnet.zone - 1 + (MOST_ZONES if subnet.side is Side.PRIVATE else 0)
    blocks = Cidr(Select(0, GetAtt(ids.VPC, "Ipv6CidrBlocks")), 2 * MOST_ZONES, 64)
    return {
        "Ipv6CidrBlock": Select(index, blocks),
        "AssignIpv6AddressOnCreation": True,
        "DependsOn": inner_ids.IPV6_BLOCK,
    }
