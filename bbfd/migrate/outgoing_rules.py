"""Load balancers that may only connect where they are told to: the tasks have a security group that is new there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bbfd.migrate._security_group import security_group, span
from bbfd.migrate._step import Change, Note, Put, Step
from bbfd.migrate._subjects import Part, Template
from bbfd.migrate._traffic import Entry, balancer, doors, entries

_DOC = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-update-security-groups.html"
_EGRESS = "SecurityGroupEgress"


def _look(template: Template) -> Iterator[Change | Note]:
    seen: set[tuple[str, str, str]] = set()
    for entry in entries(template):
        for raw, group in _groups(template, entry):
            for protocol, port in doors(template, entry):
                told = (entry.service.part.id, group.id, f"{protocol} {template.text_of(port)}")
                if told not in seen and not _reaches(template, group, protocol, port):
                    seen.add(told)
                    yield _told(template, entry, raw, group, (protocol, port))


def _groups(template: Template, entry: Entry) -> Iterator[tuple[Any, Part]]:
    """The security groups of its load balancer that say where they let it out, as they are named there."""
    front = balancer(template, entry.group) if entry.group else None
    groups = {part.id: part for part in template.resources("AWS::EC2::SecurityGroup")}
    named = front.body.get("SecurityGroups") if front is not None else None
    for raw in named if isinstance(named, list) else []:
        group = groups.get(template.refers(raw))
        if group is not None and _EGRESS in group.body:
            yield raw, group


def _reaches(template: Template, group: Part, protocol: str, port: Any) -> bool:
    """Whether a rule lets it out to that port of more than one address, wherever that is."""
    return any(
        not template.text_of(rule.body.get("CidrIp")).endswith("/32")
        and not {"CidrIp", "CidrIpv6"}.isdisjoint(rule.body)
        and _spans(template, rule, protocol, template.text_of(port))
        for rule in group.parts(_EGRESS)
    )


def _spans(template: Template, rule: Part, protocol: str, port: str) -> bool:
    kind = template.text_of(rule.body.get("IpProtocol"))
    if kind == "-1":
        return True
    first, last = (template.text_of(rule.body.get(name)) for name in ("FromPort", "ToPort"))
    numbers = (first, port, last)
    if kind not in (protocol, {"tcp": "6", "udp": "17"}[protocol]):
        return False
    return all(each.isdecimal() for each in numbers) and int(first) <= int(port) <= int(last)


def _told(
    template: Template, entry: Entry, raw: Any, group: Part, door: tuple[str, Any]
) -> Change | Note:
    service, (protocol, port) = entry.service.part, door
    what = f"{group.id}, the load balancer's, says where it may connect to, and the tasks are new there"
    if list(service.parts("NetworkConfiguration")):
        return Note(
            path=group.at(_EGRESS),
            what=what,
            fix="allow it the port of the containers, to the security group of the service",
        )
    rule = {
        "Type": "AWS::EC2::SecurityGroupEgress",
        **template.condition(service.id),
        "Properties": {
            "GroupId": raw,
            "IpProtocol": protocol,
            **span(port),
            "DestinationSecurityGroupId": security_group(template, entry.service).value,
        },
    }
    id = template.name(f"{service.id}Egress", f"{group.id} {protocol} {template.text_of(port)}")
    return Change(
        path=group.at(_EGRESS),
        what=f"{group.id} lets the load balancer out to the tasks, by the new rule {id}",
        why=what,
        edits=(Put(("Resources", id), rule, after=(service.id,)),),
        avoids="none: the load balancer's health checks time out, and the deployment does not end",
    )


STEP = Step(title="the load balancer may connect to the tasks", doc=_DOC, look=_look)
