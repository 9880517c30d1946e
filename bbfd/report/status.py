"""What is there now: the stack, its resources, the ECS service, what it runs, what moves it, and where it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, TypeVar

from bbfd.deploy.after.status import Status, stopped
from bbfd.deploy.gauges import Alarm, Scaling
from bbfd.deploy.look.history import Past
from bbfd.deploy.outcome import Running
from bbfd.deploy.plan.masked import masked_values
from bbfd.deploy.present import Present
from bbfd.deploy.records import Resource, TargetGroupState
from bbfd.deploy.unknown import Unknown
from bbfd.report.history import past_record
from bbfd.report.line import Line, Tone, paragraph
from bbfd.report.outcome import running_record
from bbfd.report.started import (
    LEAD,
    digest,
    line,
    revision,
    rule_lines,
    rule_record,
    run_lines,
    run_record,
    schedule_lines,
    schedule_record,
    task_row,
    when,
)
from bbfd.report.table import table

T = TypeVar("T")


def status_lines(status: Status, deploy: str = "") -> Iterator[Line]:
    """Lines for people. deploy: the command that makes a stack which is not there."""
    stack = status.stack
    if status.unread:
        yield line("stack", f"{status.name}  not known", Tone.STRONG)
        yield from _not_known(status)
        return
    if stack is None:
        yield line("stack", f"{status.name} does not exist", Tone.STRONG)
        if deploy:
            yield line("", f"`{deploy}` makes it")
        return
    yield line("stack", f"{stack.name}  {stack.status}", Tone.STRONG)
    if stack.reason:
        yield from paragraph(" " * LEAD, stack.reason)
    yield from _section("last deployment", status.last, partial(_last_lines, status))
    yield from _section("resources", status.resources, _resource_lines)
    yield from _section("service", status.services, partial(_service_lines, status))
    yield from _section("tasks", status.tasks, partial(_task_lines, status))
    yield from _section("scaling", status.scalings, partial(_scaling_lines, status))
    yield from _section("target group", status.target_groups, _group_lines)
    yield from _section("alarms", status.alarms, _alarm_lines)
    yield from _section("schedule", status.schedules, schedule_lines)
    yield from _section("rule of events", status.rules, rule_lines)
    yield from _section("runs", status.runs, partial(run_lines, _named(status)))
    yield from _output_lines(stack.outputs)
    if "Url" in stack.outputs:
        yield line("url", stack.outputs["Url"], Tone.STRONG)
    for ill in status.ills:
        yield from paragraph(f"{'NOT HEALTHY':<{LEAD}}", ill, Tone.LOUD)
    yield from _not_known(status)


def _not_known(status: Status) -> Iterator[Line]:
    """What decides whether it is well, and could not be read."""
    for why in status.unknown:
        yield from paragraph(f"{'NOT KNOWN':<{LEAD}}", f"whether it is well: {why}", Tone.WARN)


def status_record(status: Status) -> dict[str, Any]:
    """For JSON. What could not be read is `{"unknown": why}`."""
    stack = status.stack
    return {
        "stack": status.name,
        "exists": None if status.unread else stack is not None,
        "stack_id": stack.id if stack else "",
        "status": stack.status if stack else "",
        "reason": stack.reason if stack else "",
        "healthy": {0: stack is not None, 4: False}.get(status.exit_code),
        "ill": list(status.ills),
        "not_known": list(status.unknown),
        "parameters": dict(masked_values(stack.parameters, {})[0]) if stack else {},
        "outputs": dict(stack.outputs) if stack else {},
        "last": _record(status.last, past_record),
        "resources": _record(status.resources, _resource_record),
        "services": _record(status.services, partial(_service_record, status)),
        "tasks": _record(status.tasks, _task_record),
        "scaling": _record(status.scalings, partial(_scaling_record, status)),
        "target_groups": _record(status.target_groups, _group_record),
        "alarms": _record(status.alarms, _alarm_record),
        "schedules": _record(status.schedules, schedule_record),
        "rules": _record(status.rules, rule_record),
        "runs": _record(status.runs, run_record),
    }


def _section(
    name: str, found: tuple[T, ...] | Unknown, lines: Callable[[tuple[T, ...]], Iterator[Line]]
) -> Iterator[Line]:
    if isinstance(found, Unknown):
        return paragraph(f"{name:<{LEAD}}", f"not known: {found.why}", Tone.WARN)
    return lines(found)


def _named(status: Status) -> frozenset[str]:
    """The task definitions that schedules name."""
    schedules = () if isinstance(status.schedules, Unknown) else status.schedules
    return frozenset(one.task_definition for one in schedules)


def _last_lines(status: Status, last: tuple[Past, ...]) -> Iterator[Line]:
    """The operation that was to change something; how it ended is told by the last one since."""
    if not last:
        return
    first, end = last[0], last[-1]
    took = "" if end.ended is None else f", ended {when(end.ended)}"
    began = f"{first.kind.value}, began {when(first.began)}{took}"
    yield from paragraph(f"{'last deployment':<{LEAD}}", began)
    yield from paragraph(" " * LEAD, f"{end.status}{_by(status, first)}")
    if first.failure is not None:
        yield from paragraph(" " * LEAD, f"{first.failure.logical_id}: {first.failure.reason}")


def _by(status: Status, past: Past) -> str:
    """Whose it was. The outputs tell of the last that succeeded, the token of this one."""
    outputs = status.stack.outputs if status.stack else {}
    ours = past.ours
    if ours is None:
        return "  not begun by bbfd"
    commit = ours.commit or outputs.get("Commit", "")
    done = past.status in ("CREATE_COMPLETE", "UPDATE_COMPLETE")
    by = outputs.get("DeployedBy", "") if done else ""
    told = (
        f"  version {ours.version}" if ours.version else "",
        f"  commit {commit[:12]}" if commit not in ("", "-") else "",
        f"  by {by}" if by not in ("", "-") else "",
    )
    return "".join(told)


def _resource_lines(resources: tuple[Resource, ...]) -> Iterator[Line]:
    yield line("resources", str(len(resources)))
    yield from table(((r.logical_id, r.status, r.type) for r in resources), indent="  ")
    for resource in resources:
        if resource.reason and resource.status.endswith("FAILED"):
            yield from paragraph(f"  {resource.logical_id}: ", resource.reason, Tone.BAD)


def _service_lines(status: Status, services: tuple[Running, ...]) -> Iterator[Line]:
    for running in services:
        service, rollout = running.service, running.service.primary
        yield line("service", service.name)
        counts = f"{service.running} of {service.desired} running"
        counts += f", {service.pending} starting" if service.pending else ""
        yield line("  tasks", counts + _why_none(running))
        if rollout:
            yield line("task definition", revision(rollout.task_definition, status.wanted))
            if rollout.state not in ("", "COMPLETED"):
                yield from paragraph(f"{'  rollout':<{LEAD}}", f"{rollout.state} {rollout.reason}")
        for container, image in running.images.items():
            yield line("image", f"{image}  ({container})")


def _why_none(running: Running) -> str:
    """Say who set a count of 0, as far as that is known."""
    if running.service.desired or running.service.daemon:
        return ""
    return "; stopped by `bbfd stop`" if stopped(running) else "; not stopped by `bbfd stop`"


def _task_lines(status: Status, tasks: tuple[Present, ...]) -> Iterator[Line]:
    if tasks:
        yield line("tasks", str(len(tasks)))
        yield from table((task_row(task, status.wanted) for task in tasks), indent="  ")


def _scaling_lines(status: Status, scalings: tuple[Scaling, ...]) -> Iterator[Line]:
    for one in scalings:
        by = f"  by {', '.join(status.policies)}" if status.policies else ""
        held = f"  held: {', '.join(one.suspended)}" if one.suspended else ""
        yield line("scaling", f"{one.least} to {one.most}{by}{held}")


def _group_lines(groups: tuple[TargetGroupState, ...]) -> Iterator[Line]:
    for group in groups:
        health = ", ".join(f"{number} {state}" for state, number in sorted(group.health.items()))
        yield line("target group", f"{group.name}  type {group.type}  {health or 'no targets'}")


def _alarm_lines(alarms: tuple[Alarm, ...]) -> Iterator[Line]:
    if alarms:
        yield line("alarms", str(len(alarms)))
    for one in alarms:
        rings = one.state == "ALARM" and not one.scales
        moves = "  moves the count" if one.scales else ""
        since = f"  since {when(one.since)}" if one.since else ""
        tone = Tone.BAD if rings else Tone.PLAIN
        yield Line(f"  {one.name}  {one.state}{since}{moves}", tone)
        if rings and one.reason:
            yield from paragraph("    ", one.reason)


def _output_lines(outputs: Mapping[str, str]) -> Iterator[Line]:
    """What other stacks and people need of it; the URL has a line of its own."""
    others = sorted((name, value) for name, value in outputs.items() if name != "Url")
    if others:
        yield line("outputs", str(len(others)))
        yield from table(others, indent="  ")


def _service_record(status: Status, running: Running) -> dict[str, Any]:
    primary = running.service.primary
    runs = primary.task_definition if primary else ""
    known = bool(runs and status.wanted)
    return {
        **running_record(running),
        "stopped": stopped(running),
        "as_defined": runs in status.wanted if known else None,
    }


def _task_record(task: Present) -> dict[str, Any]:
    return {
        "id": task.id,
        "arn": task.arn,
        "service": task.service,
        "task_definition": task.task_definition,
        "status": task.status,
        "health": task.health,
        "since": task.since.isoformat() if task.since else None,
        "zone": task.zone,
        "carried_by": task.carried_by,
        "digests": {name: digest(one) for name, one in task.digests.items()},
    }


def _scaling_record(status: Status, one: Scaling) -> dict[str, Any]:
    return {
        "resource": one.resource,
        "minimum": one.least,
        "maximum": one.most,
        "suspended": list(one.suspended),
        "policies": list(status.policies),
    }


def _alarm_record(one: Alarm) -> dict[str, Any]:
    return {
        "name": one.name,
        "state": one.state,
        "reason": one.reason,
        "since": one.since.isoformat() if one.since else None,
        "scales": one.scales,
    }


def _resource_record(resource: Resource) -> dict[str, Any]:
    return {
        "logical_id": resource.logical_id,
        "type": resource.type,
        "status": resource.status,
        "physical_id": resource.physical_id,
        "reason": resource.reason,
    }


def _group_record(group: TargetGroupState) -> dict[str, Any]:
    return {
        "arn": group.arn,
        "name": group.name,
        "type": group.type,
        "port": group.port,
        "health": dict(group.health),
    }


def _record(
    found: tuple[T, ...] | Unknown, one: Callable[[T], dict[str, Any]]
) -> list[dict[str, Any]] | dict[str, Any]:
    return {"unknown": found.why} if isinstance(found, Unknown) else [one(item) for item in found]
