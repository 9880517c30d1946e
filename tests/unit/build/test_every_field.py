"""A field that is stored and not rendered is a lie: each is varied, and the template changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from typing import Any

import pytest

from bbfd.build.service import service_stack
from bbfd.features._destinations import ToBucket, ToFirehose, ToKinesis, ToLogs, ToPlugin
from bbfd.features.environment_file import EnvironmentFile
from bbfd.features.firelens import FireLens
from bbfd.features.private_registry import PrivateRegistry
from bbfd.features.secret import Secret
from bbfd.features.tracing import Tracing
from bbfd.launch.awsvpc import Awsvpc
from bbfd.launch.ec2 import EC2
from bbfd.model.container import Container, Healthy, Repository, Restart
from bbfd.model.definition import Definition
from bbfd.model.linux import Device, Linux, Tmpfs, Ulimit
from bbfd.model.outlet import AwsLogs, Router
from bbfd.model.port import Port
from bbfd.model.reference import FromEnvironment, FromService
from bbfd.model.workload import Workload
from tests.unit.examples import ENVIRONMENT, WORKER

CONTAINER = Container(image="app:1")
BESIDE = Container(image="b:1", name="b")
BASE = replace(WORKER, container=CONTAINER, sidecars=(BESIDE,), runs_on=EC2(network_mode=Awsvpc()))
DB = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf"


def said(**more: Any) -> Workload:
    """A workload whose container says so."""
    return replace(BASE, container=replace(CONTAINER, **more))


def using(feature: Any) -> Workload:
    return replace(BASE, uses=(feature,))


def sending(to: Any) -> Workload:
    return using(FireLens(to=to))


# How a value is put into a workload, the value, and another one for each of its fields.
Varied = tuple[Callable[[Any], Workload], Any, Mapping[str, Any]]
EVERY: tuple[Varied, ...] = (
    (
        lambda container: replace(BASE, container=container),
        CONTAINER,
        {
            "image": "app:2",
            "name": "web",
            "port": 80,
            "ports": (Port(number=81),),
            "command": ("run",),
            "entry_point": ("sh",),
            "variables": {"A": "b"},
            "cpu": 64,
            "memory": 128,
            "memory_reservation": 64,
            "gpu": 1,
            "essential": False,
            "restart": Restart(),
            "healthy": Healthy(command="ok"),
            "after": {"b": "start"},
            "start_timeout": 9,
            "stop_timeout": 9,
            "user": "nobody",
            "working_directory": "/srv",
            "read_only": True,
            "volumes_from": ("b",),
            "logs": None,
            "router": Router(),
            "labels": {"a": "b"},
            "ulimits": (Ulimit(name="nofile", soft=9),),
            "linux": Linux(init=True),
            "system_controls": {"net.core.somaxconn": "9"},
            "privileged": True,
            "security_options": ("label:type:web",),
            "interactive": True,
            "pseudo_terminal": True,
            "hostname": "a",
            "hosts": {"a": "10.0.0.1"},
            "dns_servers": ("10.0.0.2",),
            "dns_search": ("example.com",),
            "links": ("b",),
            "version_consistency": False,
        },
    ),
    (
        lambda image: said(image=image),
        Repository(name="a", tag="1"),
        {"name": "b", "tag": "2"},
    ),
    (
        lambda healthy: said(healthy=healthy),
        Healthy(command="ok"),
        {"command": ("ok",), "interval": 9, "timeout": 9, "retries": 9, "start_period": 9},
    ),
    (lambda restart: said(restart=restart), Restart(), {"ignored": (3,), "period": 99}),
    (
        lambda port: said(ports=(port,)),
        Port(number=80),
        {
            "number": 81,
            "last": 90,
            "name": "web",
            "protocol": "udp",
            "application": "http2",
            "host": 80,
        },
    ),
    (
        lambda linux: said(linux=linux),
        Linux(),
        {
            "init": True,
            "add": ("SYS_PTRACE",),
            "drop": ("ALL",),
            "shared_memory": 9,
            "tmpfs": (Tmpfs(path="/a", size=9),),
            "devices": (Device(host="/dev/a"),),
            "swap": 0,
            "swappiness": 0,
        },
    ),
    (
        lambda limit: said(ulimits=(limit,)),
        Ulimit(name="nofile", soft=9),
        {"name": "nproc", "soft": 8, "hard": 10},
    ),
    (
        lambda tmpfs: said(linux=Linux(tmpfs=(tmpfs,))),
        Tmpfs(path="/a", size=9),
        {"path": "/b", "size": 8, "options": ("noexec",)},
    ),
    (
        lambda device: said(linux=Linux(devices=(device,))),
        Device(host="/dev/a"),
        {"host": "/dev/b", "path": "/dev/c", "permissions": ("read",)},
    ),
    (
        lambda logs: said(logs=logs),
        AwsLogs(),
        {"mode": "blocking", "buffer": 9, "multiline": "^a", "datetime": "%Y"},
    ),
    (
        lambda router: said(router=router),
        Router(),
        {"type": "fluentd", "options": {"enable-ecs-log-metadata": "false"}},
    ),
    (
        lambda other: said(variables={"A": other}),
        FromService(service="a", output="B"),
        {"service": "c", "output": "D"},
    ),
    (
        lambda other: said(variables={"A": other}),
        FromEnvironment(output="Vpc"),
        {"output": "Cluster"},
    ),
    (
        using,
        Secret(variable="A", secret="db"),
        {
            "variable": "B",
            "secret": "other",
            "parameter": None,  # instead of `secret`: see below
            "key": "k",
            "keys": None,
            "stage": "AWSPENDING",
            "version": "v",
            "encryption_key": "alias/a",
            "container": "b",
        },
    ),
    (
        using,
        EnvironmentFile(bucket="config", key="a.env"),
        {"bucket": "other", "key": "b.env", "encryption_key": "alias/a", "container": "b"},
    ),
    (
        using,
        PrivateRegistry(secret="a"),
        {"secret": DB, "encryption_key": "alias/a", "container": "b"},
    ),
    (
        using,
        FireLens(),
        {
            "to": ToFirehose(stream="a"),
            "containers": ("b",),
            "name": "router",
            "image": "fluent:1",
            "memory": 9,
            "metadata": False,
            "buffer": 9,
            "configuration": "/a.conf",
        },
    ),
    (sending, ToLogs(), {"group": "a", "prefix": "b", "only": "log"}),
    (sending, ToFirehose(stream="a"), {"stream": "b", "only": "log"}),
    (sending, ToKinesis(stream="a"), {"stream": "b", "only": "log"}),
    (sending, ToBucket(bucket="a-b"), {"bucket": "c-d", "prefix": "e/", "every": 1, "only": "log"}),
    (
        sending,
        ToPlugin(plugin="a"),
        {"plugin": "b", "plugin_options": {"c": "d"}, "secrets": {"e": "f"}},
    ),
    (
        using,
        Tracing(),
        {
            "metrics": True,
            "configuration": "receivers: {}",
            "container": "b",
            "name": "collector",
            "image": "collector:1",
            "memory": 9,
        },
    ),
    (
        lambda workload: workload,
        BASE,
        {"fault_injection": True, "pid_mode": "task", "ipc_mode": "none"},
    ),
)
# Two that stand in place of others.
INSTEAD: Mapping[str, Any] = {
    "parameter": Secret(variable="A", parameter="a"),
    "keys": Secret(secret="db", keys={"A": "a", "B": "b"}),
}


def cases() -> Iterator[Any]:
    for into, value, others in EVERY:
        for name, other in others.items():
            varied = INSTEAD[name] if name in INSTEAD else replace(value, **{name: other})
            yield pytest.param(into(value), into(varied), id=f"{type(value).__name__}.{name}")


def body(workload: Workload) -> Any:
    made = service_stack(
        Definition("web", workload, "w.py"), Definition("test", ENVIRONMENT, "e.py")
    )
    assert made.refusals == ()
    return made.body


@pytest.mark.parametrize(("one", "other"), list(cases()))
def test_a_field_that_says_something_else_is_seen_in_the_template(
    one: Workload, other: Workload
) -> None:
    assert body(one) != body(other)


def test_no_field_is_left_out() -> None:
    for _, value, others in EVERY[:-1]:  # of the workload itself, only those of the task
        assert {each.name for each in fields(value)} == set(others), type(value).__name__
