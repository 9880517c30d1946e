"""What happens while a deployment runs, for programs: one object each, as `schema.json` describes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bbfd.deploy.progress import (
    Diagnosed,
    Finished,
    Heartbeat,
    Note,
    Phase,
    Progress,
    Proposed,
    Ran,
    ResourceProgress,
    ServiceProgress,
)
from bbfd.diagnose import Breaker, Target
from bbfd.report.background import NOTHING_KNOWN, Background
from bbfd.report.cause import cause_record
from bbfd.report.changes import proposal_record
from bbfd.report.outcome import outcome_record, service_record
from bbfd.report.run import run_record

SCHEMA = 1  # one more for every change that a program could stumble over; a new field is none


def progress_record(progress: Progress, background: Background = NOTHING_KNOWN) -> dict[str, Any]:
    """One JSON object; `event` says which, `schema` which version of them."""
    event, details = _EVENTS[type(progress)]
    head = {"schema": SCHEMA, "event": event, "stack": progress.stack}
    return {**head, **details(progress, background)}


def _phase(phase: Phase, _: Background) -> dict[str, Any]:
    return {"doing": phase.doing.value, "about": phase.about}


def _proposal(proposed: Proposed, _: Background) -> dict[str, Any]:
    return proposal_record(proposed.proposal)


def _resource(progress: ResourceProgress, _: Background) -> dict[str, Any]:
    event = progress.event
    return {
        "seconds": round(progress.seconds, 1),
        "at": event.at.isoformat(),
        "logical_id": event.logical_id,
        "type": event.type,
        "status": event.status,
        "physical_id": event.physical_id,
        "reason": event.reason,
        "code": event.code,
    }


def _service(progress: ServiceProgress, _: Background) -> dict[str, Any]:
    return {
        "seconds": round(progress.seconds, 1),
        "service": service_record(progress.service),
        "breaker": _breaker(progress.breaker),
        "targets": [_target(target) for target in progress.targets],
    }


def _breaker(breaker: Breaker | None) -> dict[str, Any] | None:
    if breaker is None:
        return None
    return {
        "status": breaker.status,
        "failures": breaker.failures,
        "threshold": breaker.threshold,
        "reason": breaker.reason,
        "alarms": list(breaker.alarms),
    }


def _target(target: Target) -> dict[str, Any]:
    return {
        "group": target.group,
        "id": target.id,
        "port": target.port,
        "state": target.state,
        "code": target.code,
        "reason": target.reason,
    }


def _heartbeat(beat: Heartbeat, _: Background) -> dict[str, Any]:
    return {
        "seconds": round(beat.seconds, 1),
        "status": beat.status,
        "active": list(beat.active),
        "services": [service_record(service) for service in beat.services],
    }


def _diagnosis(diagnosed: Diagnosed, background: Background) -> dict[str, Any]:
    return {
        "seconds": round(diagnosed.seconds, 1),
        "causes": [
            cause_record(cause, background.place(diagnosed.stack, cause))
            for cause in diagnosed.causes
        ],
    }


def _note(note: Note, _: Background) -> dict[str, Any]:
    return {"text": note.text}


def _outcome(finished: Finished, background: Background) -> dict[str, Any]:
    return outcome_record(finished.outcome, background)


_EVENTS: Mapping[type, tuple[str, Callable[[Any, Background], dict[str, Any]]]] = {
    Phase: ("phase", _phase),
    Proposed: ("proposal", _proposal),
    ResourceProgress: ("resource", _resource),
    ServiceProgress: ("service", _service),
    Heartbeat: ("heartbeat", _heartbeat),
    Diagnosed: ("diagnosis", _diagnosis),
    Note: ("note", _note),
    Finished: ("outcome", _outcome),
    Ran: ("run", run_record),
}
