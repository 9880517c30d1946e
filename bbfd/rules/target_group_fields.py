"""What goes together in a target group: its type, protocols, health check and attributes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bbfd.rules._bounds import number
from bbfd.rules._examples import WEB
from bbfd.rules._rule import Found, Level
from bbfd.rules._shapes import (
    Holds,
    Row,
    Subject,
    listed,
    made_of,
    needs,
    never,
    no_longer,
    of,
    rows,
    said,
)
from bbfd.rules._written import where_written

_API = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference"
_CREATE = f"{_API}/API_CreateTargetGroup.html"
_ATTRIBUTES = f"{_API}/API_TargetGroupAttribute.html"
_HTTP = ("HTTP", "HTTPS")
_TRANSPORT = ("TCP", "TLS", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC")
_CHECK = "HealthCheckProtocol"
_KEYS: Final = (
    "deregistration_delay.timeout_seconds",
    "deregistration_delay.connection_termination.enabled",
    "stickiness.enabled",
    "stickiness.type",
    "stickiness.app_cookie.cookie_name",
    "stickiness.app_cookie.duration_seconds",
    "stickiness.lb_cookie.duration_seconds",
    "load_balancing.cross_zone.enabled",
    "load_balancing.algorithm.type",
    "load_balancing.algorithm.anomaly_mitigation",
    "send_tcp_reset.on_deregistration.enabled",
    "send_tcp_reset.on_unhealthy.enabled",
    "slow_start.duration_seconds",
    "lambda.multi_value_headers.enabled",
    "preserve_client_ip.enabled",
    "proxy_protocol_v2.enabled",
    "target_failover.on_deregistration",
    "target_failover.on_unhealthy",
    "target_health_state.unhealthy.connection_termination.enabled",
    "target_health_state.unhealthy.draining_interval_seconds",
    "target_group_health.dns_failover.minimum_healthy_targets.count",
    "target_group_health.dns_failover.minimum_healthy_targets.percentage",
    "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count",
    "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage",
)
_STICKY: Final = {
    **dict.fromkeys(_HTTP, ("lb_cookie", "app_cookie")),
    **dict.fromkeys(_TRANSPORT, ("source_ip",)),
}

_is_http = said("Protocol", of=_HTTP)
_is_lambda = said("TargetType", of=("lambda",))
_to_targets = said("TargetType", of=("instance", "ip", "alb"), unsaid=True)


def _attributes(group: Subject) -> Iterator[tuple[Subject, str]]:
    for each in group.each("TargetGroupAttributes"):
        key = each.value("Key")
        if isinstance(key, str):
            yield each, key


def _by_tcp(group: Subject) -> bool:
    """Whether targets are checked by a connection alone."""
    by = group.value(_CHECK)
    return by == "TCP" or (by is None and group.value("Protocol") in _TRANSPORT)


@where_written("HealthCheckPort")
def _port(group: Subject) -> Iterator[Found]:
    port = group.value("HealthCheckPort")
    if isinstance(port, (str, int)) and port != "traffic-port":
        asked = number(port)
        if asked is None or not 1 <= asked <= 65535:
            yield group.wrong(f"HealthCheckPort is {port!r}", "HealthCheckPort")


@where_written("TargetGroupAttributes")
def _keys(group: Subject) -> Iterator[Found]:
    for each, key in _attributes(group):
        if key not in _KEYS:
            aws = f"Target group attribute key '{key}' is not recognized"
            yield each.wrong(f"there is no {key}", "Key", aws=aws)


@where_written("TargetGroupAttributes")
def _slow(group: Subject) -> Iterator[Found]:
    for each, key in _attributes(group):
        seconds = number(each.value("Value")) if key == "slow_start.duration_seconds" else None
        if seconds is not None and seconds != 0 and not 30 <= seconds <= 900:
            yield each.wrong(f"{key} is {seconds}", "Value")


@where_written("TargetGroupAttributes")
def _sticky(group: Subject) -> Iterator[Found]:
    protocol = group.value("Protocol")
    for each, key in _attributes(group):
        kind = each.value("Value")
        known = _STICKY.get(protocol) if isinstance(protocol, str) else None
        if key == "stickiness.type" and known and isinstance(kind, str) and kind not in known:
            aws = f"Stickiness type '{kind}' is not supported for target groups with the {protocol} protocol"
            yield each.wrong(
                f"the type is {kind}, and the protocol {protocol}",
                *("Value",),
                fix=f"use {' or '.join(known)}",
                aws=aws,
            )


def _lambda_fields(group: Subject) -> Iterator[Found]:
    for name in ("Port", "Protocol", "VpcId"):
        if _is_lambda(group) and not group.lacks(name):
            aws = f"{name.lower()} cannot be specified for target groups with target type 'lambda'"
            yield group.wrong(f"{name} is set, and the target type is lambda", name, aws=aws)
            break


@where_written("Name")
def _hyphens(group: Subject) -> Iterator[Found]:
    name = group.document.outline(group.body.get("Name", "web"))
    if re.match(r"-|.*-\Z", name):
        yield group.wrong(f"the name is {name!r}", "Name")


_PROPERTIES = "{TargetType: ip, Port: 80, Protocol: HTTP, VpcId: !Ref Vpc}"
_TCP = "{TargetType: ip, Port: 80, Protocol: TCP, VpcId: !Ref Vpc@}"


def _http(more: str) -> str:
    return WEB.replace(_PROPERTIES, f"{_PROPERTIES[:-1]}, {more}}}")


# A target group alone: that of a service behind a listener rule speaks HTTP.
def _alone(properties: str) -> str:
    return f"""\
Parameters:
  Vpc: {{Type: 'AWS::EC2::VPC::Id'}}
Resources:
  Targets:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: {properties}
"""


def _tcp(more: str) -> str:
    return _alone(_TCP.replace("@", f", {more}" if more else ""))


def _attribute(key: str, value: str) -> str:
    return _http(f"TargetGroupAttributes: [{{Key: {key}, Value: '{value}'}}]")


def _required(name: str, line: str, when: Holds) -> Row:
    return Row(
        f"TG-{name.removesuffix('Id').upper()}-REQUIRED",
        f"a target group has its {name}",
        needs(name, when=when),
        f"add {name}",
        _CREATE,
        _alone(_PROPERTIES.replace(line, "")),
        _alone(_PROPERTIES),
        {"VpcId": "A VPC ID must be specified"}.get(name, f"A {name.lower()} must be specified"),
        also=("E3681",),
    )


RULES = rows(
    of("AWS::ElasticLoadBalancingV2::TargetGroup"),
    Row(
        "TG-TARGET-TYPE-LAMBDA",
        "a target group for a function has no port, protocol or VPC",
        _lambda_fields,
        "use TargetType: ip (or instance): ECS registers tasks, not functions",
        _CREATE,
        _alone("{TargetType: lambda, Port: 80}"),
        _alone("{TargetType: lambda}"),
        "port cannot be specified for target groups with target type 'lambda'",
        Level.WARNING,
    ),
    Row(
        "TG-NAME-LENGTH",
        "a target group's name has at most 32 characters",
        no_longer(32, "Name"),
        "shorten Name to 32, or leave it to CloudFormation",
        _CREATE,
        _http(f"Name: {'a' * 33}"),
        _http(f"Name: {'a' * 32}"),
        "Target group name 'aaaa...' cannot be longer than '32' characters",
    ),
    Row(
        "TG-NAME-FORMAT",
        "a target group's name has letters, digits and hyphens",
        made_of("A-Za-z0-9-", "Name"),
        "use letters, digits and hyphens, or leave Name to CloudFormation",
        _CREATE,
        _http("Name: web_tg"),
        _http("Name: web-tg"),
        "Target group name 'web_tg' can only contain characters that are alphanumeric characters or hyphens(-)",
    ),
    Row(
        "TG-NAME-HYPHEN",
        "a target group's name neither begins nor ends with a hyphen",
        _hyphens,
        "remove the hyphen at the end",
        _CREATE,
        _http("Name: web-"),
        _http("Name: web"),
        "Target group name 'web-' cannot begin or end with '-'",
    ),
    _required("VpcId", ", VpcId: !Ref Vpc", _to_targets),
    _required("Port", " Port: 80,", _to_targets),
    _required("Protocol", " Protocol: HTTP,", _to_targets),
    Row(
        "TG-HC-PROTOCOL-HTTP",
        "targets of an Application Load Balancer are checked over HTTP",
        never(_CHECK, when=lambda g: _is_http(g) and g.value(_CHECK) == "TCP", detail="it is TCP"),
        f"set {_CHECK}: HTTP or HTTPS",
        _CREATE,
        _http(f"{_CHECK}: TCP"),
        _http(f"{_CHECK}: HTTPS"),
        "Health check protocol 'TCP' must be one of 'HTTP, HTTPS'",
    ),
    Row(
        "TG-HC-PROTOCOL",
        "targets are checked over HTTP, HTTPS or TCP",
        listed(_CHECK, of=(*_HTTP, "TCP")),
        f"set {_CHECK}: HTTP, HTTPS or TCP",
        _CREATE,
        _tcp(f"{_CHECK}: UDP"),
        _tcp(f"{_CHECK}: TCP"),
    ),
    Row(
        "TG-HC-PATH-TCP",
        "a check by a connection alone asks for no path",
        never("HealthCheckPath", when=_by_tcp),
        f"remove HealthCheckPath, or set {_CHECK}: HTTP",
        _CREATE,
        _tcp("HealthCheckPath: /health"),
        _tcp(f"{_CHECK}: HTTP, HealthCheckPath: /health"),
        "Health check paths are not supported for TCP health checks",
    ),
    Row(
        "TG-HC-PORT",
        "targets are checked on traffic-port or on a port",
        _port,
        "write traffic-port, or 1 to 65535",
        _CREATE,
        _http("HealthCheckPort: http"),
        _http("HealthCheckPort: traffic-port"),
    ),
    Row(
        "TG-MATCHER-TCP",
        "a check by a connection alone waits for no code",
        never("Matcher", when=_by_tcp),
        f"remove Matcher, or set {_CHECK}: HTTP",
        f"{_API}/API_Matcher.html",
        _tcp("Matcher: {HttpCode: '200'}"),
        _tcp(f"{_CHECK}: HTTP, Matcher: {{HttpCode: '200'}}"),
        also=("E3684",),
    ),
    Row(
        "TG-PROTOCOL-VERSION",
        "only HTTP has a version",
        never("ProtocolVersion", when=said("Protocol", of=_TRANSPORT)),
        "remove ProtocolVersion, or set Protocol: HTTP",
        _CREATE,
        _tcp("ProtocolVersion: HTTP2"),
        _alone(_PROPERTIES.replace("Port: 80", "Port: 80, ProtocolVersion: HTTP2")),
    ),
    Row(
        "TG-GRPC-MATCHER",
        "a check for a gRPC code speaks gRPC",
        never(
            "Matcher", "GrpcCode", when=said("ProtocolVersion", of=("HTTP1", "HTTP2"), unsaid=True)
        ),
        "set ProtocolVersion: GRPC, or use Matcher.HttpCode",
        f"{_API}/API_Matcher.html",
        _http("Matcher: {GrpcCode: '0'}"),
        _http("ProtocolVersion: GRPC, Matcher: {GrpcCode: '0'}"),
    ),
    Row(
        "TG-ATTRIBUTE-KEY",
        "an attribute of a target group is one that there is",
        _keys,
        "use a key of the list, as deregistration_delay.timeout_seconds",
        _ATTRIBUTES,
        _attribute("deregistration_delay", "30"),
        _attribute("deregistration_delay.timeout_seconds", "30"),
        "Target group attribute key 'deregistration_delay' is not recognized",
    ),
    Row(
        "TG-SLOW-START",
        "a slow start takes 30 to 900 seconds",
        _slow,
        "write 0, or 30 to 900",
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html",
        _attribute("slow_start.duration_seconds", "10"),
        _attribute("slow_start.duration_seconds", "30"),
    ),
    Row(
        "TG-STICKINESS-TYPE",
        "what keeps a client at its target is known to the protocol",
        _sticky,
        "use lb_cookie or app_cookie for HTTP, source_ip for TCP",
        _ATTRIBUTES,
        _tcp("TargetGroupAttributes: [{Key: stickiness.type, Value: lb_cookie}]"),
        _tcp("TargetGroupAttributes: [{Key: stickiness.type, Value: source_ip}]"),
        "Stickiness type 'lb_cookie' is not supported for target groups with the TCP protocol",
    ),
)
