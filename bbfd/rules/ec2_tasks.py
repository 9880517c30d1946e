"""What a task on EC2 needs, cannot have, or better had not."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.rules._bounds import number
from bbfd.rules._examples import ON_EC2
from bbfd.rules._of_tasks import in_task
from bbfd.rules._rule import Found, Level
from bbfd.rules._subjects import Launch, Task, launchers, mappings, part, task_of, tasks
from bbfd.rules._table import Declared, found_by
from bbfd.template.document import Document

_GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"
_PARAMETERS = f"{_GUIDE}/task_definition_parameters.html"
_STORAGE = "EPHEMERAL-ON-EC2"
_MEMORY = "EC2-CONTAINER-MEMORY-REQUIRED"
_STATIC = "EC2-STATIC-HOST-PORT"
_LIMITS = ("Memory", "MemoryReservation")


def _find(document: Document) -> Iterator[tuple[str, Found]]:
    for task in tasks(document):
        if task.fargate:
            continue
        if document.value(task.body.get("Memory")) is None:
            yield from _unlimited(document, task)
        stored = task.body.get("EphemeralStorage")
        if isinstance(document.value(stored), dict) and _is_for_ec2(document, task):
            yield _STORAGE, Found((*task.path, "EphemeralStorage"), f"{task.id} is for EC2")
    yield from _static(document)


def _unlimited(document: Document, task: Task) -> Iterator[tuple[str, Found]]:
    for container in task.containers:
        if all(document.value(container.body.get(name)) is None for name in _LIMITS):
            name = document.value(container.body.get("Name"))
            said = _said(name) if isinstance(name, str) else ""
            what = "neither the container nor the task says how much"
            yield _MEMORY, Found((*container.path, "Memory"), what, aws=said)


def _is_for_ec2(document: Document, task: Task) -> bool:
    """By its own word, or by the launch type of what launches it. A provider may have instances of ECS's own."""
    if task.said:
        return all(each == "EC2" for each in task.said)
    return any(
        each.task == task.id and document.value(each.body.get("LaunchType")) == "EC2"
        for each in launchers(document)
    )


def _static(document: Document) -> Iterator[tuple[str, Found]]:
    """A port of the instance is one task's alone."""
    for service in launchers(document):
        if service.kind != "service" or service.launch is not Launch.EC2:
            continue
        task = task_of(document, service)
        spare = part(document, service.body, "DeploymentConfiguration", "MinimumHealthyPercent")
        daemon = document.value(service.body.get("SchedulingStrategy")) not in (None, "REPLICA")
        if task is None or daemon or number(spare) == 0 or task.mode not in (None, "bridge"):
            continue
        for container in task.containers:
            for path, mapping in mappings(document, *container, "PortMappings"):
                port = number(document.value(mapping.get("HostPort")))
                if port:
                    what = f"an instance has one port {port}, and so one task of {service.id}"
                    yield _STATIC, Found((*path, "HostPort"), what)


def _said(name: str) -> str:
    return (
        f"Invalid setting for container '{name}'. At least one of 'memory' or 'memoryReservation' "
        "must be specified."
    )


_ONLY = ON_EC2.split("  Service:")[0].replace(
    "      NetworkMode: bridge\n",
    "      NetworkMode: bridge\n      RequiresCompatibilities: [EC2]\n",
)
_DECLARED = (
    Declared(
        _STORAGE,
        "a task on EC2 has the storage of its instance",
        "Tasks using the EC2 launch type do not support EphemeralStorage.",
        "remove EphemeralStorage",
        _PARAMETERS,
        in_task("EphemeralStorage: {SizeInGiB: 50}", _ONLY),
        _ONLY,
    ),
    Declared(
        _MEMORY,
        "a container has memory, or its task has",
        _said("web"),
        "add Memory or MemoryReservation to the container, or Memory to the task",
        _PARAMETERS,
        ON_EC2.replace("          Memory: 512\n", ""),
        ON_EC2,
    ),
    Declared(
        _STATIC,
        "a task on EC2 leaves the port of the instance open",
        "was unable to place a task because no container instance met all of its requirements ... RESOURCE:PORTS",
        "write HostPort: 0, and let the load balancer find the port",
        f"{_GUIDE}/bridge-networking.html",
        ON_EC2.replace("HostPort: 0", "HostPort: 80"),
        ON_EC2,
        Level.WARNING,
    ),
)
RULES = found_by(_find, _DECLARED)
