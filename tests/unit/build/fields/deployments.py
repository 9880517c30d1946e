"""How new tasks take the place of old ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bbfd import (
    Alarm,
    BlueGreen,
    Container,
    EarlySuccess,
    Hook,
    Listener,
    Pause,
    Rolling,
)
from tests.unit.build.fields import Use, With, body, web_with
from tests.unit.examples import web

_FUNCTIONS = "arn:aws:lambda:eu-west-1:123456789012:function"
_ASKED = Hook(function=f"{_FUNCTIONS}:smoke", at=("POST_SCALE_UP",))
_DEPLOYED = web_with(deployment=...)


def _rolled(field: str) -> Any:
    return lambda made: body(web(deployment=Rolling(minimum_healthy=50, **{field: made})))


def _shifted(made: Any) -> Any:
    """The template of a service whose test traffic, or whose only hook, this is."""
    hooked = isinstance(made, Hook | Pause)
    return body(web(deployment=BlueGreen(hooks=(made,)) if hooked else BlueGreen(test=made)))


def _before(made: Any) -> Any:
    side = Container(image="migrate:1", name="migrate", essential=False)
    return body(web(sidecars=(side,), before=(made,)))


_GIVING_UP: Mapping[str, Any] = {
    "failures": 9,
    "forgets": True,
    "alarms": ("{service}-faults",),
}
_SHIFTING: Mapping[str, Any] = {
    "bake": 7,
    "test": Listener(port=9443),
    "hooks": (Pause(),),
    "alarms": (Alarm.errors(above=1),),
}
_STOPPING: Mapping[str, Any] = {"at": ("PRE_SCALE_UP",), "minutes": 60, "then": "CONTINUE"}

USED: Mapping[str, Use] = {
    "Rolling": Use(
        _DEPLOYED,
        {},
        {
            **_GIVING_UP,
            "minimum_healthy": 50,
            "maximum": 150,
            "early_success": EarlySuccess(),
            "shiftable": True,
        },
    ),
    "Recreate": Use(_DEPLOYED, {}, _GIVING_UP),
    "Percent": Use(_rolled("failures"), {"of_count": 25}, {"of_count": 50, "bounded": False}),
    "EarlySuccess": Use(_rolled("early_success"), {}, {"healthy": 90, "cleanup": "BLOCKING"}),
    "BlueGreen": Use(_DEPLOYED, {}, _SHIFTING),
    "Linear": Use(_DEPLOYED, {}, {**_SHIFTING, "step": 20, "every": 3}),
    "Canary": Use(_DEPLOYED, {}, {**_SHIFTING, "percent": 5, "for_": 3}),
    "TestHeader": Use(
        _shifted, {"name": "X-Test", "values": ("yes",)}, {"name": "X-New", "values": ("1", "2")}
    ),
    "Hook": Use(
        _shifted,
        {"function": _ASKED.function, "at": _ASKED.at},
        {"function": f"{_FUNCTIONS}:other", "details": {"suite": "quick"}, **_STOPPING},
    ),
    "Pause": Use(_shifted, {}, _STOPPING),
    "Alarm": Use(
        lambda made: body(web(deployment=Rolling(alarms=(made,)))),
        {"measured": "cpu", "above": 90},
        {
            "measured": "memory",
            "above": 80,
            "minutes": 5,
            "queue": With("orders", {"measured": "backlog", "queue": "others"}),
        },
    ),
    "Before": Use(
        _before,
        {"command": ("manage", "migrate")},
        {"command": ("manage", "warm"), "container": "migrate", "minutes": 5},
    ),
}

ELSEWHERE: Mapping[str, str] = {}
