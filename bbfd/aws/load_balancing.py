"""Elastic Load Balancing: rules of a listener, target groups and the health of their targets.

https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from bbfd.aws.trouble import asking
from bbfd.deploy.records import Rule, TargetGroupState


class LoadBalancing:
    """The calls about listeners and target groups."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def rules(self, listener: str) -> tuple[Rule, ...]:
        """Every rule of a listener."""
        with asking(f"read the rules of the listener {listener}"):
            pages = self._client.get_paginator("describe_rules").paginate(ListenerArn=listener)
            return tuple(_rule(raw) for page in pages for raw in page["Rules"])

    def target_groups(self, arns: tuple[str, ...]) -> tuple[TargetGroupState, ...]:
        """Describe target groups, with the health of their targets counted."""
        with asking("read the target groups"):
            answer = self._client.describe_target_groups(TargetGroupArns=list(arns))
            return tuple(self._target_group(raw) for raw in answer["TargetGroups"])

    def _target_group(self, raw: Mapping[str, Any]) -> TargetGroupState:
        answer = self._client.describe_target_health(TargetGroupArn=raw["TargetGroupArn"])
        states = (t["TargetHealth"]["State"] for t in answer["TargetHealthDescriptions"])
        return TargetGroupState(
            arn=raw["TargetGroupArn"],
            name=raw.get("TargetGroupName", ""),
            type=raw.get("TargetType", ""),
            port=raw.get("Port"),
            health=dict(Counter(states)),
        )


def _rule(raw: Mapping[str, Any]) -> Rule:
    priority = raw["Priority"]
    return Rule(arn=raw["RuleArn"], priority=int(priority) if priority.isdigit() else None)
