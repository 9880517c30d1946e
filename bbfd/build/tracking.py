"""Target tracking: the load that the count of a service keeps to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from troposphere import GetAtt, Join, Ref, Select, Split
from troposphere import applicationautoscaling as scaled

from bbfd.build import ids
from bbfd.build._given import given
from bbfd.build.address import first_way
from bbfd.build.assemble import Made, Origin
from bbfd.build.scope import Scope
from bbfd.build.texts import filled_in
from bbfd.model.naming import logical_id
from bbfd.model.scaling import Aim, Cooldown, Scaling
from bbfd.model.stack import Refusal
from bbfd.model.workload import LongRunning, Queued

if TYPE_CHECKING:
    from bbfd.model.metrics import Metric, Track

_USAGE = {
    "cpu": "ECSServiceAverageCPUUtilization",
    "memory": "ECSServiceAverageMemoryUtilization",
}
# How many tasks run: each is one sample a minute, and no Container Insights are needed. With none there are no samples.
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_utilization.html
_PER_TASK = "messages / FILL(tasks, 1)"


def tracking(scope: Scope[LongRunning], wanted: Scaling) -> Iterator[Made]:
    """A policy for each load that it keeps to."""
    for field, metric in _USAGE.items():
        yield from _policy(wanted, field, _predefined(metric))
    yield from _behind_balancer(scope, wanted)
    if wanted.backlog is not None:
        if isinstance(scope.workload, Queued) and scope.workload.queue is not None:
            yield from _policy(wanted, "backlog", _backlog())
        else:
            yield _no_queue()
    for number, track in enumerate(wanted.tracks):
        yield from _own(wanted, track, f"scaling.tracks.{number}")


def _behind_balancer(scope: Scope[LongRunning], wanted: Scaling) -> Iterator[Made]:
    for field in ("requests", "response_time"):
        if getattr(wanted, field) is None:
            continue
        way = first_way(scope)
        if way is None:
            yield _no_balancer(scope, field)
            continue
        route, balancer = way[0], _full_name(way[1].balancer)
        if field == "requests":
            label = Join("/", [balancer, GetAtt(route.targets, "TargetGroupFullName")])
            yield from _policy(wanted, field, _predefined("ALBRequestCountPerTarget", label))
            if route.shifted:
                yield _SHIFTED
        else:
            groups = (route.targets, route.other) if route.shifted else (route.targets,)
            yield from _policy(wanted, field, _response_time(balancer, groups))


# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-autoscaling-targettracking.html
_SHIFTED = Refusal(
    what="requests are counted at one target group, and the service's traffic is shifted between two",
    fix="keep to cpu=, memory= or response_time=, or replace tasks in place: deployment=Rolling()",
    field="scaling.requests",
)


def _own(wanted: Scaling, track: Track, field: str) -> Iterator[Made]:
    aim = Aim(at=track.at, cooldown=track.cooldown, removes=track.removes)
    name = policy_id(track.name)
    yield _tracked(name, track.name, wanted, aim, customized(track.metric))
    yield Origin(name, field)


def _policy(wanted: Scaling, field: str, metric: Mapping[str, Any]) -> Iterator[Made]:
    said = getattr(wanted, field)
    if said is None:
        return
    aim = said if isinstance(said, Aim) else Aim(at=said)
    yield _tracked(policy_id(field), field, wanted, aim, metric)
    yield Origin(policy_id(field), f"scaling.{field}")


def policy_id(name: str) -> str:
    """The logical id of a policy, from its name."""
    return f"{logical_id(name.replace('_', ' '))}Scaling"


def _tracked(
    title: str, name: str, wanted: Scaling, aim: Aim, metric: Mapping[str, Any]
) -> scaled.ScalingPolicy:
    cooldown = wanted.cooldown if aim.cooldown is None else aim.cooldown
    pause = Cooldown(adding=cooldown, removing=cooldown) if isinstance(cooldown, int) else cooldown
    removes = wanted.removes if aim.removes is None else aim.removes
    return scaled.ScalingPolicy(
        title,
        # No number in it: changed, it would be another policy for the same metric, which AWS refuses beside the first.
        PolicyName=name,
        PolicyType="TargetTrackingScaling",
        ScalingTargetId=Ref(ids.SCALABLE),
        TargetTrackingScalingPolicyConfiguration=scaled.TargetTrackingScalingPolicyConfiguration(
            TargetValue=aim.at,
            ScaleInCooldown=pause.removing,
            ScaleOutCooldown=pause.adding,
            **given(DisableScaleIn=None if removes else True),
            **metric,
        ),
    )


def _predefined(metric: str, label: Join | None = None) -> dict[str, Any]:
    specified = scaled.PredefinedMetricSpecification(
        PredefinedMetricType=metric, **given(ResourceLabel=label)
    )
    return {"PredefinedMetricSpecification": specified}


def _full_name(balancer: str) -> Select:
    """A load balancer's full name, `app/NAME/ID`: what CloudWatch knows it by."""
    return Select(1, Split("loadbalancer/", Ref(balancer)))


def _response_time(balancer: Select, groups: tuple[str, ...]) -> dict[str, Any]:
    """The average; where traffic is shifted between two target groups, of the slower one."""
    found = [
        {"LoadBalancer": balancer, "TargetGroup": GetAtt(group, "TargetGroupFullName")}
        for group in groups
    ]
    if len(found) == 1:
        return _customized(*_ANSWERS, found[0])
    slower = scaled.TargetTrackingMetricDataQuery(
        Id="slower", Expression="MAX([one, other])", ReturnData=True
    )
    read = (
        _read(name, *_ANSWERS, each) for name, each in zip(("one", "other"), found, strict=True)
    )
    specified = scaled.CustomizedMetricSpecification(Metrics=[*read, slower])
    return {"CustomizedMetricSpecification": specified}


_ANSWERS = ("AWS/ApplicationELB", "TargetResponseTime", "Average")


def customized(metric: Metric) -> dict[str, Any]:
    """A metric of one's own."""
    return _customized(
        metric.namespace, metric.name, metric.statistic, filled_dimensions(metric), metric.unit
    )


def filled_dimensions(metric: Metric) -> dict[str, Any]:
    """Its dimensions; `${...}` in them is CloudFormation's to fill in."""
    return {name: filled_in(metric.dimensions[name]) for name in sorted(metric.dimensions)}


def _customized(
    namespace: str,
    name: str,
    statistic: str,
    dimensions: Mapping[str, Any],
    unit: str | None = None,
) -> dict[str, Any]:
    specified = scaled.CustomizedMetricSpecification(
        Namespace=namespace,
        MetricName=name,
        Statistic=statistic,
        **given(
            Unit=unit,
            Dimensions=[scaled.MetricDimension(Name=n, Value=v) for n, v in dimensions.items()],
        ),
    )
    return {"CustomizedMetricSpecification": specified}


def _backlog() -> dict[str, Any]:
    """Messages that wait, for each task that runs.

    https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking-metric-math.html
    """
    tasks = {"ClusterName": Ref(ids.CLUSTER), "ServiceName": GetAtt(ids.SERVICE, "Name")}
    waiting = {"QueueName": GetAtt(ids.QUEUE, "QueueName")}
    return {
        "CustomizedMetricSpecification": scaled.CustomizedMetricSpecification(
            Metrics=[
                _read("messages", "AWS/SQS", "ApproximateNumberOfMessagesVisible", "Sum", waiting),
                _read("tasks", "AWS/ECS", "CPUUtilization", "SampleCount", tasks),
                scaled.TargetTrackingMetricDataQuery(
                    Id="backlog",
                    Label="messages that wait, for each task",
                    Expression=_PER_TASK,
                    ReturnData=True,
                ),
            ]
        )
    }


def _read(
    name: str, namespace: str, metric: str, statistic: str, dimensions: Mapping[str, Any]
) -> scaled.TargetTrackingMetricDataQuery:
    return scaled.TargetTrackingMetricDataQuery(
        Id=name,
        ReturnData=False,
        MetricStat=scaled.TargetTrackingMetricStat(
            Stat=statistic,
            Metric=scaled.TargetTrackingMetric(
                Namespace=namespace,
                MetricName=metric,
                Dimensions=[
                    scaled.TargetTrackingMetricDimension(Name=n, Value=v)
                    for n, v in dimensions.items()
                ],
            ),
        ),
    )


def _no_balancer(scope: Scope[LongRunning], field: str) -> Refusal:
    kind = type(scope.workload).__name__
    return Refusal(
        what=f"{field} is measured at a load balancer, and a {kind} is behind none",
        fix=f"remove {field}=, and keep to cpu=, memory= or a metric of your own: tracks=(Track(...),)",
        field=f"scaling.{field}",
    )


def _no_queue() -> Refusal:
    return Refusal(
        what="backlog is of a queue, and the service has none",
        fix="give it one: queue=WorkQueue(), in a Worker; or track a metric: tracks=(Track(...),)",
        field="scaling.backlog",
    )
