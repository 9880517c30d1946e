"""What the count of a service follows, and what it becomes elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bbfd import (
    EC2,
    Container,
    Cooldown,
    Metric,
    OfficeHours,
    Scaling,
    Step,
    Steps,
    Track,
    Worker,
    WorkQueue,
)
from tests.unit.build.fields import Use, With, body, web_with
from tests.unit.examples import web

_BOUNDS: Mapping[str, Any] = {"minimum": 1, "maximum": 4}
_METRIC = Metric(namespace="Shop", name="Orders")
_TRACK = Track(name="orders", metric=_METRIC, at=1)
_FIRST = Step(at=1, change=1)
_STEPS = Steps(name="orders", metric=_METRIC, above=(_FIRST,))


def _by(**load: Any) -> Any:
    return body(web(scaling=Scaling(**{**_BOUNDS, **load})))


def _of_queue(made: Scaling) -> Any:
    return body(Worker(container=Container(image="a:1"), queue=WorkQueue(), scaling=made))


def _tuned(made: Any) -> Any:
    return body(web(tuning={"test": made}))


def _tuned_scaling(made: Any) -> Any:
    return body(web(scaling=Scaling(**_BOUNDS, cpu=50), tuning={"test": made}))


USED: Mapping[str, Use] = {
    "Scaling": Use(
        web_with(scaling=...),
        {**_BOUNDS, "cpu": 50},
        {
            "minimum": 2,
            "maximum": 5,
            "cpu": 60,
            "memory": 70,
            "requests": 80,
            "response_time": 0.5,
            "backlog": With(9, place=_of_queue),
            "tracks": (_TRACK,),
            "steps": (_STEPS,),
            "times": (OfficeHours(),),
            "cooldown": 90,
            "removes": False,
        },
    ),
    "Aim": Use(
        lambda made: _by(cpu=made),
        {"at": 50},
        {"at": 60, "cooldown": Cooldown(adding=9), "removes": False},
    ),
    "Cooldown": Use(
        lambda made: _by(cpu=50, cooldown=made),
        {},
        {"adding": 9, "removing": 9},
    ),
    "Metric": Use(
        lambda made: _by(tracks=(Track(name="own", metric=made, at=1),)),
        {"namespace": "Shop", "name": "Orders"},
        {
            "namespace": "Other",
            "name": "Returns",
            "dimensions": {"Service": "${Service.Name}"},
            "statistic": "Maximum",
            "unit": "Count",
        },
    ),
    "Track": Use(
        lambda made: _by(tracks=(made,)),
        {"name": "orders", "metric": _METRIC, "at": 1},
        {
            "name": "other",
            "metric": Metric(namespace="Shop", name="Returns"),
            "at": 2,
            "cooldown": Cooldown(adding=9),
            "removes": False,
        },
    ),
    "Steps": Use(
        lambda made: _by(steps=(made,)),
        {"name": "orders", "metric": _METRIC, "above": (_FIRST,)},
        {
            "name": "other",
            "metric": Metric(namespace="Shop", name="Returns"),
            "above": (replace(_FIRST, at=2),),
            "below": With((_FIRST,), {"above": (), "below": (replace(_FIRST, at=2),)}),
            "by": "exactly",
            "least": With(2, {"by": "percent"}),
            "periods": 2,
            "period": 30,
            "cooldown": 9,
        },
    ),
    "Step": Use(
        lambda made: _by(steps=(Steps(name="orders", metric=_METRIC, above=(made,)),)),
        {"at": 1, "change": 1},
        {"at": 2, "change": 2},
    ),
    "Timed": Use(
        lambda made: _by(times=(made,)),
        {"schedule": "rate(1 day)", "minimum": 1},
        {
            "schedule": "rate(2 days)",
            "minimum": 2,
            "maximum": 5,
            "time_zone": "Asia/Tokyo",
            "starts": "2027-01-01T00:00:00Z",
            "ends": "2028-01-01T00:00:00Z",
        },
    ),
    "OfficeHours": Use(
        lambda made: _by(times=(made,)),
        {},
        {
            "opens": "07:00",
            "closes": "20:00",
            "days": "MON-SUN",
            "time_zone": "Asia/Tokyo",
            "minimum": With(1, {"maximum": 2}),
            "maximum": 2,
        },
    ),
    "Tuning": Use(
        _tuned,
        {},
        {
            "count": 5,
            "minimum": With(2, place=_tuned_scaling),
            "maximum": With(3, place=_tuned_scaling),
            "scaling": Scaling(minimum=1, maximum=2, memory=50),
            "runs_on": EC2(),
            "image": "nginx:9",
            "grace_period": 7,
            "variables": {"A": "b"},
        },
    ),
}

ELSEWHERE: Mapping[str, str] = {}
