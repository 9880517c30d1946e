"""The load balancers in front of services: target groups, what forwards to them, and who they are to a task."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from bbfd.migrate._network import Given, named, of_type, parameter, stands
from bbfd.migrate._subjects import TARGET_GROUP, Launched, Part, Template

_LISTENERS = (
    "AWS::ElasticLoadBalancingV2::Listener",
    "AWS::ElasticLoadBalancingV2::ListenerRule",
)
_GROUP_ID = "AWS::EC2::SecurityGroup::Id"


class Entry(NamedTuple):
    """One of the load balancers of a service, and its target group: "" if that is elsewhere."""

    service: Launched
    part: Part
    group: str

    @property
    def port(self) -> Any:
        """The port of the container."""
        return self.part.body.get("ContainerPort")


def entries(template: Template) -> tuple[Entry, ...]:
    """The load balancers of the services that are changed."""
    return template.once(_entries)


def _entries(template: Template) -> tuple[Entry, ...]:
    groups = {part.id for part in template.resources(TARGET_GROUP)}
    found = []
    for service in template.services:
        for part in service.part.parts("LoadBalancers"):
            if (
                "TargetGroupArn" not in part.body
            ):  # a Classic Load Balancer: what comes in its place is not known
                continue
            group = template.refers(part.body.get("TargetGroupArn"))
            found.append(Entry(service, part, group if group in groups else ""))
    return tuple(found)


def host_ports(template: Template, entry: Entry) -> dict[str, Any]:
    """Ports of instances that stood for other ports of containers, and these."""
    task = template.task(entry.service.task)
    found: dict[str, Any] = {}
    for container in template.containers(task) if task else ():
        for mapping in container.parts("PortMappings"):
            port = mapping.body.get("ContainerPort")
            host = template.text_of(mapping.body.get("HostPort"))
            if host and host != template.text_of(port):
                found[host] = port
    return found


def checked_at(template: Template, entry: Entry) -> Any:
    """The port at which its target group checks a task on Fargate; None if that is where it serves, or not known."""
    port = template.text_of(_group_body(template, entry).get("HealthCheckPort"))
    there = host_ports(template, entry).get(port, port)
    same = template.text_of(there) in ("", "traffic-port", template.text_of(entry.port))
    return None if same else there


def doors(template: Template, entry: Entry) -> list[tuple[str, Any]]:
    """Protocols and ports at which its load balancer connects to a task: where it serves, and where it is checked."""
    protocol = template.text_of(_group_body(template, entry).get("Protocol"))
    checked = checked_at(template, entry)
    found = [("udp", entry.port)] if "UDP" in protocol else []
    if protocol != "UDP" or checked is None:  # nothing is checked by UDP
        found.append(("tcp", entry.port))
    return found if checked is None else [*found, ("tcp", checked)]


def _group_body(template: Template, entry: Entry) -> Mapping[str, Any]:
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


def sources(template: Template, entry: Entry) -> list[tuple[str, Given]]:
    """Who connects to the tasks: the property of an ingress rule and its value."""
    found = balancer(template, entry.group) if entry.group else None
    if _is_network(template, entry, found):
        return [("CidrIp", template.once(_around))]
    raw = found.body.get("SecurityGroups") if found is not None else None
    if isinstance(raw, list) and raw and stands(template, raw):
        assert found is not None
        words = f"the security group of {found.id}"
        return [("SourceSecurityGroupId", Given(each, words)) for each in raw]
    return [("SourceSecurityGroupId", template.once(_balancers_group))]


def _is_network(template: Template, entry: Entry, found: Part | None) -> bool:
    if found is not None and "Type" in found.body:
        return template.value(found.body["Type"]) == "network" and not found.body.get(
            "SecurityGroups"
        )
    protocol = template.text_of(_group_body(template, entry).get("Protocol"))
    return protocol in ("TCP", "UDP", "TLS", "TCP_UDP")


def _around(template: Template) -> Given:
    """The addresses that a load balancer without a security group has."""
    vpc = next(template.resources("AWS::EC2::VPC"), None)
    if vpc is not None and stands(template, {"Ref": vpc.id}):
        return Given({"Fn::GetAtt": [vpc.id, "CidrBlock"]}, f"the addresses of {vpc.id}")
    definition = {
        "Type": "String",
        "Description": "Who may connect to the tasks, in CIDR notation: the addresses of the VPC or of the clients",
    }
    return parameter(template, "TaskClientCidr", definition)


def _balancers_group(template: Template) -> Given:
    names = of_type(
        template,
        lambda name, kind: kind == _GROUP_ID and named(name, "lb", "loadbalancer", "balancer"),
    )
    if names:
        return Given({"Ref": names[0]}, f"the parameter {names[0]}")
    definition = {"Type": _GROUP_ID, "Description": "The security group of the load balancer"}
    return parameter(template, "LoadBalancerSecurityGroup", definition)
