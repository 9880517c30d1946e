"""What an alarm on a service measures: its resource. Imported where there is one: CloudWatch's classes take time."""

from __future__ import annotations

from typing import Any, Final

from troposphere import GetAtt, Ref, Select, Split, Sub
from troposphere.cloudwatch import Alarm as Resource
from troposphere.cloudwatch import Metric, MetricDataQuery, MetricDimension, MetricStat

from bbfd.build import ids
from bbfd.build._given import given
from bbfd.build.alarms import OF_QUEUE, OF_REQUESTS, OF_SERVICE, fixed
from bbfd.model.alarm import Alarm, Measured

_MINUTE: Final = 60
# Name space, metric, statistic.
_METRICS: Final[dict[Measured, tuple[str, str, str]]] = {
    "cpu": ("AWS/ECS", "CPUUtilization", "Average"),
    "memory": ("AWS/ECS", "MemoryUtilization", "Average"),
    "errors": ("AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", "Sum"),
    "response_time": ("AWS/ApplicationELB", "TargetResponseTime", "p99"),
    "backlog": ("AWS/SQS", "ApproximateNumberOfMessagesVisible", "Maximum"),
    "age": ("AWS/SQS", "ApproximateAgeOfOldestMessage", "Maximum"),
}


def made(
    name: str,
    alarm: Alarm,
    groups: tuple[str, ...],
    balancer: str = ids.LOAD_BALANCER,
    **further: Any,
) -> Resource:
    """An alarm. groups: the logical ids of the target groups that requests come through. further: properties.

    balancer: the parameter, or the resource, that they come through before.
    """
    measured = _of_both if alarm.measured in OF_REQUESTS and len(groups) > 1 else _of_one
    return Resource(
        name,
        AlarmDescription=Sub(f"{alarm.measured} above {alarm.above:g} in ${{AWS::StackName}}"),
        ComparisonOperator="GreaterThanThreshold",
        Threshold=alarm.above,
        EvaluationPeriods=alarm.minutes,
        TreatMissingData="notBreaching",
        **given(AlarmName=fixed(name) if alarm.measured in OF_SERVICE else None),
        **measured(alarm, groups, balancer),
        **further,
    )


def _of_one(alarm: Alarm, groups: tuple[str, ...], balancer: str) -> dict[str, Any]:
    namespace, metric, statistic = _METRICS[alarm.measured]
    word = "Statistic" if statistic.isalpha() else "ExtendedStatistic"  # a percentile
    return {
        "Namespace": namespace,
        "MetricName": metric,
        word: statistic,
        "Period": _MINUTE,
        "Dimensions": _dimensions(alarm, groups, balancer),
    }


def _dimensions(alarm: Alarm, groups: tuple[str, ...], balancer: str) -> list[MetricDimension]:
    if alarm.measured in OF_REQUESTS:
        return [
            MetricDimension(Name="LoadBalancer", Value=balancer_name(balancer)),
            MetricDimension(Name="TargetGroup", Value=GetAtt(groups[0], "TargetGroupFullName")),
        ]
    if alarm.measured in OF_QUEUE:
        queue = Sub(alarm.queue) if "${" in alarm.queue else alarm.queue
        return [MetricDimension(Name="QueueName", Value=queue)]
    return [
        MetricDimension(Name="ClusterName", Value=Ref(ids.CLUSTER)),
        MetricDimension(Name="ServiceName", Value=GetAtt(ids.SERVICE, "Name")),
    ]


def _of_both(alarm: Alarm, groups: tuple[str, ...], balancer: str) -> dict[str, Any]:
    """Where traffic is shifted between two target groups, either may be the one that serves."""
    namespace, metric, statistic = _METRICS[alarm.measured]
    queries = [
        MetricDataQuery(
            Id=f"m{number}",
            ReturnData=False,
            MetricStat=MetricStat(
                Metric=Metric(
                    Namespace=namespace,
                    MetricName=metric,
                    Dimensions=_dimensions(alarm, (group,), balancer),
                ),
                Period=_MINUTE,
                Stat=statistic,
            ),
        )
        for number, group in enumerate(groups, 1)
    ]
    together = "MAX" if alarm.measured == "response_time" else "SUM"
    filled = ", ".join(f"FILL({query.Id}, 0)" for query in queries)
    return {"Metrics": [*queries, MetricDataQuery(Id="all", Expression=f"{together}([{filled}])")]}


def balancer_name(balancer: str) -> Select:
    """What CloudWatch calls it: the end of its ARN, app/NAME/ID."""
    return Select(1, Split("loadbalancer/", Ref(balancer)))
