"""The containers of a task: told apart by name and port, and one of them essential."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bbfd.rules._examples import TASK
from bbfd.rules._rule import Found, Level, Rule, together
from bbfd.rules._subjects import Container, Task, mappings, tasks
from bbfd.template.document import Document
from bbfd.template.values import UNKNOWN

_DOC = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html"
_NAME = re.compile(r"[A-Za-z0-9_-]{1,255}")
_TWICE = "CONTAINER-NAME-DUPLICATE"
_FORMAT = "CONTAINER-NAME-FORMAT"
_ESSENTIAL = "ESSENTIAL-REQUIRED"
_PORT = "AWSVPC-PORT-CONFLICT"
_EMPTY = "HEALTHCHECK-COMMAND-EMPTY"
_NAMELESS = "CONTAINER-NAME-REQUIRED"
_IMAGELESS = "CONTAINER-IMAGE-REQUIRED"
_HOW = ("", "CMD", "CMD-SHELL")


def _find(document: Document) -> Iterator[tuple[str, Found]]:
    for task in tasks(document):
        yield from _names(document, task)
        if len(task.containers) > 1 and (task.awsvpc or task.mode == "host"):
            yield from _ports(document, task)
        if task.containers and task.all_containers_known:
            yield from _essential(document, task)
        for container in task.containers:
            for id, name in ((_NAMELESS, "Name"), (_IMAGELESS, "Image")):
                if document.value(container.body.get(name)) in (None, ""):
                    yield id, Found((*container.path, name), f"the container has no {name}")
            if "HealthCheck" in container.body:
                yield from _asked(document, container)


def _names(document: Document, task: Task) -> Iterator[tuple[str, Found]]:
    seen: set[str] = set()
    for container in task.containers:
        name = document.value(container.body.get("Name"))
        if not isinstance(name, str):
            continue
        path = (*container.path, "Name")
        if name in seen:
            yield _TWICE, Found(path, f"there are two containers called {name}")
        elif name and not _NAME.fullmatch(name):
            yield _FORMAT, Found(path, f"the name is {name!r}")
        seen.add(name)


def _ports(document: Document, task: Task) -> Iterator[tuple[str, Found]]:
    """They share one address: a port is one container's alone."""
    seen: dict[tuple[str, str], str] = {}
    for container in task.containers:
        name = str(document.value(container.body.get("Name")))
        for path, mapping in mappings(document, container.path, container.body, "PortMappings"):
            port = document.value(mapping.get("ContainerPort"))
            if isinstance(port, (int, str)):
                key = (str(port), str(document.value(mapping.get("Protocol")) or "tcp").lower())
                other = seen.setdefault(key, name)
                if other != name:
                    what = f"port {port} of {name} is that of {other} too"
                    said = f"The container port {port} is used multiple times in task."
                    yield _PORT, Found((*path, "ContainerPort"), what, aws=said)


def _essential(document: Document, task: Task) -> Iterator[tuple[str, Found]]:
    if all(_is_not_essential(document, each) for each in task.containers):
        path = (*task.containers[0].path, "Essential")
        yield _ESSENTIAL, Found(path, "the task goes on whatever stops")


def _is_not_essential(document: Document, container: Container) -> bool:
    value = document.value(container.body.get("Essential"))
    return value is False or (isinstance(value, str) and value.lower() == "false")


def _asked(document: Document, container: Container) -> Iterator[tuple[str, Found]]:
    """A command without words is one that always fails, and the task with it."""
    check = document.value(container.body["HealthCheck"])
    command = document.value(check.get("Command")) if isinstance(check, dict) else UNKNOWN
    if command is UNKNOWN:
        return
    words = [value for _, value in document.entries(command)]
    if all(isinstance(word, str) and word.strip() in _HOW for word in words):
        yield _EMPTY, Found((*container.path, "HealthCheck", "Command"), "there is no command")


_BESIDE = (
    TASK + "        - {Name: beside, Image: 'envoy:1.31', PortMappings: [{ContainerPort: 81}]}\n"
)
_look_for = together(_find)
RULES = (
    Rule(
        id=_TWICE,
        title="containers of a task have names of their own",
        level=Level.ERROR,
        aws_error="Container names must be unique within a task definition",
        fix="give one of the two another name",
        doc=_DOC,
        wrong=_BESIDE.replace("Name: beside", "Name: web"),
        right=_BESIDE,
        look=_look_for(_TWICE),
        also=("E3037", "F3037"),
    ),
    Rule(
        id=_FORMAT,
        title="a container's name is letters, digits, - and _",
        level=Level.WARNING,  # the API reference tells what it may be, and nobody has seen it refused
        aws_error="(400 Bad Request; its wording is not known)",
        fix="write 1 to 255 letters, digits, hyphens and underscores",
        doc=_DOC,
        wrong=TASK.replace("Name: web", "Name: my web"),
        right=TASK.replace("Name: web", "Name: my-web"),
        look=_look_for(_FORMAT),
    ),
    Rule(
        id=_ESSENTIAL,
        title="a task has an essential container",
        level=Level.ERROR,
        aws_error="Task definition doesn't have any essential container.",
        fix="let the container that the task is about be essential",
        doc=_DOC,
        wrong=TASK + "          Essential: false\n",
        right=TASK + "          Essential: true\n",
        look=_look_for(_ESSENTIAL),
        also=("E3042",),
    ),
    Rule(
        id=_PORT,
        title="containers that share an address listen on ports of their own",
        level=Level.WARNING,
        aws_error="The container port 80 is used multiple times in task.",
        fix="let one of the two listen on another port",
        doc=_DOC,
        wrong=_BESIDE.replace("ContainerPort: 81", "ContainerPort: 80"),
        right=_BESIDE,
        look=_look_for(_PORT),
    ),
    Rule(
        id=_EMPTY,
        title="a container's health check has a command",
        level=Level.ERROR,
        aws_error="(400 Bad Request; its wording is not known)",
        fix="write what is run in the container, as [CMD-SHELL, curl -f http://localhost/ || exit 1]",
        doc="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html",
        wrong=TASK + "          HealthCheck: {Command: [CMD-SHELL, '']}\n",
        right=TASK + "          HealthCheck: {Command: [CMD-SHELL, exit 0]}\n",
        look=_look_for(_EMPTY),
    ),
    Rule(
        id=_NAMELESS,
        title="a container has a name",
        level=Level.ERROR,
        aws_error="Container.name should not be null or empty.",
        fix="add Name",
        doc=_DOC,
        wrong=TASK.replace("- Name: web\n          Image", "- Image"),
        right=TASK,
        look=_look_for(_NAMELESS),
        also=("E3003", "F3003"),
    ),
    Rule(
        id=_IMAGELESS,
        title="a container has an image",
        level=Level.ERROR,
        aws_error="Container.image should not be null or empty.",
        fix="add Image: [registry/]name:tag",
        doc=_DOC,
        wrong=TASK.replace("          Image: nginx:1.29\n", ""),
        right=TASK,
        look=_look_for(_IMAGELESS),
        also=("E3003", "F3003"),
    ),
)
