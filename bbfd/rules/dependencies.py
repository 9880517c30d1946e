"""DependsOn of containers: which starts after which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from bbfd.rules._bounds import REFUSED
from bbfd.rules._examples import TASK
from bbfd.rules._of_tasks import any_container
from bbfd.rules._rule import Found, Level
from bbfd.rules._subjects import Container, Task, mappings, tasks
from bbfd.rules._table import Declared, Row, found_by, held, one_of
from bbfd.rules._written import where_written
from bbfd.template.document import Document, Path
from bbfd.template.values import UNKNOWN

_GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"
_EXAMPLES = f"{_GUIDE}/example_task_definitions.html#example_task_definition-containerdependency"
_DOC = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html"
_UNKNOWN = "DEPENDS-ON-UNKNOWN"
_HEALTHY = "DEPENDS-ON-HEALTHY"
_ENDS = "DEPENDS-ON-COMPLETE-ESSENTIAL"
_CYCLE = "DEPENDS-ON-CYCLE"
_SELF = "DEPENDS-ON-SELF"


class _Wait(NamedTuple):
    """A container that waits for another; path: of the entry that says so."""

    path: Path
    who: str
    whom: str
    until: str


@where_written("DependsOn")
def _find(document: Document) -> Iterator[tuple[str, Found]]:
    for task in tasks(document):
        if any("DependsOn" in container.body for container in task.containers):
            yield from _of_one(document, task)


def _of_one(document: Document, task: Task) -> Iterator[tuple[str, Found]]:
    named = {
        name: container
        for container in task.containers
        if isinstance(name := document.value(container.body.get("Name")), str)
    }
    waits = [*_waits(document, named)]
    all_named = task.all_containers_known and len(named) == len(task.containers)
    for wait in waits:
        if wait.whom == wait.who:
            what = f"{wait.who} waits for itself"
            yield _SELF, Found((*wait.path, "ContainerName"), what)
        elif wait.whom in named:
            yield from _reached(document, wait, named[wait.whom])
        elif all_named:
            what = f"there is no container called {wait.whom}"
            said = f"Cannot depend on container + '{wait.whom}' because it does not exist"
            yield _UNKNOWN, Found((*wait.path, "ContainerName"), what, aws=said)
    yield from _round(waits)


def _waits(document: Document, named: Mapping[str, Container]) -> Iterator[_Wait]:
    for name, container in named.items():
        for path, body in mappings(document, *container, "DependsOn"):
            whom, until = (document.value(body.get(key)) for key in ("ContainerName", "Condition"))
            if isinstance(whom, str):
                yield _Wait(path, name, whom, until if isinstance(until, str) else "")


def _reached(document: Document, wait: _Wait, whom: Container) -> Iterator[tuple[str, Found]]:
    """What is waited for has to be able to come."""
    path = (*wait.path, "Condition")
    if wait.until == "HEALTHY" and document.value(whom.body.get("HealthCheck")) is None:
        fix = f"add HealthCheck to {wait.whom}, or wait for START"
        yield _HEALTHY, Found(path, f"{wait.whom} has no HealthCheck", fix)
    if wait.until in ("COMPLETE", "SUCCESS"):
        essential = document.value(whom.body.get("Essential"))
        if essential is None or (essential is not UNKNOWN and str(essential).lower() == "true"):
            fix = f"write Essential: false for {wait.whom}"
            yield _ENDS, Found(path, f"{wait.whom} is essential: when it ends, the task does", fix)


def _round(waits: list[_Wait]) -> Iterator[tuple[str, Found]]:
    """A circle is told once, at the entry that closes it."""
    ahead: dict[str, list[str]] = {}
    for wait in waits:
        if wait.who == wait.whom:
            continue
        way = _way(ahead, wait.whom, wait.who)
        if way:
            what = " waits for ".join((wait.who, *way))
            yield _CYCLE, Found((*wait.path, "ContainerName"), what)
        else:
            ahead.setdefault(wait.who, []).append(wait.whom)


def _way(ahead: Mapping[str, list[str]], start: str, end: str) -> tuple[str, ...]:
    """The way from one container to another, both included; nothing if there is none."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen = {start}
    while ways:
        way = ways.pop()
        if way[-1] == end:
            return way
        for each in ahead.get(way[-1], ()):
            if each not in seen:
                seen.add(each)
                ways.append((*way, each))
    return ()


_BESIDE = """\
          DependsOn: [{ContainerName: @, Condition: START}]
        - Name: db
          Image: postgres:17
"""
_TWO = TASK + _BESIDE.replace("@", "db")
_CHECK = "          HealthCheck: {Command: [CMD, pg_isready]}\n"
_BACK = "          DependsOn: [{ContainerName: web, Condition: START}]\n"
_DECLARED = (
    Declared(
        _UNKNOWN,
        "a container waits for one that there is",
        "Cannot depend on container + 'db' because it does not exist",
        "name a container of this task",
        _EXAMPLES,
        TASK + _BESIDE.replace("@", "dbs"),
        _TWO,
    ),
    Declared(
        _HEALTHY,
        "what is waited for until it is healthy has a health check",
        "A dependency container with HEALTHY condition must have health check configured",
        "add HealthCheck to the other container, or wait for START",
        _DOC,
        _TWO.replace("START", "HEALTHY"),
        _TWO.replace("START", "HEALTHY") + _CHECK,
    ),
    Declared(
        _ENDS,
        "what is waited for until it ends is not essential",
        "A dependency container with SUCCESS or COMPLETE condition cannot be an essential container",
        "write Essential: false for the other container",
        _DOC,
        _TWO.replace("START", "SUCCESS"),
        _TWO.replace("START", "SUCCESS") + "          Essential: false\n",
    ),
    Declared(
        _CYCLE,
        "containers do not wait for each other",
        "Container dependsOn contains a cycle (wording from emulator)",
        "remove one of the DependsOn",
        _DOC,
        _TWO + _BACK,
        _TWO,
        level=Level.WARNING,
    ),
    Declared(
        _SELF,
        "a container does not wait for itself",
        REFUSED,
        "remove the entry",
        _DOC,
        TASK + _BESIDE.replace("@", "web"),
        _TWO,
        level=Level.WARNING,
    ),
)
RULES = (
    *held(
        (
            Row(
                "DEPENDS-ON-CONDITION",
                "what is waited for is one that comes",
                any_container,
                "DependsOn.*.Condition",
                one_of("START", "COMPLETE", "SUCCESS", "HEALTHY"),
                REFUSED,
                "write START, COMPLETE, SUCCESS or HEALTHY",
                _DOC,
                _TWO.replace("START", "@"),
                ("STARTED", "START"),
                also=("E3030", "W3030"),
            ),
        )
    ),
    *found_by(_find, _DECLARED),
)
