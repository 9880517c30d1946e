"""What happens while a deployment runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bbfd.deploy.progress import (
    Diagnosed,
    Doing,
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
from bbfd.deploy.records import ServiceState
from bbfd.report.changes import proposal_lines, proposal_record
from bbfd.report.line import Line, Tone, paragraph
from bbfd.report.outcome import outcome_lines, outcome_record, service_record

# What ends within seconds: a line of its own says less than the line that it takes.
BRIEF = (Doing.LOOKING, Doing.PROPOSING, Doing.VERIFYING)
_DOING = {
    Doing.LOOKING: "looking",
    Doing.WAITING: "waiting: another operation holds the stack",
    Doing.PROPOSING: "working out what would change",
    Doing.REMOVING: "deleting the first attempt",
    Doing.EXECUTING: "deploying",
    Doing.VERIFYING: "looking whether it runs",
    Doing.CLEARING: "clearing the way",
    Doing.DELETING: "deleting",
    Doing.ATTACHING: "following what runs already",
    Doing.CANCELLING: "cancelling",
    Doing.RECOVERING: "recovering",
}


def progress_lines(progress: Progress) -> Iterator[Line]:
    """Lines for people."""
    return _LINES[type(progress)](progress)


def _phase_lines(phase: Phase) -> Iterator[Line]:
    about = f" ({phase.about})" if phase.about else ""
    yield Line(f"{phase.stack}: {_DOING[phase.doing]}{about}", Tone.QUIET)


def _proposal_lines(proposed: Proposed) -> Iterator[Line]:
    if not proposed.proposal.empty:  # else how it ended says so
        yield from proposal_lines(proposed.proposal)


def _service_lines(progress: ServiceProgress) -> Iterator[Line]:
    yield Line(f"{clock(progress.seconds)}  {service_words(progress.service)}")


def _heartbeat_lines(beat: Heartbeat) -> Iterator[Line]:
    yield Line(f"{clock(beat.seconds)}  {heartbeat_words(beat)}", Tone.QUIET)


def _diagnosis_lines(diagnosed: Diagnosed) -> Iterator[Line]:
    for cause in diagnosed.causes:
        yield from paragraph(f"{clock(diagnosed.seconds)}  ", cause.what, Tone.BAD)


def _note_lines(note: Note) -> Iterator[Line]:
    yield from paragraph(f"{note.stack}: ", note.text, Tone.QUIET)


def _outcome_lines(finished: Finished) -> Iterator[Line]:
    yield from outcome_lines(finished.outcome)


def _run_lines(ran: Ran) -> Iterator[Line]:
    for outcome in ran.outcomes:
        yield Line(f"{outcome.stack}: {outcome.ended.value}")


def clock(seconds: float) -> str:
    """Minutes and seconds."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes:02}:{rest:02}"


def heartbeat_words(beat: Heartbeat) -> str:
    """What goes on."""
    parts = [f"{beat.stack} goes on"]
    if beat.active:
        parts.append(f"under way: {', '.join(beat.active)}")
    return "; ".join([*parts, *map(service_words, beat.services)])


def service_words(service: ServiceState) -> str:
    """The counts of an ECS service: of the rollout that it works towards, and of the others."""
    new = service.primary
    if new is None:
        return f"{service.name}: {service.running}/{service.desired} running"
    others = sum(r.running for r in service.rollouts if not r.primary)
    words = f"{service.name}: new {new.running}/{new.desired} running"
    words += f", {new.pending} starting" if new.pending else ""
    words += f", {new.failed} failed" if new.failed else ""
    return words + (f", old {others} running" if others else "")


def _resource_lines(progress: ResourceProgress) -> Iterator[Line]:
    event = progress.event
    failed = event.status.endswith("FAILED")
    tone = Tone.PLAIN
    if failed:
        tone = Tone.QUIET if event.echo else Tone.BAD
    elif event.status.endswith("COMPLETE"):
        tone = Tone.GOOD
    yield Line(f"{clock(progress.seconds)}  {event.logical_id:<28}  {event.status}", tone)
    if event.reason and (failed or "ROLLBACK" in event.status):
        yield from paragraph("       ", event.reason, tone)


_LINES: Mapping[type, Callable[[Any], Iterator[Line]]] = {
    Phase: _phase_lines,
    Proposed: _proposal_lines,
    ResourceProgress: _resource_lines,
    ServiceProgress: _service_lines,
    Heartbeat: _heartbeat_lines,
    Diagnosed: _diagnosis_lines,
    Note: _note_lines,
    Finished: _outcome_lines,
    Ran: _run_lines,
}


def progress_record(progress: Progress) -> dict[str, Any]:
    """One JSON object; `event` says which."""
    return {"event": _event(progress), "stack": progress.stack, **_details(progress)}


def _event(progress: Progress) -> str:
    return {
        Phase: "phase",
        Proposed: "proposal",
        ResourceProgress: "resource",
        ServiceProgress: "service",
        Heartbeat: "heartbeat",
        Diagnosed: "diagnosis",
        Note: "note",
        Ran: "run",
        Finished: "outcome",
    }[type(progress)]


def _details(progress: Progress) -> dict[str, Any]:
    if isinstance(progress, Phase):
        return {"doing": progress.doing.value, "about": progress.about}
    if isinstance(progress, Proposed):
        return proposal_record(progress.proposal)
    if isinstance(progress, ResourceProgress):
        return {"seconds": round(progress.seconds, 1), **_event_record(progress)}
    if isinstance(progress, ServiceProgress):
        return {
            "seconds": round(progress.seconds, 1),
            "service": service_record(progress.service),
        }
    return _late_details(progress)


def _late_details(progress: Heartbeat | Diagnosed | Note | Finished | Ran) -> dict[str, Any]:
    if isinstance(progress, Note):
        return {"text": progress.text}
    if isinstance(progress, Finished):
        return outcome_record(progress.outcome)
    if isinstance(progress, Diagnosed):
        return {"causes": [cause.what for cause in progress.causes]}
    if isinstance(progress, Ran):
        return {"outcomes": [outcome_record(outcome) for outcome in progress.outcomes]}
    return {
        "seconds": round(progress.seconds, 1),
        "status": progress.status,
        "active": list(progress.active),
        "services": [service_record(service) for service in progress.services],
    }


def _event_record(progress: ResourceProgress) -> dict[str, Any]:
    event = progress.event
    return {
        "at": event.at.isoformat(),
        "logical_id": event.logical_id,
        "type": event.type,
        "status": event.status,
        "physical_id": event.physical_id,
        "reason": event.reason,
        "code": event.code,
    }
