"""What `Network` and `Certificate` make: new ones, ones that are there, and ones that are found when planning."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bbfd import Endpoints, FlowLogs
from bbfd.build import build_environment
from bbfd.model.definition import Definition
from tests.unit.build.fields import Use
from tests.unit.examples import environment, stack, web

_ACM = "arn:aws:acm:eu-west-1:123456789012:certificate"
_ONE, _TWO = (
    f"{_ACM}/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9",
    f"{_ACM}/1a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9",
)
_PUBLIC = ("subnet-0a1b2c3d", "subnet-1a1b2c3d")
_PRIVATE = ("subnet-2a1b2c3d", "subnet-3a1b2c3d")


def _within(**where: Any) -> Any:
    """The environment's and a service's templates, and what fills in their parameters."""
    place = environment(**where)
    own = build_environment(Definition("test", place, "environments/test.py"))
    assert own is not None
    assert own.refusals == ()
    service = stack(web(), place)
    return own.body, own.parameters, service.body, service.parameters


USED: Mapping[str, Use] = {
    "NewNetwork": Use(
        lambda made: _within(network=made),
        {"cidr": "10.0.0.0/16", "zones": 2, "nat": "one"},
        {
            "cidr": "10.1.0.0/16",
            "zones": 3,
            "nat": "per-zone",
            "endpoints": Endpoints(),
            "flow_logs": FlowLogs(),
            "ipv6": True,
        },
    ),
    "ExistingNetwork": Use(
        lambda made: _within(network=made, capacity=None),
        {"vpc": "vpc-0a1b2c3d", "public": _PUBLIC, "private": _PRIVATE},
        {"vpc": "vpc-1a1b2c3d", "public": (_PUBLIC[0], "subnet-4a1b2c3d"), "private": _PRIVATE[:1]},
    ),
    "FoundNetwork": Use(
        lambda made: _within(network=made, capacity=None),
        {"vpc": (("a", "b"),), "public": (("c", "d"),), "private": (("e", "f"),)},
        {"vpc": (("a", "x"),), "public": (("c", "x"),), "private": (("e", "x"),)},
    ),
    "ExistingCertificate": Use(
        lambda made: _within(certificate=made), {"arn": _ONE}, {"arn": _TWO}
    ),
    "FoundCertificate": Use(
        lambda made: _within(certificate=made),
        {"domain": "example.com"},
        {"domain": "example.org"},
    ),
    "NewCertificate": Use(
        lambda made: _within(certificate=made),
        {"domain": "example.com"},
        {"domain": "example.org", "zone": "Z123", "also": ("www.example.com",)},
    ),
}

ELSEWHERE: Mapping[str, str] = {}
