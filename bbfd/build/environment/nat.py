"""Private subnets and their way out: NAT gateways, one for all or one in each zone; or none."""

from __future__ import annotations

from collections.abc import Iterator

from troposphere import GetAtt, Ref, Tags
from troposphere.ec2 import EIP, NatGateway, Route, RouteTable

from bbfd.build import ids
from bbfd.build.assemble import Made, Origin
from bbfd.build.environment import inner_ids
from bbfd.build.environment.addresses import Subnet
from bbfd.build.environment.subnets import made, on, private_route, private_routes, routed
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment
from bbfd.model.network import NewNetwork, Side


def nat(place: Definition[Environment]) -> Iterator[Made]:
    """Private subnets, each with a route table of its own: so a NAT gateway more changes a route and moves nothing.

    https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html
    """
    network = place.value.network
    if not isinstance(network, NewNetwork) or Side.PRIVATE not in network.sides:
        return
    for subnet in on(Side.PUBLIC, network)[: _GATEWAYS[network.nat]]:
        yield from _gateway(place.name, subnet)
    private = on(Side.PRIVATE, network)
    yield from made(place.name, network, private)
    for subnet in private:
        table = private_routes(subnet.zone)
        yield RouteTable(table, VpcId=Ref(ids.VPC), Tags=Tags(Name=f"{place.name}-{subnet.label}"))
        yield routed(subnet, table)
        if network.nat != "none":
            yield from _way_out(subnet, through=1 if network.nat == "one" else subnet.zone)


_GATEWAYS = {"none": 0, "one": 1, "per-zone": None}


def _gateway(name: str, subnet: Subnet) -> Iterator[Made]:
    address = f"NatAddress{subnet.zone}"
    yield EIP(
        address,
        DependsOn=inner_ids.GATEWAY_ATTACHMENT,
        Domain="vpc",
        Tags=Tags(Name=f"{name}-nat-{subnet.zone}"),
    )
    yield NatGateway(
        _gateway_id(subnet.zone),
        DependsOn=[inner_ids.PUBLIC_ROUTE, subnet.association],
        SubnetId=Ref(subnet.id),
        AllocationId=GetAtt(address, "AllocationId"),
        Tags=Tags(Name=f"{name}-{subnet.zone}"),
    )
    yield Origin(address, "network.nat")
    yield Origin(_gateway_id(subnet.zone), "network.nat")


def _way_out(subnet: Subnet, *, through: int) -> Iterator[Made]:
    yield Route(
        private_route(subnet.zone),
        RouteTableId=Ref(private_routes(subnet.zone)),
        DestinationCidrBlock="0.0.0.0/0",
        NatGatewayId=Ref(_gateway_id(through)),
    )
    yield Origin(private_route(subnet.zone), "network.nat", "NatGatewayId")


def _gateway_id(zone: int) -> str:
    return f"NatGateway{zone}"
