"""The alarms that tell people of a service, where its environment has any."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from troposphere import GetAtt, Ref, Sub
from troposphere.cloudwatch import Alarm as Resource
from troposphere.cloudwatch import Metric, MetricDataQuery, MetricDimension, MetricStat

from bbfd.build import ids
from bbfd.build.address import first_way
from bbfd.build.alarms import OF_REQUESTS, fixed, named
from bbfd.build.assemble import Made, Origin
from bbfd.build.measured import balancer_name, made
from bbfd.build.parts.alarms import unfit_alarm
from bbfd.build.routes import Route
from bbfd.build.scope import Scope
from bbfd.model.environment import Cluster
from bbfd.model.watching import Alarms
from bbfd.model.workload import LongRunning

_TOLD: Final[dict[str, Any]] = {
    "AlarmActions": [Ref(ids.ALARM_TOPIC)],
    "OKActions": [Ref(ids.ALARM_TOPIC)],
}


def watched(scope: Scope[LongRunning]) -> Iterator[Made]:
    """An alarm for each thing that the service, or else its environment, wants to be told of."""
    wanted = scope.environment.alarms
    own = scope.workload.alarms
    if wanted is None:
        return
    field = "" if own is None else "alarms"
    way = first_way(scope)
    balancer = ids.LOAD_BALANCER if way is None else way[1].balancer
    groups = () if way is None else _groups(way[0])
    for number, alarm in enumerate(own or ()):
        yield from unfit_alarm(alarm, f"alarms.{number}", exposed=bool(groups))
    for name, alarm in named(wanted.every if own is None else own):
        if groups or alarm.measured not in OF_REQUESTS:
            yield made(f"Watched{name}", alarm, groups, balancer, **_TOLD)
            yield Origin(f"Watched{name}", field)
    if own is None:
        yield from _of_health(wanted, scope.environment.cluster, balancer, groups[:1])


def _groups(route: Route) -> tuple[str, ...]:
    return (route.targets, route.other) if route.shifted else (route.targets,)


def _of_health(
    wanted: Alarms, cluster: object, balancer: str, groups: tuple[str, ...]
) -> Iterator[Made]:
    if wanted.unhealthy is not None:
        yield from (_unhealthy(wanted.unhealthy, balancer, group) for group in groups)
    insights = isinstance(cluster, Cluster) and cluster.insights != "disabled"
    if wanted.missing is not None and insights:
        yield _missing(wanted.missing)


def _unhealthy(minutes: int, balancer: str, group: str) -> Resource:
    return Resource(
        "WatchedHealthAlarm",
        AlarmDescription=Sub("targets that are not well in ${AWS::StackName}"),
        Namespace="AWS/ApplicationELB",
        MetricName="UnHealthyHostCount",
        Dimensions=[
            MetricDimension(Name="LoadBalancer", Value=balancer_name(balancer)),
            MetricDimension(Name="TargetGroup", Value=GetAtt(group, "TargetGroupFullName")),
        ],
        Statistic="Maximum",
        Period=60,
        EvaluationPeriods=minutes,
        ComparisonOperator="GreaterThanThreshold",
        Threshold=0,
        TreatMissingData="notBreaching",
        **_TOLD,
    )


def _missing(minutes: int) -> Resource:
    """What is asked for, less what runs. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html"""
    missing = MetricDataQuery(Id="missing", Expression="desired - running", Label="missing tasks")
    return Resource(
        "WatchedCountAlarm",
        AlarmName=fixed("WatchedCountAlarm"),
        AlarmDescription=Sub("fewer tasks than asked for in ${AWS::StackName}"),
        Metrics=[
            missing,
            _counted("desired", "DesiredTaskCount"),
            _counted("running", "RunningTaskCount"),
        ],
        EvaluationPeriods=minutes,
        ComparisonOperator="GreaterThanThreshold",
        Threshold=0,
        TreatMissingData="notBreaching",
        **_TOLD,
    )


def _counted(name: str, metric: str) -> MetricDataQuery:
    dimensions = [
        MetricDimension(Name="ClusterName", Value=Ref(ids.CLUSTER)),
        MetricDimension(Name="ServiceName", Value=GetAtt(ids.SERVICE, "Name")),
    ]
    return MetricDataQuery(
        Id=name,
        ReturnData=False,
        MetricStat=MetricStat(
            Metric=Metric(
                Namespace="ECS/ContainerInsights", MetricName=metric, Dimensions=dimensions
            ),
            Period=60,
            Stat="Average",
        ),
    )
