"""How a deployment or a deletion ended."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from bbfd.deploy.look.standing import NO_STACK, NOT_KNOWN, last_seen, shortened
from bbfd.deploy.outcome import Ended, Failure, Outcome, Running
from bbfd.deploy.records import ServiceState
from bbfd.diagnose import Cause
from bbfd.report.background import NOTHING_KNOWN, Background
from bbfd.report.cause import UNKNOWN, cause_lines, cause_record, named_lines
from bbfd.report.changes import change_record
from bbfd.report.line import Line, Tone, paragraph

_NOTHING = "nothing was changed"
SAID = {
    Ended.CREATED: "created",
    Ended.UPDATED: "updated",
    Ended.UNCHANGED: "nothing to do: it is as defined",
    Ended.DELETED: "deleted",
    Ended.ABSENT: "nothing to do: there is no such stack",
    Ended.IDLE: "nothing to do",
    Ended.CANCELLED: "cancelled as asked, and rolled back",
    Ended.RECOVERED: "recovered",
    Ended.STOPPED: "stopped",
    Ended.STARTED: "started",
    Ended.SCALED: "scaled",
    Ended.PRUNED: "pruned",
    Ended.SHOWN: f"only shown: {_NOTHING}",
    Ended.RESTARTED: "restarted",
    Ended.DECLINED: f"declined: {_NOTHING}",
    Ended.REFUSED: f"refused: {_NOTHING}",
    Ended.LOCKED: "not begun: another operation holds it",
    Ended.ROLLED_BACK: "FAILED, and rolled back",
    Ended.HELD: "FAILED before its service was touched",
    Ended.UNHEALTHY: "is as defined, but NOT HEALTHY",
    Ended.STUCK: "FAILED, and cannot be deployed as it stands",
    Ended.HALF_DONE: "HALF DONE: broken off between two calls",
    Ended.UNKNOWN: "how it ends is not known: it goes on in AWS",
}
_UNTOUCHED = f"nothing was changed, and {NOT_KNOWN}"
# What is known of a stack whose status was not read.
_WITHOUT_STATUS = {
    Ended.DELETED: "the stack is gone",
    Ended.ABSENT: NO_STACK,
    Ended.DECLINED: _UNTOUCHED,
    Ended.REFUSED: _UNTOUCHED,
    Ended.LOCKED: "another operation holds it",
    Ended.UNCHANGED: NOT_KNOWN,
}
# What ran before runs still.
_BEFORE = (Ended.ROLLED_BACK, Ended.CANCELLED, Ended.REFUSED, Ended.LOCKED, Ended.DECLINED)
_COMMAND = re.compile(r"`(bbfd [^`]*)`")


def outcome_lines(
    outcome: Outcome, background: Background = NOTHING_KNOWN, told: Collection[Cause] = ()
) -> Iterator[Line]:
    """How it ended, why, and what to do; last the stack's state. told: the causes that were told in full before."""
    if _nothing_to_tell(outcome):
        yield Line(f"{state_line(outcome).text}; {SAID[outcome.ended]}", tone(outcome))
        return
    yield from ended_lines(outcome, background, told)
    yield state_line(outcome)


def is_as_it_was(outcome: Outcome) -> bool:
    """Whether nothing of it is worth more than its name, where others of the run are as they were too."""
    more = outcome.notes or outcome.causes or outcome.reason
    return outcome.ended is Ended.UNCHANGED and not more


def unchanged_lines(outcomes: Sequence[Outcome]) -> Iterator[Line]:
    """Several that are as they were: one line for each status, with their names."""
    alike: dict[str, list[str]] = {}
    for outcome in outcomes:
        alike.setdefault(state_words(outcome), []).append(outcome.stack)
    for status, names in alike.items():
        they = "they are" if names[1:] else "it is"
        yield Line(f"{shortened(names)}: {status}; nothing to do: {they} as defined", Tone.GOOD)
        if shortened(names) != ", ".join(names):
            yield from paragraph("  ", ", ".join(names), Tone.QUIET)


def _nothing_to_tell(outcome: Outcome) -> bool:
    """Whether a stack is as it was, and nobody asks more of it: what services stand on, in most runs."""
    more = outcome.running or outcome.notes or outcome.causes or outcome.reason
    return outcome.ended is Ended.UNCHANGED and not (more or "Url" in outcome.outputs)


def ended_lines(
    outcome: Outcome, background: Background = NOTHING_KNOWN, told: Collection[Cause] = ()
) -> Iterator[Line]:
    """How it ended, why, and what to do."""
    said = SAID[outcome.ended]
    if outcome.recovered:
        said = said.replace(_NOTHING, "it was recovered, and nothing else was changed")
    yield Line(f"{outcome.stack}: {said} ({outcome.seconds:.0f} s)", tone(outcome))
    if outcome.ended is not Ended.DECLINED:  # whoever said no knows
        yield from _why(outcome, background, told)
        yield from _next(outcome, background)
    for running in outcome.running:
        yield from paragraph("  runs  ", running_words(running))
    for note in outcome.notes:
        yield from paragraph("  note  ", note, Tone.QUIET)
    if "Url" in outcome.outputs and outcome.good:
        yield Line(f"  url   {outcome.outputs['Url']}")


def tone(outcome: Outcome) -> Tone:
    """Whether it is good to hear."""
    if outcome.ended in (Ended.DECLINED, Ended.LOCKED, Ended.HALF_DONE, Ended.UNKNOWN):
        return Tone.WARN
    return Tone.GOOD if outcome.good else Tone.LOUD


def state_line(outcome: Outcome) -> Line:
    """The stack's status, what serves, and how much of it runs: what a reader sees last."""
    return Line(f"{outcome.stack}: {'; '.join(_state(outcome))}", tone(outcome))


def state_words(outcome: Outcome) -> str:
    """The same in short: of a stack that is as asked its status alone."""
    return next(_state(outcome)) if outcome.good else ", ".join(_state(outcome))


def why_in_short(outcome: Outcome) -> str:
    """The cause where one is known, else the reason; "" where it ended well."""
    if outcome.good or not (outcome.reason or outcome.causes):
        return ""
    known = [cause.what for cause in outcome.causes if cause.known]
    if outcome.ended is Ended.UNKNOWN:
        return "; ".join([outcome.reason, *known[:1]])
    if known:
        return known[0]
    return f"{UNKNOWN}: {outcome.reason}" if outcome.causes else outcome.reason


def _state(outcome: Outcome) -> Iterator[str]:
    if outcome.ended is Ended.UNKNOWN:
        yield last_seen(outcome.status)
    else:
        unread = _WITHOUT_STATUS.get(outcome.ended, NOT_KNOWN)
        yield outcome.status or (NO_STACK if outcome.absent else unread)
    if _nothing_runs(outcome):
        yield "nothing runs: it was the first deployment"
        return
    counts = ", ".join(_counts(running) for running in outcome.running)
    still = "still serves" if outcome.ended in _BEFORE else "runs"
    version = f"{outcome.version} {still}" if serving(outcome) else ""
    if counts or version:
        yield ", ".join(filter(None, (version, counts)))
    if outcome.ended is Ended.UNHEALTHY:
        yield "NOT HEALTHY"
    if outcome.ended is Ended.UNKNOWN and outcome.fix:
        command = _COMMAND.search(outcome.fix)
        yield f"see {command[0]}" if command else outcome.fix


def serving(outcome: Outcome) -> str:
    """The version that runs now; "" where that is not known, or nothing runs."""
    return "" if _nothing_runs(outcome) else outcome.version


def _nothing_runs(outcome: Outcome) -> bool:
    """Whether a first deployment was rolled back: nothing is left of it.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stack-failure-options.html
    """
    return outcome.ended is Ended.ROLLED_BACK and outcome.status == "ROLLBACK_COMPLETE"


def _counts(running: Running) -> str:
    return f"{running.service.running} of {running.service.desired} running"


def _why(outcome: Outcome, background: Background, told: Collection[Cause]) -> Iterator[Line]:
    for cause in outcome.causes:
        place = background.place(outcome.stack, cause)
        lead = "  cause " if cause.known else "  "
        if cause in told:
            yield from named_lines(lead, cause, place)
            yield from paragraph(f"{' ' * len(lead)}fix  ", cause.fix, Tone.STRONG)
        else:
            yield from cause_lines(lead, cause, place)
    quoted = {said for cause in outcome.causes for said in cause.evidence}
    told_by_causes = any(cause.known for cause in outcome.causes) or outcome.reason in quoted
    if outcome.reason and (outcome.ended is Ended.UNKNOWN or not told_by_causes):
        yield from paragraph("  why   ", outcome.reason)
    others = dict.fromkeys(_failure_words(failure) for failure in outcome.failures[1:])
    for words in (one for one in others if one not in quoted):
        yield from paragraph("  also  ", words, Tone.QUIET)


def _next(outcome: Outcome, background: Background) -> Iterator[Line]:
    if outcome.fix:
        yield from paragraph("  fix   " if not outcome.causes else "  then  ", outcome.fix)
    more = background.more(outcome.stack)
    if more and outcome.causes and more not in outcome.fix:
        yield Line(f"  more  `{more}`", Tone.QUIET)


def running_words(running: Running) -> str:
    """A service, its counts and its images."""
    service = running.service
    images = ", ".join(running.images.values())
    words = f"{service.name}: {service.running} of {service.desired} tasks"
    return f"{words} of {images}" if images else words


def outcome_record(outcome: Outcome, background: Background = NOTHING_KNOWN) -> dict[str, Any]:
    """For JSON."""
    command = _COMMAND.search(outcome.fix)
    return {
        "stack": outcome.stack,
        "outcome": outcome.ended.value,
        "exit_code": outcome.exit_code,
        "stack_id": outcome.stack_id,
        "status": outcome.status,
        "operation": outcome.operation,
        "change_set": outcome.change_set,
        "version": serving(outcome) or None,
        "seconds": round(outcome.seconds, 1),
        "reason": outcome.reason,
        "fix": outcome.fix,
        "next": command[1] if command else "",
        "verified": outcome.verified,
        "changes": [change_record(change) for change in outcome.changes],
        "causes": [
            cause_record(cause, background.place(outcome.stack, cause)) for cause in outcome.causes
        ],
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
        "stack": failure.stack,
    }
