"""One page of CloudWatch on all services of the environment, those to come too: found by search, not by name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from troposphere import Ref, Select, Split, Sub
from troposphere.cloudwatch import Dashboard

from bbfd.build import ids
from bbfd.build.assemble import Made, Origin
from bbfd.build.environment import inner_ids
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment

_WIDE, _HIGH = 12, 6  # half of the page's 24 columns
_OF_SERVICES = "AWS/ECS,ClusterName,ServiceName"
_OF_TARGETS = "AWS/ApplicationELB,LoadBalancer,TargetGroup"


def dashboard(place: Definition[Environment]) -> Iterator[Made]:
    """Processors and memory of each service; of each target group requests, errors, time and health.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
    """
    if not place.value.dashboard:
        return
    widgets = list(_placed(list(_graphs(place.value))))
    body = json.dumps({"widgets": widgets}, separators=(",", ":"))
    names: dict[str, Any] = {} if place.value.load_balancer is None else {"balancer": _BALANCER}
    yield Dashboard(inner_ids.DASHBOARD, DashboardBody=Sub(body, **names))
    yield Origin(inner_ids.DASHBOARD, "dashboard")


# What CloudWatch calls it: the end of its ARN, app/NAME/ID.
_BALANCER = Select(1, Split("loadbalancer/", Ref(ids.LOAD_BALANCER)))


def _graphs(environment: Environment) -> Iterator[dict[str, Any]]:
    here = f'ClusterName="${{{ids.CLUSTER}}}"'
    yield _graph("processors, percent", _OF_SERVICES, here, "CPUUtilization", "Average")
    yield _graph("memory, percent", _OF_SERVICES, here, "MemoryUtilization", "Average")
    if environment.load_balancer is None:
        return
    here = 'LoadBalancer="${balancer}"'
    for title, metric, statistic in (
        ("requests a minute", "RequestCount", "Sum"),
        ("answers of 500 or more a minute", "HTTPCode_Target_5XX_Count", "Sum"),
        ("seconds for 99 of 100 answers", "TargetResponseTime", "p99"),
        ("targets that are not well", "UnHealthyHostCount", "Maximum"),
    ):
        yield _graph(title, _OF_TARGETS, here, metric, statistic)


def _graph(title: str, space: str, here: str, metric: str, statistic: str) -> dict[str, Any]:
    found = f"SEARCH('{{{space}}} {here} MetricName=\"{metric}\"', '{statistic}', 60)"
    return {
        "title": title,
        "region": "${AWS::Region}",
        "view": "timeSeries",
        "metrics": [[{"expression": found, "id": "e1"}]],
    }


def _placed(graphs: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Two in a row."""
    for number, graph in enumerate(graphs):
        row, column = divmod(number, 2)
        yield {
            "type": "metric",
            "x": column * _WIDE,
            "y": row * _HIGH,
            "width": _WIDE,
            "height": _HIGH,
            "properties": graph,
        }
