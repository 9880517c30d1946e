"""EFS volumes: what goes encrypted, who may mount it, and when it is there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from bbfd.rules._examples import SERVICE
from bbfd.rules._of_tasks import in_container, in_task
from bbfd.rules._references import awaited_by, names_in
from bbfd.rules._rule import Found, Level
from bbfd.rules._subjects import Raw, Task, mappings, part, services, tasks
from bbfd.rules._table import Declared, found_by
from bbfd.rules._written import where_written
from bbfd.template.document import Document, Path
from bbfd.template.values import UNKNOWN, Reference

_DOC = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/efs-volumes.html"
_IAM = "EFS-IAM-TRANSIT"
_POINT = "EFS-ACCESS-POINT-TRANSIT"
_ROOT = "EFS-ACCESS-POINT-ROOT"
_PORT = "EFS-PORT-TRANSIT"
_ROLE = "EFS-IAM-TASK-ROLE"
_WAIT = "EFS-MOUNT-TARGET-DEPENDS"
_KEY = "EFSVolumeConfiguration"
_TARGET = "AWS::EFS::MountTarget"


class _Volume(NamedTuple):
    """An EFS volume; path and body: of what says so."""

    task: Task
    path: Path
    body: Raw


def _volumes(document: Document) -> tuple[_Volume, ...]:
    return document.once(_all_volumes)


def _all_volumes(document: Document) -> tuple[_Volume, ...]:
    return tuple(
        _Volume(task, (*path, _KEY), body)
        for task in tasks(document)
        if "Volumes" in task.body
        for path, volume in mappings(document, task.path, task.body, "Volumes")
        if isinstance(body := document.value(volume.get(_KEY)), dict)
    )


@where_written(_KEY)
def _find(document: Document) -> Iterator[tuple[str, Found]]:
    for volume in _volumes(document):
        yield from _encrypted(document, volume)
        point = part(document, volume.body, "AuthorizationConfig", "AccessPointId")
        root = document.value(volume.body.get("RootDirectory"))
        if point is not None and point is not UNKNOWN and isinstance(root, str) and root != "/":
            what = f"RootDirectory is {root}, and there is an access point"
            yield _ROOT, Found((*volume.path, "RootDirectory"), what)
        role = document.value(volume.task.body.get("TaskRoleArn"))
        if role is None and _is_authorized(document, volume):
            path = (*volume.task.path, "TaskRoleArn")
            yield _ROLE, Found(path, f"{volume.task.id} has no TaskRoleArn")
    if _volumes(document) and document.resources(_TARGET):
        yield from _waiting(document)


def _is_authorized(document: Document, volume: _Volume) -> bool:
    return bool(part(document, volume.body, "AuthorizationConfig", "IAM") == "ENABLED")


def _encrypted(document: Document, volume: _Volume) -> Iterator[tuple[str, Found]]:
    """What needs TransitEncryption, the first of it."""
    given = document.value(volume.body.get("TransitEncryption"))
    if given is UNKNOWN or given == "ENABLED":
        return
    said = "TransitEncryption is not ENABLED"
    point = part(document, volume.body, "AuthorizationConfig", "AccessPointId")
    if _is_authorized(document, volume):
        yield _IAM, Found((*volume.path, "AuthorizationConfig", "IAM"), said)
    elif point is not None and point is not UNKNOWN:
        yield _POINT, Found((*volume.path, "AuthorizationConfig", "AccessPointId"), said)
    elif document.value(volume.body.get("TransitEncryptionPort")) not in (None, UNKNOWN):
        yield _PORT, Found((*volume.path, "TransitEncryptionPort"), said)


def _waiting(document: Document) -> Iterator[tuple[str, Found]]:
    """A service that nothing makes wait for the mount targets of this template may come first."""
    for service in services(document):
        systems = {
            system.to
            for volume in _volumes(document)
            if volume.task.id == service.task
            and isinstance(system := document.value(volume.body.get("FilesystemId")), Reference)
            and not system.stack
        }
        targets = _targets(document, systems) if systems else set()
        late = targets - awaited_by(document, service.id)
        if late:
            path = ("Resources", service.id, "DependsOn")
            what = f"nothing makes {service.id} wait for {' and '.join(sorted(late))}"
            yield _WAIT, Found(path, what, f"add DependsOn: [{', '.join(sorted(late))}]")


def _targets(document: Document, systems: set[str]) -> set[str]:
    return {
        logical_id
        for logical_id, body in document.resources(_TARGET).items()
        if names_in(body.get("FileSystemId")) & systems
    }


_MOUNTED = in_container("MountPoints: [{SourceVolume: data, ContainerPath: /data}]", SERVICE)


def _with(configuration: str, role: str = "") -> str:
    """A service with an EFS volume of this template."""
    lines = (
        f"{role}Volumes: [{{Name: data, {_KEY}: {{FilesystemId: fs-0a1b2c3d, {configuration}}}}}]"
    )
    return in_task(lines, _MOUNTED)


_TRANSIT = "TransitEncryption: ENABLED"
_GIVEN = "TaskRoleArn: arn:aws:iam::123456789012:role/web\n"
_AP = "AuthorizationConfig: {AccessPointId: fsap-1}"
_AUTHORIZED = "AuthorizationConfig: {IAM: ENABLED}"
_SYSTEM = (
    _with(_TRANSIT).replace("fs-0a1b2c3d", "!Ref Files")
    + """\
  Files:
    Type: AWS::EFS::FileSystem
    Properties: {Encrypted: true}
  Target:
    Type: AWS::EFS::MountTarget
    Properties:
      FileSystemId: !Ref Files
      SubnetId: !Select [0, !Ref Subnets]
      SecurityGroups: [sg-0a1b2c3d]
"""
)
_DECLARED = (
    Declared(
        _IAM,
        "EFS that asks IAM is encrypted on the way",
        "EFS IAM authorization requires TransitEncryption to be enabled.",
        "write TransitEncryption: ENABLED",
        _DOC,
        _with(_AUTHORIZED, _GIVEN),
        _with(f"{_AUTHORIZED}, {_TRANSIT}", _GIVEN),
    ),
    Declared(
        _POINT,
        "EFS behind an access point is encrypted on the way",
        "EFS access point requires TransitEncryption to be enabled (wording by analogy)",
        "write TransitEncryption: ENABLED",
        _DOC,
        _with(_AP),
        _with(f"{_AP}, {_TRANSIT}"),
        Level.WARNING,
    ),
    Declared(
        _ROOT,
        "an access point has its own root",
        'When using an EFS access point, the root directory must either be set to "/" or be omitted.',
        "remove RootDirectory: the access point says it",
        _DOC,
        _with(f"{_AP}, {_TRANSIT}, RootDirectory: /web"),
        _with(f"{_AP}, {_TRANSIT}, RootDirectory: /"),
    ),
    Declared(
        _PORT,
        "a port for encryption needs encryption",
        "TransitEncryptionPort requires that TransitEncryption is enabled",
        "write TransitEncryption: ENABLED, or remove TransitEncryptionPort",
        _DOC,
        _with("TransitEncryptionPort: 2999"),
        _with(f"TransitEncryptionPort: 2999, {_TRANSIT}"),
    ),
    Declared(
        _ROLE,
        "EFS that asks IAM is mounted with a task role",
        "(the task stops) ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes",
        "add TaskRoleArn: a role with elasticfilesystem:ClientMount and ClientWrite",
        _DOC,
        _with(f"{_AUTHORIZED}, {_TRANSIT}"),
        _with(f"{_AUTHORIZED}, {_TRANSIT}", _GIVEN),
    ),
    Declared(
        _WAIT,
        "a service waits for the mount targets of its volume",
        "(the task stops) ResourceInitializationError: failed to invoke EFS utils commands ... Failed to resolve "
        "fs-...: the file system may not have mount targets",
        "add DependsOn with the mount targets: a !Ref of the file system does not wait for them",
        _DOC,
        _SYSTEM,
        _SYSTEM.replace(
            "AWS::ECS::Service\n    Properties:",
            "AWS::ECS::Service\n    DependsOn: Target\n    Properties:",
        ),
        Level.WARNING,
    ),
)
RULES = found_by(_find, _DECLARED)
