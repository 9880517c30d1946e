"""A migrated template -> definitions of BBFD: one for each service and each scheduled task."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from bbfd.migrate._balanced import http
from bbfd.migrate._moving import template
from bbfd.migrate._python import Call, names_in, source_of
from bbfd.migrate._sizes import amount, whole
from bbfd.migrate._subjects import Launched, Part, Template
from bbfd.migrate._told import Unsaid, container, features, text_of
from bbfd.template import Document, read

_TASK_SAID = {
    *("Family", "ContainerDefinitions", "Cpu", "Memory", "NetworkMode", "RequiresCompatibilities"),
    *("ExecutionRoleArn", "Volumes", "RuntimePlatform", "EphemeralStorage", "Tags"),
}
_SERVICE_SAID = {
    *("ServiceName", "Cluster", "TaskDefinition", "DesiredCount", "LaunchType", "PlatformVersion"),
    *("NetworkConfiguration", "LoadBalancers", "HealthCheckGracePeriodSeconds", "Tags"),
    *("DeploymentConfiguration", "SchedulingStrategy", "PropagateTags", "EnableECSManagedTags"),
}
_NOTHING: tuple[Any, ...] = (None, [], False, "")


class Definition(NamedTuple):
    """A service's file. name: of the file, without its ending. unsaid: what it cannot say."""

    name: str
    source: str
    unsaid: tuple[str, ...]


def definitions(text: str, name: str) -> tuple[Definition, ...]:
    """The definitions of what a template launches on Fargate; `text` is one that was migrated.

    Raises DocumentError.
    """
    document = read(text, name)
    whole = template(text, document)
    made: dict[str, Definition] = {}
    for launched in (*whole.on_fargate, *whole.launched):
        task = next((t for t in whole.resources(_TASK) if t.id == launched.task), None)
        if task is not None:
            one = _definition(whole, launched, task)
            made.setdefault(one.name, one)
    return tuple(made.values())


_TASK = "AWS::ECS::TaskDefinition"


def _definition(whole: Template, launched: Launched, task: Part) -> Definition:
    unsaid: list[str] = []
    document = whole.document
    bodies = [
        each
        for _, each in document.entries(task.body.get("ContainerDefinitions"))
        if isinstance(each, dict)
    ]
    balanced = http(whole, launched, unsaid.append)
    main = _main(document, bodies, balanced[0] if balanced else None)
    fields: dict[str, Any] = {}
    containers = [container(document, each, unsaid.append) for each in bodies]
    fields["container"] = containers[main] if containers else Call("Container", {"image": ""})
    fields["runs_on"] = _launch(document, task, unsaid.append)
    sidecars = tuple(each for at, each in enumerate(containers) if at != main)
    fields |= {"sidecars": sidecars} if sidecars else {}
    name = str(fields["container"].fields.get("name", ""))
    uses = features(document, task.body, name, unsaid.append)
    fields |= {"uses": uses} if uses else {}
    kind, more = _kind(document, launched, balanced)
    fields |= more
    unsaid += _left_out(document, task, launched)
    return Definition(
        _name(document, launched, task), _written(Call(kind, fields), unsaid), tuple(unsaid)
    )


def _main(document: Document, bodies: Sequence[Mapping[str, Any]], wanted: str | None) -> int:
    """The container behind the load balancer, else the first one that is essential."""
    names = [text_of(document, each.get("Name")) for each in bodies]
    if wanted in names:
        return names.index(wanted)
    essential = (
        at
        for at, each in enumerate(bodies)
        if text_of(document, each.get("Essential")) not in ("false", "False")
    )
    return next(essential, 0)


def _launch(document: Document, task: Part, unsaid: Unsaid) -> Call:
    for key, unit in (("Cpu", "vcpu"), ("Memory", "gb")):
        if amount(document.value(task.body.get(key)), unit) is None:
            unsaid(f"{key} of the task is not known here: the smallest stands for it")
    fields: dict[str, Any] = {
        "cpu": amount(document.value(task.body.get("Cpu")), "vcpu") or 256,
        "memory": amount(document.value(task.body.get("Memory")), "gb") or 512,
    }
    platform = document.value(task.body.get("RuntimePlatform"))
    if isinstance(platform, dict):
        if text_of(document, platform.get("CpuArchitecture")) == "ARM64":
            fields["architecture"] = "ARM64"
        system = text_of(document, platform.get("OperatingSystemFamily"))
        fields |= {"system": system} if system and system != "LINUX" else {}
    storage = document.value(task.body.get("EphemeralStorage"))
    size = whole(document.value(storage.get("SizeInGiB"))) if isinstance(storage, dict) else None
    return Call("Fargate", fields | ({"storage": size} if size else {}))


def _kind(
    document: Document, launched: Launched, balanced: tuple[str, Call, int | None] | None
) -> tuple[str, dict[str, Any]]:
    if launched.kind in ("event", "schedule"):
        return "ScheduledTask", _times(document, launched)
    more = _kept_running(document, launched)
    if balanced is None:
        return "Worker", more
    _, found, grace = balanced
    more["http"] = found
    return "WebService", more | ({"grace_period": grace} if grace is not None else {})


def _times(document: Document, launched: Launched) -> dict[str, Any]:
    body = document.values.resources[launched.part.id]["Properties"]
    schedule = text_of(document, body.get("ScheduleExpression"))
    zone = text_of(document, body.get("ScheduleExpressionTimezone"))
    state = text_of(document, body.get("State"))
    return {
        "schedule": schedule or "rate(1 day)",
        **({"time_zone": zone} if zone else {}),
        **({"state": "DISABLED"} if state == "DISABLED" else {}),
    }


def _kept_running(document: Document, launched: Launched) -> dict[str, Any]:
    body = launched.part.body
    found: dict[str, Any] = {}
    count = whole(document.value(body.get("DesiredCount")))
    if count is not None and count != 1:
        found["count"] = count
    rolling = document.value(body.get("DeploymentConfiguration"))
    if isinstance(rolling, dict):
        bounds = {
            "minimum_healthy": whole(document.value(rolling.get("MinimumHealthyPercent"))),
            "maximum": whole(document.value(rolling.get("MaximumPercent"))),
        }
        known = {name: value for name, value in bounds.items() if value is not None}
        found |= {"deployment": Call("Rolling", known)} if known else {}
    return found


def _left_out(document: Document, task: Part, launched: Launched) -> Iterator[str]:
    """What a definition does not say of a task and of what launches it."""
    if document.value(task.body.get("TaskRoleArn")) is not None:
        yield "TaskRoleArn: the role of the tasks is made by BBFD, from what the service uses"
    for key in _said_in(document, task.body, {*_TASK_SAID, "TaskRoleArn"}):
        yield f"{key} of the task definition"
    if launched.kind in ("event", "schedule"):
        body = document.values.resources[launched.part.id]["Properties"]
        if text_of(document, body.get("ScheduleExpression")) is None:
            yield "when it runs: rate(1 day) stands for it"
        return
    for key in _said_in(document, launched.part.body, _SERVICE_SAID):
        yield f"{key} of the service"
    if whole(document.value(launched.part.body.get("DesiredCount", 1))) is None:
        yield "how many tasks: count=1 stands for it"
    if _scales(document, launched):
        yield "how it scales: see scaling=Scaling(minimum=..., maximum=..., cpu=...)"


def _said_in(document: Document, body: Mapping[str, Any], known: set[str]) -> Iterator[str]:
    return (key for key in body if key not in known and document.value(body[key]) not in _NOTHING)


def _scales(document: Document, launched: Launched) -> bool:
    targets = document.resources("AWS::ApplicationAutoScaling::ScalableTarget")
    return any(launched.part.id in str(body) for body in targets.values())


def _name(document: Document, launched: Launched, task: Part) -> str:
    """What its file is called: as the service or the family, else by its logical id."""
    given = text_of(document, launched.part.body.get("ServiceName"))
    family = text_of(document, task.body.get("Family"))
    logical = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", launched.part.id)
    plain = re.sub(r"[^a-z0-9]+", "-", (given or family or logical).lower()).strip("-")
    return plain[:32].strip("-") if plain[:1].isalpha() else f"service-{plain}"[:32].strip("-")


def _written(value: Call, unsaid: list[str]) -> str:
    lines = ['"""Migrated from a CloudFormation template."""', ""]
    if unsaid:
        lines += ["# What the template says besides, and this does not:"]
        lines += [f"# - {each}" for each in dict.fromkeys(unsaid)] + [""]
    names = ", ".join(sorted(names_in(value)))
    lines += [f"from bbfd import {names}", "", f"service = {source_of(value, 0, 10)}", ""]
    return "\n".join(lines)
