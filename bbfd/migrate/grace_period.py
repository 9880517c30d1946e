"""HealthCheckGracePeriodSeconds: on Fargate nothing is warm, neither the network interface nor the image."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bbfd.migrate._sizes import amount
from bbfd.migrate._step import Change, Put, Step
from bbfd.migrate._subjects import Template
from bbfd.migrate._traffic import entries

_DOC = (
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_definition_parameters.html"
)
_NAME = "HealthCheckGracePeriodSeconds"
_ENOUGH = 120


def _look(template: Template) -> Iterator[Change]:
    balanced = {entry.service.part.path for entry in entries(template)}
    for service in template.services:
        raw = service.part.body.get(_NAME)
        literal = raw is None or isinstance(raw, (str, int))
        if service.part.path in balanced and literal and (amount(raw or 0, "s") or 0) < _ENOUGH:
            yield Change(
                path=service.part.at(_NAME),
                what=f"{_NAME} is {_ENOUGH}",
                why=(
                    "a task on Fargate attaches a network interface and pulls its image anew "
                    "each time it starts; health checks shall not stop it before it listens"
                ),
                edits=(
                    Put(
                        service.part.at(_NAME),
                        _where(service.part.body["LoadBalancers"]),
                        after=("LoadBalancers", "DesiredCount"),
                    ),
                ),
                avoids="(task ...) failed ELB health checks in (target-group ...)",
            )


def _where(balancers: Any) -> Any:
    """The seconds, under the conditions of the load balancers: without one there may be no grace period."""
    if isinstance(balancers, dict):
        if balancers.get("Ref") == "AWS::NoValue":
            return balancers
        chosen = balancers.get("Fn::If")
        if isinstance(chosen, list) and len(chosen) == 3:
            return {"Fn::If": [chosen[0], _where(chosen[1]), _where(chosen[2])]}
    return _ENOUGH


STEP = Step(title="tasks have time to start", doc=_DOC, look=_look)
