"""What Fargate does not have, as a table: a property of task, container or service that must not be set there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from bbfd.rules._examples import SERVICE, TASK
from bbfd.rules._rule import Found, Level, Rule, together
from bbfd.rules._subjects import Launch, Raw, fargate_tasks, mappings, part, services, tasks
from bbfd.template.document import Document, Path
from bbfd.template.values import UNKNOWN

_GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"

Subjects = Callable[[Document], Iterator[tuple[Path, Raw]]]


def _tasks(document: Document) -> Iterator[tuple[Path, Raw]]:
    return ((task.path, task.body) for task in fargate_tasks(document))


def _containers(document: Document) -> Iterator[tuple[Path, Raw]]:
    return ((each.path, each.body) for task in fargate_tasks(document) for each in task.containers)


def _volumes(document: Document) -> Iterator[tuple[Path, Raw]]:
    for task in fargate_tasks(document):
        yield from mappings(document, task.path, task.body, "Volumes")


def _own_networks(document: Document) -> Iterator[tuple[Path, Raw]]:
    for task in tasks(document):
        if task.awsvpc:
            yield from ((each.path, each.body) for each in task.containers)


def _services(document: Document) -> Iterator[tuple[Path, Raw]]:
    return ((e.path, e.body) for e in services(document) if e.launch is Launch.FARGATE)


class _Lack(NamedTuple):
    """One row. property: a path of names below the subject. example: the lines that set it, indented."""

    id: str
    subjects: Subjects
    property: str
    aws_error: str
    fix: str
    page: str
    example: str


_IN_TASK = "      Cpu: '512'\n"
_IN_CONTAINER = "          Image: nginx:1.29\n"
_IN_SERVICE = "      LaunchType: FARGATE\n"
_ON_FARGATE = "fargate-tasks-services.html"
_PARAMETERS = "task_definition_parameters.html"
_SERVICE_PARAMETERS = "service_definition_parameters.html"

_LACKS = (
    _Lack(
        "FARGATE-PRIVILEGED",
        _containers,
        "Privileged",
        "Fargate requires that the 'privileged' setting be 'false'",
        "remove Privileged; what needs it runs on EC2",
        _ON_FARGATE,
        "          Privileged: true\n",
    ),
    _Lack(
        "FARGATE-HOST-VOLUME",
        _volumes,
        "Host.SourcePath",
        "Fargate compatible task definitions do not support sourcePath",
        "remove Host.SourcePath: use an empty volume, EFS or a managed EBS volume",
        "bind-mounts.html",
        "      Volumes: [{Name: data, Host: {SourcePath: /data}}]\n",
    ),
    _Lack(
        "FARGATE-DOCKER-VOLUME",
        _volumes,
        "DockerVolumeConfiguration",
        "Fargate compatible task definitions do not support dockerVolumeConfiguration",
        "remove DockerVolumeConfiguration: use EFS, EBS or an empty volume",
        "docker-volumes.html",
        "      Volumes: [{Name: data, DockerVolumeConfiguration: {Scope: shared}}]\n",
    ),
    _Lack(
        "FARGATE-IPC-MODE",
        _tasks,
        "IpcMode",
        "Fargate compatible task definitions do not support ipcMode",
        "remove IpcMode",
        _ON_FARGATE,
        "      IpcMode: task\n",
    ),
    _Lack(
        "FARGATE-TD-PLACEMENT-CONSTRAINTS",
        _tasks,
        "PlacementConstraints",
        "Fargate compatible task definitions do not support constraints",
        "remove PlacementConstraints from the task definition",
        _ON_FARGATE,
        "      PlacementConstraints: [{Type: memberOf, Expression: 'attribute:x == y'}]\n",
    ),
    _Lack(
        "FARGATE-DEVICES",
        _containers,
        "LinuxParameters.Devices",
        "Fargate compatible task definitions do not support devices",
        "remove LinuxParameters.Devices",
        _ON_FARGATE,
        "          LinuxParameters: {Devices: [{HostPath: /dev/fuse}]}\n",
    ),
    _Lack(
        "FARGATE-SHARED-MEMORY",
        _containers,
        "LinuxParameters.SharedMemorySize",
        "Fargate compatible task definitions do not support sharedMemorySize",
        "remove LinuxParameters.SharedMemorySize; mount a Tmpfs instead",
        _ON_FARGATE,
        "          LinuxParameters: {SharedMemorySize: 64}\n",
    ),
    _Lack(
        "AWSVPC-LINKS",
        _own_networks,
        "Links",
        "Links are not supported when networkMode=awsvpc.",
        "remove Links: containers of one task reach each other at localhost",
        _PARAMETERS,
        "          Links: [db]\n",
    ),
    _Lack(
        "FARGATE-PLACEMENT-CONSTRAINTS",
        _services,
        "PlacementConstraints",
        "Placement constraints are not supported with FARGATE launch type.",
        "remove PlacementConstraints: Fargate spreads over the zones by itself",
        _SERVICE_PARAMETERS,
        "      PlacementConstraints: [{Type: distinctInstance}]\n",
    ),
    _Lack(
        "FARGATE-PLACEMENT-STRATEGIES",
        _services,
        "PlacementStrategies",
        "Placement strategies are not supported with FARGATE launch type.",
        "remove PlacementStrategies: Fargate spreads over the zones by itself",
        _SERVICE_PARAMETERS,
        "      PlacementStrategies: [{Type: random}]\n",
    ),
)


def _by_subjects() -> Mapping[Subjects, Mapping[str, list[_Lack]]]:
    """Subjects -> the first name of a property -> what is said of it."""
    rows: dict[Subjects, dict[str, list[_Lack]]] = {}
    for lack in _LACKS:
        first = lack.property.partition(".")[0]
        rows.setdefault(lack.subjects, {}).setdefault(first, []).append(lack)
    return rows


_ROWS = _by_subjects()


def _find(document: Document) -> Iterator[tuple[str, Found]]:
    for subjects, rows in _ROWS.items():
        for path, body in subjects(document):
            for first, lacks in rows.items():
                if first in body:
                    yield from _set(document, path, body, lacks)


def _set(
    document: Document, path: Path, body: Raw, lacks: list[_Lack]
) -> Iterator[tuple[str, Found]]:
    for lack in lacks:
        names = tuple(lack.property.split("."))
        if _is_set(part(document, body, *names)):
            yield lack.id, Found((*path, *names), f"{lack.property} is set")


_look_for = together(_find)


def _is_set(value: Any) -> bool:
    """Empty lists, false and what cannot be known are fine."""
    return value is not UNKNOWN and bool(value) and str(value).lower() != "false"


_ANCHORS = ((_IN_SERVICE, (_services,)), (_IN_TASK, (_tasks, _volumes)))


def _rule(lack: _Lack) -> Rule:
    base = SERVICE if lack.subjects is _services else TASK
    anchor = next((line for line, those in _ANCHORS if lack.subjects in those), _IN_CONTAINER)
    where = "in awsvpc mode" if lack.subjects is _own_networks else "on Fargate"
    return Rule(
        id=lack.id,
        title=f"no {lack.property} {where}",
        level=Level.ERROR,
        aws_error=lack.aws_error,
        fix=lack.fix,
        doc=f"{_GUIDE}/{lack.page}",
        wrong=base.replace(anchor, anchor + lack.example),
        right=base,
        look=_look_for(lack.id),
        also=("E3048",),
    )


RULES = tuple(_rule(lack) for lack in _LACKS)
