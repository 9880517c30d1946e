"""What runs: whether it is what the stack asks for, and if not, why; and whether tasks stop again and again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bbfd.deploy.after.diagnosis import at_its_worst, diagnose, gathered
from bbfd.deploy.commands import command, named
from bbfd.deploy.doctor._complaint import Complaint, Grade, of_cause
from bbfd.deploy.doctor._patient import Patient
from bbfd.diagnose import diagnosed

if TYPE_CHECKING:
    from bbfd.deploy.after.diagnosis import Diagnosis
    from bbfd.deploy.outcome import Running
    from bbfd.diagnose import Evidence, Target

_ABOUT = "service"
_MOST = 3  # events that are told


def look(patient: Patient) -> Iterator[Complaint]:
    """Tell what is ill with its causes; else what is going wrong although as many tasks run as should."""
    if not patient.runs:
        return
    found = diagnose(patient.stack, patient.means)
    for unread in found.evidence.unread:
        yield Complaint(grade=Grade.UNKNOWN, about=_ABOUT, what=unread)
    for ill in found.ill:
        yield Complaint(grade=Grade.SUFFERS, about=_ABOUT, what=ill)
    if found.ill:
        yield from (of_cause(Grade.SUFFERS, _ABOUT, cause) for cause in found.causes)
        return
    if found.failed:
        yield from _failed(found, patient)
    yield from _at_rest(found)
    yield from _underneath(found, patient)


def _failed(found: Diagnosis, patient: Patient) -> Iterator[Complaint]:
    """What failed is over: it is no reason why anything would suffer now."""
    yield Complaint(
        grade=Grade.HINT,
        about="last operation",
        what=f"it did not end well: the stack is {found.state.status}",
        fix=f"`{command('diagnose', patient.stack.tags)}` tells all that is known of it",
    )
    yield from (of_cause(Grade.HINT, "last operation", cause) for cause in found.causes[:1])


def _at_rest(found: Diagnosis) -> Iterator[Complaint]:
    for running in found.running:
        service = running.service
        if service.desired:
            counts = f"{service.running} of {service.desired} tasks of {service.name} run"
            what = f"{counts}, of the revision that is deployed"
            yield Complaint(grade=Grade.WELL, about=_ABOUT, what=what)
        else:
            what = f"{service.name} is to run no task at all: it was stopped, or scaled to nothing"
            yield Complaint(grade=Grade.HINT, about=_ABOUT, what=what)


def _underneath(found: Diagnosis, patient: Patient) -> Iterator[Complaint]:
    """What stopped, or was found unhealthy, since the stack was changed last: before, other tasks ran."""
    state, stack = patient.state, replace(patient.stack, body=patient.deployed)
    assert state is not None, "it runs"
    evidence = gathered(stack, state, state.updated or state.created, patient.means)
    for unread in evidence.unread:
        yield Complaint(grade=Grade.UNKNOWN, about=_ABOUT, what=unread)
    evidence = _of_what_runs(evidence, found.running)
    unhealthy = [t for one in evidence.services for t in one.targets if t.state == "unhealthy"]
    yield from map(_target, unhealthy)
    if evidence.tasks:
        yield from _stopped(evidence, patient)
    elif not unhealthy and not found.failed:
        yield from _events(evidence)


def _of_what_runs(evidence: Evidence, running: Sequence[Running]) -> Evidence:
    """Without the tasks of a revision that was given up: why they stopped, the operation that failed tells."""
    now = {one.service.primary.task_definition for one in running if one.service.primary}
    services = (
        replace(one, tasks=tuple(task for task in one.tasks if task.task_definition in ("", *now)))
        for one in evidence.services
    )
    return replace(evidence, services=tuple(services))


def _stopped(evidence: Evidence, patient: Patient) -> Iterator[Complaint]:
    """One task may stop; several within the hour are not well."""
    count = len(evidence.tasks)
    grade = Grade.SUFFERS if count > 1 else Grade.HINT
    words = f"{count} tasks" if count > 1 else "a task"
    what = f"{words} stopped within the last hour or so, and others took the place"
    yield Complaint(grade=grade, about="tasks", what=what)
    telling = replace(evidence, services=tuple(map(at_its_worst, evidence.services)))
    causes = named(diagnosed(telling), patient.stack.tags)
    yield from (of_cause(grade, "tasks", cause) for cause in causes)


def _target(target: Target) -> Complaint:
    where = f"{target.id}:{target.port}" if target.port else target.id
    return Complaint(
        grade=Grade.SUFFERS,
        about="targets",
        what=f"the load balancer finds {where} unhealthy",
        why=tuple(filter(None, (target.code, target.reason))),
        fix="see that the container answers the health check's path on that port, with the code that is asked for",
    )


def _events(evidence: Evidence) -> Iterator[Complaint]:
    told = [event for one in evidence.services for event in one.events if event.ill][:_MOST]
    if told:
        what = "ECS told of trouble since the last deployment"
        yield Complaint(
            grade=Grade.HINT, about="events", what=what, why=tuple(event.text for event in told)
        )
