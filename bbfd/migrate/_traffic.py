"""The load balancers in front of services: target groups, what forwards to them, and who they are to a task."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from bbfd.migrate._subjects import TARGET_GROUP, Launched, Part, Template
from bbfd.template.document import Path

_LISTENERS = (
    "AWS::ElasticLoadBalancingV2::Listener",
    "AWS::ElasticLoadBalancingV2::ListenerRule",
)


class Entry(NamedTuple):
    """One of the load balancers of a service, and a target group of it: "" if that is elsewhere.

    at: where the target group is named. when: what conditions have to come out as for it, where the service is there.
    """

    service: Launched
    part: Part
    group: str
    at: Path
    when: tuple[tuple[str, bool], ...]

    @property
    def port(self) -> Any:
        """The port of the container."""
        return self.part.body.get("ContainerPort")


def entries(template: Template) -> tuple[Entry, ...]:
    """The load balancers of the services that are changed."""
    return template.once(_entries)


def _entries(template: Template) -> tuple[Entry, ...]:
    """Of each load balancer every target group that a condition may choose; a Classic one has none."""
    groups = {part.id for part in template.resources(TARGET_GROUP)}
    found = []
    for service in template.services:
        for part in service.part.parts("LoadBalancers"):
            for at, raw, known in part.branches("TargetGroupArn"):
                group = template.refers(raw)
                when = [each for each in known.items() if each[0] not in service.part.known]
                found.append(
                    Entry(service, part, group if group in groups else "", at, tuple(when))
                )
    return tuple(found)


def host_ports(template: Template, entry: Entry) -> dict[str, Any]:
    """Ports of instances that stood for other ports of containers, and these."""
    found: dict[str, Any] = {}
    tasks = template.tasks_of(entry.service)
    for container in (each for task in tasks for each in template.containers(task)):
        for mapping in container.parts("PortMappings"):
            port = mapping.body.get("ContainerPort")
            host = template.text_of(mapping.body.get("HostPort"))
            if host and host != template.text_of(port):
                found[host] = port
    return found


def checked_at(template: Template, entry: Entry) -> Any:
    """The port at which its target group checks a task on Fargate; None if that is where it serves, or not known."""
    port = template.text_of(group_body(template, entry).get("HealthCheckPort"))
    there = host_ports(template, entry).get(port, port)
    same = template.text_of(there) in ("", "traffic-port", template.text_of(entry.port))
    return None if same else there


def doors(template: Template, entry: Entry) -> list[tuple[str, Any]]:
    """Protocols and ports at which its load balancer connects to a task: where it serves, and where it is checked."""
    checked = checked_at(template, entry)
    found = [(protocol, entry.port) for protocol in protocols(template, entry)]
    if checked is not None:
        return [*found, ("tcp", checked)]
    return found if ("tcp", entry.port) in found else [*found, ("tcp", entry.port)]


def protocols(template: Template, entry: Entry) -> list[str]:
    """The protocols, as security groups call them, in which a task is served with what clients send; checks are tcp."""
    protocol = template.text_of(group_body(template, entry).get("Protocol"))
    found = ["udp"] if "UDP" in protocol or "QUIC" in protocol else []
    return found if protocol in ("UDP", "QUIC") else [*found, "tcp"]


def group_body(template: Template, entry: Entry) -> Mapping[str, Any]:
    """The properties of its target group; nothing if that is elsewhere."""
    groups = (part for part in template.resources(TARGET_GROUP) if part.id == entry.group)
    return next((part.body for part in groups), {})


def forwarders(template: Template, group: str) -> list[Part]:
    """The listeners and listener rules that forward to a target group."""
    return [
        part
        for kind in _LISTENERS
        for part in template.resources(kind)
        if group in set(_forwarded(template, part))
    ]


def _forwarded(template: Template, part: Part) -> Iterator[str]:
    for name in ("DefaultActions", "Actions"):
        for action in part.parts(name):
            yield template.refers(action.body.get("TargetGroupArn"))
            for config in action.parts("ForwardConfig"):
                for group in config.parts("TargetGroups"):
                    yield template.refers(group.body.get("TargetGroupArn"))


def balancer(template: Template, group: str) -> Part | None:
    """The load balancer in front of a target group, if it is in this template."""
    balancers = {
        part.id: part for part in template.resources("AWS::ElasticLoadBalancingV2::LoadBalancer")
    }
    for part in forwarders(template, group):
        listener = part
        if "ListenerArn" in part.body:
            id = template.refers(part.body["ListenerArn"])
            found = (each for each in template.resources(_LISTENERS[0]) if each.id == id)
            listener = next(found, part)
        known = balancers.get(template.refers(listener.body.get("LoadBalancerArn")))
        if known is not None:
            return known
    return next(iter(balancers.values())) if len(balancers) == 1 else None
