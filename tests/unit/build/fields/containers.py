"""Containers and what is in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bbfd import (
    EC2,
    Awsvpc,
    Container,
    Device,
    Healthy,
    Linux,
    Port,
    Restart,
    Router,
    Tmpfs,
    Ulimit,
    Worker,
)
from tests.unit.build.fields import Use, body


def worker(container: Container) -> Any:
    """The template of a worker with a sidecar, on instances, where everything of a container is allowed."""
    beside = (Container(image="b:1", name="b"),)
    return body(Worker(container=container, sidecars=beside, runs_on=EC2(network_mode=Awsvpc())))


def said(field: str, into: Callable[[Any], Any] = lambda made: made) -> Callable[[Any], Any]:
    """The template of a container of which this field is the instance, or what is made of it."""
    return lambda made: worker(Container(**{"image": "a:1", field: into(made)}))


USED: Mapping[str, Use] = {
    "Container": Use(
        worker,
        {"image": "nginx:1"},
        {
            "image": "nginx:2",
            "name": "other",
            "port": 80,
            "ports": (Port(number=81),),
            "command": ("run",),
            "entry_point": ("sh",),
            "variables": {"A": "b"},
            "cpu": 10,
            "memory": 100,
            "memory_reservation": 100,
            "gpu": 1,
            "essential": False,
            "restart": Restart(),
            "healthy": Healthy(command="true"),
            "after": {"b": "start"},
            "start_timeout": 9,
            "stop_timeout": 20,
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
    "Repository": Use(said("image"), {}, {"name": "other", "tag": "1.2"}),
    "Healthy": Use(
        said("healthy"),
        {"command": "true"},
        {"command": "false", "interval": 10, "timeout": 4, "retries": 5, "start_period": 60},
    ),
    "Restart": Use(said("restart"), {}, {"ignored": (3,), "period": 99}),
    "Port": Use(
        said("ports", lambda made: (made,)),
        {"number": 80},
        {
            "number": 81,
            "last": 90,
            "name": "web",
            "protocol": "udp",
            "application": "http2",
            "host": 80,
        },
    ),
    "Linux": Use(
        said("linux"),
        {},
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
    "Ulimit": Use(
        said("ulimits", lambda made: (made,)),
        {"name": "nofile", "soft": 9},
        {"name": "nproc", "soft": 8, "hard": 10},
    ),
    "Tmpfs": Use(
        said("linux", lambda made: Linux(tmpfs=(made,))),
        {"path": "/a", "size": 9},
        {"path": "/b", "size": 8, "options": ("noexec",)},
    ),
    "Device": Use(
        said("linux", lambda made: Linux(devices=(made,))),
        {"host": "/dev/a"},
        {"host": "/dev/b", "path": "/dev/c", "permissions": ("read",)},
    ),
    "FromService": Use(
        said("variables", lambda made: {"A": made}),
        {"service": "a", "output": "B"},
        {"service": "c", "output": "D"},
    ),
    "FromEnvironment": Use(
        said("variables", lambda made: {"A": made}), {"output": "Vpc"}, {"output": "Cluster"}
    ),
    "FromStack": Use(
        said("variables", lambda made: {"A": made}),
        {"stack": "a", "output": "B"},
        {"stack": "c", "output": "D"},
    ),
}

ELSEWHERE: Mapping[str, str] = {
    "FromStack.service": "whose stack it is: the fix names it where the stack is missing, when planning",
}
