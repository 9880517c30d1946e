"""Tasks, and what starts them by itself: schedules, rules of events, and their runs."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from datetime import datetime, timezone
from typing import Any

from bbfd.deploy.after.status import EventRule, Runs, Schedule
from bbfd.deploy.present import Present
from bbfd.diagnose import StoppedTask
from bbfd.report.line import Line, Tone, paragraph
from bbfd.report.table import table

LEAD = 17
_SHORT = 12  # digits of a digest that tell it from others


def line(name: str, words: str, tone: Tone = Tone.PLAIN) -> Line:
    """A line behind its name."""
    return Line(f"{name:<{LEAD}}{words}", tone)


def when(at: datetime) -> str:
    """A time, in UTC."""
    return f"{at.astimezone(timezone.utc):%Y-%m-%d %H:%M:%S} UTC"


def digest(whole: str) -> str:
    """A digest as AWS has it: an algorithm and hexadecimal digits; what has another shape is said as it is."""
    return whole.partition("@")[2] or whole


def revision(task_definition: str, wanted: Collection[str]) -> str:
    """A revision in short, and whether it is what the stack made."""
    name = task_definition.rpartition("/")[2]
    if not wanted or task_definition in wanted:
        return name
    return f"{name}  (not the stack's own: {', '.join(one.rpartition('/')[2] for one in wanted)})"


def task_row(task: Present, wanted: Collection[str] = ()) -> tuple[str, ...]:
    """What is told of a task, for a table."""
    number = task.task_definition.rpartition(":")[2]
    foreign = bool(wanted) and task.task_definition not in wanted
    digests = (_short(one) for one in task.digests.values())
    return (
        task.id,
        _numbered(number, foreign=foreign),
        task.status,
        task.health,
        f"since {when(task.since)}" if task.since else "not started",
        task.zone,
        task.carried_by,
        " ".join(digests),
    )


def _numbered(number: str, *, foreign: bool) -> str:
    return f"revision {number}, not the stack's own" if foreign else f"revision {number}"


def _short(whole: str) -> str:
    algorithm, _, digits = digest(whole).rpartition(":")
    return f"{algorithm}:{digits[:_SHORT]}" if algorithm else digits[:_SHORT]


def schedule_lines(schedules: tuple[Schedule, ...]) -> Iterator[Line]:
    """When a task is started."""
    for one in schedules:
        off = "" if one.state == "ENABLED" else f"  {one.state}"
        yield line("schedule", f"{one.expression}  {one.time_zone}{off}")
        yield line("task definition", one.task_definition.rpartition("/")[2])
        for container, image in one.images.items():
            yield line("image", f"{image}  ({container})")


def rule_lines(rules: tuple[EventRule, ...]) -> Iterator[Line]:
    """What a task is started by."""
    for one in rules:
        off = "" if one.state == "ENABLED" else f"  {one.state}"
        yield line("rule of events", f"{one.name}{off}")
        yield from paragraph(" " * LEAD, json.dumps(one.pattern, default=dict))


def run_lines(told: Collection[str], runs: tuple[Runs, ...]) -> Iterator[Line]:
    """What ran of late: ECS forgets a task within about an hour. told: the task definitions that were named before."""
    for one in runs:
        if one.task_definition not in told:
            yield line("task definition", one.task_definition.rpartition("/")[2])
            for container, image in one.images.items():
                yield line("image", f"{image}  ({container})")
        yield line("runs", f"{len(one.running)} now, {len(one.stopped)} that ended within the hour")
        yield from table((task_row(task) for task in one.running), indent="  ")
        yield from table(map(_ended, one.stopped), indent="  ")


def _ended(task: StoppedTask) -> tuple[str, ...]:
    codes = ", ".join(
        f"{c.name} {'no exit code' if c.exit_code is None else c.exit_code}"
        for c in task.containers
    )
    at = f"ended {when(task.at)}" if task.at else "ended"
    return task.arn.rpartition("/")[2], at, codes, task.reason


def schedule_record(one: Schedule) -> dict[str, Any]:
    """For JSON."""
    return {
        "name": one.name,
        "expression": one.expression,
        "time_zone": one.time_zone,
        "state": one.state,
        "task_definition": one.task_definition,
        "images": dict(one.images),
    }


def rule_record(one: EventRule) -> dict[str, Any]:
    """For JSON."""
    return {"name": one.name, "state": one.state, "pattern": dict(one.pattern)}


def run_record(one: Runs) -> dict[str, Any]:
    """For JSON."""
    return {
        "task_definition": one.task_definition,
        "images": dict(one.images),
        "running": [task.id for task in one.running],
        "stopped": [
            {
                "id": task.arn.rpartition("/")[2],
                "at": task.at.isoformat() if task.at else None,
                "reason": task.reason,
                "exit_codes": {c.name: c.exit_code for c in task.containers},
            }
            for task in one.stopped
        ],
    }
