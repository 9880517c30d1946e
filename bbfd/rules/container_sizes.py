"""What containers take of their task: no more than it has."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.rules._bounds import number
from bbfd.rules._examples import ON_EC2, TASK
from bbfd.rules._rule import Found, Level, Rule, doubtful, together
from bbfd.rules._subjects import Container, Task, tasks
from bbfd.template.document import Document

_DOC = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html"
_MEMORY = "CONTAINER-MEMORY-OVER-TASK"
_CPU = "CONTAINER-CPU-SUM"
_RESERVED = "CONTAINER-MEMORY-RESERVATION"
_SUM = "CONTAINER-MEMORY-RESERVATION-SUM"
_TASK_CPU = "EC2-TASK-CPU"
_TASK_MEMORY = "EC2-TASK-MEMORY"


def _find(document: Document) -> Iterator[tuple[str, Found]]:
    for task in tasks(document):
        cpu = number(document.value(task.body.get("Cpu")))
        memory = number(document.value(task.body.get("Memory")))
        if not task.fargate:
            yield from _on_ec2(task, cpu, memory)
        yield from _of_containers(document, task, cpu, memory)


def _on_ec2(task: Task, cpu: float | None, memory: float | None) -> Iterator[tuple[str, Found]]:
    if cpu is not None and not 128 <= cpu <= 196608:
        yield _TASK_CPU, Found((*task.path, "Cpu"), f"Cpu is {cpu}")
    if memory is not None and memory < 6:
        yield _TASK_MEMORY, Found((*task.path, "Memory"), f"Memory is {memory}")


def _of_containers(
    document: Document, task: Task, cpu: float | None, memory: float | None
) -> Iterator[tuple[str, Found]]:
    cpus, reserved = 0.0, 0.0
    for container in task.containers:
        limit = _amount(document, container, "Memory")
        soft = _amount(document, container, "MemoryReservation")
        cpus += _amount(document, container, "Cpu") or 0
        reserved += soft if soft is not None else limit or 0
        if limit is not None and soft is not None and soft > limit:
            what = f"MemoryReservation is {soft}, and Memory is {limit}"
            yield _RESERVED, Found((*container.path, "MemoryReservation"), what)
        if limit is not None and memory is not None and limit > memory:
            what = f"Memory is {limit}, and the task has {memory}"
            yield _MEMORY, Found((*container.path, "Memory"), what)
    path = (*task.path, "ContainerDefinitions")
    if cpu and cpus > cpu:
        yield _CPU, Found(path, f"the containers take {cpus:g}, and the task has {cpu}")
    if memory and reserved > memory and len(task.containers) > 1:
        yield _SUM, Found(path, f"the containers reserve {reserved:g}, and the task has {memory}")


def _amount(document: Document, container: Container, name: str) -> float | None:
    return number(document.value(container.body[name])) if name in container.body else None


def _with(line: str) -> str:
    return TASK.replace("          Image: nginx:1.29\n", f"          Image: nginx:1.29\n{line}\n")


_TWO = TASK + "        - {Name: beside, Image: 'envoy:1.31', MemoryReservation: @}\n"
_TWO = _TWO.replace(
    "          Image: nginx:1.29\n", "          Image: nginx:1.29\n          Memory: 512\n"
)
_SIZED = ON_EC2.replace("      NetworkMode: bridge\n", "      NetworkMode: bridge\n      @\n")
_look_for = together(_find)


def _rule(id: str, title: str, error: str, fix: str, examples: tuple[str, str]) -> Rule:
    return Rule(
        id=id,
        title=title,
        level=Level.ERROR,
        aws_error=error,
        fix=fix,
        doc=_DOC,
        wrong=examples[0],
        right=examples[1],
        look=_look_for(id),
    )


RULES = (
    _rule(
        _MEMORY,
        "no container may use more memory than its task has",
        "The 'memory' setting for container 'web' is greater than for the task.",
        "lower Memory of the container, or raise that of the task",
        (_with("          Memory: 2048"), _with("          Memory: 1024")),
    ),
    _rule(
        _CPU,
        "containers reserve no more cpu than their task has",
        "The sum of all container 'cpu' values cannot be greater than the task-level 'cpu' value.",
        "lower Cpu of a container, or raise that of the task",
        (_with("          Cpu: 1024"), _with("          Cpu: 512")),
    ),
    _rule(
        _RESERVED,
        "a soft limit of memory is no higher than the hard one",
        "Invalid setting for container 'web'. 'memory' must be greater than or equal to 'memoryReservation'.",
        "lower MemoryReservation, or raise Memory",
        (
            _with("          Memory: 256\n          MemoryReservation: 512"),
            _with("          Memory: 512\n          MemoryReservation: 256"),
        ),
    ),
    doubtful(
        _rule(
            _SUM,
            "containers reserve no more memory than their task has",
            "(400 Bad Request; its wording is not known)",
            "lower what a container reserves, or raise Memory of the task",
            (_TWO.replace("@", "768"), _TWO.replace("@", "512")),
        ),
    ),
    _rule(
        _TASK_CPU,
        "a task on EC2 has an eighth of a vCPU to 192, or shares freely",
        "Invalid 'cpu' setting for task.",
        "write 128 to 196608, or leave Cpu out",
        (_SIZED.replace("@", "Cpu: '64'"), _SIZED.replace("@", "Cpu: '128'")),
    ),
    _rule(
        _TASK_MEMORY,
        "a task on EC2 has memory for a container",
        "Invalid 'memory' setting for task.",
        "write 6 or more",
        (
            _SIZED.replace("@", "Memory: '4'").replace("          Memory: 512\n", ""),
            _SIZED.replace("@", "Memory: '512'"),
        ),
    ),
)
