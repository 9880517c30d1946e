"""Target groups: the tasks, as a load balancer sees them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from troposphere import Ref
from troposphere import elasticloadbalancingv2 as elb

from bbfd.build import ids
from bbfd.build._given import given
from bbfd.build.assemble import Made, Origin
from bbfd.build.ports import is_port, no_port
from bbfd.build.routes import Route, routes
from bbfd.build.same import same
from bbfd.build.scope import Scope
from bbfd.build.unreachable import unreachable
from bbfd.model.http import HealthCheck, Http
from bbfd.model.launch import TargetType
from bbfd.model.stack import Unbuildable
from bbfd.model.value import value
from bbfd.model.workload import Exposed


def targets(scope: Scope[Exposed]) -> Iterator[Made]:
    """A target group for each way, unnamed so that one which must be replaced does not meet its own name."""
    for route in routes(scope):
        yield target_group(scope, route, route.targets)
        yield from unreachable(scope, route)
        yield from _origins_of(route.field, route.targets)


def target_group(scope: Scope[Exposed], route: Route, logical_id: str) -> elb.TargetGroup:
    """The target group of a way, called as it is said. Raises Unbuildable where health is asked for on no port."""
    http = route.http
    if http.health.port is not None and not is_port(http.health.port):
        raise Unbuildable(no_port(http.health.port, f"{route.field}.health.port"))
    group = _Group(
        id=logical_id,
        port=route.port,
        type=scope.launch.network_mode.target_type,
        protocol=http.protocol,
        version=http.version,
        health=http.health,
        attributes=tuple(_attributes(http)),
    )
    return _target_group(group)


@value
class _Group:
    """All that makes one target group differ from another."""

    id: str
    port: int
    type: TargetType
    protocol: str
    version: str
    health: HealthCheck
    attributes: tuple[tuple[str, str], ...]


@same
def _target_group(group: _Group) -> elb.TargetGroup:
    health, spoken = group.health, group.health.protocol or group.protocol
    return elb.TargetGroup(
        group.id,
        Port=group.port,
        Protocol=group.protocol,
        TargetType=group.type,
        VpcId=Ref(ids.VPC),
        HealthCheckPort=health_port(health, group.port),
        **given(
            ProtocolVersion=None if group.version == "HTTP1" else group.version,
            HealthCheckProtocol=None if spoken == "HTTP" else spoken,
        ),
        HealthCheckPath=health_path(health, group.version),
        HealthCheckIntervalSeconds=health.interval,
        HealthCheckTimeoutSeconds=health.timeout,
        HealthyThresholdCount=health.healthy,
        UnhealthyThresholdCount=health.unhealthy,
        Matcher=_matcher(health, group.version),
        TargetGroupAttributes=[
            elb.TargetGroupAttribute(Key=key, Value=said) for key, said in group.attributes
        ],
    )


def health_port(health: HealthCheck, port: int) -> str:
    """Where health is asked for. A task on an instance may have any port there for the one that requests go to."""
    return "traffic-port" if health.port in (None, port) else str(health.port)


# A method that nobody has, and gRPC's code for that: what AWS asks for of itself.
_UNKNOWN_METHOD, _UNIMPLEMENTED = "/AWS.ALB/healthcheck", "12"


def health_path(health: HealthCheck, version: str) -> str:
    """The path that is asked for, or over gRPC the method."""
    if health.path is not None:
        return health.path
    return _UNKNOWN_METHOD if version == "GRPC" else "/"


def _matcher(health: HealthCheck, version: str) -> elb.Matcher:
    if version != "GRPC":
        return elb.Matcher(HttpCode=health.codes or "200")
    return elb.Matcher(GrpcCode=health.codes or (_UNIMPLEMENTED if health.path is None else "0"))


def _attributes(http: Http) -> Iterator[tuple[str, str]]:
    """https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html"""
    yield "deregistration_delay.timeout_seconds", str(http.deregistration_delay)
    if http.stickiness is not None:
        kind = "lb_cookie" if http.stickiness.cookie is None else "app_cookie"
        yield "stickiness.enabled", "true"
        yield "stickiness.type", kind
        yield f"stickiness.{kind}.duration_seconds", str(http.stickiness.seconds)
        if http.stickiness.cookie is not None:
            yield "stickiness.app_cookie.cookie_name", http.stickiness.cookie
    if http.slow_start is not None:
        yield "slow_start.duration_seconds", str(http.slow_start)
    if http.algorithm is not None:
        yield "load_balancing.algorithm.type", http.algorithm
    if http.anomaly_mitigation:
        yield "load_balancing.algorithm.anomaly_mitigation", "on"
    if http.cross_zone is not None:
        yield "load_balancing.cross_zone.enabled", "true" if http.cross_zone else "false"


_HEALTH = {
    "HealthCheckPath": "health.path",
    "HealthCheckPort": "health.port",
    "HealthCheckProtocol": "health.protocol",
    "HealthCheckIntervalSeconds": "health.interval",
    "HealthCheckTimeoutSeconds": "health.timeout",
    "HealthyThresholdCount": "health.healthy",
    "UnhealthyThresholdCount": "health.unhealthy",
    "Matcher": "health.codes",
    "Protocol": "protocol",
    "ProtocolVersion": "version",
}


@cache
def _origins_of(field: str, logical_id: str) -> tuple[Origin, ...]:
    said = (Origin(logical_id, f"{field}.{told}", name) for name, told in _HEALTH.items())
    return (Origin(logical_id, field), *said)
