"""The operations of a stack, the newest first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bbfd.deploy.after.recount import History
from bbfd.deploy.look.history import Past
from bbfd.deploy.unknown import Unknown
from bbfd.report.line import Line, Tone, paragraph

_SHORT = 12  # digits of a token that tell it from others


def history_lines(history: History) -> Iterator[Line]:
    """Lines for people: when, what, how it ended, how long it took, whose it was; below, why it failed."""
    yield Line(f"{history.state.name}  {history.state.status}", Tone.STRONG)
    if isinstance(history.operations, Unknown):
        yield from paragraph(
            "  ", f"its operations are not known: {history.operations.why}", Tone.WARN
        )
        return
    for past in history.operations:
        yield from _past_lines(past)
    if not history.operations:
        yield Line("  no operations: CloudFormation keeps their events for about 90 days")


def history_record(history: History) -> dict[str, Any]:
    """For JSON. What could not be read is `{"unknown": why}`."""
    found = history.operations
    operations = (
        {"unknown": found.why} if isinstance(found, Unknown) else list(map(past_record, found))
    )
    return {
        "stack": history.state.name,
        "stack_id": history.state.id,
        "status": history.state.status,
        "operations": operations,
    }


def past_record(past: Past) -> dict[str, Any]:
    """For JSON. ended: null while it goes on. ours: whether bbfd began it."""
    ours, failure = past.ours, past.failure
    return {
        "kind": past.kind.value,
        "began": past.began.isoformat(),
        "ended": past.ended.isoformat() if past.ended else None,
        "seconds": round(past.seconds, 1),
        "status": past.status,
        "token": past.token,
        "ours": ours is not None,
        "version": ours.version if ours else "",
        "commit": ours.commit if ours else "",
        "failure": {
            "logical_id": failure.logical_id,
            "type": failure.type,
            "reason": failure.reason,
        }
        if failure
        else None,
    }


def _past_lines(past: Past) -> Iterator[Line]:
    head = f"  {past.began:%Y-%m-%d %H:%M:%S}Z  {past.kind.value:<8}  {past.seconds:>5.0f} s  "
    bad = past.failure is not None and not past.status.startswith("UPDATE_COMPLETE")
    on = "" if past.ended else "  (goes on)"
    yield Line(f"{head}{past.status}{on}  {_whose(past)}", Tone.BAD if bad else Tone.PLAIN)
    if past.failure:
        why = f"{past.failure.logical_id}: {past.failure.reason}"
        yield from paragraph(" " * 4, why, Tone.QUIET)


def _whose(past: Past) -> str:
    ours = past.ours
    if ours is None:
        return f"not by bbfd ({past.token[:_SHORT]})" if past.token else "not by bbfd"
    version = f"version {ours.version}" if ours.version else ""
    commit = f"commit {ours.commit}" if ours.commit else ""
    told = ", ".join(filter(None, (version, commit)))
    return f"by bbfd: {told}" if told else "by bbfd"
