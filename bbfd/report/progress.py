"""What happens while a deployment runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
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
from bbfd.diagnose import Breaker, Cause, Target
from bbfd.report.background import NOTHING_KNOWN, Background
from bbfd.report.cause import cause_lines
from bbfd.report.changes import proposal_lines
from bbfd.report.line import Line, Tone, paragraph
from bbfd.report.outcome import outcome_lines
from bbfd.report.run import run_lines

# What ends within seconds: a line of its own says less than the line that it takes.
BRIEF = (Doing.LOOKING, Doing.PROPOSING, Doing.VERIFYING)
DOING = {
    Doing.LOOKING: "looking",
    Doing.WAITING: "waiting: another operation holds the stack",
    Doing.QUEUED: "waiting for its turn",
    Doing.PROPOSING: "working out what would change",
    Doing.REMOVING: "deleting the first attempt",
    Doing.EXECUTING: "deploying",
    Doing.VERIFYING: "looking whether it runs",
    Doing.CLEARING: "clearing the way",
    Doing.DELETING: "deleting",
    Doing.ATTACHING: "following what runs already",
    Doing.CANCELLING: "cancelling",
    Doing.CONTINUING: "giving the word to go on",
    Doing.RECOVERING: "recovering",
    Doing.STOPPING: "stopping",
    Doing.STARTING: "starting",
    Doing.SCALING: "scaling",
    Doing.RESTARTING: "restarting",
}


def progress_lines(
    progress: Progress, background: Background = NOTHING_KNOWN, told: Collection[Cause] = ()
) -> Iterator[Line]:
    """Lines for people. told: the causes that were told in full before."""
    if isinstance(progress, Finished):
        yield from outcome_lines(progress.outcome, background, told)
    elif isinstance(progress, Diagnosed):
        yield from diagnosis_lines(progress, background)
    else:
        yield from _LINES[type(progress)](progress)


def diagnosis_lines(diagnosed: Diagnosed, background: Background = NOTHING_KNOWN) -> Iterator[Line]:
    """Why it goes wrong, each cause whole, as soon as it is known."""
    for cause in diagnosed.causes:
        place = background.place(diagnosed.stack, cause)
        yield from cause_lines(f"{clock(diagnosed.seconds)}  ", cause, place)


def _phase_lines(phase: Phase) -> Iterator[Line]:
    about = f" ({phase.about})" if phase.about else ""
    yield Line(f"{phase.stack}: {DOING[phase.doing]}{about}", Tone.QUIET)


def _proposal_lines(proposed: Proposed) -> Iterator[Line]:
    if not proposed.proposal.empty:  # else how it ended says so
        yield from proposal_lines(proposed.proposal)


def _service_lines(progress: ServiceProgress) -> Iterator[Line]:
    yield from paragraph(f"{clock(progress.seconds)}  ", rollout_words(progress))


def _heartbeat_lines(beat: Heartbeat) -> Iterator[Line]:
    yield from paragraph(f"{clock(beat.seconds)}  ", heartbeat_words(beat), Tone.QUIET)


def _note_lines(note: Note) -> Iterator[Line]:
    yield from paragraph(f"{note.stack}: ", note.text, Tone.QUIET)


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


def rollout_words(progress: ServiceProgress) -> str:
    """How far the rollout of an ECS service is, and what its load balancer says of it."""
    counts = service_words(progress.service, progress.breaker)
    health = health_words(progress.targets)
    return f"{counts}; targets: {health}" if health else counts


def service_words(service: ServiceState, breaker: Breaker | None = None) -> str:
    """The counts of an ECS service: of the rollout that it works towards, and of the others."""
    new = service.primary
    if new is None:
        return f"{service.name}: {service.running}/{service.desired} running"
    others = sum(r.running for r in service.rollouts if not r.primary)
    words = f"{service.name}: new {new.running}/{new.desired} running"
    words += f", {new.pending} starting" if new.pending else ""
    words += _failed_words(new.failed, breaker)
    return words + (f", old {others} running" if others else "")


def _failed_words(failed: int, breaker: Breaker | None) -> str:
    if breaker is not None and breaker.threshold and breaker.failures:
        return f", failed {breaker.failures} of {breaker.threshold} until ECS gives up"
    return f", {failed} failed" if failed else ""


def health_words(targets: Sequence[Target]) -> str:
    """How many targets are in each state, with what the load balancer says of it: the healthy first."""
    alike = Counter((target.state != "healthy", target.state, target.code) for target in targets)
    return ", ".join(
        f"{number} {state} ({code})" if code else f"{number} {state}"
        for (_, state, code), number in sorted(alike.items())
    )


def _resource_lines(progress: ResourceProgress) -> Iterator[Line]:
    event = progress.event
    if progress.again:
        return
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
    Note: _note_lines,
    Ran: run_lines,
}
