"""Who may reach the tasks."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from troposphere import Ref
from troposphere.ec2 import SecurityGroup, SecurityGroupRule

from bbfd.build import ids
from bbfd.build._given import given
from bbfd.build.address import entrance
from bbfd.build.assemble import Made, Origin
from bbfd.build.connect import called_port, in_cloud_map, is_called, offered
from bbfd.build.gates import let_in, unsendable
from bbfd.build.ports import Protocol
from bbfd.build.routes import checked, routes
from bbfd.build.scope import Scope
from bbfd.model.workload import Exposed, Workload


def closed(scope: Scope[Workload]) -> Iterator[Made]:
    """Nobody but those that it offers itself to."""
    yield from _group(scope, [])


def open_to_balancer(scope: Scope[Exposed]) -> Iterator[Made]:
    """The load balancers alone, each on the ports that it sends requests to or asks for health on."""
    ways = ((route, route.port) for route in routes(scope))
    admitted = [(entrance(scope, way).group, port) for way, port in (*ways, *checked(scope))]
    rules = [_from(*each, "the load balancer") for each in dict.fromkeys(admitted)]
    yield from _group(scope, [*rules, *_from_network_balancer(scope)])
    yield _ORIGIN


_ORIGIN = Origin(ids.TASK_GROUP, "http.port", "SecurityGroupIngress")


@cache
def _from(group: str, port: int, who: str, protocol: Protocol = "tcp") -> SecurityGroupRule:
    return SecurityGroupRule(
        Description=who,
        IpProtocol=protocol,
        FromPort=port,
        ToPort=port,
        SourceSecurityGroupId=Ref(group),
    )


def _from_network_balancer(scope: Scope[Exposed]) -> Iterator[SecurityGroupRule]:
    """By its security group, which holds whether or not the tasks see the addresses of clients.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html
    """
    if scope.workload.network is None:
        return
    from bbfd.build.connections import asked_on, connections

    ports = [(each.port, one) for each in connections(scope) for one in each.inner_protocols]
    asked: list[tuple[int, Protocol]] = [(port, "tcp") for _, port in asked_on(scope)]
    for port, protocol in dict.fromkeys((*ports, *asked)):
        yield _from(ids.NETWORK_GROUP, port, "the network load balancer", protocol)


def _from_callers(scope: Scope[Workload]) -> Iterator[SecurityGroupRule]:
    """Others of the environment, where it is there to be called."""
    if not is_called(scope.workload):
        return
    offers = offered(scope.workload)
    behind = called_port(scope)
    ports = [] if offers is None else [offers.proxy_port or behind]
    ports += [behind] if in_cloud_map(scope.workload) else []
    for port in dict.fromkeys(ports):
        yield _from(ids.CALLERS, port, "services of the environment")


def _group(scope: Scope[Workload], rules: list[SecurityGroupRule]) -> Iterator[Made]:
    """Tasks with an address of their own have a security group of their own."""
    yield from unsendable(scope)
    if scope.attachment is None:
        return
    yield SecurityGroup(
        ids.TASK_GROUP,
        GroupDescription=f"{scope.name} in {scope.place.name}: who may reach its tasks",
        VpcId=Ref(ids.VPC),
        **given(SecurityGroupIngress=[*rules, *_from_callers(scope), *let_in(scope)]),
    )
