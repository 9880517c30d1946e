"""Where what containers say goes, and what is traced."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bbfd import FireLens, ToFirehose
from tests.unit.build.fields import Use
from tests.unit.build.fields.belongings import used
from tests.unit.build.fields.containers import said


def sent(to: Any) -> Any:
    """The template of a worker whose log is sent there."""
    return used(FireLens(to=to))


USED: Mapping[str, Use] = {
    "AwsLogs": Use(
        said("logs"),
        {},
        {"mode": "blocking", "buffer": 9, "multiline": "^a", "datetime": "%Y"},
    ),
    "Router": Use(
        said("router"),
        {},
        {"type": "fluentd", "options": {"enable-ecs-log-metadata": "false"}},
    ),
    "FireLens": Use(
        used,
        {},
        {
            "to": ToFirehose(stream="a"),
            "containers": ("side",),
            "name": "router",
            "image": "fluent:1",
            "memory": 9,
            "metadata": False,
            "buffer": 9,
            "configuration": "/a.conf",
        },
    ),
    "ToLogs": Use(sent, {}, {"group": "a", "prefix": "b", "only": "log"}),
    "ToFirehose": Use(sent, {"stream": "a"}, {"stream": "b", "only": "log"}),
    "ToKinesis": Use(sent, {"stream": "a"}, {"stream": "b", "only": "log"}),
    "ToBucket": Use(
        sent, {"bucket": "a-b"}, {"bucket": "c-d", "prefix": "e/", "every": 1, "only": "log"}
    ),
    "ToPlugin": Use(
        sent,
        {"plugin": "a"},
        {"plugin": "b", "plugin_options": {"c": "d"}, "secrets": {"e": "f"}},
    ),
    "Tracing": Use(
        used,
        {},
        {
            "metrics": True,
            "configuration": "receivers: {}",
            "container": "side",
            "name": "collector",
            "image": "collector:1",
            "memory": 9,
        },
    ),
}

ELSEWHERE: Mapping[str, str] = {}
