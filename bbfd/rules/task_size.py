"""Cpu and Memory of tasks on Fargate: the pairs that exist, as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from bbfd.rules._examples import TASK
from bbfd.rules._rule import Found, Level, Rule, where
from bbfd.rules._subjects import Task, fargate_tasks, part
from bbfd.template.document import Document, Path
from bbfd.template.values import UNKNOWN

_GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"
_DOC = f"{_GUIDE}/task_definition_parameters.html#task_size"
_WINDOWS_DOC = f"{_GUIDE}/fargate-tasks-services.html"

# Cpu units -> memory in MiB, as of 2026-06. From 8 vCPU on, platform version 1.4.0.
SIZES: Final[Mapping[int, tuple[int, ...]]] = {
    256: (512, 1024, 2048),
    512: tuple(range(1024, 4097, 1024)),
    1024: tuple(range(2048, 8193, 1024)),
    2048: tuple(range(4096, 16385, 1024)),
    4096: tuple(range(8192, 30721, 1024)),
    8192: tuple(range(16384, 61441, 4096)),
    16384: tuple(range(32768, 122881, 8192)),
    32768: (61440, 122880, 249856),
}
_STEPPED = (8192, 16384)
_WINDOWS = (1024, 2048, 4096)


class _Size(NamedTuple):
    """A task on Fargate and its size: a number, None if absent, UNKNOWN, or the text that is none."""

    task: Task
    cpu: Any
    memory: Any


def _sizes(document: Document) -> tuple[_Size, ...]:
    return document.once(_doubtful)


def _doubtful(document: Document) -> tuple[_Size, ...]:
    """The sizes that are not simply right."""
    return tuple(size for size in map(_size_in(document), fargate_tasks(document)) if size)


def _size_in(document: Document) -> Callable[[Task], _Size | None]:
    def size(task: Task) -> _Size | None:
        cpu = _amount(document.value(task.body.get("Cpu")), "vcpu")
        memory = _amount(document.value(task.body.get("Memory")), "gb")
        right = type(cpu) is int and type(memory) is int and memory in SIZES.get(cpu, ())
        return None if right and not _family(document, task) else _Size(task, cpu, memory)

    return size


def _family(document: Document, task: Task) -> str:
    """The family of Windows; "" for any other system."""
    family = part(document, task.body, "RuntimePlatform", "OperatingSystemFamily")
    return family if isinstance(family, str) and family.startswith("WINDOWS") else ""


def _amount(value: Any, unit: str) -> Any:
    """256, '256', '.25 vCPU' -> 256; '1 GB' -> 1024; a text that is no amount stays."""
    if value is None or value is UNKNOWN or isinstance(value, (bool, int)):
        return value
    text = str(value).strip().lower()
    if text.isdecimal():
        return int(text)
    whole, dot, rest = text.removesuffix(unit).rstrip(" ").partition(".")
    known = text.endswith(unit) and (rest or not dot) and (whole + rest).isdecimal()
    return round(float(f"{whole or 0}.{rest or 0}") * 1024) if known else str(value)


def _no_cpu(document: Document) -> Iterator[Found]:
    for task, cpu, _ in _sizes(document):
        if cpu is None:
            yield Found(
                (*task.path, "Cpu"), "the task has no Cpu; that of a container does not count"
            )


def _no_memory(document: Document) -> Iterator[Found]:
    for task, cpu, memory in _sizes(document):
        if memory is None:
            choices = SIZES.get(cpu, ()) if isinstance(cpu, int) else ()
            fix = (
                f"add Memory to the task definition: with Cpu {cpu}, {_any(choices)}"
                if choices
                else ""
            )
            yield Found((*task.path, "Memory"), "the task has no Memory", fix)


def _odd_cpu(document: Document) -> Iterator[Found]:
    for task, cpu, _ in _sizes(document):
        if isinstance(cpu, (str, bool)):
            yield Found((*task.path, "Cpu"), f"Cpu is {cpu!r}")


def _odd_memory(document: Document) -> Iterator[Found]:
    for task, _, memory in _sizes(document):
        if isinstance(memory, (str, bool)):
            yield Found((*task.path, "Memory"), f"Memory is {memory!r}")


def _unknown_cpu(document: Document) -> Iterator[Found]:
    for task, cpu, memory in _sizes(document):
        if type(cpu) is int and cpu not in SIZES:
            above = next((size for size in SIZES if size > cpu), 32768)
            fix = f"use {_any(SIZES)}; the next above {cpu} is {above}"
            said = _no_such(cpu, memory) if type(memory) is int else ""
            yield Found((*task.path, "Cpu"), f"there is no Cpu {cpu}", fix, aws=said)


def _mismatched(document: Document) -> Iterator[tuple[Task, int, int]]:
    for task, cpu, memory in _sizes(document):
        if type(cpu) is int and type(memory) is int and memory not in SIZES.get(cpu, (memory,)):
            yield task, cpu, memory


def _mismatch(task: Task, cpu: int, memory: int, fix: str = "") -> Found:
    what, said = f"Memory {memory} with Cpu {cpu}", _no_such(cpu, memory)
    return Found((*task.path, "Memory"), what, fix, aws=said)


def _pair(document: Document) -> Iterator[Found]:
    for task, cpu, memory in _mismatched(document):
        if cpu != 32768 and not _between_steps(cpu, memory):
            larger = next((size for size in SIZES if size > cpu and memory in SIZES[size]), None)
            also = f", or raise Cpu to {larger}" if larger else ""
            fix = f"with Cpu {cpu} Memory is {_any(SIZES[cpu])}{also}"
            yield _mismatch(task, cpu, memory, fix)


def _step(document: Document) -> Iterator[Found]:
    for task, cpu, memory in _mismatched(document):
        if _between_steps(cpu, memory):
            below = max(size for size in SIZES[cpu] if size < memory)
            above = min(size for size in SIZES[cpu] if size > memory)
            fix = f"use {below} or {above}: with Cpu {cpu} memory moves in steps of {above - below}"
            yield _mismatch(task, cpu, memory, fix)


def _largest(document: Document) -> Iterator[Found]:
    for task, cpu, memory in _mismatched(document):
        if cpu == 32768:
            yield _mismatch(task, cpu, memory)


def _between_steps(cpu: int, memory: int) -> bool:
    return cpu in _STEPPED and SIZES[cpu][0] < memory < SIZES[cpu][-1]


def _windows(document: Document) -> Iterator[tuple[Path, int, str]]:
    for task, cpu, _ in _sizes(document):
        family = _family(document, task)
        if family and cpu in SIZES:
            yield (*task.path, "Cpu"), cpu, family


def _small_windows(document: Document) -> Iterator[Found]:
    for path, cpu, family in _windows(document):
        if cpu < _WINDOWS[0]:
            yield Found(path, f"Cpu {cpu} with {family}")


def _large_windows(document: Document) -> Iterator[Found]:
    for path, cpu, family in _windows(document):
        if cpu > _WINDOWS[-1]:
            yield Found(path, f"Cpu {cpu} with {family}")


def _any(choices: Any) -> str:
    """The choices, shortened where they are many and evenly spaced."""
    every = list(choices)
    if len(every) > 8:
        return f"{every[0]} to {every[-1]} in steps of {every[1] - every[0]}"
    return ", ".join(str(each) for each in every)


def _rule(name: str, title: str, error: str, fix: str, look: Any, wrong: tuple[str, str]) -> Rule:
    cpu, memory = wrong
    body = TASK.replace("      Cpu: '512'\n", cpu).replace("      Memory: '1024'\n", memory)
    return Rule(
        id=name,
        title=title,
        level=Level.ERROR,
        aws_error=error,
        fix=fix,
        doc=_DOC,
        wrong=body,
        right=TASK,
        look=look,
        also=("E3047", "E3048"),
    )


def _said(cpu: object, memory: object) -> tuple[str, str]:
    return f"      Cpu: '{cpu}'\n", f"      Memory: '{memory}'\n"


def _sized(text: str, cpu: int, memory: int) -> str:
    return text.replace("'1024'", f"'{memory}'").replace("'512'", f"'{cpu}'")


_WINDOWS_TASK = TASK.replace(
    "      Cpu:",
    "      RuntimePlatform: {OperatingSystemFamily: WINDOWS_SERVER_2022_CORE}\n      Cpu:",
)


def _no_such(cpu: int, memory: int) -> str:
    return (
        f"No Fargate configuration exists for given values: {cpu} CPU, {memory} memory. "
        "See the Amazon ECS documentation for the valid values."
    )


_RULES = (
    _rule(
        "FARGATE-CPU-REQUIRED",
        "a task on Fargate has a Cpu",
        "Fargate requires that 'cpu' be defined at the task level.",
        "add Cpu to the task definition, as text: '256', '512', '1024', ...",
        _no_cpu,
        ("", "      Memory: '1024'\n"),
    ),
    _rule(
        "FARGATE-MEMORY-REQUIRED",
        "a task on Fargate has a Memory",
        "Fargate requires that 'memory' be defined at the task level.",
        "add Memory to the task definition, in MiB, as text: '512', '1024', ...",
        _no_memory,
        ("      Cpu: '512'\n", ""),
    ),
    _rule(
        "FARGATE-CPU-UNIT-TYPO",
        "Cpu is an amount of CPU",
        "Invalid 'cpu' setting for task.",
        "write Cpu in CPU units ('512') or in vCPU ('.5 vCPU')",
        _odd_cpu,
        _said("512m", 1024),
    ),
    _rule(
        "FARGATE-MEMORY-UNIT-TYPO",
        "Memory is an amount of memory",
        "Invalid 'memory' setting for task.",
        "write Memory in MiB ('1024') or in GB ('1 GB')",
        _odd_memory,
        _said(512, "1024MiB"),
    ),
    _rule(
        "FARGATE-CPU-VALUE",
        "Cpu is one of the sizes of Fargate",
        _no_such(300, 1024),
        f"use Cpu {_any(SIZES)}",
        _unknown_cpu,
        _said(300, 1024),
    ),
    _rule(
        "FARGATE-CPU-MEMORY",
        "Memory goes with Cpu",
        _no_such(512, 8192),
        "choose a Memory that this Cpu comes with, or a larger Cpu",
        _pair,
        _said(512, 8192),
    ),
    _rule(
        "FARGATE-CPU-MEMORY-STEP",
        "Memory is a step of this Cpu",
        _no_such(8192, 18432),
        "with 8 vCPU memory moves in steps of 4 GB (16 to 60), with 16 vCPU in steps of 8 GB (32 to 120)",
        _step,
        _said(8192, 18432),
    ),
    _rule(
        "FARGATE-CPU-MEMORY-32VCPU",
        "32 vCPU come with three sizes of memory",
        _no_such(32768, 65536),
        "32 vCPU take only 61440, 122880 or 249856 MiB (60, 120 or 244 GB)",
        _largest,
        _said(32768, 65536),
    ),
    Rule(
        id="FARGATE-WINDOWS-CPU-MIN",
        title="Windows on Fargate has at least 1 vCPU",
        level=Level.ERROR,
        aws_error=_no_such(512, 1024),
        fix="use Cpu 1024, 2048 or 4096",
        doc=_WINDOWS_DOC,
        wrong=_WINDOWS_TASK,
        right=_sized(_WINDOWS_TASK, 1024, 2048),
        look=_small_windows,
    ),
    Rule(
        id="FARGATE-WINDOWS-CPU-MAX",
        title="Windows on Fargate has at most 4 vCPU",
        level=Level.WARNING,
        aws_error="No Fargate configuration exists for given values",
        fix="use Cpu 1024, 2048 or 4096",
        doc=_WINDOWS_DOC,
        wrong=_sized(_WINDOWS_TASK, 8192, 16384),
        right=_sized(_WINDOWS_TASK, 4096, 16384),
        look=_large_windows,
    ),
)
RULES = where(_sizes, _RULES)
