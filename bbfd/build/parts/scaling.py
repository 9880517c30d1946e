"""The count follows the load."""

from __future__ import annotations

from collections.abc import Iterator

from troposphere import GetAtt, Join, Ref
from troposphere.applicationautoscaling import (
    PredefinedMetricSpecification,
    ScalableTarget,
    ScalingPolicy,
    TargetTrackingScalingPolicyConfiguration,
)

from bbfd.build import ids
from bbfd.build.assemble import Made, Origin
from bbfd.build.scope import Scope
from bbfd.model.scaling import Scaling
from bbfd.model.stack import Refusal
from bbfd.model.workload import LongRunning

_METRICS = (
    ("cpu", "ECSServiceAverageCPUUtilization"),
    ("memory", "ECSServiceAverageMemoryUtilization"),
)


_AIMLESS = Refusal(
    what="the service scales between two bounds, and by nothing: the count never moves",
    fix="say which load to keep to: Scaling(..., cpu=60), memory=60, or both",
    field="scaling",
)


def scaling(scope: Scope[LongRunning]) -> Iterator[Made]:
    """Target tracking between the two bounds, where the service asks for it."""
    wanted = scope.workload.scaling
    if wanted is None:
        return
    if wanted.cpu is None and wanted.memory is None:
        yield _AIMLESS
    yield ScalableTarget(
        ids.SCALABLE,
        ServiceNamespace="ecs",
        ScalableDimension="ecs:service:DesiredCount",
        ResourceId=Join("/", ["service", Ref(ids.CLUSTER), GetAtt(ids.SERVICE, "Name")]),
        MinCapacity=wanted.minimum,
        MaxCapacity=wanted.maximum,
    )
    yield Origin(ids.SCALABLE, "scaling")
    yield Origin(ids.SCALABLE, "scaling.minimum", "MinCapacity")
    yield Origin(ids.SCALABLE, "scaling.maximum", "MaxCapacity")
    for field, metric in _METRICS:
        aim = getattr(wanted, field)
        if aim is not None:
            yield _policy(wanted, field, metric, aim)
            yield Origin(_policy_id(field), f"scaling.{field}")


def _policy_id(field: str) -> str:
    return f"{field.capitalize()}Scaling"


def _policy(wanted: Scaling, field: str, metric: str, aim: int) -> ScalingPolicy:
    return ScalingPolicy(
        _policy_id(field),
        # No number in it: changed, it would be another policy for the same metric, which AWS refuses beside the first.
        PolicyName=field,
        PolicyType="TargetTrackingScaling",
        ScalingTargetId=Ref(ids.SCALABLE),
        TargetTrackingScalingPolicyConfiguration=TargetTrackingScalingPolicyConfiguration(
            TargetValue=aim,
            ScaleInCooldown=wanted.cooldown,
            ScaleOutCooldown=wanted.cooldown,
            PredefinedMetricSpecification=PredefinedMetricSpecification(
                PredefinedMetricType=metric
            ),
        ),
    )
