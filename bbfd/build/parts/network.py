"""Who may reach the tasks."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from troposphere import Ref
from troposphere.ec2 import SecurityGroup, SecurityGroupRule

from bbfd.build import ids
from bbfd.build._given import given
from bbfd.build.assemble import Made, Origin
from bbfd.build.ports import reached_port
from bbfd.build.scope import Scope
from bbfd.model.workload import Exposed, Workload


def closed(scope: Scope[Workload]) -> Iterator[Made]:
    """Nobody."""
    yield from _group(scope, [])


def open_to_balancer(scope: Scope[Exposed]) -> Iterator[Made]:
    """The load balancer alone, on the container's port alone."""
    yield from _group(scope, [_from_balancer(reached_port(scope))])
    yield _ORIGIN


_ORIGIN = Origin(ids.TASK_GROUP, "http.port", "SecurityGroupIngress")


@cache
def _from_balancer(port: int) -> SecurityGroupRule:
    return SecurityGroupRule(
        Description="the load balancer",
        IpProtocol="tcp",
        FromPort=port,
        ToPort=port,
        SourceSecurityGroupId=Ref(ids.LOAD_BALANCER_GROUP),
    )


def _group(scope: Scope[Workload], rules: list[SecurityGroupRule]) -> Iterator[Made]:
    """Tasks with an address of their own have a security group of their own."""
    if scope.attachment is None:
        return
    yield SecurityGroup(
        ids.TASK_GROUP,
        GroupDescription=f"{scope.name} in {scope.place.name}: who may reach its tasks",
        VpcId=Ref(ids.VPC),
        **given(SecurityGroupIngress=rules),
    )
