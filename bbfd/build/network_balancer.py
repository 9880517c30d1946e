"""A network load balancer of a service's own: its security group, listeners and target groups."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from troposphere import GetAtt, Join, Output, Ref
from troposphere import elasticloadbalancingv2 as elb
from troposphere.ec2 import SecurityGroup

from bbfd.build import ids
from bbfd.build._given import given
from bbfd.build.address import filled_host
from bbfd.build.assemble import Made, Origin
from bbfd.build.balancers import admitting
from bbfd.build.blocks import is_block, no_block
from bbfd.build.certificates import carried, unfit_certificate
from bbfd.build.connections import Connection, balancer_of, connections
from bbfd.build.environment.ipv6 import has_ipv6
from bbfd.build.onto_instances import onto_instances
from bbfd.build.own_balancers import subnets_of
from bbfd.build.parts.targets import health_port
from bbfd.build.routes import routes
from bbfd.build.scope import Scope
from bbfd.build.unconnected import unconnected
from bbfd.model.connections import AnyListener, NetworkLoadBalancer, TlsListener
from bbfd.model.workload import Exposed


def network_balancer(scope: Scope[Exposed]) -> Iterator[Made]:
    """All of it.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/network/introduction.html
    """
    balancer = balancer_of(scope)
    if balancer is None:
        return
    yield from unconnected(scope)
    yield _balancer(scope, balancer)
    yield _group(scope, balancer)
    for block in balancer.admit:
        if not is_block(block):
            yield no_block(block, "network.admit")
    every = connections(scope)
    for each in every:
        yield from _listening(scope, each)
    ports = [(each.port, protocol) for each in every for protocol in each.inner_protocols]
    ingress = f"Network{ids.INSTANCE_INGRESS}"
    yield from onto_instances(scope, ingress, ids.NETWORK_GROUP, ports)
    if every and not routes(scope):
        yield Output("Url", Value=Join("", _url(scope, balancer, every[0])))
    yield Origin(ids.NETWORK_BALANCER, "network")
    yield Origin(ids.NETWORK_GROUP, "network")
    yield Origin(ids.NETWORK_GROUP, "network.admit", "SecurityGroupIngress")


def _url(
    scope: Scope[Exposed], balancer: NetworkLoadBalancer, first: Connection
) -> list[str | GetAtt]:
    """What people are told of after a deploy, where no requests come."""
    named = balancer.host and filled_host(scope, balancer.host, "network.host")
    protocol = "tcp" if first.protocol == "TCP_UDP" else first.protocol.lower()
    host = named or GetAtt(ids.NETWORK_BALANCER, "DNSName")
    return [f"{protocol}://", host, f":{first.said.port}"]


def _balancer(scope: Scope[Exposed], balancer: NetworkLoadBalancer) -> elb.LoadBalancer:
    attributes = {
        "deletion_protection.enabled": "true" if scope.environment.protected else "false",
        "load_balancing.cross_zone.enabled": "true" if balancer.cross_zone else "false",
    }
    return elb.LoadBalancer(
        ids.NETWORK_BALANCER,
        Type="network",
        Scheme="internal" if balancer.internal else "internet-facing",
        Subnets=Ref(subnets_of(scope, balancer.internal, "network")),
        # Only when it is made can it be given one: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html
        SecurityGroups=[Ref(ids.NETWORK_GROUP)],
        LoadBalancerAttributes=[
            elb.LoadBalancerAttributes(Key=key, Value=said) for key, said in attributes.items()
        ],
        **given(IpAddressType="dualstack" if _has_both(scope) else None),
    )


def _has_both(scope: Scope[Exposed]) -> bool:
    """Addresses of both kinds; for datagrams it has those of IPv4 alone, as the tasks have."""
    udp = any("udp" in each.inner_protocols for each in connections(scope))
    return has_ipv6(scope.environment.network) and not udp


def _group(scope: Scope[Exposed], balancer: NetworkLoadBalancer) -> SecurityGroup:
    everybody = "0.0.0.0/0" in balancer.admit and _has_both(scope)
    blocks = dict.fromkeys(filter(is_block, (*balancer.admit, *(("::/0",) if everybody else ()))))
    rules = [
        admitting(block, each.said.port, protocol)
        for each in connections(scope)
        for block in blocks
        for protocol in each.inner_protocols
    ]
    return SecurityGroup(
        ids.NETWORK_GROUP,
        GroupDescription=f"{scope.name} in {scope.place.name}, its network load balancer: who may reach it",
        VpcId=Ref(ids.VPC),
        **given(SecurityGroupIngress=rules),
    )


def _listening(scope: Scope[Exposed], each: Connection) -> Iterator[Made]:
    yield _targets(scope, each)
    tls: dict[str, Any] = {}
    if isinstance(each.said, TlsListener):
        name = f"{ids.OWN_CERTIFICATE}Network{each.said.port}"
        if each.said.certificate is not None:
            yield from unfit_certificate(scope, each.said.certificate, f"{each.field}.certificate")
            yield carried(name, each.said.certificate)
        tls = _tls(each.said, name if each.said.certificate else ids.CERTIFICATE)
    yield elb.Listener(
        each.listener,
        LoadBalancerArn=Ref(ids.NETWORK_BALANCER),
        Port=each.said.port,
        Protocol=each.protocol,
        DefaultActions=[elb.Action(Type="forward", TargetGroupArn=Ref(each.targets))],
        **tls,
    )
    host = GetAtt(ids.NETWORK_BALANCER, "DNSName")
    yield Output(f"Address{each.said.port}", Value=Join("", [host, f":{each.said.port}"]))
    yield Origin(each.listener, each.field)
    yield Origin(each.listener, f"{each.field}.port", "Port")
    yield Origin(each.targets, each.field)
    yield Origin(each.targets, f"{each.field}.to", "Port")
    yield Origin(each.targets, f"{each.field}.health.protocol", "HealthCheckProtocol")
    yield Origin(each.targets, f"{each.field}.health.path", "HealthCheckPath")
    yield Origin(each.targets, f"{each.field}.health.codes", "Matcher")


def _tls(said: TlsListener, certificate: str) -> dict[str, Any]:
    return {
        "Certificates": [elb.Certificate(CertificateArn=Ref(certificate))],
        "SslPolicy": said.tls_policy,
        **given(AlpnPolicy=None if said.alpn is None else [said.alpn]),
    }


def _inner(each: Connection) -> str:
    """What the target group speaks: where TLS ends at the load balancer, TCP."""
    if isinstance(each.said, TlsListener):
        return "TLS" if each.said.encrypted else "TCP"
    return each.protocol


def _targets(scope: Scope[Exposed], each: Connection) -> elb.TargetGroup:
    health = each.said.health
    asked = health.protocol or "TCP"
    by_http = asked != "TCP"
    return elb.TargetGroup(
        each.targets,
        Port=each.port,
        Protocol=_inner(each),
        TargetType=scope.launch.network_mode.target_type,
        VpcId=Ref(ids.VPC),
        HealthCheckPort=health_port(health, each.port),
        HealthCheckProtocol=asked,
        HealthCheckIntervalSeconds=health.interval,
        HealthCheckTimeoutSeconds=health.timeout,
        HealthyThresholdCount=health.healthy,
        UnhealthyThresholdCount=health.unhealthy,
        TargetGroupAttributes=[
            elb.TargetGroupAttribute(Key=key, Value=said) for key, said in _attributes(each.said)
        ],
        **given(
            HealthCheckPath=(health.path or "/") if by_http else health.path,
            Matcher=elb.Matcher(HttpCode=health.codes) if health.codes is not None else None,
        ),
    )


def _attributes(said: AnyListener) -> Iterator[tuple[str, str]]:
    """https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html"""
    yield "deregistration_delay.timeout_seconds", str(said.deregistration_delay)
    if said.ended:
        yield "deregistration_delay.connection_termination.enabled", "true"
    seen = getattr(said, "client_ip", None)
    if seen is not None:
        yield "preserve_client_ip.enabled", "true" if seen else "false"
    if said.proxy_protocol:
        yield "proxy_protocol_v2.enabled", "true"
    if getattr(said, "sticky", False):
        yield "stickiness.enabled", "true"
        yield "stickiness.type", "source_ip"
    if said.cross_zone is not None:
        yield "load_balancing.cross_zone.enabled", "true" if said.cross_zone else "false"
