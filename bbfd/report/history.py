"""The operations of a stack, the newest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bbfd.deploy.after.recount import History
from bbfd.deploy.kept.joined import Entry
from bbfd.deploy.kept.records import Kept
from bbfd.deploy.look.history import Past
from bbfd.deploy.unknown import Unknown
from bbfd.report.line import WIDTH, Line, Tone, paragraph

_SHORT = 12  # digits of a token that tell it from others


def history_lines(history: History) -> Iterator[Line]:
    """Lines for people: number, when, what, how it ended, how long it took, whose it was; below, why it failed."""
    yield Line(f"{history.state.name}  {history.state.status}", Tone.STRONG)
    if isinstance(history.operations, Unknown):
        why = f"its operations are not known: {history.operations.why}"
        yield from paragraph("  ", why, Tone.WARN)
        return
    for entry in history.operations:
        yield from _entry_lines(entry)
    if not history.operations:
        yield Line("  no operations: CloudFormation keeps their events for about 90 days")
    if history.older:
        yield Line(f"  {history.older} more are kept: `--last N` shows so many")
    for one in history.unread:
        yield from paragraph("  ! ", one, Tone.WARN)


def history_record(history: History) -> dict[str, Any]:
    """For JSON. What could not be read is `{"unknown": why}`."""
    found = history.operations
    operations = (
        {"unknown": found.why} if isinstance(found, Unknown) else list(map(entry_record, found))
    )
    return {
        "stack": history.state.name,
        "stack_id": history.state.id,
        "status": history.state.status,
        "operations": operations,
        "unread": list(history.unread),
        "older": history.older,
    }


def entry_record(entry: Entry) -> dict[str, Any]:
    """For JSON. ended: null while it goes on. ours: whether bbfd began it. kept: null where it is not."""
    told = past_record(entry.past) if entry.past else _alone(entry)
    return {**told, "kept": _kept_record(entry.kept) if entry.kept else None}


def past_record(past: Past) -> dict[str, Any]:
    """What the events tell of an operation."""
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


def _alone(entry: Entry) -> dict[str, Any]:
    """What is kept of an operation whose events are gone."""
    kept = entry.kept
    assert kept is not None, "an entry has one of both"
    return {
        "kind": "deploy",
        "began": kept.began.isoformat(),
        "ended": kept.end.at.isoformat() if kept.end else None,
        "seconds": kept.end.seconds if kept.end else 0.0,
        "status": kept.end.status if kept.end else "",
        "token": kept.token,
        "ours": True,
        "version": kept.version,
        "commit": kept.commit,
        "failure": None,
    }


def _kept_record(kept: Kept) -> dict[str, Any]:
    end = kept.end
    return {
        "number": kept.number,
        "back_to": kept.to,
        "by": kept.by,
        "version": kept.version,
        "commit": kept.commit,
        "images": dict(kept.images),
        "tool": kept.tool,
        "outcome": end.ended if end else None,
        "reason": end.reason if end else "",
        "task_definitions": list(end.revisions) if end else [],
    }


def _entry_lines(entry: Entry) -> Iterator[Line]:
    told = entry_record(entry)
    on = "" if told["ended"] or entry.past is None else "  (goes on)"
    number = f"{entry.kept.number:>4}" if entry.kept else "   -"
    head = f"{number}  {entry.began:%Y-%m-%d %H:%M:%S}Z  {_what(entry, told):<8}  "
    status = told["status"] or "how it ended is not known"
    line, whose = f"{head}{told['seconds']:>5.0f} s  {status}{on}", _whose(entry)
    why = _why(entry)
    bad = bool(why) and not (entry.well and told["status"].startswith("UPDATE_COMPLETE"))
    tone = Tone.BAD if bad else Tone.PLAIN
    if len(line) + 2 + len(whose) <= WIDTH:
        yield Line(f"{line}  {whose}", tone)
    else:
        yield Line(line, tone)
        yield from paragraph(" " * 6, whose, tone)
    if why:
        yield from paragraph(" " * 6, why, Tone.QUIET)


def _what(entry: Entry, told: Mapping[str, Any]) -> str:
    if entry.kept and entry.kept.to is not None:
        return f"back to {entry.kept.to}"
    return str(told["kind"])


def _why(entry: Entry) -> str:
    """Why it did not end well: as we said it then; else what the events tell."""
    end = entry.kept.end if entry.kept else None
    if end and end.reason:
        return f"{end.ended}: {end.reason}"
    failure = entry.past.failure if entry.past else None
    return f"{failure.logical_id}: {failure.reason}" if failure else ""


def _whose(entry: Entry) -> str:
    kept, past = entry.kept, entry.past
    if kept is not None:
        told = _told(kept.version, kept.commit, kept.by.rpartition(":")[2])
        return f"by bbfd: {told}" if told else "by bbfd"
    assert past is not None, "an entry has one of both"
    ours = past.ours
    if ours is None:
        return f"not by bbfd ({past.token[:_SHORT]})" if past.token else "not by bbfd"
    told = _told(ours.version, ours.commit, "")
    return f"by bbfd: {told}, not kept" if told else "by bbfd, not kept"


def _told(version: str, commit: str, by: str) -> str:
    named = (("version", version), ("commit", commit[:_SHORT]), ("by", by))
    return ", ".join(f"{name} {value}" for name, value in named if value)
