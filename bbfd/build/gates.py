"""What sends requests to the tasks past the load balancers: gateways of ECS, and VPC Lattice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from troposphere import GetAtt, Ref, ecs
from troposphere.ec2 import SecurityGroupRule

from bbfd.build import ids
from bbfd.build._given import given
from bbfd.build.scope import Scope
from bbfd.build.shims.service import (
    GatewayConnector,
    GatewayConnectorFilters,
    GatewayConnectorHealthCheck,
    GatewayConnectorHealthCheckMatcher,
)
from bbfd.model.facts import Gate, Registered
from bbfd.model.http import HealthCheck
from bbfd.model.stack import Refusal
from bbfd.model.workload import LongRunning, Workload


def port_called(scope: Scope[Workload], name: str) -> int | None:
    """The number of the port of that name, in any of the containers."""
    ports = (port for container in scope.containers for port in container.ports)
    return next((port.number for port in ports if port.name == name), None)


def connectors(gates: tuple[Gate, ...]) -> list[GatewayConnector]:
    """A service's connectors to the gateways of its cluster."""
    return [
        GatewayConnector(
            PortName=gate.port,
            HealthCheck=_asked(gate.health),
            **given(
                Filters=GatewayConnectorFilters(AccessTypes=list(gate.access))
                if gate.access
                else None
            ),
        )
        for gate in gates
    ]


def _asked(health: HealthCheck) -> GatewayConnectorHealthCheck:
    return GatewayConnectorHealthCheck(
        HealthCheckPath=health.path or "/",
        HealthCheckIntervalSeconds=health.interval,
        HealthCheckTimeoutSeconds=health.timeout,
        HealthyThresholdCount=health.healthy,
        UnhealthyThresholdCount=health.unhealthy,
        Matcher=GatewayConnectorHealthCheckMatcher(HttpCode=health.codes or "200"),
        **given(HealthCheckPort=health.port, HealthCheckProtocol=health.protocol),
    )


def lattices(registered: tuple[Registered, ...]) -> list[ecs.VpcLatticeConfiguration]:
    """The target groups of VPC Lattice that ECS registers the tasks with."""
    return [
        ecs.VpcLatticeConfiguration(
            PortName=each.port,
            TargetGroupArn=GetAtt(each.targets, "Arn"),
            RoleArn=GetAtt(each.role, "Arn"),
        )
        for each in registered
    ]


def let_in(scope: Scope[Workload]) -> Iterator[SecurityGroupRule]:
    """Who of them may reach the tasks."""
    for gate in scope.facts.gates:
        yield from _on(
            scope, gate.port, "the gateway", SourceSecurityGroupId=Ref(ids.GATEWAY_GROUP)
        )
    for each in scope.facts.registered:
        yield from _on(scope, each.port, "VPC Lattice", SourcePrefixListId=each.senders)


def _on(scope: Scope[Workload], name: str, who: str, **source: Any) -> Iterator[SecurityGroupRule]:
    port = port_called(scope, name)
    if port is not None:
        yield SecurityGroupRule(
            Description=who, IpProtocol="tcp", FromPort=port, ToPort=port, **source
        )


def unsendable(scope: Scope[Workload]) -> Iterator[Refusal]:
    """Why requests do not come to the tasks as is said."""
    facts = scope.facts
    ports = [gate.port for gate in facts.gates] + [each.port for each in facts.registered]
    if not ports:
        return
    if not isinstance(scope.workload, LongRunning):
        yield _ENDS
    if scope.attachment is None:
        yield _NO_ADDRESS
    if len(facts.gates) > 1:
        yield _ONE_CONNECTOR
    for port in dict.fromkeys(ports):
        if port_called(scope, port) is None:
            yield Refusal(
                what=f"requests go to the port {port}, and no container has one of that name",
                fix=f'name it: Container(..., ports=(Port(number=8080, name="{port}"),))',
                field="uses",
            )


_ENDS = Refusal(
    what="requests go to tasks that run on, and these end by themselves",
    fix="make it a WebService, a BackendService or a Worker",
    field="uses",
)
_NO_ADDRESS = Refusal(
    what="a gateway and VPC Lattice send to tasks with an address of their own, and these have their host's",
    fix="run them on Fargate(), or EC2(network_mode=Awsvpc())",
    field="runs_on.network_mode",
)
_ONE_CONNECTOR = Refusal(
    what="a service has one connector to gateways, and this one says two",
    fix="remove one Connector(...); other ports are reached through http=",
    field="uses",
)
