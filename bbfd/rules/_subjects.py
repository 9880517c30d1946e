"""What rules look at: tasks and their containers, what launches them, and whether that is Fargate.

Fargate is what a service, a schedule or an event's target launches a task on: by launch type, by a strategy with a
Fargate provider, or by the default strategy of its cluster. `RequiresCompatibilities` alone is too often missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any, NamedTuple

from bbfd.template.document import Document, Path
from bbfd.template.values import UNKNOWN, Reference

Raw = Mapping[str, Any]


class Launch(Enum):
    """What carries a task, as far as that is known."""

    FARGATE = "Fargate"
    EC2 = "EC2"
    UNKNOWN = "unknown"


class Launcher(NamedTuple):
    """What runs a task: a service, a task set, an event's target, a schedule. `body` is at `path`.

    task: the logical id of its task definition; "" if that is not in this template.
    """

    kind: str
    id: str
    path: Path
    body: Raw
    launch: Launch
    task: str


class Container(NamedTuple):
    """A container definition at its path."""

    path: Path
    body: Raw


class Task(NamedTuple):
    """A task definition. mode: its network mode, None if absent, UNKNOWN if that cannot be known.

    launchers: what launches it on Fargate. said: its RequiresCompatibilities, UNKNOWN among them if some of that is.
    fargate: launched there, or it says so itself. awsvpc: it has, or will need, that mode.
    """

    id: str
    path: Path
    body: Raw
    mode: Any
    said: tuple[Any, ...]
    launchers: tuple[Launcher, ...]
    fargate: bool
    awsvpc: bool
    containers: tuple[Container, ...]
    all_containers_known: bool


SERVICE = "AWS::ECS::Service"
TASK_SET = "AWS::ECS::TaskSet"
EVENT = "AWS::Events::Rule"
SCHEDULE = "AWS::Scheduler::Schedule"
_FARGATE = ("FARGATE", "FARGATE_SPOT")


def tasks(document: Document) -> tuple[Task, ...]:
    """Every task definition."""
    return document.once(_tasks)


def fargate_tasks(document: Document) -> tuple[Task, ...]:
    """The task definitions that Fargate will have to take."""
    return document.once(_fargate_tasks)


def launchers(document: Document) -> tuple[Launcher, ...]:
    """Everything that launches tasks."""
    return document.once(_launchers)


def services(document: Document) -> tuple[Launcher, ...]:
    """The services among what launches tasks."""
    return document.once(_services)


def task_of(document: Document, launcher: Launcher) -> Task | None:
    """The task definition it launches, if it is in this template."""
    return document.once(_tasks_by_id).get(launcher.task)


def needs_awsvpc(document: Document, launcher: Launcher) -> bool:
    """Whether what it launches has, or must have, network interfaces of its own."""
    task = task_of(document, launcher)
    return launcher.launch is Launch.FARGATE or (task is not None and task.awsvpc)


def shares_network(document: Document, launcher: Launcher) -> bool:
    """Whether it is known to launch tasks that use the network of their instance: bridge, host or none."""
    task = task_of(document, launcher)
    return task is not None and not needs_awsvpc(document, launcher) and task.mode is not UNKNOWN


def part(document: Document, raw: Raw, *names: str) -> Any:
    """The value at a path of names; None where something on the way is absent, UNKNOWN where it is not known."""
    value: Any = raw
    for name in names:
        if type(value) is not dict:
            return value if value is UNKNOWN else None
        value = value.get(name)
        if value is None:
            return None
        value = document.value(value)
    return value


def mappings(document: Document, path: Path, body: Raw, name: str) -> Iterator[tuple[Path, Raw]]:
    """The mappings in a list property, with their paths."""
    listed = body.get(name)
    if listed is None:
        return
    for index, value in document.entries(listed):
        if isinstance(value, dict):
            yield (*path, name, index), value


def _tasks(document: Document) -> tuple[Task, ...]:
    return tuple(
        _task(document, logical_id, body)
        for logical_id, body in document.resources("AWS::ECS::TaskDefinition").items()
    )


def _fargate_tasks(document: Document) -> tuple[Task, ...]:
    return tuple(task for task in tasks(document) if task.fargate)


def _tasks_by_id(document: Document) -> dict[str, Task]:
    return {task.id: task for task in tasks(document)}


def _services(document: Document) -> tuple[Launcher, ...]:
    return tuple(each for each in launchers(document) if each.kind == "service")


def _task(document: Document, logical_id: str, body: Raw) -> Task:
    path: Path = ("Resources", logical_id, "Properties")
    on_fargate = tuple(
        each
        for each in launchers(document)
        if each.task == logical_id and each.launch is Launch.FARGATE
    )
    said = _compatibilities(document, body)
    fargate = bool(on_fargate) or "FARGATE" in said
    mode = document.value(body.get("NetworkMode"))
    raw = document.value(body.get("ContainerDefinitions"))
    entries = document.entries(raw)
    containers = tuple(
        Container((*path, "ContainerDefinitions", index), value)
        for index, value in entries
        if isinstance(value, dict)
    )
    known = raw is not UNKNOWN and len(containers) == len(entries)
    awsvpc = fargate or mode == "awsvpc"
    return Task(logical_id, path, body, mode, said, on_fargate, fargate, awsvpc, containers, known)


def _compatibilities(document: Document, body: Raw) -> tuple[Any, ...]:
    raw = document.value(body.get("RequiresCompatibilities"))
    if isinstance(raw, (list, tuple)):
        return tuple(value for _, value in document.entries(raw))
    return () if raw is None else (raw,)


def _launchers(document: Document) -> tuple[Launcher, ...]:
    found: list[Launcher] = []
    for kind, word in ((SERVICE, "service"), (TASK_SET, "task set")):
        for logical_id, body in document.resources(kind).items():
            path: Path = ("Resources", logical_id, "Properties")
            launch = _launch(document, body, body.get("Cluster"))
            found.append(
                _launcher(document, (word, logical_id, path), body, launch, "TaskDefinition")
            )
    for logical_id, body in document.resources(EVENT).items():
        for at, target in mappings(
            document, ("Resources", logical_id, "Properties"), body, "Targets"
        ):
            found += _target(document, "event", logical_id, at, target)
    for logical_id, body in document.resources(SCHEDULE).items():
        target = document.value(body.get("Target"))
        if isinstance(target, dict):
            at = ("Resources", logical_id, "Properties", "Target")
            found += _target(document, "schedule", logical_id, at, target)
    return tuple(found)


def _target(
    document: Document, word: str, logical_id: str, at: Path, target: Raw
) -> Iterator[Launcher]:
    body = document.value(target.get("EcsParameters"))
    if isinstance(body, dict):
        launch = _launch(document, body, target.get("Arn"))
        path = (*at, "EcsParameters")
        yield _launcher(document, (word, logical_id, path), body, launch, "TaskDefinitionArn")


def _launcher(
    document: Document, named: tuple[str, str, Path], body: Raw, launch: Launch, key: str
) -> Launcher:
    task = document.value(body.get(key))
    inside = task.to if isinstance(task, Reference) and not task.stack else ""
    if launch is Launch.UNKNOWN and inside:
        launch = _launch_of_task(document, inside)
    return Launcher(*named, body, launch, inside)


def _launch_of_task(document: Document, logical_id: str) -> Launch:
    """A task definition that says what it runs on, and not Fargate, is meant for EC2."""
    body = document.resources("AWS::ECS::TaskDefinition").get(logical_id, {})
    said = _compatibilities(document, body)
    if not said or "FARGATE" in said or any(each is UNKNOWN for each in said):
        return Launch.UNKNOWN
    return Launch.EC2


def _launch(document: Document, body: Raw, cluster: Any) -> Launch:
    kind = document.value(body.get("LaunchType"))
    if kind is not None:
        if kind is UNKNOWN:
            return Launch.UNKNOWN
        return Launch.FARGATE if kind == "FARGATE" else Launch.EC2
    strategy = body.get("CapacityProviderStrategy")
    if document.value(strategy) in (None, []):
        return _default_launch(document, cluster)
    return _carried_by(document, strategy)


def _carried_by(document: Document, strategy: Any) -> Launch:
    """A strategy is of one sort: its first known provider tells which."""
    for provider in providers(document, strategy):
        if provider in _FARGATE:
            return Launch.FARGATE
        if provider is not UNKNOWN:  # a name, a provider of this template, or one of another stack
            return Launch.EC2
    return Launch.UNKNOWN


def providers(document: Document, strategy: Any) -> tuple[Any, ...]:
    """The capacity providers of a strategy."""
    return tuple(
        document.value(entry.get("CapacityProvider")) if isinstance(entry, dict) else UNKNOWN
        for _, entry in document.entries(strategy)
    )


def _default_launch(document: Document, cluster: Any) -> Launch:
    """Without a launch type or strategy the cluster's default strategy decides; without one it is EC2."""
    reference = document.value(cluster)
    if not isinstance(reference, Reference) or reference.stack:
        return Launch.UNKNOWN
    body = document.resources("AWS::ECS::Cluster").get(reference.to)
    if body is None:
        return Launch.UNKNOWN
    strategies = [body.get("DefaultCapacityProviderStrategy")]
    for association in document.resources("AWS::ECS::ClusterCapacityProviderAssociations").values():
        if document.same(association.get("Cluster"), cluster) is not False:
            strategies.append(association.get("DefaultCapacityProviderStrategy"))
    given = [each for each in strategies if document.value(each) not in (None, [])]
    return _carried_by(document, given[-1]) if given else Launch.EC2
