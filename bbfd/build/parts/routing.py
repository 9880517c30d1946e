"""The way of a request to the tasks: a target group, and a rule on the shared listener or a listener of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from troposphere import Join, Output, Ref
from troposphere import elasticloadbalancingv2 as elb
from troposphere.ec2 import SecurityGroupIngress

from bbfd.build import ids
from bbfd.build._given import given
from bbfd.build.address import listener_of, matched_host, taken_ports, url
from bbfd.build.assemble import Made, Origin
from bbfd.build.blocks import is_block, no_block
from bbfd.build.ports import is_port, no_port, reached_port
from bbfd.build.same import same
from bbfd.build.scope import Scope
from bbfd.model.http import HealthCheck, Http
from bbfd.model.priority import band, slot
from bbfd.model.stack import FromListener, Parameter, Refusal, Unbuildable
from bbfd.model.workload import Exposed


def targets(scope: Scope[Exposed]) -> Iterator[Made]:
    """A target group, unnamed so that one which must be replaced does not meet its own name."""
    http, mode = scope.workload.http, scope.launch.network_mode
    port = reached_port(scope)
    yield _target_group(port, mode.target_type, http.health, http.deregistration_delay)
    yield from _TARGET_ORIGINS


@same
def _target_group(port: int, kind: str, health: HealthCheck, delay: int) -> elb.TargetGroup:
    return elb.TargetGroup(
        ids.TARGETS,
        Port=port,
        Protocol="HTTP",
        TargetType=kind,
        VpcId=Ref(ids.VPC),
        HealthCheckPort="traffic-port",
        HealthCheckPath=health.path,
        HealthCheckIntervalSeconds=health.interval,
        HealthCheckTimeoutSeconds=health.timeout,
        HealthyThresholdCount=health.healthy,
        UnhealthyThresholdCount=health.unhealthy,
        Matcher=elb.Matcher(HttpCode=health.codes),
        TargetGroupAttributes=[
            elb.TargetGroupAttribute(Key="deregistration_delay.timeout_seconds", Value=str(delay))
        ],
    )


_HEALTH = {
    "HealthCheckPath": "path",
    "HealthCheckIntervalSeconds": "interval",
    "HealthCheckTimeoutSeconds": "timeout",
    "HealthyThresholdCount": "healthy",
    "UnhealthyThresholdCount": "unhealthy",
    "Matcher": "codes",
}
_TARGET_ORIGINS = (
    Origin(ids.TARGETS, "http"),
    *(Origin(ids.TARGETS, f"http.health.{field}", name) for name, field in _HEALTH.items()),
)
_RULE_ORIGINS = (
    Origin(ids.RULE, "http"),
    Origin(ids.RULE, "http.path", "Conditions"),
    Origin(ids.RULE, "http.priority", "Priority"),
)


def routing(scope: Scope[Exposed]) -> Iterator[Made]:
    """What makes the listener send requests here, and the URL that they are sent to."""
    if scope.workload.http.listener is None:
        yield from _rule(scope)
    yield Output("Url", Value=Join("", url(scope)))


def _rule(scope: Scope[Exposed]) -> Iterator[Made]:
    http = scope.workload.http
    host = matched_host(scope)
    listener = listener_of(scope.environment)
    yield elb.ListenerRule(
        ids.RULE,
        ListenerArn=Ref(listener),
        Priority=Ref(ids.PRIORITY),
        Conditions=list(_conditions(host, http.path)),
        Actions=[_FORWARD],
    )
    yield _priority(scope, host, listener)
    yield from _RULE_ORIGINS


_FORWARD = elb.ListenerRuleAction(Type="forward", TargetGroupArn=Ref(ids.TARGETS))


def _conditions(host: str | None, path: str) -> Iterator[elb.Condition]:
    if host is not None:
        yield elb.Condition(
            Field="host-header", HostHeaderConfig=elb.HostHeaderConfig(Values=[host])
        )
    yield elb.Condition(
        Field="path-pattern", PathPatternConfig=elb.PathPatternConfig(Values=[path])
    )


def _priority(scope: Scope[Exposed], host: str | None, listener: str) -> Parameter:
    http = scope.workload.http
    where = band(host, http.path)
    wanted = slot(scope.name, host, http.path) if http.priority is None else http.priority
    matched = (("host-header", (host,)),) if host is not None else ()
    return Parameter(
        name=ids.PRIORITY,
        type="Number",
        default=str(wanted),
        source=FromListener(
            listener=listener,
            first=where.first if http.priority is None else wanted,
            last=where.last if http.priority is None else wanted,
            conditions=(*matched, ("path-pattern", (http.path,))),
        ),
    )


def own_listener(scope: Scope[Exposed]) -> Iterator[Made]:
    """Where the service asks for one: a listener on a port of its own, and the load balancer opened on that port."""
    wanted, balancer = scope.workload.http.listener, scope.environment.load_balancer
    if wanted is None:
        return
    if not is_port(wanted.port):
        raise Unbuildable(no_port(wanted.port, "http.listener.port"))
    if wanted.port in taken_ports(scope.environment):
        yield _taken(wanted.port)
    yield from _unasked(scope.workload.http)
    certificate = [elb.Certificate(CertificateArn=Ref(ids.CERTIFICATE))]
    yield elb.Listener(
        ids.LISTENER,
        LoadBalancerArn=Ref(ids.LOAD_BALANCER),
        Port=wanted.port,
        Protocol=wanted.protocol,
        DefaultActions=[elb.Action(Type="forward", TargetGroupArn=Ref(ids.TARGETS))],
        **given(Certificates=certificate if wanted.protocol == "HTTPS" else None),
    )
    yield Origin(ids.LISTENER, "http.listener")
    admitted = wanted.admit or (balancer.admit if balancer else ())
    odd = [block for block in admitted if not is_block(block)]
    yield from (no_block(block, "http.listener.admit") for block in odd)
    yield from _admitting(wanted.port, tuple(dict.fromkeys(b for b in admitted if b not in odd)))


def _unasked(http: Http) -> Iterator[Refusal]:
    """A listener of its own has no rule: it takes every request."""
    for field, unsaid in (("path", Http().path), ("host", None), ("priority", None)):
        if getattr(http, field) != unsaid:
            yield Refusal(
                what=f"a listener of its own takes every request, whatever its {field}",
                fix=f"remove {field}=, or listener= to share the environment's",
                field=f"http.{field}",
            )


def _taken(port: int) -> Refusal:
    return Refusal(
        what=f"port {port} of the load balancer is the environment's own listener's",
        fix=f"write another port than {port}, or remove listener= to share that one by path or host",
        field="http.listener.port",
    )


def _admitting(port: int, blocks: tuple[str, ...]) -> Iterator[Made]:
    """The load balancer's security group, opened on a port to these CIDR blocks."""
    for number, block in enumerate(blocks):
        yield SecurityGroupIngress(
            f"{ids.LISTENER_INGRESS}{number or ''}",
            GroupId=Ref(ids.LOAD_BALANCER_GROUP),
            Description=f"port {port} of a service's own",
            IpProtocol="tcp",
            FromPort=port,
            ToPort=port,
            **_cidr(block),
        )


def _cidr(block: str) -> dict[str, Any]:
    return {"CidrIpv6" if ":" in block else "CidrIp": block}
