"""Kinds of workload."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from troposphere import sqs

from bbfd import (
    EC2,
    Alarm,
    Alarms,
    Awsvpc,
    Before,
    CloudMap,
    Connect,
    Container,
    Event,
    Http,
    Rolling,
    Scaling,
    Schedule,
    Scratch,
    Tuning,
    Unstarted,
    WorkQueue,
)
from bbfd.model.connections import TcpListener
from tests.unit.build.fields import Use, With, body
from tests.unit.examples import environment, stack

_HERE = {"discovery": "test.internal"}


def _built(made: Any) -> Any:
    return body(made, **_HERE)


def _watched(made: Any) -> Any:
    return body(made, **_HERE, alarms=Alarms())


def _tagged(made: Any) -> Any:
    return stack(made, environment(**_HERE)).tags


_IMAGE = Container(image="a:1", port=80)
_NEEDED: Mapping[str, Any] = {"container": _IMAGE}
_EVERY: Mapping[str, Any] = {
    "container": replace(_IMAGE, image="a:2"),
    "runs_on": EC2(memory=700),
    "sidecars": (Container(image="side:1", name="side"),),
    "uses": (Scratch(path="/tmp/x"),),
    "more": (lambda _: [sqs.Queue("More")],),
    "tuning": {"test": Tuning(image="b:2")},
    "override": {"Logs.RetentionInDays": 7},
    "tags": With({"team": "shop"}, place=_tagged),
    "fault_injection": True,
    "pid_mode": "task",
    "ipc_mode": With("none", {"runs_on": EC2()}),
    "calls": True,
}
_LONG_RUNNING: Mapping[str, Any] = {
    **_EVERY,
    "count": 2,
    "scaling": Scaling(minimum=1, maximum=2, cpu=50),
    "deployment": Rolling(minimum_healthy=0, maximum=100, failures=9),
    "before": (Before(command=("prepare",)),),
    "exec": True,
    "alarms": With((Alarm.cpu(above=1),), place=_watched),
    "connect": Connect(alias="other"),
    "discovery": CloudMap(),
}
_STARTED: Mapping[str, Any] = {
    **_EVERY,
    "state": "DISABLED",
    "retries": 1,
    "maximum_age": 70,
    "unstarted": Unstarted(),
    "time_limit": 5,
    "attempts": 2,
}
_UNCOUNTED = ("count", "scaling")

USED: Mapping[str, Use] = {
    "WebService": Use(
        _built,
        _NEEDED,
        {
            **_LONG_RUNNING,
            "http": Http(path="/a/*"),
            "network": TcpListener(port=9000),
            "grace_period": 9,
        },
    ),
    "BackendService": Use(
        _built,
        _NEEDED,
        {**_LONG_RUNNING, "calls": With(True, {"connect": False, "discovery": CloudMap()})},
    ),
    "Worker": Use(_built, _NEEDED, {**_LONG_RUNNING, "queue": WorkQueue()}),
    "Daemon": Use(
        _built,
        _NEEDED,
        {
            **{name: other for name, other in _LONG_RUNNING.items() if name not in _UNCOUNTED},
            # With Bridge() it is the instances that carry the group of callers.
            "calls": With(True, {"runs_on": EC2(network_mode=Awsvpc())}),
        },
    ),
    "Task": Use(_built, _NEEDED, _EVERY),
    "ScheduledTask": Use(
        _built,
        {**_NEEDED, "schedule": "rate(1 day)"},
        {**_STARTED, "schedule": Schedule(when="rate(2 days)"), "time_zone": "Europe/Berlin"},
    ),
    "EventTask": Use(
        _built,
        {**_NEEDED, "event": Event(sources=("shop",))},
        {**_STARTED, "event": Event(sources=("other",)), "tasks": 2},
    ),
}

ELSEWHERE: Mapping[str, str] = {
    **{f"{kind}.allow": "findings that are accepted, tried in tests/unit/rules" for kind in USED},
    **{f"{kind}.after": "the order of a run, tried in tests/unit/deploy/run" for kind in USED},
    **{f"Daemon.{name}": "refused, tried in test_kinds" for name in _UNCOUNTED},
}
