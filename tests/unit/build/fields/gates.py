"""Ways to a service past the load balancers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bbfd import Connector, Container, Gateway, HealthCheck, Port
from bbfd.model.firewall import ExistingFirewall
from tests.unit.build.fields import Use, With, body, surroundings
from tests.unit.examples import environment, web

TWO = Container(image="a:1", ports=(Port(number=8080, name="web"), Port(number=8081, name="admin")))


def reached(made: Any) -> Any:
    return body(web(container=TWO, http=(), uses=(made,)), gateway=Gateway())


def joined(made: Any) -> Any:
    return surroundings(environment(gateway=made))


def called(made: Any) -> Any:
    return body(web(container=TWO, http=(), uses=(Connector(port="web"),)), gateway=made)


USED: Mapping[str, Use] = {
    "Connector": Use(
        reached,
        {"port": "web"},
        {"port": "admin", "health": HealthCheck(path="/up"), "access": ("PRIVATE",)},
    ),
    "Lattice": Use(
        reached,
        {"port": "web", "prefix_list": "pl-01234567"},
        {
            "port": "admin",
            "prefix_list": "pl-76543210",
            "network": "sn-1",
            "listener": 8443,
            "protocol": "HTTP",
            "version": "GRPC",
            "health": HealthCheck(path="/up"),
            "iam": True,
        },
    ),
    "Gateway": Use(
        joined,
        {},
        {
            "internal": True,
            "admit": ("10.0.0.0/8",),
            "maximum": 2,
            "protocol": "HTTP",
            "desync": "strictest",
            "firewall": ExistingFirewall(
                arn="arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/a/b"
            ),
            "logs": "requests",
            "logs_prefix": With("orders", {"logs": "requests"}),
        },
    ),
    "ExistingGateway": Use(
        called,
        {"security_group": "sg-01234567"},
        {"security_group": "sg-76543210", "name": With("shared", place=joined)},
    ),
}

ELSEWHERE: Mapping[str, str] = {}
