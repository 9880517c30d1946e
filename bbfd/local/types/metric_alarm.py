"""AWS::CloudWatch::Alarm over several metrics: kept as an alarm on the first of them. Nothing is measured here."""

from __future__ import annotations

from typing import Any

from ministack.services.cloudformation import provisioners

from bbfd.local.resource_type import Made, Properties, Resource, ResourceType


def _create(resource: Resource) -> Made:
    made: Made = provisioners._cw_metric_alarm_create(
        resource.logical_id, _on_one(resource.properties), resource.stack
    )
    return made


def _update(resource: Resource) -> Made:
    made: Made = provisioners._cw_metric_alarm_update(
        resource.physical_id,
        _on_one(resource.before),
        _on_one(resource.properties),
        resource.stack,
        resource.logical_id,
    )
    return made


def _delete(resource: Resource) -> None:
    provisioners._cw_metric_alarm_delete(resource.physical_id, resource.properties)


def _on_one(properties: Properties) -> dict[str, Any]:
    queries = properties.get("Metrics") or []
    if not queries:
        return dict(properties)
    measured = [query["MetricStat"] for query in queries if "MetricStat" in query]
    if not measured:
        raise ValueError("no metric is named in Metrics")
    first = measured[0]
    kept = {key: value for key, value in properties.items() if key != "Metrics"}
    return {**kept, **first["Metric"], "Period": first["Period"], "Statistic": first["Stat"]}


TYPES = (
    ResourceType(
        name="AWS::CloudWatch::Alarm",
        create=_create,
        update=_update,
        delete=_delete,
        replaced_by=("AlarmName",),
        tagged=True,
    ),
)
