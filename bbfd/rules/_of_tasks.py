"""The parts of task definitions that tables of rules are about, each with its path, and the examples to vary."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.rules._examples import TASK
from bbfd.rules._subjects import Raw, Task, fargate_tasks, part, tasks
from bbfd.template.document import Document, Path

Parts = Iterator[tuple[Path, Raw]]


def any_task(document: Document) -> Parts:
    """Every task definition."""
    return ((task.path, task.body) for task in tasks(document))


def any_container(document: Document) -> Parts:
    """Every container."""
    return ((each.path, each.body) for task in tasks(document) for each in task.containers)


def fargate_task(document: Document) -> Parts:
    """Task definitions that Fargate will have to take."""
    return ((task.path, task.body) for task in fargate_tasks(document))


def fargate_container(document: Document) -> Parts:
    """Their containers."""
    return ((each.path, each.body) for task in fargate_tasks(document) for each in task.containers)


def ec2_task(document: Document) -> Parts:
    """Task definitions that are not known to be for Fargate."""
    return ((task.path, task.body) for task in tasks(document) if not task.fargate)


def windows_task(document: Document) -> Parts:
    """Task definitions for Windows on Fargate."""
    return ((t.path, t.body) for t in fargate_tasks(document) if is_windows(document, t))


def awsvpc_container(document: Document) -> Parts:
    """Containers of tasks that have, or will need, network interfaces of their own."""
    return ((c.path, c.body) for task in tasks(document) if task.awsvpc for c in task.containers)


def lonely_container(document: Document) -> Parts:
    """Containers of tasks without a network."""
    every = (task for task in tasks(document) if task.mode == "none" and not task.awsvpc)
    return ((each.path, each.body) for task in every for each in task.containers)


def is_windows(document: Document, task: Task) -> bool:
    """Whether it says that it is for Windows."""
    if "RuntimePlatform" not in task.body:
        return False
    family = part(document, task.body, "RuntimePlatform", "OperatingSystemFamily")
    return isinstance(family, str) and family.startswith("WINDOWS")


_TASK = "    Properties:\n      NetworkMode:"
_CONTAINER = "          Image: nginx:1.29\n"


def in_task(lines: str, base: str = TASK) -> str:
    """The example with more lines in its task definition."""
    return base.replace(_TASK, _TASK.replace("      N", f"{_indented(lines, 6)}      N"), 1)


def in_container(lines: str, base: str = TASK) -> str:
    """The example with more lines in its container."""
    return base.replace(_CONTAINER, _CONTAINER + _indented(lines, 10), 1)


def _indented(lines: str, by: int) -> str:
    return "".join(f"{' ' * by}{line}\n" for line in lines.splitlines())
