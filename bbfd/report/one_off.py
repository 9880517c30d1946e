"""How a task went that was run by hand, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bbfd.deploy.operate.one_off import OneOff
from bbfd.report.cause import cause_lines, cause_record
from bbfd.report.line import Line, Tone, paragraph
from bbfd.report.record import SCHEMA


def one_off_lines(one: OneOff) -> Iterator[Line]:
    """Nothing of a success but its code; else why, and what to do."""
    for cause in one.causes:
        yield from cause_lines("cause ", cause, None)
    lead = f"{one.container} of task {one.task.rpartition('/')[2]}: "
    if not one.ended:
        yield from paragraph(lead, one.reason or "started, and not waited for", Tone.PLAIN)
    elif one.reason:
        yield from paragraph(lead, one.reason, Tone.BAD)
    else:
        yield Line(f"{lead}it ended with 0", Tone.GOOD)
    if one.fix:
        yield from paragraph("  fix: " if one.reason else "  ", one.fix)


def one_off_record(one: OneOff) -> dict[str, Any]:
    """For JSON."""
    return {
        "schema": SCHEMA,
        "event": "task",
        "stack": one.stack,
        "task": one.task.rpartition("/")[2],
        "arn": one.task,
        "cluster": one.cluster,
        "container": one.container,
        "ended": one.ended,
        "exit_code": one.code,
        "container_exit_code": one.exit_code,
        "reason": one.reason,
        "fix": one.fix,
        "causes": [cause_record(cause, None) for cause in one.causes],
        "seconds": round(one.seconds, 1),
    }
