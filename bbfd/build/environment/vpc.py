"""A network of the environment's own: VPC, public subnets, internet gateway."""

from __future__ import annotations

from collections.abc import Iterator

from troposphere import Ref, Tags
from troposphere.ec2 import VPC, InternetGateway, Route, RouteTable, VPCGatewayAttachment

from bbfd.build import ids
from bbfd.build.assemble import Made, Origin
from bbfd.build.environment import inner_ids
from bbfd.build.environment.addresses import planned
from bbfd.build.environment.subnets import made, on, routed
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment
from bbfd.model.network import NewNetwork, Side
from bbfd.model.stack import Refusal


def vpc(place: Definition[Environment]) -> Iterator[Made]:
    """The VPC, its public subnets, and their way to and from the internet."""
    network = place.value.network
    if isinstance(network, NewNetwork):
        plan = planned(network)
        yield from [plan] if isinstance(plan, Refusal) else _made(place.name, network)
    elif not network.sides:
        yield _without_subnets()


def _made(name: str, network: NewNetwork) -> Iterator[Made]:
    yield VPC(
        ids.VPC,
        CidrBlock=network.cidr,
        EnableDnsSupport=True,
        EnableDnsHostnames=True,
        Tags=Tags(Name=name),
    )
    yield Origin(ids.VPC, "network")
    yield Origin(ids.VPC, "network.cidr", "CidrBlock")
    yield from _internet(name)
    subnets = on(Side.PUBLIC, network)
    yield from made(name, network, subnets)
    yield from (routed(subnet, inner_ids.PUBLIC_ROUTES) for subnet in subnets)


def _internet(name: str) -> Iterator[Made]:
    yield InternetGateway(inner_ids.GATEWAY, Tags=Tags(Name=name))
    yield VPCGatewayAttachment(
        inner_ids.GATEWAY_ATTACHMENT,
        VpcId=Ref(ids.VPC),
        InternetGatewayId=Ref(inner_ids.GATEWAY),
    )
    yield RouteTable(inner_ids.PUBLIC_ROUTES, VpcId=Ref(ids.VPC), Tags=Tags(Name=f"{name}-public"))
    yield Route(
        inner_ids.PUBLIC_ROUTE,
        DependsOn=inner_ids.GATEWAY_ATTACHMENT,
        RouteTableId=Ref(inner_ids.PUBLIC_ROUTES),
        DestinationCidrBlock="0.0.0.0/0",
        GatewayId=Ref(inner_ids.GATEWAY),
    )


def _without_subnets() -> Refusal:
    return Refusal(
        what="the network is named without subnets, and tasks must run in some",
        fix="name them: public=..., private=..., or both",
        field="network",
    )
