"""Elastic Load Balancing: rules of a listener, target groups and the health of their targets.

https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from bbfd.aws.reasons import reason_of
from bbfd.aws.trouble import asking, if_there
from bbfd.deploy.records import Rule, TargetGroupState
from bbfd.diagnose import Target

_ALL = 100


class LoadBalancing:
    """The calls about listeners and target groups."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def rules(self, listener: str) -> tuple[Rule, ...]:
        """Every rule of a listener."""
        with asking(f"read the rules of the listener {listener}"):
            pages = self._client.get_paginator("describe_rules").paginate(ListenerArn=listener)
            return tuple(_rule(raw) for page in pages for raw in page["Rules"])

    def weights(self, rule: str) -> Mapping[str, int]:
        """What a rule forwards to now: target group -> its weight."""
        answer = if_there(
            f"read what the listener rule {rule} forwards to",
            lambda: self._client.describe_rules(RuleArns=[rule]),
        )
        found = answer.get("Rules", ()) if answer else ()
        return {arn: weight for raw in found for arn, weight in _forwarded(raw)}

    def target_groups(self, arns: tuple[str, ...]) -> tuple[TargetGroupState, ...]:
        """Describe target groups, with the health of their targets counted."""
        with asking("read the target groups"):
            answer = self._client.describe_target_groups(TargetGroupArns=list(arns))
            return tuple(self._target_group(raw) for raw in answer["TargetGroups"])

    def targets(self, groups: tuple[str, ...]) -> tuple[Target, ...]:
        """Every target of target groups; a group that is gone has none."""
        return tuple(target for group in groups for target in self._targets(group))

    def _targets(self, group: str) -> tuple[Target, ...]:
        answer = if_there(
            f"read the health of the targets of {group}",
            lambda: self._client.describe_target_health(TargetGroupArn=group),
        )
        found = answer.get("TargetHealthDescriptions", ()) if answer else ()
        return tuple(_target(group, raw) for raw in found)

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


def _forwarded(raw: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """A group that a rule forwards to alone is named beside the weights, or in their place."""
    for action in raw.get("Actions", ()):
        shares = action.get("ForwardConfig", {}).get("TargetGroups", ())
        if not shares and "TargetGroupArn" in action:
            yield action["TargetGroupArn"], _ALL
        for share in shares:
            yield share["TargetGroupArn"], share.get("Weight", _ALL if len(shares) == 1 else 0)


def _target(group: str, raw: Mapping[str, Any]) -> Target:
    health = raw.get("TargetHealth", {})
    return Target(
        group=group,
        id=raw["Target"]["Id"],
        port=raw["Target"].get("Port"),
        state=health.get("State", ""),
        code=health.get("Reason", ""),
        reason=reason_of(health, "Description"),
    )
