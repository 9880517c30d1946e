"""What carries tasks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bbfd import (
    EC2,
    Awsvpc,
    Container,
    DistinctInstance,
    Fargate,
    Host,
    ManagedCapacity,
    Spread,
    Worker,
)
from tests.unit.build.fields import Use, With, body
from tests.unit.examples import web


def _on(made: Any) -> Any:
    return body(web(runs_on=made))


def _managed(made: Any) -> Any:
    return body(web(runs_on=made), managed=ManagedCapacity())


def _managed_worker(made: Any) -> Any:
    return body(Worker(container=Container(image="a:1"), runs_on=made), managed=ManagedCapacity())


USED: Mapping[str, Use] = {
    "Spot": Use(lambda made: _on(Fargate(spot=made)), {}, {"base": 1, "on_demand": 2, "spot": 3}),
    "Spread": Use(lambda made: _on(EC2(strategies=(made,))), {}, {"over": "host"}),
    "Binpack": Use(lambda made: _on(EC2(strategies=(made,))), {}, {"by": "cpu"}),
    "MemberOf": Use(
        lambda made: _on(EC2(constraints=(made,))),
        {"expression": "attribute:a == b"},
        {"expression": "attribute:a == c"},
    ),
    "EC2": Use(
        _on,
        {},
        {
            "cpu": 256,
            "memory": 700,
            "network_mode": Awsvpc(),
            "strategies": (Spread(),),
            "constraints": (DistinctInstance(),),
            "capacity_provider": "other",
        },
    ),
    "Fargate": Use(
        _on,
        {},
        {
            "cpu": 512,
            "memory": 1024,
            "architecture": "ARM64",
            "system": "WINDOWS_SERVER_2022_CORE",
            "storage": 50,
            "spot": True,
            "platform_version": "1.4.0",
        },
    ),
    "ManagedInstances": Use(
        _managed,
        {},
        {
            "cpu": 512,
            "memory": 1024,
            "architecture": "ARM64",
            "network_mode": With(Host(), place=_managed_worker),
            "constraints": (DistinctInstance(),),
            "capacity_provider": "other",
        },
    ),
    "External": Use(
        lambda made: body(Worker(container=Container(image="a:1"), runs_on=made)),
        {},
        {
            "cpu": 256,
            "memory": 700,
            "network_mode": Host(),
            "constraints": (DistinctInstance(),),
        },
    ),
}

ELSEWHERE: Mapping[str, str] = {"Fargate.network_mode": "always Awsvpc()"}
