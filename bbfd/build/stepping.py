"""Step scaling: an alarm on a metric, and by how much the count of a service changes with it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from troposphere import Ref
from troposphere import applicationautoscaling as scaled
from troposphere.cloudwatch import Alarm, MetricDimension

from bbfd.build import ids
from bbfd.build._given import given
from bbfd.build.assemble import Made, Origin
from bbfd.build.tracking import filled_dimensions, policy_id
from bbfd.model.naming import logical_id
from bbfd.model.stack import Refusal

if TYPE_CHECKING:
    from bbfd.model.metrics import Step, Steps

_ADJUSTMENTS = {
    "tasks": "ChangeInCapacity",
    "percent": "PercentChangeInCapacity",
    "exactly": "ExactCapacity",
}


def stepping(wanted: Steps, field: str) -> Iterator[Made]:
    """A policy, and the alarm that calls it. field: where the definition says it."""
    if bool(wanted.above) == bool(wanted.below):
        yield _one_way(wanted, field)
        return
    if wanted.least is not None and wanted.by != "percent":
        yield Refusal(
            what=f"least is of a change in percent, and {wanted.name} changes by {wanted.by}",
            fix='write by="percent", or remove least=',
            field=f"{field}.least",
        )
    steps = sorted(wanted.above or wanted.below, key=lambda step: step.at)
    yield from _twice(steps, field)
    title = policy_id(wanted.name)
    yield _policy(title, wanted, steps)
    yield _alarm(wanted, steps)
    yield Origin(title, field)
    yield Origin(_alarm_id(wanted), field)


def _policy(title: str, wanted: Steps, steps: list[Step]) -> scaled.ScalingPolicy:
    return scaled.ScalingPolicy(
        title,
        PolicyName=wanted.name,
        PolicyType="StepScaling",
        ScalingTargetId=Ref(ids.SCALABLE),
        StepScalingPolicyConfiguration=scaled.StepScalingPolicyConfiguration(
            AdjustmentType=_ADJUSTMENTS[wanted.by],
            Cooldown=wanted.cooldown,
            StepAdjustments=list(_rising(steps) if wanted.above else _falling(steps)),
            **given(MinAdjustmentMagnitude=wanted.least),
        ),
    )


def _rising(steps: list[Step]) -> Iterator[scaled.StepAdjustment]:
    """Each from its own bound to the next one's, the last without end; counted from where the alarm goes off."""
    first = steps[0].at
    for step, after in pairwise(steps):
        yield scaled.StepAdjustment(
            MetricIntervalLowerBound=step.at - first,
            MetricIntervalUpperBound=after.at - first,
            ScalingAdjustment=step.change,
        )
    yield scaled.StepAdjustment(
        MetricIntervalLowerBound=steps[-1].at - first, ScalingAdjustment=steps[-1].change
    )


def _falling(steps: list[Step]) -> Iterator[scaled.StepAdjustment]:
    last = steps[-1].at
    yield scaled.StepAdjustment(
        MetricIntervalUpperBound=steps[0].at - last, ScalingAdjustment=steps[0].change
    )
    for before, step in pairwise(steps):
        yield scaled.StepAdjustment(
            MetricIntervalLowerBound=before.at - last,
            MetricIntervalUpperBound=step.at - last,
            ScalingAdjustment=step.change,
        )


def _alarm_id(wanted: Steps) -> str:
    return f"{logical_id(wanted.name.replace('_', ' '))}Alarm"


def _alarm(wanted: Steps, steps: list[Step]) -> Alarm:
    metric, over = wanted.metric, bool(wanted.above)
    dimensions = filled_dimensions(metric).items()
    return Alarm(
        _alarm_id(wanted),
        AlarmDescription=f"the count changes: {wanted.name}",
        Namespace=metric.namespace,
        MetricName=metric.name,
        Statistic=metric.statistic,
        ComparisonOperator="GreaterThanOrEqualToThreshold"
        if over
        else "LessThanOrEqualToThreshold",
        Threshold=steps[0].at if over else steps[-1].at,
        EvaluationPeriods=wanted.periods,
        Period=wanted.period,
        AlarmActions=[Ref(policy_id(wanted.name))],
        **given(
            Unit=metric.unit, Dimensions=[MetricDimension(Name=n, Value=v) for n, v in dimensions]
        ),
    )


def _one_way(wanted: Steps, field: str) -> Refusal:
    said = "both ways" if wanted.above else "no way"
    return Refusal(
        what=f"the steps {wanted.name} go {said}",
        fix="write above= or below=, one of the two; the other way is another Steps(...)",
        field=field,
    )


def _twice(steps: list[Step], field: str) -> Iterator[Refusal]:
    for step, after in pairwise(steps):
        if step.at == after.at:
            yield Refusal(
                what=f"two steps begin at {step.at}", fix="write each bound once", field=field
            )
