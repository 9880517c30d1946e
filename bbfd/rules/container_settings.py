"""What two settings of a container, or of its task, say together."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.rules._bounds import REFUSED, number
from bbfd.rules._examples import ON_EC2, SERVICE, TASK
from bbfd.rules._of_tasks import in_container, in_task
from bbfd.rules._rule import Found, Level
from bbfd.rules._subjects import Container, Task, mappings, part, services, task_of, tasks
from bbfd.rules._table import Declared, found_by
from bbfd.template.document import Document
from bbfd.template.values import UNKNOWN

_GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"
_API = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference"
_PARAMETERS = f"{_GUIDE}/task_definition_parameters.html"
_NONE = "CONTAINERS-EMPTY"
_PROXY = "PROXY-CONFIG-CONTAINER"
_FAULTS = "FAULT-INJECTION-NETWORK"
_LIMITS = "ULIMIT-ORDER"
_COMMAND = "HEALTHCHECK-COMMAND"
_LATE = "HEALTHCHECK-TIMEOUT-INTERVAL"
_READ = "READONLY-ROOT-EXEC"
_HOW = ("CMD", "CMD-SHELL", "NONE")
_MOST, _LEAST = 60, 5  # seconds of a time-out, and of an interval; beyond them it is another rule's
_USUAL = {"Timeout": 5, "Interval": 30}  # seconds, where nothing is said


def _find(document: Document) -> Iterator[tuple[str, Found]]:
    for task in tasks(document):
        if document.value(task.body.get("ContainerDefinitions")) in (None, []):
            yield _NONE, Found((*task.path, "ContainerDefinitions"), "there is no container")
        yield from _of_task(document, task)
        for container in task.containers:
            if "Ulimits" in container.body:
                yield from _limits(document, container)
            if "HealthCheck" in container.body:
                yield from _health(document, container)
    yield from _closed(document)


def _of_task(document: Document, task: Task) -> Iterator[tuple[str, Found]]:
    if "ProxyConfiguration" in task.body and task.all_containers_known:
        named = part(document, task.body, "ProxyConfiguration", "ContainerName")
        names = [document.value(each.body.get("Name")) for each in task.containers]
        if isinstance(named, str) and named not in names and all(isinstance(n, str) for n in names):
            said = f"Proxy container [{named}] does not exist"
            path = (*task.path, "ProxyConfiguration", "ContainerName")
            yield _PROXY, Found(path, f"there is no container called {named}", aws=said)
    if "EnableFaultInjection" in task.body and not task.awsvpc:
        on = _is_on(document.value(task.body["EnableFaultInjection"]))
        if on and task.mode in (None, "bridge", "none"):
            what = f"NetworkMode is {task.mode or 'not set: it is bridge then'}"
            yield _FAULTS, Found((*task.path, "EnableFaultInjection"), what)


def _is_on(value: object) -> bool:
    return value is not UNKNOWN and str(value).lower() == "true"


def _limits(document: Document, container: Container) -> Iterator[tuple[str, Found]]:
    for path, body in mappings(document, *container, "Ulimits"):
        soft, hard = (number(document.value(body.get(key))) for key in ("SoftLimit", "HardLimit"))
        if soft is not None and hard is not None and soft > hard >= 0:
            name = document.value(body.get("Name"))
            said = f"Soft limit exceeds hard limit for ulimit {name}" if type(name) is str else ""
            what = f"SoftLimit is {soft}, and HardLimit is {hard}"
            yield _LIMITS, Found((*path, "SoftLimit"), what, aws=said)


def _health(document: Document, container: Container) -> Iterator[tuple[str, Found]]:
    check = document.value(container.body["HealthCheck"])
    if not isinstance(check, dict):
        return
    path = (*container.path, "HealthCheck")
    first = next(iter(document.entries(check.get("Command"))), (0, UNKNOWN))[1]
    if isinstance(first, str) and first.strip() and first.strip() not in _HOW:
        yield _COMMAND, Found((*path, "Command"), f"the command begins with {first!r}")
    values = {name: document.value(check.get(name)) for name in _USUAL}
    timeout, interval = (
        usual if values[name] is None else number(values[name]) for name, usual in _USUAL.items()
    )
    if timeout is not None and interval is not None and _MOST >= timeout > interval >= _LEAST:
        what = f"Timeout is {timeout}, and Interval is {interval}"
        yield _LATE, Found((*path, "Timeout"), what)


def _closed(document: Document) -> Iterator[tuple[str, Found]]:
    """`execute-command` writes into the container that it opens."""
    for service in services(document):
        if not _is_on(document.value(service.body.get("EnableExecuteCommand"))):
            continue
        task = task_of(document, service)
        for container in task.containers if task is not None else ():
            if _is_on(document.value(container.body.get("ReadonlyRootFilesystem"))):
                what = f"{service.id} has EnableExecuteCommand"
                yield _READ, Found((*container.path, "ReadonlyRootFilesystem"), what)


_PROXIED = in_task("ProxyConfiguration: {Type: APPMESH, ContainerName: @}")
_OPEN = "Ulimits: [{Name: nofile, SoftLimit: @, HardLimit: 1024}]"
_ROLE = "TaskRoleArn: arn:aws:iam::123456789012:role/web"
_EXECUTED = in_task(_ROLE, SERVICE).replace(
    "      LaunchType: FARGATE\n", "      LaunchType: FARGATE\n      EnableExecuteCommand: true\n"
)
_FAULTY = in_task("EnableFaultInjection: true", ON_EC2)
_CHECK = "HealthCheck: {Command: [@]}"
_DECLARED = (
    Declared(
        _NONE,
        "a task has a container",
        "Container list cannot be empty.",
        "add a container to ContainerDefinitions",
        _PARAMETERS,
        TASK.split("        - Name")[0].replace("Definitions:", "Definitions: []"),
        TASK,
        also=("E3042",),
    ),
    Declared(
        _PROXY,
        "the proxy is a container of the task",
        "Proxy container [envoy] does not exist",
        "name a container of this task",
        _PARAMETERS,
        _PROXIED.replace("@", "envoy"),
        _PROXIED.replace("@", "web"),
    ),
    Declared(
        _FAULTS,
        "faults are injected into a network of the task's own, or the host's",
        REFUSED,
        "write NetworkMode: awsvpc or host, or remove EnableFaultInjection",
        f"{_API}/API_RegisterTaskDefinition.html",
        _FAULTY,
        _FAULTY.replace("bridge", "host").replace("HostPort: 0", "HostPort: 80"),
        Level.WARNING,
    ),
    Declared(
        _LIMITS,
        "a soft limit is no higher than the hard one",
        "Soft limit exceeds hard limit for ulimit nofile",
        "lower SoftLimit, or raise HardLimit",
        _PARAMETERS,
        in_container(_OPEN.replace("@", "4096")),
        in_container(_OPEN.replace("@", "1024")),
    ),
    Declared(
        _COMMAND,
        "a health check says how it is run",
        "Health check command must start with CMD or CMD-SHELL (wording from emulator)",
        "write [CMD, program, argument] or [CMD-SHELL, a line for the shell]",
        f"{_API}/API_HealthCheck.html",
        in_container(_CHECK.replace("@", "curl -f http://localhost/")),
        in_container(_CHECK.replace("@", "CMD-SHELL, curl -f http://localhost/")),
        Level.WARNING,
    ),
    Declared(
        _LATE,
        "a health check has ended when the next begins",
        "none: a check that hangs is noticed later than it looks",
        "lower Timeout, or raise Interval",
        f"{_API}/API_HealthCheck.html",
        in_container("HealthCheck: {Command: [CMD, /ok], Timeout: 40}"),
        in_container("HealthCheck: {Command: [CMD, /ok], Timeout: 40, Interval: 60}"),
        Level.WARNING,
    ),
    Declared(
        _READ,
        "a container that commands are run in can be written to",
        "The execute command failed due to an internal error",
        "remove ReadonlyRootFilesystem, or EnableExecuteCommand",
        f"{_GUIDE}/ecs-exec.html",
        in_container("ReadonlyRootFilesystem: true", _EXECUTED),
        _EXECUTED,
        Level.WARNING,
    ),
)
RULES = found_by(_find, _DECLARED)
