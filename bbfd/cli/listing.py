"""What a project defines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from bbfd.cli.project import Project
from bbfd.errors import DefinitionError, Mistakes
from bbfd.model.access import Local
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment
from bbfd.model.workload import Workload
from bbfd.report.line import Line, Tone
from bbfd.report.table import table

T = TypeVar("T")


@dataclass(frozen=True)
class Listing:
    """wrong: what could not be loaded."""

    services: list[dict[str, Any]]
    environments: list[dict[str, Any]]
    wrong: DefinitionError | None


def listing(project: Project) -> Listing:
    """All that loads, and all that does not."""
    wrong: list[DefinitionError] = []
    services = _loaded(project.services, service_record, wrong)
    environments = _loaded(project.environments, environment_record, wrong)
    environments += _loaded(project.passing, environment_record, wrong)
    return Listing(services, environments, Mistakes.of(wrong) if wrong else None)


def as_lines(found: Listing) -> Iterator[Line]:
    """For people."""
    yield Line("services", Tone.STRONG)
    rows = ([s["name"], s["kind"], s["runs_on"] or "-"] for s in found.services)
    yield from table(rows, indent="  ")
    yield Line("environments", Tone.STRONG)
    yield from environment_lines(found.environments)


def environment_lines(environments: list[dict[str, Any]]) -> Iterator[Line]:
    """Environments for people."""
    rows = ([e["name"], e["account"], e["region"], _marks(e)] for e in environments)
    yield from table(rows, indent="  ")


def service_record(service: Definition[Workload]) -> dict[str, Any]:
    """For JSON."""
    workload = service.value
    return {
        "name": service.name,
        "kind": type(workload).__name__,
        "runs_on": None if workload.runs_on is None else type(workload.runs_on).__name__,
        "tuned_in": sorted(workload.tuning),
        "file": service.file,
    }


def environment_record(environment: Definition[Environment]) -> dict[str, Any]:
    """For JSON."""
    value = environment.value
    return {
        "name": environment.name,
        "like": value.own_marks.get("bbfd:like", ""),
        "account": value.account,
        "region": value.region,
        "local": isinstance(value.aws, Local),
        "protected": value.protected,
        "registry": value.registry.name,
        "file": environment.file,
    }


def _marks(environment: dict[str, Any]) -> str:
    like = [f"like {environment['like']}"] if environment["like"] else []
    return ", ".join([*like, *(mark for mark in ("local", "protected") if environment[mark])])


def _loaded(
    each: Callable[[], Iterator[Definition[T]]],
    record: Callable[[Definition[T]], dict[str, Any]],
    wrong: list[DefinitionError],
) -> list[dict[str, Any]]:
    found = []
    try:
        for one in each():
            found.append(record(one))
    except DefinitionError as error:
        wrong.append(error)
    return found
