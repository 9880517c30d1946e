"""The way from a load balancer of a service's own to the instances that its environment makes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from troposphere import Ref
from troposphere.ec2 import SecurityGroupIngress

from bbfd.build import ids
from bbfd.build.assemble import Made
from bbfd.build.ports import Protocol
from bbfd.build.scope import Scope
from bbfd.model.environment import Capacity
from bbfd.model.launch import PICKED
from bbfd.model.workload import Exposed


def onto_instances(
    scope: Scope[Exposed], title: str, group: str, ports: Iterable[tuple[int, Protocol]]
) -> Iterator[Made]:
    """Where tasks are reached through their instances: these admit it on the ports that Docker picks, or on those said.

    title: begins the logical ids. group: the load balancer's. Instances that are there must admit it already.
    """
    mode = scope.launch.network_mode
    if mode.target_type != "instance" or not isinstance(scope.environment.capacity, Capacity):
        return
    hosts = dict.fromkeys((mode.host_port(port), protocol) for port, protocol in ports)
    for number, (host, protocol) in enumerate(hosts):
        yield SecurityGroupIngress(
            f"{title}{number or ''}",
            GroupId=Ref(ids.INSTANCE_GROUP),
            Description="a load balancer of a service's own",
            IpProtocol=protocol,
            FromPort=host or PICKED.start,
            ToPort=host or PICKED.stop - 1,
            SourceSecurityGroupId=Ref(group),
        )
