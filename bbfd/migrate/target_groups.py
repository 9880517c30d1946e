"""Target groups: tasks are registered by their addresses, not by instances."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bbfd.migrate._admitted import preserves
from bbfd.migrate._step import Change, Drop, Note, Put, Step
from bbfd.migrate._subjects import TARGET_GROUP, Part, Template
from bbfd.migrate._traffic import Entry, checked_at, entries, host_ports

_DOC = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb.html"
_DUMMIES = ("", "0", "1")


def _look(template: Template) -> Iterator[Change | Note]:
    groups = {part.id: part for part in template.resources(TARGET_GROUP)}
    seen: set[str] = set()
    for entry in entries(template):
        if entry.group and entry.group not in seen:
            seen.add(entry.group)
            yield from _changes(template, groups[entry.group], entry)


def _changes(template: Template, group: Part, entry: Entry) -> Iterator[Change | Note]:
    if any(kind != "ip" for kind in template.values(group, "TargetType")):
        yield _type(group)
        yield from _instances(template, group)
        protocol = template.text_of(group.body.get("Protocol"))
        if protocol in ("TCP", "TLS") and not preserves(template, group):
            yield _unseen(group)
    yield from _port(template, group, entry)
    yield from _health_check_port(template, group, entry)
    if template.has(group, "Targets"):
        yield Change(
            path=group.at("Targets"),
            what="Targets is removed",
            why="these are instances; ECS registers the tasks",
            edits=(Drop(group.at("Targets")),),
            avoids="instance IDs are no targets of a target group of type ip",
        )


def _type(group: Part) -> Change:
    return Change(
        path=group.at("TargetType"),
        what="TargetType is ip",
        why="a task on Fargate is reached at its own address, not at an instance's",
        edits=(Put(group.at("TargetType"), "ip", after=("Protocol", "Port", "VpcId")),),
        avoids=(
            "The provided target group has target type instance, which is incompatible with the "
            "awsvpc network mode specified in the task definition."
        ),
        replaces=(group.id,),
    )


def _instances(template: Template, group: Part) -> Iterator[Change]:
    """Auto Scaling groups that register their instances with it."""
    for part in template.resources("AWS::AutoScaling::AutoScalingGroup"):
        named = [
            path for path, raw in part.items("TargetGroupARNs") if template.refers(raw) == group.id
        ]
        sources = part.parts("TrafficSources")
        named += [
            each.path
            for each in sources
            if template.refers(each.body.get("Identifier")) == group.id
        ]
        for path in named:
            yield Change(
                path=path,
                what=f"{part.id} no longer registers its instances with {group.id}",
                why="the target group takes addresses now, of the tasks; it is no group of instances",
                edits=(Drop(path),),
                avoids=(
                    "Provided Target Group has invalid target type. Please ensure all provided "
                    "Target Groups have target type of instance."
                ),
            )


def _unseen(group: Part) -> Note:
    return Note(
        path=group.at("Protocol"),
        what=(
            f"behind {group.id} tasks see the addresses of the load balancer, no longer those of its clients: so it is "
            "with targets of type ip, if nothing else is said"
        ),
        fix=(
            "where programs need them, in logs or to let some in, add the TargetGroupAttributes "
            "preserve_client_ip.enabled: true, and let the clients in by the security group of the tasks"
        ),
    )


def _port(template: Template, group: Part, entry: Entry) -> Iterator[Change]:
    """A port that stands for none, or that was the instance's."""
    port = template.text_of(group.body.get("Port"))
    unknown = "Port" in group.body and not port
    if (
        unknown
        or entry.port is None
        or not (port in _DUMMIES or port in host_ports(template, entry))
    ):
        return
    if port == template.text_of(entry.port):
        return
    yield Change(
        path=group.at("Port"),
        what=f"Port is that of the container, {_shown(entry.port)}",
        why=f"{port or 'none'} is no port of the tasks",
        edits=(Put(group.at("Port"), entry.port, after=("Protocol", "Name")),),
        avoids=(
            "none: ECS registers tasks with ContainerPort, and who reads the target group would "
            "be misled"
        ),
        replaces=(group.id,),
    )


def _health_check_port(template: Template, group: Part, entry: Entry) -> Iterator[Change]:
    port = template.text_of(group.body.get("HealthCheckPort"))
    if port not in host_ports(template, entry) or port == template.text_of(entry.port):
        return
    there = checked_at(template, entry) or "traffic-port"
    yield Change(
        path=group.at("HealthCheckPort"),
        what=f"HealthCheckPort is {_shown(there)}",
        why=f"{port} was a port of the instance; a task is checked at the port of its container",
        edits=(Put(group.at("HealthCheckPort"), there),),
        avoids="Health checks failed",
    )


def _shown(port: Any) -> str:
    return str(port) if isinstance(port, (str, int)) else "by its expression"


STEP = Step(title="target groups are of addresses", doc=_DOC, look=_look)
