"""Between which bounds a service scales, and what it keeps to."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.rules._bounds import number
from bbfd.rules._examples import SCALED
from bbfd.rules._rule import Found, Level, Rule
from bbfd.rules._subjects import part
from bbfd.template.document import Document

_API = "https://docs.aws.amazon.com/autoscaling/application/APIReference"
_TRACKING = "TargetTrackingScalingPolicyConfiguration"
_PERCENTS = ("ECSServiceAverageCPUUtilization", "ECSServiceAverageMemoryUtilization")


def _order(document: Document) -> Iterator[Found]:
    for logical_id, body in document.resources(
        "AWS::ApplicationAutoScaling::ScalableTarget"
    ).items():
        least, most = (number(document.value(body.get(f"{x}Capacity"))) for x in ("Min", "Max"))
        if least is not None and most is not None and least > most:
            path = ("Resources", logical_id, "Properties", "MaxCapacity")
            yield Found(path, f"MaxCapacity is {most}, and MinCapacity is {least}")


def _percent(document: Document) -> Iterator[Found]:
    for logical_id, body in document.resources(
        "AWS::ApplicationAutoScaling::ScalingPolicy"
    ).items():
        metric = "PredefinedMetricSpecification", "PredefinedMetricType"
        if part(document, body, _TRACKING, *metric) in _PERCENTS:
            aim = number(part(document, body, _TRACKING, "TargetValue"))
            if aim is not None and not 0 < aim <= 100:
                path = ("Resources", logical_id, "Properties", _TRACKING, "TargetValue")
                yield Found(path, f"TargetValue is {aim}")


RULES = (
    Rule(
        id="SCALING-MIN-MAX",
        title="what scales has its lower bound below its upper one",
        level=Level.ERROR,
        aws_error="Maximum capacity cannot be less than minimum capacity.",
        fix="write a MaxCapacity of at least MinCapacity",
        doc=f"{_API}/API_RegisterScalableTarget.html",
        wrong=SCALED.replace("MinCapacity: 1", "MinCapacity: 5"),
        right=SCALED,
        look=_order,
    ),
    Rule(
        id="SCALING-TARGET-PERCENT",
        title="the load that a service keeps to is a percentage",
        level=Level.WARNING,
        aws_error="none: a load above 100 percent is never reached, and nothing scales",
        fix="write 1 to 100; 60 leaves room for a new task to start",
        doc=f"{_API}/API_TargetTrackingScalingPolicyConfiguration.html",
        wrong=SCALED.replace("TargetValue: 60", "TargetValue: 600"),
        right=SCALED,
        look=_percent,
    ),
)
