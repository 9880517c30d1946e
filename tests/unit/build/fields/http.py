"""How requests come to a service."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bbfd import (
    Certificate,
    Container,
    Domain,
    HealthCheck,
    Http,
    InternalLoadBalancer,
    Listener,
    Match,
    OwnLoadBalancer,
    Rewrite,
    Stickiness,
)
from tests.unit.build.fields import Use, With, body
from tests.unit.build.fields.sign_in import COGNITO
from tests.unit.examples import web

_CERTIFICATE = Certificate.arn("arn:aws:acm:eu-west-1:123456789012:certificate/a")
SECURE: Mapping[str, Any] = {
    "certificate": Certificate.lookup("example.com"),
    "domain": Domain(name="example.com"),
    "internal_load_balancer": InternalLoadBalancer(),
}


def through(made: Http, **where: Any) -> Any:
    """The template of a service with a sidecar that is reached like this, over HTTPS."""
    side = Container(image="b:1", name="side", port=9000)
    return body(web(http=made, sidecars=(side,)), **{**SECURE, **where})


def way(field: str, **more: Any) -> Callable[[Any], Any]:
    """The template of a service of whose only way this field is the instance."""
    return lambda made: through(Http(**{**more, field: made}))


def ruled(made: Any) -> Any:
    return through(Http(rules=(made,)))


def signed(made: Any) -> Any:
    return through(Http(sign_in=COGNITO, rules=(made,)))


_MATCHED: Mapping[str, Any] = {
    "path": "/b/*",
    "host": "b.example.com",
    "methods": "GET",
    "headers": {"A": "b"},
    "queries": {"a": "b"},
    "sources": "10.0.0.0/8",
    "priority": 7,
    "sign_in": COGNITO,
}
_FORWARDED = {**_MATCHED, "rewrite": Rewrite(path=("a", "b"))}
_OWN: Mapping[str, Any] = {"balancer": OwnLoadBalancer(), "host": "{service}.{domain}"}

USED: Mapping[str, Use] = {
    "Http": Use(
        through,
        {},
        {
            **_FORWARDED,
            "public": With(True, {"sign_in": COGNITO, "rules": (Match(path="/b/*"),)}),
            "rules": (Match(path="/b/*"),),
            "port": 81,
            "container": "side",
            "name": "other",
            "listener": Listener(port=8080),
            "balancer": OwnLoadBalancer(),
            "internal": True,
            "alias": With(False, _OWN),
            "certificate": _CERTIFICATE,
            "health": HealthCheck(path="/well"),
            "protocol": "HTTPS",
            "version": "GRPC",
            "stickiness": Stickiness(),
            "slow_start": 30,
            "algorithm": "weighted_random",
            "anomaly_mitigation": With(True, {"algorithm": "weighted_random"}),
            "cross_zone": True,
            "deregistration_delay": 5,
        },
    ),
    "Match": Use(ruled, {"path": "/a/*"}, {**_FORWARDED, "public": With(True, place=signed)}),
    "Redirect": Use(
        ruled,
        {"path": "/a/*", "to_host": "a.example.com"},
        {
            **_MATCHED,
            "to_protocol": "HTTP",
            "to_host": "b.example.com",
            "to_port": 8443,
            "to_path": "/c",
            "to_query": "c",
            "permanent": False,
        },
    ),
    "Answer": Use(
        ruled,
        {"path": "/a/*", "body": "a"},
        {**_MATCHED, "status": 410, "body": "b", "type": "text/html"},
    ),
    "Rewrite": Use(
        way("rewrite"),
        {"path": ("a", "b"), "host": ("a", "b")},
        {"path": ("a", "c"), "host": ("a", "c")},
    ),
    "HealthCheck": Use(
        way("health"),
        {},
        {
            "path": "/well",
            "interval": 30,
            "timeout": 3,
            "healthy": 3,
            "unhealthy": 4,
            "codes": "204",
            "port": 81,
            "protocol": "HTTPS",
        },
    ),
    "Stickiness": Use(way("stickiness"), {}, {"seconds": 60, "cookie": "SESSION"}),
    "Listener": Use(
        way("listener"),
        {"port": 8080},
        {"port": 8081, "protocol": "HTTPS", "admit": ("10.0.0.0/8",)},
    ),
}

_REFUSED = "refused, tried in tests/unit/build/test_refused_ways.py"
ELSEWHERE: Mapping[str, str] = {
    f"{name}.{field}": _REFUSED
    for name in ("Redirect", "Answer")
    for field in ("public", "rewrite")
}
