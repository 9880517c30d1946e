"""The load balancer that the environment's services share, and who may reach it."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_network

from troposphere import Ref, Tags
from troposphere import elasticloadbalancingv2 as elb
from troposphere.ec2 import SecurityGroup, SecurityGroupRule

from bbfd.build import ids
from bbfd.build._given import given
from bbfd.build.assemble import Made, Origin
from bbfd.build.blocks import is_block, no_block
from bbfd.build.environment.access_logs import wanted_of
from bbfd.build.environment.ipv6 import has_ipv6
from bbfd.build.environment.subnets import pointed_at, ways_out
from bbfd.build.request_logs import before_it_writes, written_to
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment, ExistingLoadBalancer, LoadBalancer
from bbfd.model.network import AnyNetwork, ExistingNetwork, Side
from bbfd.model.stack import Refusal


def load_balancer(place: Definition[Environment]) -> Iterator[Made]:
    """An Application Load Balancer, its attributes all said, and its security group.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html
    """
    environment = place.value
    balancer = environment.load_balancer
    if isinstance(balancer, ExistingLoadBalancer):
        yield from _without_listener(balancer)
    if not isinstance(balancer, LoadBalancer):
        return
    side = _side(environment, balancer)
    if side is None:
        yield _no_public_subnets()
    elif _is_one(environment.network, side):
        yield _one_subnet(side)
    else:
        yield from _made(place, balancer, side)


def _made(place: Definition[Environment], balancer: LoadBalancer, side: Side) -> Iterator[Made]:
    environment = place.value
    yield elb.LoadBalancer(
        ids.LOAD_BALANCER,
        Type="application",
        Scheme="internal" if balancer.internal else "internet-facing",
        Subnets=pointed_at(environment.network, side),
        SecurityGroups=[Ref(ids.LOAD_BALANCER_GROUP)],
        LoadBalancerAttributes=[
            elb.LoadBalancerAttributes(Key=key, Value=value)
            for key, value in _attributes(balancer, environment).items()
        ],
        **given(
            IpAddressType="dualstack" if has_ipv6(environment.network) else None,
            DependsOn=[*_way_in(environment, side), *before_it_writes(wanted_of(environment))],
        ),
    )
    yield _group(place, balancer)
    for cidr in _admitting(place.value, balancer):
        if not is_block(cidr):
            yield no_block(cidr, "load_balancer.admit")
    yield from _origins()


def _side(environment: Environment, balancer: LoadBalancer) -> Side | None:
    """Public subnets for the internet; private ones, where there are any, for what is internal."""
    sides = environment.network.sides
    wanted = Side.PRIVATE if balancer.internal and Side.PRIVATE in sides else Side.PUBLIC
    return wanted if wanted in sides else None


def _way_in(environment: Environment, side: Side) -> list[str]:
    """An internet-facing one is refused in a VPC without internet gateway."""
    balancer = environment.load_balancer
    inside = isinstance(balancer, LoadBalancer) and balancer.internal
    return [] if inside else ways_out(environment.network, side)


def _admitting(environment: Environment, balancer: LoadBalancer) -> tuple[str, ...]:
    """Whoever admits everybody means those with an address of IPv6 as well, where there are such."""
    everybody = "0.0.0.0/0" in balancer.admit and has_ipv6(environment.network)
    return (*balancer.admit, *(("::/0",) if everybody else ()))


def _attributes(balancer: LoadBalancer, environment: Environment) -> dict[str, str | Ref]:
    return {
        "deletion_protection.enabled": "true" if environment.protected else "false",
        "idle_timeout.timeout_seconds": str(balancer.idle_timeout),
        "routing.http.drop_invalid_header_fields.enabled": "true",
        **written_to(wanted_of(environment)),
    }


def _group(place: Definition[Environment], balancer: LoadBalancer) -> SecurityGroup:
    ports = (80,) if place.value.certificate is None else (80, 443)
    return SecurityGroup(
        ids.LOAD_BALANCER_GROUP,
        GroupDescription=f"{place.name}: who may reach the load balancer",
        VpcId=Ref(ids.VPC),
        Tags=Tags(Name=f"{place.name}-load-balancer"),
        **given(
            SecurityGroupIngress=[
                _admitted(cidr, port)
                for cidr in dict.fromkeys(filter(is_block, _admitting(place.value, balancer)))
                for port in ports
            ]
        ),
    )


def _admitted(cidr: str, port: int) -> SecurityGroupRule:
    version = ip_network(cidr, strict=False).version
    return SecurityGroupRule(
        Description=f"{cidr} on {port}",
        IpProtocol="tcp",
        FromPort=port,
        ToPort=port,
        **{"CidrIp" if version == 4 else "CidrIpv6": cidr},
    )


def _origins() -> Iterator[Origin]:
    yield Origin(ids.LOAD_BALANCER, "load_balancer")
    yield Origin(ids.LOAD_BALANCER, "load_balancer.internal", "Scheme")
    yield Origin(ids.LOAD_BALANCER, "network", "Subnets")
    yield Origin(ids.LOAD_BALANCER, "load_balancer.access_logs", "LoadBalancerAttributes")
    yield Origin(ids.LOAD_BALANCER, "network.ipv6", "IpAddressType")
    yield Origin(ids.LOAD_BALANCER_GROUP, "load_balancer")
    yield Origin(ids.LOAD_BALANCER_GROUP, "load_balancer.admit", "SecurityGroupIngress")


def _no_public_subnets() -> Refusal:
    return Refusal(
        what="an internet-facing load balancer needs public subnets, and the network names none",
        fix="name them: public=(...), or write load_balancer=LoadBalancer(internal=True)",
        field="load_balancer",
    )


def _is_one(network: AnyNetwork, side: Side) -> bool:
    """Whether there is only one subnet, as far as it is known before AWS is asked."""
    if not isinstance(network, ExistingNetwork):
        return False
    return len(network.public if side is Side.PUBLIC else network.private) == 1


def _one_subnet(side: Side) -> Refusal:
    return Refusal(
        what=f"a load balancer needs subnets in two zones, and the network names one {side.value} subnet",
        fix=f"name another in a second zone: {side.value}=(..., ...)",
        field="network",
    )


def _without_listener(balancer: ExistingLoadBalancer) -> Iterator[Refusal]:
    if balancer.http_listener is None and balancer.https_listener is None:
        yield Refusal(
            what="the existing load balancer is named without a listener",
            fix="name one: ExistingLoadBalancer(http_listener=..., https_listener=...)",
            field="load_balancer",
        )
