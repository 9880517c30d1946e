"""What tells of a running service besides ECS: its alarms, and what its count follows. `bbfd.aws` fulfils it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, kw_only=True, slots=True)
class Alarm:
    """A CloudWatch alarm. state: OK, ALARM or INSUFFICIENT_DATA. acts: it does anything when it goes off.

    reason: why it is in that state, in AWS's words. since: when it came to be. scales: it moves a count, and rings for
    no other reason.
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricAlarm.html
    """

    name: str
    state: str
    reason: str = ""
    since: datetime | None = None
    acts: bool = True
    scales: bool = False


# All that can be suspended.
SUSPENDED = ("scaling in", "scaling out", "schedules")


@dataclass(frozen=True, kw_only=True, slots=True)
class Scaling:
    """What Application Auto Scaling knows of a service. resource: `service/CLUSTER/NAME`.

    least, most: the count stays between them. suspended: what is not done for the time being, of "scaling in",
    "scaling out" and "schedules".
    https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-suspend-resume-scaling.html
    """

    resource: str
    least: int
    most: int
    suspended: tuple[str, ...] = ()


class Alarms(Protocol):
    """CloudWatch."""

    def states(self, names: tuple[str, ...]) -> tuple[Alarm, ...]:
        """How alarms are, in the order of their names; those that are gone are left out."""


class Scalings(Protocol):
    """Application Auto Scaling, of ECS services."""

    def of(self, resources: tuple[str, ...]) -> tuple[Scaling, ...]:
        """What the counts of these services (`service/CLUSTER/NAME`) follow; none for those that nobody scales."""

    def suspend(self, resource: str, suspended: tuple[str, ...]) -> None:
        """Do just this no more for the time being, and the rest again. The limits stay."""
