"""What Fargate does not have: what must not be set there, or not to this."""

from __future__ import annotations

from typing import NamedTuple

from bbfd.rules._bounds import REFUSED
from bbfd.rules._examples import SERVICE, TASK
from bbfd.rules._of_tasks import (
    Parts,
    fargate_container,
    fargate_task,
    in_container,
    in_task,
    windows_task,
)
from bbfd.rules._rule import Level
from bbfd.rules._subjects import Launch, services
from bbfd.rules._table import UNSET, Row, held, none_of, one_of
from bbfd.template.document import Document

_GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"
_ON_FARGATE = "fargate-tasks-services.html"
_SERVICES = "service_definition_parameters.html"
_IN_SERVICE = "      LaunchType: FARGATE\n"
_WINDOWS = (
    TASK.replace("'512'", "'1024'")
    .replace("Memory: '1024'", "Memory: '2048'")
    .replace("      Cpu:", "      RuntimePlatform: {OperatingSystemFamily: @}\n      Cpu:")
)
_PAST = tuple(
    f"WINDOWS_SERVER_{name}" for name in ("2016_CORE", "2016_FULL", "2004_CORE", "20H2_CORE")
)
_CURRENT = "WINDOWS_SERVER_2022_CORE"


def _service(document: Document) -> Parts:
    return ((e.path, e.body) for e in services(document) if e.launch is Launch.FARGATE)


class _Lack(NamedTuple):
    """A property that must not be set; of: in a task, a container or a service. example: the line that sets it."""

    id: str
    of: str
    path: str
    error: str
    fix: str
    example: str
    page: str = _ON_FARGATE
    level: Level = Level.ERROR


def _row(lack: _Lack) -> Row:
    parts, wrong, right = {
        "task": (fargate_task, in_task(lack.example), TASK),
        "container": (fargate_container, in_container(lack.example), TASK),
        "service": (
            _service,
            SERVICE.replace(_IN_SERVICE, f"{_IN_SERVICE}      {lack.example}\n"),
            SERVICE,
        ),
    }[lack.of]
    return Row(
        lack.id,
        f"no {lack.path.replace('.*', '').removeprefix('Volumes.')} on Fargate",
        parts,
        lack.path,
        UNSET,
        lack.error,
        lack.fix,
        f"{_GUIDE}/{lack.page}",
        wrong,
        right=right,
        level=lack.level,
        also=("E3048",),
    )


def _lacks(what: str) -> str:
    return f"Fargate compatible task definitions do not support {what}"


_LACKS = (
    _Lack(
        "FARGATE-PRIVILEGED",
        "container",
        "Privileged",
        "Fargate requires that the 'privileged' setting be 'false'",
        "remove Privileged; what needs it runs on EC2",
        "Privileged: true",
    ),
    _Lack(
        "FARGATE-HOST-VOLUME",
        "task",
        "Volumes.*.Host.SourcePath",
        _lacks("sourcePath"),
        "remove Host.SourcePath: use an empty volume, EFS or a managed EBS volume",
        "Volumes: [{Name: data, Host: {SourcePath: /data}}]",
        "bind-mounts.html",
    ),
    _Lack(
        "FARGATE-DOCKER-VOLUME",
        "task",
        "Volumes.*.DockerVolumeConfiguration",
        _lacks("dockerVolumeConfiguration"),
        "remove DockerVolumeConfiguration: use EFS, EBS or an empty volume",
        "Volumes: [{Name: data, DockerVolumeConfiguration: {Scope: shared}}]",
        "docker-volumes.html",
    ),
    _Lack(
        "FARGATE-FSX-VOLUME",
        "task",
        "Volumes.*.FSxWindowsFileServerVolumeConfiguration",
        REFUSED,
        "remove the volume, or run on EC2 with Windows",
        "Volumes: [{Name: data, FSxWindowsFileServerVolumeConfiguration: {FileSystemId: fs-1, RootDirectory: d}}]",
        "wfsx-volumes.html",
        Level.WARNING,
    ),
    _Lack(
        "FARGATE-IPC-MODE",
        "task",
        "IpcMode",
        _lacks("ipcMode"),
        "remove IpcMode",
        "IpcMode: task",
    ),
    _Lack(
        "FARGATE-TD-PLACEMENT-CONSTRAINTS",
        "task",
        "PlacementConstraints",
        _lacks("constraints"),
        "remove PlacementConstraints from the task definition",
        "PlacementConstraints: [{Type: memberOf, Expression: 'attribute:x == y'}]",
    ),
    _Lack(
        "FARGATE-DEVICES",
        "container",
        "LinuxParameters.Devices",
        _lacks("devices"),
        "remove LinuxParameters.Devices",
        "LinuxParameters: {Devices: [{HostPath: /dev/fuse}]}",
    ),
    _Lack(
        "FARGATE-SHARED-MEMORY",
        "container",
        "LinuxParameters.SharedMemorySize",
        _lacks("sharedMemorySize"),
        "remove LinuxParameters.SharedMemorySize; mount a Tmpfs instead",
        "LinuxParameters: {SharedMemorySize: 64}",
    ),
    _Lack(
        "FARGATE-MAX-SWAP",
        "container",
        "LinuxParameters.MaxSwap",
        _lacks("maxSwap"),
        "remove LinuxParameters.MaxSwap",
        "LinuxParameters: {MaxSwap: 64}",
    ),
    _Lack(
        "FARGATE-SWAPPINESS",
        "container",
        "LinuxParameters.Swappiness",
        _lacks("swappiness"),
        "remove LinuxParameters.Swappiness",
        "LinuxParameters: {Swappiness: 60}",
        level=Level.WARNING,
    ),
    _Lack(
        "FARGATE-DOCKER-SECURITY-OPTIONS",
        "container",
        "DockerSecurityOptions",
        _lacks("dockerSecurityOptions"),
        "remove DockerSecurityOptions",
        "DockerSecurityOptions: [no-new-privileges]",
    ),
    _Lack(
        "FARGATE-PLACEMENT-CONSTRAINTS",
        "service",
        "PlacementConstraints",
        "Placement constraints are not supported with FARGATE launch type.",
        "remove PlacementConstraints: Fargate spreads over the zones by itself",
        "PlacementConstraints: [{Type: distinctInstance}]",
        _SERVICES,
    ),
    _Lack(
        "FARGATE-PLACEMENT-STRATEGIES",
        "service",
        "PlacementStrategies",
        "Placement strategies are not supported with FARGATE launch type.",
        "remove PlacementStrategies: Fargate spreads over the zones by itself",
        "PlacementStrategies: [{Type: random}]",
        _SERVICES,
    ),
)
_LIMITED = (
    Row(
        "FARGATE-CAP-ADD",
        "SYS_PTRACE is the one capability that Fargate adds",
        fargate_container,
        "LinuxParameters.Capabilities.Add.*",
        one_of("SYS_PTRACE"),
        "@ is not allowed on Fargate.",
        "remove the capability: SYS_PTRACE alone can be added there",
        f"{_GUIDE}/{_ON_FARGATE}",
        in_container("LinuxParameters: {Capabilities: {Add: [@]}}"),
        ("NET_ADMIN", "SYS_PTRACE"),
        also=("E3048",),
    ),
    Row(
        "FARGATE-GPU",
        "no GPU on Fargate",
        fargate_container,
        "ResourceRequirements.*.Type",
        none_of("GPU"),
        "Tasks using the Fargate launch type do not support GPU resource requirements.",
        "remove the requirement, or run on EC2",
        f"{_GUIDE}/{_ON_FARGATE}",
        in_container("ResourceRequirements: [{Type: GPU, Value: '1'}]"),
        right=TASK,
        also=("E3048",),
    ),
    Row(
        "FARGATE-PID-MODE-HOST",
        "a task on Fargate sees its own processes only",
        fargate_task,
        "PidMode",
        none_of("host"),
        "Tasks using the Fargate launch type do not support pidMode '@'.",
        "remove PidMode, or write task",
        f"{_GUIDE}/{_ON_FARGATE}",
        in_task("PidMode: @"),
        ("host", "task"),
        also=("E3048",),
    ),
    Row(
        "FARGATE-WINDOWS-OS-FAMILY",
        "Windows on Fargate is one that is there",
        fargate_task,
        "RuntimePlatform.OperatingSystemFamily",
        none_of(*_PAST),
        REFUSED,
        "use WINDOWS_SERVER_2019, 2022 or 2025, _CORE or _FULL",
        f"{_GUIDE}/{_ON_FARGATE}",
        _WINDOWS,
        ("WINDOWS_SERVER_2016_FULL", "WINDOWS_SERVER_2022_FULL"),
        level=Level.WARNING,
    ),
    Row(
        "FARGATE-WINDOWS-EFS",
        "no EFS on Windows",
        windows_task,
        "Volumes.*.EFSVolumeConfiguration",
        UNSET,
        REFUSED,
        "remove the volume: EFS is for Linux",
        f"{_GUIDE}/efs-volumes.html",
        in_task(
            "Volumes: [{Name: data, EFSVolumeConfiguration: {FilesystemId: fs-1}}]", _WINDOWS
        ).replace("@", _CURRENT),
        right=_WINDOWS.replace("@", _CURRENT),
        level=Level.WARNING,
    ),
)
RULES = held((*map(_row, _LACKS), *_LIMITED))
