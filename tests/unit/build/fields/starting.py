"""What starts a task: times and events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bbfd import Container, EventTask, ScheduledTask
from tests.unit.build.fields import Use, With, body

TOPIC = "arn:aws:sns:eu-west-1:123456789012:news"
_IMAGE = Container(image="a:1")
_SPAN: Mapping[str, Any] = {"starts": "2027-01-01T00:00:00Z", "ends": "2028-01-01T00:00:00Z"}


def _at(schedule: Any, **more: Any) -> Any:
    return body(ScheduledTask(container=_IMAGE, schedule=schedule, **more))


def _on(event: Any) -> Any:
    return body(EventTask(container=_IMAGE, event=event))


USED: Mapping[str, Use] = {
    "Schedule": Use(
        _at,
        {"when": "rate(1 day)"},
        {
            "when": "rate(2 days)",
            "name": "nightly",
            "time_zone": "Asia/Tokyo",
            "window": 5,
            **_SPAN,
            "tasks": 2,
            "command": ("run",),
            "variables": {"A": "b"},
        },
    ),
    "Unstarted": Use(
        lambda made: _at("rate(1 day)", unstarted=made),
        {},
        {"retention": 70, "alarm": True, "notify": With((TOPIC,), {"alarm": True})},
    ),
    "Event": Use(
        _on,
        {"sources": ("shop",)},
        {
            "sources": ("other",),
            "types": ("Ordered",),
            "detail": {"state": ["FAILED"]},
            "bus": "orders",
            "variables": {"ORDER": "$.detail.id"},
        },
    ),
    "ObjectCreated": Use(
        _on,
        {"bucket": "one"},
        {
            "bucket": "two",
            "prefix": "in/",
            "suffix": ".csv",
            "variables": {"FILE": "$.detail.object.key"},
        },
    ),
}

ELSEWHERE: Mapping[str, str] = {}
