"""Who connects to the tasks behind a load balancer, and may by their security group.

https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html#client-ip-preservation
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from bbfd.migrate._network import Given, named, of_type, parameter, stands
from bbfd.migrate._subjects import Part, Template
from bbfd.migrate._traffic import Entry, balancer, doors, entries, group_body, protocols

_GROUP_ID = "AWS::EC2::SecurityGroup::Id"
_WORLD = "0.0.0.0/0"
_SEEN = "the load balancer passes its clients' addresses on"


class Admitted(NamedTuple):
    """A protocol and a port, and who is let in there. name: of the property that says who.

    when: what conditions have to come out as, if only then somebody is known.
    """

    protocol: str
    port: Any
    name: str
    who: Given
    when: tuple[tuple[str, bool], ...] = ()


def admitted(template: Template, entry: Entry) -> Iterator[Admitted]:
    """Who is to be let in to the tasks of a service for one of its load balancers."""
    front = _front(template, entry)
    if _is_network(template, entry, front):
        yield from _by_address(template, entry, front)
        return
    known = _groups(template, front)
    when = () if known else template.once(_asked_when)
    for group in known or [template.once(_balancers_group)]:
        for protocol, port in doors(template, entry):
            yield Admitted(protocol, port, "SourceSecurityGroupId", group, when)


def _front(template: Template, entry: Entry) -> Part | None:
    return balancer(template, entry.group) if entry.group else None


def _groups(template: Template, front: Part | None) -> list[Given]:
    """The security groups of a load balancer of this template: without a word the VPC's default one."""
    if front is None:
        return []
    words = f"the security group of {front.id}"
    raw = front.body.get("SecurityGroups")
    if isinstance(raw, list) and stands(template, raw):
        return [Given(each, words) for each in raw]
    if not stands(template, {"Ref": front.id}):
        return []
    # What comes from it comes from all of its groups: the first is enough.
    return [Given({"Fn::Select": [0, {"Fn::GetAtt": [front.id, "SecurityGroups"]}]}, words)]


def _asked_when(template: Template) -> tuple[tuple[str, bool], ...]:
    """What conditions have to come out as for the group that is asked for to be needed; () if it always is."""
    if _named_group(template):
        return ()
    asks = {
        entry.when
        for entry in entries(template)
        if not _is_network(template, entry, front := _front(template, entry))
        and not _groups(template, front)
    }
    return asks.pop() if len(asks) == 1 else ()


def _is_network(template: Template, entry: Entry, front: Part | None) -> bool:
    """Whether it is a Network Load Balancer that has no security group to name."""
    if front is not None and "Type" in front.body:
        return template.value(front.body["Type"]) == "network" and not front.body.get(
            "SecurityGroups"
        )
    protocol = template.text_of(group_body(template, entry).get("Protocol"))
    return protocol in ("TCP", "UDP", "TLS", "TCP_UDP", "QUIC", "TCP_QUIC")


def _by_address(template: Template, entry: Entry, front: Part | None) -> Iterator[Admitted]:
    """Its own addresses check the tasks; by them, or by those of the clients, tasks are served."""
    around = template.once(_around)
    clients = _clients(template, front) if _shows_clients(template, entry) else around
    served = [(protocol, entry.port) for protocol in protocols(template, entry)]
    for protocol, port in served:
        yield Admitted(protocol, port, "CidrIp", clients)
    enough = served if clients.value in (around.value, _WORLD) else []
    for protocol, port in doors(template, entry):
        if protocol == "tcp" and (protocol, port) not in enough:
            yield Admitted(protocol, port, "CidrIp", around)


def _shows_clients(template: Template, entry: Entry) -> bool:
    """Whether tasks see the addresses of clients: always with UDP, else where an attribute says so."""
    if "udp" in protocols(template, entry):
        return True
    return preserves(template, Part((), group_body(template, entry))) == "true"


def preserves(template: Template, group: Part) -> str:
    """What a target group says of the addresses of clients; "" if nothing that is known."""
    for attribute in group.parts("TargetGroupAttributes"):
        if template.text_of(attribute.body.get("Key")) == "preserve_client_ip.enabled":
            return template.text_of(attribute.body.get("Value")).lower()
    return ""


def _clients(template: Template, front: Part | None) -> Given:
    schemes = set(template.values(front, "Scheme")) if front is not None else {""}
    if schemes <= {None, "internet-facing"}:
        return Given(_WORLD, f"everyone ({_WORLD}), as its listener is: {_SEEN}")
    if schemes == {"internal"}:
        around = template.once(_around)
        more = f"{_SEEN}, so let in those of other networks, too, that use it"
        return around._replace(words=f"{around.words} ({more})")
    given = template.once(_asked)
    return given._replace(words=f"{given.words} ({_SEEN})")


def _around(template: Template) -> Given:
    """The addresses that a load balancer without a security group has."""
    vpc = next(template.resources("AWS::EC2::VPC"), None)
    if vpc is not None and stands(template, {"Ref": vpc.id}):
        return Given({"Fn::GetAtt": [vpc.id, "CidrBlock"]}, f"the addresses of {vpc.id}")
    return template.once(_asked)


def _asked(template: Template) -> Given:
    definition = {
        "Type": "String",
        "Description": "Who may connect to the tasks, in CIDR notation: the addresses of the VPC or of the clients",
    }
    return parameter(template, "TaskClientCidr", definition)


def _balancers_group(template: Template) -> Given:
    name = _named_group(template)
    if name:
        return Given({"Ref": name}, f"the parameter {name}")
    words = "The security group of the load balancer"
    definition = {"Type": _GROUP_ID, "Description": words}
    if template.once(_asked_when):
        words = f"{words}; empty without one"
        definition = {"Type": "String", "Default": "", "Description": words}
    return parameter(template, "LoadBalancerSecurityGroup", definition)


def _named_group(template: Template) -> str:
    """The parameter that is the security group of a load balancer; "" if there is none."""
    names = of_type(
        template,
        lambda name, kind: kind == _GROUP_ID and named(name, "lb", "loadbalancer", "balancer"),
    )
    return next(iter(names), "")
