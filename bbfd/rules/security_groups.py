"""Security groups: blocks and ports as EC2 takes them, and the way from the load balancer to the task and out."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_network
from typing import Any, Final

from bbfd.rules._bounds import number
from bbfd.rules._examples import WEB
from bbfd.rules._references import names_in
from bbfd.rules._rule import Found, Level, Rule, together
from bbfd.rules._shapes import Row, Subject, of, rows
from bbfd.rules._subjects import Launcher, Raw, mappings, needs_awsvpc, part, services
from bbfd.template.document import Document
from bbfd.template.values import UNKNOWN, Reference

_EC2 = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference"
_GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"
_GROUP = "AWS::EC2::SecurityGroup"
_ELB = "AWS::ElasticLoadBalancingV2"
_IN, _OUT = "SecurityGroupIngress", "SecurityGroupEgress"
_APART: Final = {_IN: "AWS::EC2::SecurityGroupIngress", _OUT: "AWS::EC2::SecurityGroupEgress"}
_ANY = ("-1", "all")


def _permissions(document: Document) -> tuple[Subject, ...]:
    """Every permission: of a group, or a resource of its own."""
    found = [each for kind in _APART.values() for each in of(kind)(document)]
    for group in of(_GROUP)(document):
        for key in _APART:
            found += group.each(key) if key in group.body else ()
    return tuple(found)


def _ports(permission: Subject) -> Iterator[Found]:
    low, high = (number(permission.value(name)) for name in ("FromPort", "ToPort"))
    if str(permission.value("IpProtocol")).lower() not in ("tcp", "udp", "6", "17"):
        return
    for name, port in (("FromPort", low), ("ToPort", high)):
        if port is not None and not 0 <= port <= 65535 and (low, high) != (-1, -1):
            yield permission.wrong(f"{name} is {port}", name)
            return
    if low is not None and high is not None and low > high:
        yield permission.wrong(f"the ports are {low} to {high}", "FromPort")


def _blocks(permission: Subject) -> Iterator[Found]:
    for name in ("CidrIp", "CidrIpv6"):
        block = permission.value(name) if name in permission.body else None
        if isinstance(block, str) and not _is_block(block):
            aws = f"CIDR block {block} is malformed"
            yield permission.wrong(f"{name} is {block!r}", name, aws=aws)


def _is_block(text: str) -> bool:
    if "/" not in text:
        return False
    try:
        ip_network(text.strip(), strict=False)
    except ValueError:
        return False
    return True


def _group_of(document: Document, raw: Any) -> str:
    value = document.value(raw)
    inside = isinstance(value, Reference) and not value.stack
    return value.to if inside and value.to in document.resources(_GROUP) else ""


def _groups(document: Document, raw: Any) -> tuple[set[str], bool]:
    """The groups of this template in a list, and whether these are all."""
    given = document.value(raw)
    if not isinstance(given, list) or not given:
        return set(), False
    named = [_group_of(document, each) for each in given]
    return set(named) - {""}, "" not in named


def _open(document: Document, key: str, groups: set[str]) -> list[Subject] | None:
    """What groups let in or out; None if not all of that is known (a group without egress lets everything out)."""
    found: list[Subject] = []
    for group in of(_GROUP)(document):
        if group.path[1] not in groups:
            continue
        given = group.value(key)
        entries = list(group.each(key))
        if given is UNKNOWN or (isinstance(given, list) and len(entries) != len(given)):
            return None
        found += entries
    for each in of(_APART[key])(document):
        owner = _group_of(document, each.body.get("GroupId")) or each.value("GroupId")
        if owner in groups or not isinstance(owner, str):
            found.append(each)
            if owner not in groups:
                return None
    if key == _OUT and not found:
        return None
    return found


def _lets(permission: Subject, port: float) -> bool:
    """Whether it may let through what goes to a port."""
    protocol = permission.value("IpProtocol")
    if protocol is UNKNOWN or str(protocol) in _ANY:
        return True
    if str(protocol).lower() not in ("tcp", "6"):
        return False
    low, high = (permission.value(name) for name in ("FromPort", "ToPort"))
    if low is UNKNOWN or high is UNKNOWN:
        return True
    least, most = number(low), number(high)
    return least is None or most is None or least <= port <= most


def _network(document: Document, service: Launcher) -> tuple[set[str], bool]:
    raw = part(document, service.body, "NetworkConfiguration", "AwsvpcConfiguration")
    return _groups(document, raw.get("SecurityGroups") if isinstance(raw, dict) else None)


def _behind(document: Document, service: Launcher) -> Iterator[tuple[float, str]]:
    """(port, load balancer) of this template for each entry whose target group is tied to one there."""
    for _, entry in mappings(document, service.path, service.body, "LoadBalancers"):
        port, group = (
            number(document.value(entry.get("ContainerPort"))),
            document.value(entry.get("TargetGroupArn")),
        )
        if port is not None and isinstance(group, Reference):
            yield from ((port, name) for name in document.once(_fronts).get(group.to, ()))


def _fronts(document: Document) -> dict[str, set[str]]:
    """What listeners and rules forward to -> the Application Load Balancers of this template that do."""
    known = document.resources(f"{_ELB}::LoadBalancer")
    balancers: dict[str, set[str]] = {}  # of a listener
    found: dict[str, set[str]] = {}
    for name, body in document.resources(f"{_ELB}::Listener").items():
        named = names_in(body.get("LoadBalancerArn")) & set(known)
        balancers[name] = {each for each in named if _is_application(document, known[each])}
        for group in names_in(body.get("DefaultActions")):
            found.setdefault(group, set()).update(balancers[name])
    for body in document.resources(f"{_ELB}::ListenerRule").values():
        for name in names_in(body.get("ListenerArn")) & set(balancers):
            for group in names_in(body.get("Actions")):
                found.setdefault(group, set()).update(balancers[name])
    return found


def _is_application(document: Document, balancer: Raw) -> bool:
    return document.value(balancer.get("Type")) in (None, "application")


_INGRESS, _EGRESS, _ALB = "SG-SERVICE-INGRESS", "SG-EGRESS-CLOSED", "SG-ALB-EGRESS"


def _find(document: Document) -> Iterator[tuple[str, Found]]:
    for service in services(document):
        groups, whole = _network(document, service)
        if groups and whole and needs_awsvpc(document, service):
            yield from _closed_in(document, service, groups)
            yield from _closed_out(document, groups)


def _closed_in(
    document: Document, service: Launcher, groups: set[str]
) -> Iterator[tuple[str, Found]]:
    let_in = _open(document, _IN, groups)
    for port, balancer in sorted(set(_behind(document, service))):
        body = document.resources(f"{_ELB}::LoadBalancer")[balancer]
        its, all_known = _groups(document, body.get("SecurityGroups"))
        if let_in is not None and not any(_lets(each, port) for each in let_in):
            path = ("Resources", min(groups), "Properties", _IN)
            yield (
                _INGRESS,
                Found(path, f"nothing lets {balancer} in to port {port} of {service.id}"),
            )
        out = _open(document, _OUT, its) if its and all_known else None
        if out is not None and not any(_lets(each, port) for each in out):
            path = ("Resources", min(its), "Properties", _OUT)
            yield _ALB, Found(path, f"{balancer} may not send to port {port} of {service.id}")


def _closed_out(document: Document, groups: set[str]) -> Iterator[tuple[str, Found]]:
    out = _open(document, _OUT, groups)
    if out is not None and not any(_lets(each, 443) for each in out):
        path = ("Resources", min(groups), "Properties", _OUT)
        yield _EGRESS, Found(path, "nothing lets it out to port 443")


_VPC = "Vpc: {Type: 'AWS::EC2::VPC::Id'}"
_ALONE = f"""\
Parameters:
  {_VPC}
Resources:
  Group:
    Type: {_GROUP}
    Properties:
      GroupDescription: tasks
      VpcId: !Ref Vpc
      {_IN}: [{{IpProtocol: tcp, FromPort: @, CidrIp: %}}]
"""
_REACHED = (
    WEB.replace("  Listener: {Type: String}\n", "").replace(
        "  Group: {Type: 'AWS::EC2::SecurityGroup::Id'}\n", ""
    )
    + f"""\
  Balancer:
    Type: {_ELB}::LoadBalancer
    Properties: {{Subnets: !Ref Subnets, SecurityGroups: [!Ref Front]}}
  Listener:
    Type: {_ELB}::Listener
    Properties:
      LoadBalancerArn: !Ref Balancer
      Port: 80
      Protocol: HTTP
      DefaultActions: [{{Type: fixed-response, FixedResponseConfig: {{StatusCode: '404'}}}}]
  Front:
    Type: {_GROUP}
    Properties:
      GroupDescription: load balancer
      VpcId: !Ref Vpc
      {_OUT}: [{{IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 10.0.0.0/8}}]
  Group:
    Type: {_GROUP}
    Properties:
      GroupDescription: tasks
      VpcId: !Ref Vpc
      {_IN}: [{{IpProtocol: tcp, FromPort: 80, ToPort: 80, SourceSecurityGroupId: !Ref Front}}]
      {_OUT}: [{{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}}]
"""
)
_UNHEALTHY = "(service web) (task ...) failed ELB health checks in (target-group ...) with (reason Request timed out)"
_look_for = together(_find)


def _way(id: str, title: str, error: str, fix: str, change: tuple[str, str]) -> Rule:
    return Rule(
        id=id,
        title=title,
        level=Level.WARNING,
        aws_error=error,
        fix=fix,
        doc=f"{_GUIDE}/fargate-task-networking.html",
        wrong=_REACHED.replace(*change),
        right=_REACHED,
        look=_look_for(id),
    )


RULES = (
    *rows(
        lambda document: document.once(_permissions),
        Row(
            "SG-PORT-RANGE",
            "ports are a range within 0 to 65535",
            _ports,
            "write the lower port as FromPort, both within 0 to 65535",
            f"{_EC2}/API_IpPermission.html",
            _ALONE.replace("@", "9000, ToPort: 8080").replace("%", "10.0.0.0/8"),
            _ALONE.replace("@", "8080, ToPort: 8080").replace("%", "10.0.0.0/8"),
            "Invalid value for portRange. Must specify both from and to ports with TCP/UDP.",
            also=("E9002",),
        ),
        Row(
            "SG-CIDR",
            "addresses are a block",
            _blocks,
            "write a block with its length, as 0.0.0.0/0 or 10.0.0.0/8",
            f"{_EC2}/API_IpRange.html",
            _ALONE.replace("@", "80, ToPort: 80").replace("%", "0.0.0.0"),
            _ALONE.replace("@", "80, ToPort: 80").replace("%", "0.0.0.0/0"),
            "CIDR block 0.0.0.0 is malformed",
        ),
    ),
    _way(
        _INGRESS,
        "the tasks' security group lets the load balancer in",
        _UNHEALTHY,
        "let the load balancer's group in to the container's port",
        ("FromPort: 80, ToPort: 80, Source", "FromPort: 8080, ToPort: 8080, Source"),
    ),
    _way(
        _ALB,
        "the load balancer's security group lets it out to the tasks",
        _UNHEALTHY,
        "let it out to the container's port",
        ("FromPort: 80, ToPort: 80, CidrIp", "FromPort: 8080, ToPort: 8080, CidrIp"),
    ),
    _way(
        _EGRESS,
        "the tasks' security group lets them out to AWS",
        "CannotPullContainerError / ResourceInitializationError: ... i/o timeout",
        "let them out to port 443: images, logs and secrets come from there",
        ("FromPort: 443, ToPort: 443", "FromPort: 444, ToPort: 444"),
    ),
)
