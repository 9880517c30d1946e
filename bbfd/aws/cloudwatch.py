"""CloudWatch: alarms. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bbfd.aws.reasons import reason_of
from bbfd.aws.trouble import asking
from bbfd.deploy.gauges import Alarm

_AT_ONCE = 100  # DescribeAlarms takes no more names


class CloudWatch:
    """The calls about alarms."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def states(self, names: tuple[str, ...]) -> tuple[Alarm, ...]:
        """How alarms are, in the order of their names; those that are gone are left out."""
        found: list[Alarm] = []
        with asking("read the alarms"):
            pages = self._client.get_paginator("describe_alarms")
            for first in range(0, len(names), _AT_ONCE):
                some = list(names[first : first + _AT_ONCE])
                kinds = ["MetricAlarm", "CompositeAlarm"]
                for page in pages.paginate(AlarmNames=some, AlarmTypes=kinds):
                    both = (*page.get("MetricAlarms", ()), *page.get("CompositeAlarms", ()))
                    found.extend(map(_alarm, both))
        return tuple(sorted(found, key=lambda alarm: alarm.name))


def _alarm(raw: Mapping[str, Any]) -> Alarm:
    return Alarm(
        name=raw["AlarmName"],
        state=raw.get("StateValue", ""),
        reason=reason_of(raw, "StateReason"),
        since=raw.get("StateTransitionedTimestamp", raw.get("StateUpdatedTimestamp")),
        acts=raw.get("ActionsEnabled", True),
        scales=any(":autoscaling:" in action for action in raw.get("AlarmActions", ())),
    )
