"""Metrics of CloudWatch, and how the count of a service follows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from bbfd.model.scaling import Cooldown
from bbfd.model.value import value

Statistic = Literal["Average", "Minimum", "Maximum", "SampleCount", "Sum"]


@value
class Metric:
    """Any metric of CloudWatch.

    dimensions: `${Service.Name}`, `${Cluster}` and whatever else the stack has are filled in by CloudFormation.
    unit: as CloudWatch names it, as `Milliseconds`; only data points of this unit are looked at.
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html
    """

    namespace: str
    name: str
    dimensions: Mapping[str, str] = field(default_factory=dict)
    statistic: Statistic = "Average"
    unit: str | None = None


@value
class Track:
    """A metric of one's own to keep to: it must fall when tasks are added, as a load per task does.

    name: of the policy, letters and digits. at: the value to keep to.
    https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking.html
    """

    name: str
    metric: Metric
    at: float
    cooldown: Cooldown | None = None
    removes: bool | None = None


@value
class Step:
    """From `at` on, in the metric's unit, the count changes by this many: tasks, percent, or to exactly so many."""

    at: float
    change: int


@value
class Steps:
    """Steps by how far a metric is off: an alarm, and what comes of it.

    name: of the policy, letters and digits. above: steps that begin where the metric reaches `at`;
    below: steps that begin where it falls to `at`. One of the two.
    by: what `change` counts. least: tasks to change at least, where `by` is percent.
    periods, period: how many in a row, of how many seconds (10, 30, or a multiple of 60).
    cooldown: seconds until the next step.
    https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-step-scaling-policies.html
    """

    name: str
    metric: Metric
    above: tuple[Step, ...] = ()
    below: tuple[Step, ...] = ()
    by: Literal["tasks", "percent", "exactly"] = "tasks"
    least: int | None = None
    periods: int = 1
    period: int = 60
    cooldown: int = 60
