"""What is wrong with a stack: the cause with its fix, then all that AWS said, and what could not be read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bbfd.deploy.after.diagnosis import Diagnosis
from bbfd.diagnose import Breaker, Evidence, Failure, Rolling, ServiceEvent, StoppedTask, Target
from bbfd.report.background import NOTHING_KNOWN, Background
from bbfd.report.cause import cause_lines, cause_record, quoted_lines
from bbfd.report.harmless import brief
from bbfd.report.history import past_record
from bbfd.report.line import Line, Tone, paragraph
from bbfd.report.outcome import running_record, running_words


def diagnosis_lines(diagnosis: Diagnosis, background: Background = NOTHING_KNOWN) -> Iterator[Line]:
    """Lines for people."""
    state = diagnosis.state
    yield Line(f"{state.name}  {state.status}", Tone.STRONG)
    if diagnosis.well:
        yield Line("  nothing is known to be wrong", Tone.GOOD)
    for ill in diagnosis.ill:
        yield from paragraph("  ill    ", ill, Tone.BAD)
    for cause in diagnosis.causes:
        yield from cause_lines("  cause  ", cause, background.place(state.name, cause))
    yield from _evidence_lines(diagnosis.evidence)
    for running in diagnosis.running:
        yield from paragraph("  runs   ", running_words(running))
    for unread in diagnosis.evidence.unread:
        yield from paragraph("  unread ", unread, Tone.WARN)


def diagnosis_record(
    diagnosis: Diagnosis, background: Background = NOTHING_KNOWN
) -> dict[str, Any]:
    """For JSON."""
    evidence, name = diagnosis.evidence, diagnosis.state.name
    return {
        "stack": diagnosis.state.name,
        "stack_id": diagnosis.state.id,
        "status": diagnosis.state.status,
        "well": diagnosis.well,
        "ill": list(diagnosis.ill),
        "causes": [
            cause_record(cause, background.place(name, cause)) for cause in diagnosis.causes
        ],
        "operations": list(map(past_record, diagnosis.last)),
        "failures": list(map(_failure_record, evidence.failures)),
        "services": list(map(_rolling_record, evidence.services)),
        "running": list(map(running_record, diagnosis.running)),
        "unread": list(evidence.unread),
    }


def _evidence_lines(evidence: Evidence) -> Iterator[Line]:
    for failure in evidence.failures:
        head = f"  failed {failure.logical_id} ({failure.type}) {failure.status}"
        yield Line(f"{head}, in {failure.stack}" if failure.stack else head, Tone.BAD)
        yield from quoted_lines("    | ", failure.reason)
    for service in evidence.services:
        yield from _service_lines(service)


def _service_lines(service: Rolling) -> Iterator[Line]:
    counts = f"{service.running} of {service.desired} running, {service.failed} failed"
    yield Line(f"  service {service.name}: {service.state or 'no rollout'}, {counts}")
    if service.breaker:
        yield from paragraph("    breaker ", _breaker_words(service.breaker))
    for target in service.targets:
        where = f"{target.id}:{target.port}" if target.port else target.id
        why = ", ".join(filter(None, (target.code, target.reason)))
        yield from paragraph("    target  ", f"{where} {target.state}: {why}")
    for task in service.tasks:
        yield from _task_lines(task)
    for event in service.events:
        at = f"{event.at:%H:%M:%S}Z " if event.at else ""
        yield from quoted_lines("    | ", f"{at}{event.text}")


def _task_lines(task: StoppedTask) -> Iterator[Line]:
    at = f" at {task.at:%H:%M:%S}Z" if task.at else ""
    yield Line(f"    task {task.arn.rpartition('/')[2]} stopped{at}: {task.code}")
    if task.reason:
        yield from quoted_lines("      | ", task.reason)
    for one in task.containers:
        code = "" if one.exit_code is None else f" exit code {one.exit_code}"
        health = f" {one.health}" if one.health else ""
        yield Line(f"      container {one.name}:{code}{health}".rstrip(":"))
        if one.reason:
            yield from quoted_lines("        | ", one.reason)
    for name, log in task.log.items():
        yield Line(f"      log of {name}")
        for line in log:
            yield from quoted_lines("        | ", line)


def _breaker_words(breaker: Breaker) -> str:
    words = f"{breaker.status}: {breaker.failures} of {breaker.threshold} failures"
    words += f"; alarms: {', '.join(breaker.alarms)}" if breaker.alarms else ""
    return f"{words}; {breaker.reason}" if breaker.reason else words


def _failure_record(failure: Failure) -> dict[str, Any]:
    return {
        "logical_id": failure.logical_id,
        "type": failure.type,
        "status": failure.status,
        "reason": brief(failure.reason),
        "code": failure.code,
        "physical_id": failure.physical_id,
        "stack": failure.stack,
        "at": failure.at.isoformat() if failure.at else None,
    }


def _rolling_record(service: Rolling) -> dict[str, Any]:
    return {
        "name": service.name,
        "logical_id": service.logical_id,
        "desired": service.desired,
        "running": service.running,
        "pending": service.pending,
        "failed": service.failed,
        "state": service.state,
        "reason": brief(service.reason),
        "breaker": _breaker_record(service.breaker) if service.breaker else None,
        "targets": list(map(_target_record, service.targets)),
        "events": list(map(_event_record, service.events)),
        "tasks": list(map(_task_record, service.tasks)),
    }


def _breaker_record(breaker: Breaker) -> dict[str, Any]:
    return {
        "status": breaker.status,
        "failures": breaker.failures,
        "threshold": breaker.threshold,
        "reason": brief(breaker.reason),
        "alarms": list(breaker.alarms),
    }


def _target_record(target: Target) -> dict[str, Any]:
    return {
        "group": target.group,
        "id": target.id,
        "port": target.port,
        "state": target.state,
        "code": target.code,
        "reason": brief(target.reason),
    }


def _event_record(event: ServiceEvent) -> dict[str, Any]:
    return {
        "at": event.at.isoformat() if event.at else None,
        "text": brief(event.text),
        "ill": event.ill,
    }


def _task_record(task: StoppedTask) -> dict[str, Any]:
    return {
        "arn": task.arn,
        "at": task.at.isoformat() if task.at else None,
        "code": task.code,
        "reason": brief(task.reason),
        "containers": [
            {
                "name": c.name,
                "exit_code": c.exit_code,
                "health": c.health,
                "reason": brief(c.reason),
                "image": c.image,
            }
            for c in task.containers
        ],
        "log": {name: list(map(brief, lines)) for name, lines in task.log.items()},
    }
