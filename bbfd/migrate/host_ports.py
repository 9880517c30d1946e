"""HostPort: a task with an address of its own is reached at its container's port."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bbfd.migrate._step import Change, Drop, Step
from bbfd.migrate._subjects import Part, Template

_DOC = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#container_definition_portmappings"


def _look(template: Template) -> Iterator[Change]:
    for task in template.tasks:
        for container in template.containers(task):
            for mapping in container.parts("PortMappings"):
                if "HostPort" in mapping.body and not _same(mapping):
                    yield _change(mapping)


def _same(mapping: Part) -> bool:
    host, port = mapping.body["HostPort"], mapping.body.get("ContainerPort")
    literal = all(isinstance(each, (str, int)) for each in (host, port))
    return host == port or (literal and str(host) == str(port))


def _change(mapping: Part) -> Change:
    host = mapping.body["HostPort"]
    return Change(
        path=mapping.at("HostPort"),
        what=f"HostPort{_shown(host)} is removed",
        why="each task has an address of its own, where ContainerPort is always free",
        edits=(Drop(mapping.at("HostPort")),),
        avoids=(
            "When networkMode=awsvpc, the host ports and container ports in port mappings must "
            "match."
        ),
    )


def _shown(host: Any) -> str:
    return f" {host}" if isinstance(host, (str, int)) else ""


STEP = Step(title="host ports are those of the containers", doc=_DOC, look=_look)
