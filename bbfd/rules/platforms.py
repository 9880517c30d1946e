"""Operating system, processor and platform version on Fargate."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.rules._bounds import number
from bbfd.rules._examples import SERVICE, TASK
from bbfd.rules._of_tasks import is_windows
from bbfd.rules._rule import Found, Level, Rule, doubtful, together
from bbfd.rules._subjects import (
    Launch,
    Launcher,
    Task,
    fargate_tasks,
    launchers,
    mappings,
    part,
    providers,
    task_of,
)
from bbfd.rules._table import UNSET
from bbfd.template.document import Document
from bbfd.template.values import UNKNOWN

_GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"
_PARAMETERS = f"{_GUIDE}/task_definition_parameters.html"
_ARM = "FARGATE-WINDOWS-ARM64"
_LINUX = "FARGATE-WINDOWS-PARAMS"
_SPOT = "CPS-SPOT-WINDOWS"
_VERSION = "FARGATE-PLATFORM-VERSION"
_STORAGE = "EPHEMERAL-PLATFORM"
_LARGE = "FARGATE-LARGE-SIZE-PLATFORM"
_VERSIONS = ("LATEST", "1.4.0", "1.3.0", "1.0.0")  # the last is the one of Windows
_OLD = "1.3.0"
_EFS = "EFS-PLATFORM"
_NEWER = "FARGATE-PID-MODE-PLATFORM"
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html for the last.
_ON_LINUX_ONLY = ("ReadonlyRootFilesystem", "LinuxParameters", "Ulimits", "FirelensConfiguration")


def _find(document: Document) -> Iterator[tuple[str, Found]]:
    for task in fargate_tasks(document):
        if is_windows(document, task):
            yield from _windows(document, task)
    for service in launchers(document):
        if service.launch is Launch.FARGATE:
            task_ = task_of(document, service)
            yield from _spot(document, task_, service)
            version = document.value(service.body.get("PlatformVersion"))
            if isinstance(version, str):
                yield from _versions(document, task_, version, (*service.path, "PlatformVersion"))


def _spot(document: Document, task: Task | None, service: Launcher) -> Iterator[tuple[str, Found]]:
    strategy = service.body.get("CapacityProviderStrategy")
    if task is None or "FARGATE_SPOT" not in providers(document, strategy):
        return
    if is_windows(document, task):
        what = f"{task.id} is for Windows, and FARGATE_SPOT is in the strategy"
        yield _SPOT, Found((*service.path, "CapacityProviderStrategy"), what)


def _windows(document: Document, task: Task) -> Iterator[tuple[str, Found]]:
    if part(document, task.body, "RuntimePlatform", "CpuArchitecture") == "ARM64":
        path = (*task.path, "RuntimePlatform", "CpuArchitecture")
        yield _ARM, Found(path, "Windows, and ARM64")
    for container in task.containers:
        for name in _ON_LINUX_ONLY:
            value = document.value(container.body.get(name))
            if value is not UNKNOWN and not UNSET.holds(value):
                yield _LINUX, Found((*container.path, name), f"{name} is set")


def _versions(
    document: Document, task: Task | None, version: str, path: tuple[str | int, ...]
) -> Iterator[tuple[str, Found]]:
    if version not in _VERSIONS:
        yield _VERSION, Found(path, f"PlatformVersion is {version!r}")
    elif version == _OLD and task is not None:
        if task.body.get("EphemeralStorage") is not None:
            yield _STORAGE, Found(path, f"{task.id} has EphemeralStorage")
        cpu = number(document.value(task.body.get("Cpu")))
        if cpu is not None and cpu >= 8192:
            yield _LARGE, Found(path, f"{task.id} has Cpu {cpu}")
        volumes = mappings(document, task.path, task.body, "Volumes")
        if any(
            isinstance(document.value(v.get("EFSVolumeConfiguration")), dict) for _, v in volumes
        ):
            yield _EFS, Found(path, f"{task.id} has a volume of EFS")
        for what in _newer(document, task):
            yield _NEWER, Found(path, f"{task.id} has {what}")


def _newer(document: Document, task: Task) -> Iterator[str]:
    """What came with 1.4.0, besides storage and sizes."""
    if document.value(task.body.get("PidMode")) == "task":
        yield "PidMode: task"
    for name in ("SystemControls", "EnvironmentFiles"):
        if any(document.entries(each.body.get(name)) for each in task.containers):
            yield name


_CPU = "      Cpu: '512'\n      Memory: '1024'\n"
_WINDOWS = "      RuntimePlatform: {OperatingSystemFamily: WINDOWS_SERVER_2022_CORE}\n"
_OF_WINDOWS = f"{_WINDOWS}      Cpu: '1024'\n      Memory: '2048'\n"
_LAUNCHED = "      LaunchType: FARGATE\n"
_ON_SPOT = "      CapacityProviderStrategy: [{CapacityProvider: FARGATE_SPOT, Weight: 1}]\n"


def _versioned(version: str, task: str = "") -> str:
    named = SERVICE.replace(_LAUNCHED, f"{_LAUNCHED}      PlatformVersion: {version}\n")
    return named.replace(_CPU, task or _CPU)


_STORED = f"{_CPU}      EphemeralStorage: {{SizeInGiB: 50}}\n"
_FILES = f"{_CPU}      Volumes: [{{Name: data, EFSVolumeConfiguration: {{FilesystemId: fs-1}}}}]\n"
_SHARED = f"{_CPU}      PidMode: task\n"
_EIGHT = "      Cpu: '8192'\n      Memory: '16384'\n"
_WINDOWS_TASK = TASK.replace(_CPU, _OF_WINDOWS)
_WINDOWS_SERVICE = SERVICE.replace(_CPU, _OF_WINDOWS)
_look_for = together(_find)


def _rule(id: str, title: str, error: str, fix: str, examples: tuple[str, str], doc: str) -> Rule:
    return Rule(
        id=id,
        title=title,
        level=Level.ERROR,
        aws_error=error,
        fix=fix,
        doc=doc,
        wrong=examples[0],
        right=examples[1],
        look=_look_for(id),
    )


_REFUSED = "(400 Bad Request; its wording is not known)"
RULES = (
    _rule(
        _ARM,
        "Windows on Fargate runs on X86_64",
        "No Fargate configuration exists for given values: 1024 CPU, 2048 memory. "
        "See the Amazon ECS documentation for the valid values.",
        "use CpuArchitecture X86_64, or LINUX",
        (
            _WINDOWS_TASK.replace("2022_CORE}", "2022_CORE, CpuArchitecture: ARM64}"),
            _WINDOWS_TASK.replace("2022_CORE}", "2022_CORE, CpuArchitecture: X86_64}"),
        ),
        f"{_PARAMETERS}#runtime-platform",
    ),
    doubtful(
        _rule(
            _LINUX,
            "what only Linux has is not asked of Windows",
            _REFUSED,
            "remove it, or run on LINUX",
            (f"{_WINDOWS_TASK}          ReadonlyRootFilesystem: true\n", _WINDOWS_TASK),
            _PARAMETERS,
        ),
    ),
    doubtful(
        _rule(
            _SPOT,
            "Windows is not on FARGATE_SPOT",
            _REFUSED,
            "use FARGATE",
            (
                _WINDOWS_SERVICE.replace(_LAUNCHED, _ON_SPOT),
                _WINDOWS_SERVICE.replace(_LAUNCHED, _ON_SPOT.replace("FARGATE_SPOT", "FARGATE")),
            ),
            f"{_GUIDE}/fargate-capacity-providers.html",
        ),
    ),
    doubtful(
        _rule(
            _VERSION,
            "the platform version is one that there is",
            "The specified platform version does not exist (wording unverified)",
            "leave PlatformVersion out, or write LATEST or 1.4.0",
            (_versioned("1.5.0"), _versioned("1.4.0")),
            f"{_GUIDE}/platform-linux-fargate.html",
        ),
    ),
    doubtful(
        _rule(
            _STORAGE,
            "more storage takes platform version 1.4.0",
            _REFUSED,
            "leave PlatformVersion out, or write LATEST or 1.4.0",
            (_versioned("1.3.0", _STORED), _versioned("1.4.0", _STORED)),
            _PARAMETERS,
        ),
    ),
    doubtful(
        _rule(
            _LARGE,
            "8 vCPU and more take platform version 1.4.0",
            _REFUSED,
            "leave PlatformVersion out, or write LATEST or 1.4.0",
            (_versioned("1.3.0", _EIGHT), _versioned("1.4.0", _EIGHT)),
            f"{_PARAMETERS}#task_size",
        ),
    ),
    doubtful(
        _rule(
            _EFS,
            "a volume of EFS takes platform version 1.4.0",
            _REFUSED,
            "leave PlatformVersion out, or write LATEST or 1.4.0",
            (_versioned("1.3.0", _FILES), _versioned("1.4.0", _FILES)),
            f"{_GUIDE}/efs-volumes.html",
        ),
    ),
    doubtful(
        _rule(
            _NEWER,
            "PidMode, kernel settings and environment files take platform version 1.4.0",
            _REFUSED,
            "leave PlatformVersion out, or write LATEST or 1.4.0",
            (_versioned("1.3.0", _SHARED), _versioned("1.4.0", _SHARED)),
            _PARAMETERS,
        ),
    ),
)
