"""How a deployment or a deletion ended."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bbfd.deploy.outcome import Ended, Failure, Outcome, Running
from bbfd.deploy.records import ServiceState
from bbfd.report.changes import change_record
from bbfd.report.line import Line, Tone, paragraph

_SAID = {
    Ended.CREATED: "created",
    Ended.UPDATED: "updated",
    Ended.UNCHANGED: "nothing to do: it is as defined",
    Ended.DELETED: "deleted",
    Ended.ABSENT: "nothing to do: there is no such stack",
    Ended.DECLINED: "declined: nothing was changed",
    Ended.ROLLED_BACK: "FAILED, and rolled back",
    Ended.UNHEALTHY: "is as defined, but NOT HEALTHY",
    Ended.STUCK: "FAILED, and cannot be deployed as it stands",
    Ended.UNKNOWN: "how it ends is not known: it goes on in AWS",
}


def outcome_lines(outcome: Outcome) -> Iterator[Line]:
    """How it ended, why, and what to do."""
    tone = Tone.GOOD if outcome.good else Tone.LOUD
    if outcome.ended in (Ended.DECLINED, Ended.UNKNOWN):
        tone = Tone.WARN
    yield Line(f"{outcome.stack}: {_SAID[outcome.ended]} ({outcome.seconds:.0f} s)", tone)
    if outcome.reason and outcome.ended is not Ended.DECLINED:
        yield from paragraph("  why   ", outcome.reason)
    for failure in outcome.failures[1:]:
        yield from paragraph("  also  ", _failure_words(failure), Tone.QUIET)
    if outcome.fix and outcome.ended is not Ended.DECLINED:  # whoever said no knows
        yield from paragraph("  fix   ", outcome.fix, Tone.STRONG)
    for running in outcome.running:
        yield from paragraph("  runs  ", running_words(running))
    for note in outcome.notes:
        yield from paragraph("  note  ", note, Tone.QUIET)
    if "Url" in outcome.outputs and outcome.good:
        yield Line(f"  url   {outcome.outputs['Url']}")


def running_words(running: Running) -> str:
    """A service, its counts and its images."""
    service = running.service
    images = ", ".join(running.images.values())
    words = f"{service.name}: {service.running} of {service.desired} tasks"
    return f"{words} of {images}" if images else words


def outcome_record(outcome: Outcome) -> dict[str, Any]:
    """For JSON."""
    return {
        "stack": outcome.stack,
        "outcome": outcome.ended.value,
        "exit_code": outcome.exit_code,
        "stack_id": outcome.stack_id,
        "status": outcome.status,
        "seconds": round(outcome.seconds, 1),
        "reason": outcome.reason,
        "fix": outcome.fix,
        "verified": outcome.verified,
        "changes": [change_record(change) for change in outcome.changes],
        "failures": [_failure_record(failure) for failure in outcome.failures],
        "running": [running_record(running) for running in outcome.running],
        "outputs": dict(outcome.outputs),
        "notes": list(outcome.notes),
    }


def running_record(running: Running) -> dict[str, Any]:
    """For JSON."""
    return {**service_record(running.service), "images": dict(running.images)}


def service_record(service: ServiceState) -> dict[str, Any]:
    """For JSON."""
    return {
        "arn": service.arn,
        "name": service.name,
        "cluster": service.cluster,
        "status": service.status,
        "desired": service.desired,
        "running": service.running,
        "pending": service.pending,
        "rollouts": [
            {
                "id": rollout.id,
                "primary": rollout.primary,
                "task_definition": rollout.task_definition,
                "state": rollout.state,
                "reason": rollout.reason,
                "desired": rollout.desired,
                "running": rollout.running,
                "pending": rollout.pending,
                "failed": rollout.failed,
            }
            for rollout in service.rollouts
        ],
    }


def _failure_words(failure: Failure) -> str:
    return f"{failure.logical_id} ({failure.type}): {failure.reason or failure.status}"


def _failure_record(failure: Failure) -> dict[str, Any]:
    return {
        "logical_id": failure.logical_id,
        "type": failure.type,
        "status": failure.status,
        "reason": failure.reason,
        "code": failure.code,
        "physical_id": failure.physical_id,
    }
