"""Scalable targets and policies: what is scaled, by which metric, in which steps and when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

from bbfd.rules._bounds import number
from bbfd.rules._examples import SCALED
from bbfd.rules._references import names_in
from bbfd.rules._rule import Found, Level
from bbfd.rules._shapes import Row, Subject, each_in, either, needs, of, rows, said
from bbfd.rules._subjects import SERVICE as SERVICES
from bbfd.rules.schedules import is_time
from bbfd.template.values import UNKNOWN, Reference

_API = "https://docs.aws.amazon.com/autoscaling/application/APIReference"
_REGISTER = f"{_API}/API_RegisterScalableTarget.html"
_TARGET = "AWS::ApplicationAutoScaling::ScalableTarget"
_POLICY = "AWS::ApplicationAutoScaling::ScalingPolicy"
_TRACKING = "TargetTrackingScalingPolicyConfiguration"
_STEPS = "StepScalingPolicyConfiguration"
_PREDICTIVE = "PredictiveScalingPolicyConfiguration"
_METRIC = "PredefinedMetricSpecification"
_BLOCKS: Final = {
    "TargetTrackingScaling": _TRACKING,
    "StepScaling": _STEPS,
    "PredictiveScaling": _PREDICTIVE,
}
_OF_ECS = (
    "ECSServiceAverageCPUUtilization",
    "ECSServiceAverageMemoryUtilization",
    "ALBRequestCountPerTarget",
)
_UNKNOWN_SERVICE = "ECS service doesn't exist: ... / Unsupported service namespace, resource type or scalable dimension"


def _of_ecs(target: Subject) -> bool:
    return bool(target.value("ServiceNamespace") == "ecs")


def _resource(target: Subject) -> Iterator[Found]:
    text = target.document.outline(target.body.get("ResourceId", "…"))
    first = text.partition("/")[0]
    whole = "…" not in text and not re.fullmatch(r"service/[^/]+/[^/]+", text)
    if _of_ecs(target) and (whole or ("…" not in first and first != "service")):
        yield target.wrong(f"ResourceId is {text!r}", "ResourceId")


def _names_arn(target: Subject) -> bool:
    """Whether it has a service's ARN, or a cluster's, where a name belongs: `Ref` of a service is its ARN."""
    raw = target.body.get("ResourceId")
    text = _template_text(raw)
    named = names_in(raw) & set(target.document.resources(SERVICES))
    return any(f"${{{name}}}" in text for name in named)


def _template_text(raw: Any) -> str:
    """A Sub or Join as one text in which a Ref is `${Name}`, and what is got from it `${Name.Attribute}`."""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, list):
        return "/".join(_template_text(each) for each in raw)
    return _function_text(*next(iter(raw.items()))) if isinstance(raw, dict) and raw else ""


def _function_text(key: str, inner: Any) -> str:
    if key == "Ref":
        return f"${{{inner}}}"
    if key == "Fn::GetAtt":
        return f"${{{'.'.join(map(str, inner)) if isinstance(inner, list) else inner}}}"
    if key == "Fn::Sub":
        return _template_text(inner[0] if isinstance(inner, list) and inner else inner)
    joined = key == "Fn::Join" and isinstance(inner, list) and len(inner) == 2
    return _template_text(inner[1]) if joined else ""


def _arn(target: Subject) -> Iterator[Found]:
    if "ResourceId" in target.body and _names_arn(target):
        yield target.wrong("!Ref of a service is its ARN", "ResourceId")


def _namespace(target: Subject) -> Iterator[Found]:
    space, dimension = target.value("ServiceNamespace"), target.value("ScalableDimension")
    if (
        isinstance(space, str)
        and isinstance(dimension, str)
        and not dimension.startswith(f"{space}:")
    ):
        yield target.wrong(
            f"the namespace is {space}, and the dimension {dimension}", "ServiceNamespace"
        )


def _outside(target: Subject) -> Iterator[Found]:
    low, high = (number(target.value(f"{x}Capacity")) for x in ("Min", "Max"))
    known = target.document.resources(SERVICES)
    for name in sorted(names_in(target.body.get("ResourceId")) & set(known)):
        count = number(target.document.value(known[name].get("DesiredCount")))
        if (
            count is not None
            and low is not None
            and high is not None
            and not low <= count <= high
            and low <= high
        ):
            path = ("Resources", name, "Properties", "DesiredCount")
            yield Found(path, f"DesiredCount is {count}, and {name} scales from {low} to {high}")


def _schedules(action: Subject) -> Iterator[Found]:
    when = action.value("Schedule")
    if isinstance(when, str) and not is_time(when):
        yield action.wrong(f"the schedule is {when!r}", "Schedule")


def _block(policy: Subject) -> Iterator[Found]:
    kind = policy.value("PolicyType")
    own = _BLOCKS.get(kind) if isinstance(kind, str) else None
    if own is not None and policy.lacks(own):
        others = [each for each in _BLOCKS.values() if policy.has(each)]
        detail = f"PolicyType is {kind}, and there is {others[0] if others else f'no {own}'}"
        yield policy.wrong(
            detail, others[0] if others else own, fix=f"add {own}, or change PolicyType"
        )


def _target(policy: Subject) -> Subject | None:
    """The scalable target, if it is in this template."""
    target = policy.value("ScalingTargetId")
    known = policy.document.resources(_TARGET)
    body = known.get(target.to) if isinstance(target, Reference) else None
    return Subject(policy.document, (), body) if body is not None else None


def _foreign_metric(policy: Subject) -> Iterator[Found]:
    metric, target = policy.value(_TRACKING, _METRIC, "PredefinedMetricType"), _target(policy)
    ecs = policy.value("ServiceNamespace") == "ecs" or (target is not None and _of_ecs(target))
    if ecs and isinstance(metric, str) and metric not in _OF_ECS:
        detail = f"{metric} is no metric of a service"
        yield policy.wrong(detail, _TRACKING, _METRIC, "PredefinedMetricType")


def _gaps(policy: Subject) -> Iterator[Found]:
    inner = policy.below(_STEPS)
    given = inner.value("StepAdjustments") if inner else None
    steps = list(inner.each("StepAdjustments")) if inner else []
    if inner is None or not isinstance(given, list) or len(steps) != len(given) or len(steps) < 2:
        return
    bounds = [[each.value(f"MetricInterval{x}Bound") for x in ("Lower", "Upper")] for each in steps]
    if any(end is UNKNOWN for pair in bounds for end in pair):
        return
    inf = float("inf")
    spans = sorted((_bound(low, -inf), _bound(high, inf)) for low, high in bounds)
    for (_, end), (start, _) in pairwise(spans):
        if end != start:
            what = "overlap" if start < end else "leave a gap"
            yield inner.wrong(f"the steps {what} between {end:g} and {start:g}", "StepAdjustments")
            return


def _bound(value: Any, unsaid: float) -> float:
    try:
        return unsaid if value is None else float(value)
    except (TypeError, ValueError):
        return unsaid


_NAMED = "service/${Cluster}/${Service.Name}"
_TRACK = "PolicyType: TargetTrackingScaling"
_BLOCK = SCALED[SCALED.index(f"      {_TRACKING}") :]
_STEPPED = (
    SCALED.replace(_BLOCK, "").replace("TargetTrackingScaling", "StepScaling")
    + f"""\
      {_STEPS}:
        AdjustmentType: ChangeInCapacity
        StepAdjustments:
          - {{MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 10, ScalingAdjustment: 1}}
          - {{MetricIntervalLowerBound: @, ScalingAdjustment: 2}}
"""
)
_SCHEDULED = SCALED.replace(
    "      MaxCapacity: 4\n",
    "      MaxCapacity: 4\n      ScheduledActions: [{ScheduledActionName: night, Schedule: '@', "
    "ScalableTargetAction: {MinCapacity: 1}}]\n",
)
_CPU = "PredefinedMetricType: ECSServiceAverageCPUUtilization"
_CUSTOM = "        CustomizedMetricSpecification: {MetricName: load, Namespace: Web, Statistic: Average}\n"
_COUNTED = SCALED.replace(
    "      LaunchType: FARGATE\n", "      LaunchType: FARGATE\n      DesiredCount: @\n"
)
_BY_ALB = SCALED.replace("ECSServiceAverageCPUUtilization", "ALBRequestCountPerTarget@")
_MAY = Level.WARNING

RULES = (
    *rows(
        of(_TARGET),
        Row(
            "SCALING-RESOURCE-ID",
            "what scales is named service/CLUSTER/SERVICE",
            _resource,
            "write !Sub service/${Cluster}/${Service.Name}",
            _REGISTER,
            SCALED.replace(_NAMED, "ecs/${Cluster}/${Service.Name}"),
            SCALED,
            _UNKNOWN_SERVICE,
            _MAY,
        ),
        Row(
            "SCALING-RESOURCE-ID-ARN",
            "what scales is named by the service's name, not its ARN",
            _arn,
            "write ${Service.Name}: !Ref of a service is its ARN",
            _REGISTER,
            SCALED.replace(_NAMED, "service/${Cluster}/${Service}"),
            SCALED,
            "ECS service doesn't exist",
            _MAY,
        ),
        Row(
            "SCALING-NAMESPACE",
            "the namespace is that of the dimension",
            _namespace,
            "write ServiceNamespace: ecs with ScalableDimension: ecs:service:DesiredCount",
            _REGISTER,
            SCALED.replace("ServiceNamespace: ecs", "ServiceNamespace: dynamodb"),
            SCALED,
        ),
        Row(
            "SCALING-DESIRED-OUTSIDE",
            "a service starts within the bounds that it scales in",
            _outside,
            "write a DesiredCount within MinCapacity and MaxCapacity, or leave it out",
            _REGISTER,
            _COUNTED.replace("@", "6"),
            _COUNTED.replace("@", "4"),
            "none: the count is moved at once",
            _MAY,
        ),
        Row(
            "SCALING-SCHEDULE",
            "a scheduled action has a rate, a cron expression of six fields, or a time",
            each_in("ScheduledActions", _schedules),
            "write cron(0 6 * * ? *) with ? for one of the two days, rate(1 day), or at(2027-01-01T00:00:00)",
            f"{_API}/API_PutScheduledAction.html",
            _SCHEDULED.replace("@", "cron(0 8 * *)"),
            _SCHEDULED.replace("@", "cron(0 8 * * ? *)"),
            level=_MAY,
        ),
    ),
    *rows(
        of(_POLICY),
        Row(
            "SCALING-POLICY-TYPE",
            "a policy says what its type needs",
            _block,
            "let PolicyType and the configuration agree",
            f"{_API}/API_PutScalingPolicy.html",
            SCALED.replace(_TRACK, "PolicyType: StepScaling"),
            SCALED,
            level=_MAY,
        ),
        Row(
            "SCALING-METRIC-EXCLUSIVE",
            "a service keeps to one metric in one policy",
            either(_METRIC, "CustomizedMetricSpecification", inside=(_TRACKING,)),
            "keep one; make another policy for the other",
            f"{_API}/API_TargetTrackingScalingPolicyConfiguration.html",
            SCALED + _CUSTOM,
            SCALED,
            level=_MAY,
        ),
        Row(
            "SCALING-METRIC-NAMESPACE",
            "the metric is one of services",
            _foreign_metric,
            f"use one of {', '.join(_OF_ECS)}",
            f"{_API}/API_PredefinedMetricSpecification.html",
            SCALED.replace(_CPU, "PredefinedMetricType: DynamoDBReadCapacityUtilization"),
            SCALED,
            level=_MAY,
        ),
        Row(
            "SCALING-ALB-LABEL",
            "requests are counted at a target group",
            needs(
                *(_TRACKING, _METRIC, "ResourceLabel"),
                when=said(
                    _TRACKING, _METRIC, "PredefinedMetricType", of=("ALBRequestCountPerTarget",)
                ),
            ),
            "add ResourceLabel: app/BALANCER/ID/targetgroup/GROUP/ID, from LoadBalancerFullName and "
            "TargetGroupFullName",
            f"{_API}/API_PredefinedMetricSpecification.html",
            _BY_ALB.replace("@", ""),
            _BY_ALB.replace("@", ", ResourceLabel: app/web/1/targetgroup/web/2"),
            "The resource label is required (wording unverified)",
            _MAY,
        ),
        Row(
            "SCALING-STEP-GAP",
            "steps join one another",
            _gaps,
            "begin each step where the one before ends",
            f"{_API}/API_StepAdjustment.html",
            _STEPPED.replace("@", "20"),
            _STEPPED.replace("@", "10"),
            level=_MAY,
        ),
    ),
)
