"""How services of an environment find and call one another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bbfd import BackendService, CloudMap, Connect, Container, Port, Tls
from tests.unit.build.fields import Use, With, body

KEY = "arn:aws:kms:eu-west-1:123456789012:key/k"
_AUTHORITY = "arn:aws:acm-pca:eu-west-1:123456789012:certificate-authority/a"
_IMAGE = Container(image="a:1", port=80, ports=(Port(number=81, name="admin"),))


def _called(made: Connect) -> Any:
    return body(BackendService(container=_IMAGE, connect=made), discovery="test.internal")


def _found(made: CloudMap) -> Any:
    return body(BackendService(container=_IMAGE, discovery=made), discovery="test.internal")


USED: Mapping[str, Use] = {
    "Connect": Use(
        _called,
        {},
        {
            "name": "orders",
            "alias": "orders",
            "port": 81,
            "called_at": 8080,
            "protocol": "grpc",
            "idle_timeout": 9,
            "request_timeout": 9,
            "tls": Tls(authority=_AUTHORITY),
            "proxy_port": 9000,
            "access_log": "JSON",
            "queries": With(True, {"access_log": "JSON"}),
            "log": False,
        },
    ),
    "Tls": Use(
        lambda made: _called(Connect(tls=made)),
        {"authority": _AUTHORITY},
        {"authority": f"{_AUTHORITY}0", "encryption_key": KEY},
    ),
    "CloudMap": Use(_found, {}, {"name": "orders", "record": "SRV", "ttl": 60}),
}

ELSEWHERE: Mapping[str, str] = {}
