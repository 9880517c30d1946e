"""What is there now: the stack, its resources, the ECS service, what it runs, and where it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from bbfd.deploy.after.status import Schedule, Status
from bbfd.deploy.outcome import Running
from bbfd.deploy.plan.masked import masked_values
from bbfd.deploy.records import Resource, TargetGroupState
from bbfd.deploy.unknown import Unknown
from bbfd.report.line import Line, Tone, paragraph
from bbfd.report.outcome import running_record
from bbfd.report.table import table

_LEAD = 17
T = TypeVar("T")


def status_lines(status: Status, deploy: str = "") -> Iterator[Line]:
    """Lines for people. deploy: the command that makes a stack which is not there."""
    stack = status.stack
    if stack is None:
        yield _line("stack", f"{status.name} does not exist", Tone.STRONG)
        if deploy:
            yield _line("", f"`{deploy}` makes it")
        return
    yield _line("stack", f"{stack.name}  {stack.status}", Tone.STRONG)
    if stack.reason:
        yield from paragraph(" " * _LEAD, stack.reason)
    yield from _section("resources", status.resources, _resource_lines)
    yield from _section("service", status.services, _service_lines)
    yield from _section("target group", status.target_groups, _group_lines)
    yield from _section("schedule", status.schedules, _schedule_lines)
    yield from _output_lines(stack.outputs)
    if "Url" in stack.outputs:
        yield _line("url", stack.outputs["Url"], Tone.STRONG)


def status_record(status: Status) -> dict[str, Any]:
    """For JSON. What could not be read is `{"unknown": why}`."""
    stack = status.stack
    return {
        "stack": status.name,
        "exists": stack is not None,
        "stack_id": stack.id if stack else "",
        "status": stack.status if stack else "",
        "reason": stack.reason if stack else "",
        "parameters": dict(masked_values(stack.parameters, {})[0]) if stack else {},
        "outputs": dict(stack.outputs) if stack else {},
        "resources": _record(status.resources, _resource_record),
        "services": _record(status.services, running_record),
        "target_groups": _record(status.target_groups, _group_record),
        "schedules": _record(status.schedules, _schedule_record),
    }


def _line(name: str, words: str, tone: Tone = Tone.PLAIN) -> Line:
    return Line(f"{name:<{_LEAD}}{words}", tone)


def _section(
    name: str, found: tuple[T, ...] | Unknown, lines: Callable[[tuple[T, ...]], Iterator[Line]]
) -> Iterator[Line]:
    if isinstance(found, Unknown):
        return paragraph(f"{name:<{_LEAD}}", f"not known: {found.why}", Tone.WARN)
    return lines(found)


def _resource_lines(resources: tuple[Resource, ...]) -> Iterator[Line]:
    yield _line("resources", str(len(resources)))
    yield from table(((r.logical_id, r.status, r.type) for r in resources), indent="  ")
    for resource in resources:
        if resource.reason and resource.status.endswith("FAILED"):
            yield from paragraph(f"  {resource.logical_id}: ", resource.reason, Tone.BAD)


def _service_lines(services: tuple[Running, ...]) -> Iterator[Line]:
    for running in services:
        service = running.service
        yield _line("service", service.name)
        counts = f"{service.running} of {service.desired} running"
        yield _line(
            "  tasks", f"{counts}, {service.pending} starting" if service.pending else counts
        )
        if service.primary:
            name = service.primary.task_definition.rpartition("/")[2]
            yield _line("task definition", name)
        for container, image in running.images.items():
            yield _line("image", f"{image}  ({container})")


def _group_lines(groups: tuple[TargetGroupState, ...]) -> Iterator[Line]:
    for group in groups:
        health = ", ".join(f"{number} {state}" for state, number in sorted(group.health.items()))
        yield _line("target group", f"{group.name}  type {group.type}  {health or 'no targets'}")


def _schedule_lines(schedules: tuple[Schedule, ...]) -> Iterator[Line]:
    for one in schedules:
        off = "" if one.state == "ENABLED" else f"  {one.state}"
        yield _line("schedule", f"{one.expression}  {one.time_zone}{off}")
        yield _line("task definition", one.task_definition.rpartition("/")[2])
        for container, image in one.images.items():
            yield _line("image", f"{image}  ({container})")


def _output_lines(outputs: Mapping[str, str]) -> Iterator[Line]:
    """What other stacks and people need of it; the URL has a line of its own."""
    others = sorted((name, value) for name, value in outputs.items() if name != "Url")
    if others:
        yield _line("outputs", str(len(others)))
        yield from table(others, indent="  ")


def _schedule_record(one: Schedule) -> dict[str, Any]:
    return {
        "name": one.name,
        "expression": one.expression,
        "time_zone": one.time_zone,
        "state": one.state,
        "task_definition": one.task_definition,
        "images": dict(one.images),
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
