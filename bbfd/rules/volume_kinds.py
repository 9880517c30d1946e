"""What a volume is: one thing, mounted if it comes with the task, and of a container that there is."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.rules._bounds import REFUSED
from bbfd.rules._examples import TASK
from bbfd.rules._of_tasks import in_container, in_task
from bbfd.rules._rule import Found, Level
from bbfd.rules._subjects import Raw, Task, mappings, part, tasks
from bbfd.rules._table import Declared, found_by
from bbfd.template.document import Document, Path
from bbfd.template.values import UNKNOWN

_DOC = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Volume.html"
_S3 = (
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_S3FilesVolumeConfiguration.html"
)
_PARAMETERS = (
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html"
)
_ONE = "VOLUME-ONE-KIND"
_LONE = "EBS-ONE-VOLUME"
_UNUSED = "VOLUME-UNMOUNTED-AT-LAUNCH"
_ROLE = "S3FILES-TASK-ROLE"
_ROOT = "S3FILES-AP-ROOT"
_FROM = "VOLUMES-FROM-UNKNOWN"
_FILES = "S3FilesVolumeConfiguration"
_LAUNCH = "ConfiguredAtLaunch"
_KINDS = (
    "Host",
    "DockerVolumeConfiguration",
    "EFSVolumeConfiguration",
    "FSxWindowsFileServerVolumeConfiguration",
    _FILES,
    _LAUNCH,
)


def _find(document: Document) -> Iterator[tuple[str, Found]]:
    for task in tasks(document):
        if "Volumes" in task.body:
            yield from _of_task(document, task)
        if any("VolumesFrom" in container.body for container in task.containers):
            yield from _lent(document, task)


def _of_task(document: Document, task: Task) -> Iterator[tuple[str, Found]]:
    late: list[tuple[Path, Raw]] = []
    for path, body in mappings(document, task.path, task.body, "Volumes"):
        kinds = [kind for kind in _KINDS if kind in body and _is_set(document, body, kind)]
        if len(kinds) > 1:
            yield _ONE, Found((*path, kinds[1]), f"it is {' and '.join(kinds)}")
        if _LAUNCH in kinds:
            late.append((path, body))
        if _FILES in kinds:
            yield from _files(document, task, path, body)
    for path, _ in late[1:]:
        yield _LONE, Found((*path, _LAUNCH), "another volume is configured at launch already")
    yield from _unmounted(document, task, late)


def _is_set(document: Document, body: Raw, kind: str) -> bool:
    value = document.value(body[kind])
    return value is not UNKNOWN and bool(value) and str(value).lower() != "false"


def _files(document: Document, task: Task, path: Path, body: Raw) -> Iterator[tuple[str, Found]]:
    if document.value(task.body.get("TaskRoleArn")) is None:
        yield _ROLE, Found((*task.path, "TaskRoleArn"), f"{task.id} has no TaskRoleArn")
    point, root = (part(document, body, _FILES, key) for key in ("AccessPointArn", "RootDirectory"))
    if point is not None and point is not UNKNOWN and isinstance(root, str) and root != "/":
        what = f"RootDirectory is {root}, and there is an access point"
        yield _ROOT, Found((*path, _FILES, "RootDirectory"), what)


def _unmounted(
    document: Document, task: Task, late: list[tuple[Path, Raw]]
) -> Iterator[tuple[str, Found]]:
    mounted = _mounted(document, task) if late else None
    for path, body in late:
        name = document.value(body.get("Name"))
        if mounted is not None and isinstance(name, str) and name not in mounted:
            said = f"Volumes [{name}] are not referenced by any of the containers."
            yield _UNUSED, Found((*path, "Name"), f"no container mounts {name}", aws=said)


def _mounted(document: Document, task: Task) -> set[str] | None:
    """The volumes that containers mount; None where that cannot be known."""
    if not task.all_containers_known:
        return None
    names: list[object] = []
    for container in task.containers:
        raw = document.value(container.body.get("MountPoints"))
        if raw is UNKNOWN:
            return None
        for _, each in document.entries(raw):
            names.append(
                document.value(each.get("SourceVolume")) if isinstance(each, dict) else UNKNOWN
            )
    return (
        {each for each in names if isinstance(each, str)}
        if all(isinstance(each, str) for each in names)
        else None
    )


def _lent(document: Document, task: Task) -> Iterator[tuple[str, Found]]:
    """Volumes of another container of the task."""
    names = [document.value(each.body.get("Name")) for each in task.containers]
    if not task.all_containers_known or not all(isinstance(each, str) for each in names):
        return
    for container in task.containers:
        for path, body in mappings(document, *container, "VolumesFrom"):
            source = document.value(body.get("SourceContainer"))
            if isinstance(source, str) and source not in names:
                what = f"there is no container called {source}"
                said = f"Invalid 'volumesFrom' setting. Unknown container: '{source}'"
                yield _FROM, Found((*path, "SourceContainer"), what, aws=said)


_MOUNTED = in_container("MountPoints: [{SourceVolume: data, ContainerPath: /data}]")
_ARN = "arn:aws:s3files:eu-west-1:123456789012:file-system/fs-1"
_GIVEN = "TaskRoleArn: arn:aws:iam::123456789012:role/web\n"


def _with(volumes: str, base: str = _MOUNTED) -> str:
    return in_task(f"Volumes: [{volumes}]", base)


def _in_s3(more: str, role: str = _GIVEN) -> str:
    volume = f"{{Name: data, {_FILES}: {{FileSystemArn: '{_ARN}'{more}}}}}"
    return in_task(f"{role}Volumes: [{volume}]", _MOUNTED)


_LATE = f"{{Name: data, {_LAUNCH}: true}}"
_MORE = _MOUNTED.replace(
    "ContainerPath: /data}", "ContainerPath: /data}, {SourceVolume: more, ContainerPath: /more}"
)
_POINT = f", AccessPointArn: '{_ARN}/access-point/fsap-1'"
_BESIDE = """\
        - Name: beside
          Image: envoy:1.31
          VolumesFrom: [{SourceContainer: @}]
"""
_DECLARED = (
    Declared(
        _ONE,
        "a volume is one thing",
        REFUSED,
        "keep one of the two",
        _DOC,
        _with("{Name: data, Host: {SourcePath: ''}, EFSVolumeConfiguration: {FilesystemId: fs-1}}"),
        _with("{Name: data, EFSVolumeConfiguration: {FilesystemId: fs-1}}"),
        Level.WARNING,
    ),
    Declared(
        _LONE,
        "one volume of a task is configured at launch",
        REFUSED,
        "keep one; another can be EFS, or the task's own storage",
        _DOC,
        _with(f"{_LATE}, {_LATE.replace('data', 'more')}", _MORE),
        _with(f"{_LATE}, {{Name: more}}", _MORE),
        Level.WARNING,
    ),
    Declared(
        _UNUSED,
        "a volume that is configured at launch is mounted",
        "Volumes [data] are not referenced by any of the containers.",
        "add it to MountPoints of a container, or remove it",
        _PARAMETERS,
        _with(_LATE, TASK),
        _with(_LATE),
    ),
    Declared(
        _ROLE,
        "S3 Files are mounted with a task role",
        REFUSED,
        "add TaskRoleArn: a role that may mount the file system",
        _S3,
        _in_s3("", ""),
        _in_s3(""),
        Level.WARNING,
    ),
    Declared(
        _ROOT,
        "an access point of S3 Files has its own root",
        REFUSED,
        "remove RootDirectory: the access point says it",
        _S3,
        _in_s3(f"{_POINT}, RootDirectory: /web"),
        _in_s3(f"{_POINT}, RootDirectory: /"),
        Level.WARNING,
    ),
    Declared(
        _FROM,
        "volumes come from a container that there is",
        "Invalid 'volumesFrom' setting. Unknown container: 'data'",
        "name a container of this task",
        _PARAMETERS,
        TASK + _BESIDE.replace("@", "data"),
        TASK + _BESIDE.replace("@", "web"),
    ),
)
RULES = found_by(_find, _DECLARED)
