"""Load balancers of a service's own, for requests and for connections."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bbfd import AccessLogs, Certificate, Container, Firewall, HealthCheck
from bbfd.model.connections import TcpListener
from tests.unit.build.fields import Use, body
from tests.unit.build.fields.http import SECURE, way
from tests.unit.examples import web

_POLICY = "ELBSecurityPolicy-TLS13-1-3-2021-06"


def connected(made: Any) -> Any:
    """The template of a service with a sidecar that this leads to."""
    side = Container(image="b:1", name="side", port=9000)
    return body(web(network=made, sidecars=(side,)), **SECURE)


_BALANCED: Mapping[str, Any] = {
    "admit": ("10.0.0.0/8",),
    "redirect": False,
    "idle_timeout": 90,
    "tls_policy": _POLICY,
    "access_logs": AccessLogs(),
    "firewall": Firewall(),
}
_SENT: Mapping[str, Any] = {
    "port": 5433,
    "to": 81,
    "container": "side",
    "health": HealthCheck(protocol="HTTP", port=82),
    "proxy_protocol": True,
    "cross_zone": True,
    "deregistration_delay": 5,
    "ended": True,
}

USED: Mapping[str, Use] = {
    "OwnLoadBalancer": Use(way("balancer"), {}, {**_BALANCED, "internal": True}),
    "NetworkLoadBalancer": Use(
        connected,
        {"listeners": (TcpListener(port=5432),)},
        {
            "listeners": (TcpListener(port=5433),),
            "host": "db.{domain}",
            "internal": True,
            "admit": ("10.0.0.0/8",),
            "cross_zone": True,
        },
    ),
    "TcpListener": Use(
        connected, {"port": 5432}, {**_SENT, "udp": True, "client_ip": True, "sticky": True}
    ),
    "UdpListener": Use(
        connected, {"port": 5432, "health": HealthCheck(port=80)}, {**_SENT, "sticky": True}
    ),
    "TlsListener": Use(
        connected,
        {"port": 5432},
        {
            **_SENT,
            "client_ip": True,
            "certificate": Certificate.lookup("db.example.com"),
            "encrypted": True,
            "tls_policy": _POLICY,
            "alpn": "HTTP2Only",
        },
    ),
}

ELSEWHERE: Mapping[str, str] = {}
