"""LoadBalancers of a service: a container and a port that the task has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from bbfd.rules._examples import WEB
from bbfd.rules._rule import Found, Level, Rule
from bbfd.rules._subjects import Container, Raw, Task, mappings, services, task_of
from bbfd.template.document import Document, Path

_DOC = (
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_definition_parameters.html"
)


class _Balanced(NamedTuple):
    """An entry of LoadBalancers, for a task whose containers are all known; container: the one that it names."""

    task: Task
    path: Path
    body: Raw
    container: Container | None


def _balanced(document: Document) -> tuple[_Balanced, ...]:
    return document.once(_entries)


def _entries(document: Document) -> tuple[_Balanced, ...]:
    found: list[_Balanced] = []
    for service in services(document):
        task = task_of(document, service)
        if task is not None and task.all_containers_known and task.containers:
            for path, body in mappings(document, service.path, service.body, "LoadBalancers"):
                container = _container(document, task, body.get("ContainerName"))
                found.append(_Balanced(task, path, body, container))
    return tuple(found)


def _name(document: Document) -> Iterator[Found]:
    for task, path, balancer, container in _balanced(document):
        wanted = balancer.get("ContainerName")
        if container is not None:
            continue
        names = [container.body.get("Name") for container in task.containers]
        if wanted is not None and all(document.same(name, wanted) is False for name in names):
            known = ", ".join(str(document.value(name)) for name in names)
            detail = f"{task.id} has no container {document.value(wanted)}"
            yield Found((*path, "ContainerName"), detail, f"use a container of {task.id}: {known}")


def _port(document: Document) -> Iterator[Found]:
    for _, path, balancer, container in _balanced(document):
        if container is None:
            continue
        ports = _ports(document, container)
        wanted = balancer.get("ContainerPort")
        if ports is not None and wanted is not None and _is_none_of(document, wanted, ports):
            known = ", ".join(str(document.value(port)) for port in ports)
            fix = (
                f"use a port of the container: {known}"
                if known
                else "add PortMappings to the container"
            )
            detail = f"the container has no port {document.value(wanted)}"
            yield Found((*path, "ContainerPort"), detail, fix)


def _is_none_of(document: Document, wanted: Any, ports: list[Any]) -> bool:
    return wanted not in ports and all(document.same(port, wanted) is False for port in ports)


def _container(document: Document, task: Task, name: Any) -> Container | None:
    for container in task.containers:
        if document.same(container.body.get("Name"), name):
            return container
    return None


def _ports(document: Document, container: Container) -> list[Any] | None:
    """The raw container ports; None if there may be others."""
    raw = document.value(container.body.get("PortMappings"))
    if raw is None:
        return []
    if not isinstance(raw, (list, tuple)):
        return None
    every = [mapping for _, mapping in document.entries(raw)]
    if any(not isinstance(each, dict) or "ContainerPort" not in each for each in every):
        return None
    return [each["ContainerPort"] for each in every]


RULES = (
    Rule(
        id="SERVICE-LB-CONTAINER-NAME",
        title="the load balancer's container is one of the task's",
        level=Level.ERROR,
        aws_error="The container app does not exist in the task definition.",
        fix="use the name of a container of the task definition",
        doc=_DOC,
        wrong=WEB.replace("ContainerName: web", "ContainerName: app"),
        right=WEB,
        look=_name,
    ),
    Rule(
        id="SERVICE-LB-CONTAINER-PORT",
        title="the load balancer's port is one of the container's",
        level=Level.ERROR,
        aws_error="The container web did not have a container port 8080 defined.",
        fix="use a ContainerPort of the container's PortMappings",
        doc=_DOC,
        wrong=WEB.replace("ContainerPort: 80,", "ContainerPort: 8080,"),
        right=WEB,
        look=_port,
    ),
)
