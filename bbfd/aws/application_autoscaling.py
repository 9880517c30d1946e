"""Application Auto Scaling: between which limits the count of an ECS service is kept, and whether it is at all.

https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScalableTargets.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from bbfd.aws.trouble import asking
from bbfd.deploy.gauges import Scaling

_AT_ONCE = 50  # what a page holds
_SUSPENDED = MappingProxyType(
    {
        "DynamicScalingInSuspended": "scaling in",
        "DynamicScalingOutSuspended": "scaling out",
        "ScheduledScalingSuspended": "schedules",
    }
)


class ApplicationAutoScaling:
    """The calls about scalable targets."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def of(self, resources: tuple[str, ...]) -> tuple[Scaling, ...]:
        """What the counts of these services follow; none for those that nobody scales."""
        found: list[Scaling] = []
        with asking("read what the services scale by"):
            pages = self._client.get_paginator("describe_scalable_targets")
            for first in range(0, len(resources), _AT_ONCE):
                some = list(resources[first : first + _AT_ONCE])
                for page in pages.paginate(
                    ServiceNamespace="ecs",
                    ResourceIds=some,
                    ScalableDimension="ecs:service:DesiredCount",
                ):
                    found.extend(map(_scaling, page["ScalableTargets"]))
        return tuple(found)

    def suspend(self, resource: str, suspended: tuple[str, ...]) -> None:
        """Do just this no more for the time being, and the rest again. What is not given, as the limits, stays."""
        with asking(f"hold, or let go, what {resource} scales by"):
            self._client.register_scalable_target(
                ServiceNamespace="ecs",
                ResourceId=resource,
                ScalableDimension="ecs:service:DesiredCount",
                SuspendedState={key: word in suspended for key, word in _SUSPENDED.items()},
            )


def _scaling(raw: Mapping[str, Any]) -> Scaling:
    state = raw.get("SuspendedState", {})
    return Scaling(
        resource=raw["ResourceId"],
        least=raw["MinCapacity"],
        most=raw["MaxCapacity"],
        suspended=tuple(word for key, word in _SUSPENDED.items() if state.get(key)),
    )
