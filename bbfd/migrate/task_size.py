"""Cpu and Memory of the task: what its containers ask for, rounded up to a size that Fargate has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bbfd.migrate._machines import runs_windows
from bbfd.migrate._network import parameter
from bbfd.migrate._sizes import Size, amount, exists, smallest
from bbfd.migrate._step import Change, Note, Put, Step
from bbfd.migrate._subjects import Part, Template, branches
from bbfd.rules.task_size import SIZES
from bbfd.template import UNKNOWN, Document

_DOC = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#task_size"
_AFTER = ("NetworkMode", "RequiresCompatibilities", "Family")
_MEMORY = ("Memory", "MemoryReservation")
_LARGEST = Size(32768, 249856)


def _look(template: Template) -> Iterator[Change | Note]:
    for task in template.tasks:
        if _is_right(template, task):
            yield from _given(template, task)
            continue
        wanted = wanted_size(template, task)
        size = smallest(wanted, windows=runs_windows(template, task)) or _LARGEST
        unknown = list(_unknown(template, task))
        yield _change(template, task, wanted, size, by_parameter=bool(unknown))
        yield from unknown


def _given(template: Template, task: Part) -> Iterator[Note]:
    """A size that only who deploys knows."""
    for name in ("Cpu", "Memory"):
        if template.value(task.body[name]) is UNKNOWN:
            yield Note(
                path=task.at(name),
                what=f"{name} of {task.id} is given by whoever deploys, and has to be one that Fargate has",
                fix=f"give a pair that exists (AllowedValues say which): Cpu {_choices()}, each with its own Memory",
            )


def _choices() -> str:
    return ", ".join(map(str, SIZES))


def _is_right(template: Template, task: Part) -> bool:
    """Whether it has a size that exists, under every condition, or one that only the parameters know."""
    if any(name not in task.body for name in ("Cpu", "Memory")):
        return False
    return all(_right(view, task) for view in template.where(task.id))


def _right(view: Document, task: Part) -> bool:
    cpu, memory = (view.value(task.body[name]) for name in ("Cpu", "Memory"))
    if cpu is None or memory is None:
        return False
    known = amount(cpu, "vcpu"), amount(memory, "gb")
    if known[0] is None or known[1] is None:
        return not isinstance(cpu, str) and not isinstance(memory, str)
    return exists(Size(known[0], known[1]))


def wanted_size(template: Template, task: Part) -> Size:
    """What the task and its containers ask for, where they ask for the most."""
    sizes = [_wanted_in(view, task) for view in template.where(task.id)]
    return Size(max(each.cpu for each in sizes), max(each.memory for each in sizes))


def _wanted_in(view: Document, task: Part) -> Size:
    containers = [
        each
        for _, each in view.entries(task.body.get("ContainerDefinitions"))
        if isinstance(each, dict)
    ]
    cpu = sum(_of(view, each, "Cpu", "vcpu") for each in containers)
    memory = sum(
        max(_of(view, each, "Memory", "gb"), _of(view, each, "MemoryReservation", "gb"))
        for each in containers
    )
    own = Size(_of(view, task.body, "Cpu", "vcpu"), _of(view, task.body, "Memory", "gb"))
    return Size(max(cpu, own.cpu), max(memory, own.memory))


def _of(view: Document, body: Any, name: str, unit: str) -> int:
    known = amount(view.value(body.get(name)), unit)
    if known is None:  # a condition that nobody knows: the larger of its branches
        found = (amount(view.value(raw), unit) for _, raw in branches(body.get(name), ()))
        known = max((each for each in found if each is not None), default=0)
    return known


def _change(
    template: Template, task: Part, wanted: Size, size: Size, *, by_parameter: bool
) -> Change:
    edits: tuple[Put, ...] = (
        *_edit(template, task, "Cpu", size.cpu, "vcpu", _AFTER),
        *_edit(template, task, "Memory", size.memory, "gb", ("Cpu", *_AFTER)),
    )
    if by_parameter:
        edits = tuple(edit for each in edits for edit in _as_parameter(template, task, each))
    return Change(
        path=task.at("Cpu"),
        what=f"the task has Cpu {size.cpu} and Memory {size.memory}{_by(by_parameter)}",
        why=_why(wanted, size),
        edits=edits,
        avoids=_said(task, wanted),
    )


def _said(task: Part, wanted: Size) -> str:
    """What AWS says to the size that was there."""
    for name in ("Cpu", "Memory"):
        if name not in task.body:
            return f"Fargate requires that '{name.lower()}' be defined at the task level."
    return f"No Fargate configuration exists for given values: {wanted.cpu} CPU, {wanted.memory} memory."


def _by(parameter: bool) -> str:
    return ", by parameters: not all that its containers ask for is known" if parameter else ""


def _edit(
    template: Template, task: Part, name: str, value: int, unit: str, after: tuple[str, ...]
) -> Iterator[Put]:
    raw = task.body.get(name)
    if raw is not None and amount(template.value(raw), unit) == value:
        return
    yield Put(task.at(name), value if type(raw) is int else str(value), after=after)


def _as_parameter(template: Template, task: Part, put: Put) -> Iterator[Put]:
    """The same value as the default of a parameter, for whoever deploys to make larger."""
    name = str(put.path[-1])
    definition: dict[str, Any] = {
        "Type": "String",
        "Default": str(put.value),
        "Description": f"{name} of the task: room for all of its containers, and a size that Fargate has",
    }
    if name == "Cpu":
        definition["AllowedValues"] = [str(cpu) for cpu in SIZES]
    given = parameter(template, f"{task.id}{name}", definition)
    yield from given.edits
    yield put._replace(value=given.value)


def _why(wanted: Size, size: Size) -> str:
    asked = f"Cpu {wanted.cpu or 'nothing'} and Memory {wanted.memory or 'nothing'}"
    more = f"{size.cpu - wanted.cpu} units of Cpu and {size.memory - wanted.memory} MiB more"
    more = "just that" if size == wanted else more
    paid = f"about ${size.monthly:.2f} a month for a task that always runs (us-east-1, Linux, x86)"
    return (
        f"Fargate sells tasks by size; the task and its containers ask for {asked}, and the "
        f"smallest size with room for that is {more}: {paid}"
    )


def _unknown(template: Template, task: Part) -> Iterator[Note]:
    """Containers of which nothing is known that could be added up."""
    if template.hides_containers(task):
        yield Note(
            path=task.at("ContainerDefinitions"),
            what=f"not all containers of {task.id} are known here, and so not what they ask for",
            fix=f"make Cpu and Memory of the task large enough; Cpu is one of {_choices()}",
        )
    for container in template.containers(task):
        sizes = [container.body.get(name) for name in _MEMORY]
        given = [raw for raw in sizes if raw is not None]
        if given and not any(
            _of(template.document, container.body, name, "gb") for name in _MEMORY
        ):
            yield Note(
                path=container.at("Memory"),
                what=(
                    "how much memory the container has is given by whoever deploys, and is not "
                    "in the size of the task"
                ),
                fix=f"make Memory of the task at least as large; Cpu is one of {_choices()}",
            )


STEP = Step(title="the task has a size that Fargate has", doc=_DOC, look=_look)
