"""What listeners and their rules do with a request, and which target groups they share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from bbfd.rules._bounds import number
from bbfd.rules._examples import WEB
from bbfd.rules._references import names_in
from bbfd.rules._rule import Found, Level, Rule, together
from bbfd.rules._shapes import Row, Subject, rows
from bbfd.rules._written import where_written
from bbfd.template.document import Document
from bbfd.template.values import UNKNOWN, Reference

_ELB = "AWS::ElasticLoadBalancingV2"
_DOCS = "https://docs.aws.amazon.com/elasticloadbalancing/latest"
_API = f"{_DOCS}/APIReference"
_LISTS: Final = ((f"{_ELB}::ListenerRule", "Actions"), (f"{_ELB}::Listener", "DefaultActions"))
_ROUTING = ("forward", "redirect", "fixed-response")
_TYPES = ("text/plain", "text/css", "text/html", "application/javascript", "application/json")
# Part of a redirect -> what it is where nothing is said: as it was.
_KEPT: Final = {
    "Protocol": "#{protocol}",
    "Host": "#{host}",
    "Port": "#{port}",
    "Path": "/#{path}",
    "Query": "#{query}",
}


def _acting(document: Document) -> tuple[Subject, ...]:
    """Listeners and rules."""
    return tuple(
        Subject(document, ("Resources", name, "Properties"), body)
        for kind, _ in _LISTS
        for name, body in document.resources(kind).items()
    )


def _key(subject: Subject) -> str:
    return "Actions" if "Actions" in subject.body else "DefaultActions"


def _actions(subject: Subject, kind: str) -> Iterator[Subject]:
    for action in subject.each(_key(subject)):
        if action.value("Type") == kind:
            yield action


def _unrouted(subject: Subject) -> Iterator[Found]:
    kinds = [action.value("Type") for action in subject.each(_key(subject))]
    count = sum(kind in _ROUTING for kind in kinds)
    if kinds and UNKNOWN not in kinds and count != 1:
        yield subject.wrong(f"{count} of its actions answer or forward", _key(subject))


def _nowhere(subject: Subject) -> Iterator[Found]:
    for action in _actions(subject, "forward"):
        if action.lacks("TargetGroupArn") and action.lacks("ForwardConfig"):
            yield action.wrong("it forwards to nothing", "TargetGroupArn")


@where_written("ForwardConfig")
def _forwards_to_many(subject: Subject) -> Iterator[Found]:
    for action in _actions(subject, "forward"):
        count = len(action.entries("ForwardConfig", "TargetGroups"))
        if count > 5:
            yield action.wrong(f"it forwards to {count}", "ForwardConfig", "TargetGroups")


@where_written("ForwardConfig", "Weight")
def _weights(subject: Subject) -> Iterator[Found]:
    for action in _actions(subject, "forward"):
        inner = action.below("ForwardConfig")
        for group in inner.each("TargetGroups") if inner else ():
            weight = number(group.value("Weight"))
            if weight is not None and not 0 <= weight <= 999:
                yield group.wrong(f"Weight is {weight}", "Weight")


@where_written("FixedResponseConfig")
def _bodies(subject: Subject) -> Iterator[Found]:
    for action in _actions(subject, "fixed-response"):
        inner = action.below("FixedResponseConfig")
        if inner is None:
            continue
        kind = inner.value("ContentType")
        if isinstance(kind, str) and kind not in _TYPES:
            yield inner.wrong(f"ContentType is {kind}", "ContentType")
        body = inner.document.outline(inner.body.get("MessageBody", ""))
        if len(body.replace("…", "")) > 1024:
            yield inner.wrong(f"MessageBody has {len(body)} characters", "MessageBody")


@where_written("RedirectConfig")
def _loops(subject: Subject) -> Iterator[Found]:
    for action in _actions(subject, "redirect"):
        inner = action.below("RedirectConfig")
        if inner is not None and all(
            _is_kept(inner.value(name), as_it_was, subject)
            for name, as_it_was in _KEPT.items()
            if name != "Query"
        ):
            yield action.wrong("it changes neither protocol, host, port nor path", "RedirectConfig")


def _is_kept(value: Any, as_it_was: str, subject: Subject) -> bool:
    if value is None or value == as_it_was:
        return True
    own = {"#{protocol}": "Protocol", "#{port}": "Port"}.get(as_it_was)
    return own is not None and value is not UNKNOWN and str(value) == str(subject.body.get(own))


def _balancer(document: Document, raw: Any) -> str:
    """The load balancer of this template that something belongs to, if it is known."""
    value = document.value(raw)
    if not isinstance(value, Reference) or value.stack:
        return ""
    return value.to if value.to in document.resources(f"{_ELB}::LoadBalancer") else ""


def _tied(document: Document) -> Iterator[tuple[str, str, Subject]]:
    """(target group, load balancer, what ties them)."""
    groups = document.resources(f"{_ELB}::TargetGroup")
    listeners = document.resources(f"{_ELB}::Listener")
    for subject in _acting(document):
        if "ListenerArn" in subject.body:
            listener = subject.value("ListenerArn")
            body = listeners.get(listener.to, {}) if isinstance(listener, Reference) else {}
        else:
            body = subject.body
        balancer = _balancer(document, body.get("LoadBalancerArn"))
        for name in names_in(subject.body.get(_key(subject))) if balancer else ():
            if name in groups:
                yield name, balancer, subject


_TWO = "TG-TWO-LOAD-BALANCERS"
_VPC = "TG-OTHER-VPC"


def _find(document: Document) -> Iterator[tuple[str, Found]]:
    first: dict[str, str] = {}
    for group, balancer, subject in _tied(document):
        if group not in first:
            yield from _foreign(document, group, balancer)
        other = first.setdefault(group, balancer)
        if other != balancer:
            yield _TWO, subject.wrong(f"{group} is behind {other} and {balancer}", _key(subject))


def _foreign(document: Document, group: str, balancer: str) -> Iterator[tuple[str, Found]]:
    own = _name(document.resources(f"{_ELB}::TargetGroup")[group].get("VpcId"))
    its = _vpcs_of(document, balancer)
    if own and its and own not in its:
        path = ("Resources", group, "Properties", "VpcId")
        sure = all(_is_one(document, name) for name in (own, *its))
        detail = f"{group} is in {own}, {balancer} in {min(its)}"
        yield _VPC, Found(path, detail, level=Level.ERROR if sure else None)


def _is_one(document: Document, name: str) -> bool:
    """Whether it is the VPC itself: two parameters may be given the same."""
    return name.removeprefix("!Ref ") in document.resources("AWS::EC2::VPC")


def _name(raw: Any) -> str:
    """What names a VPC, if it is clear: a resource, a parameter, or its id."""
    if isinstance(raw, dict):
        named = names_in(raw)
        return f"!Ref {min(named)}" if len(named) == 1 and set(raw) == {"Ref"} else ""
    return raw if isinstance(raw, str) else ""


def _vpcs_of(document: Document, balancer: str) -> set[str]:
    """The VPCs of its security groups that are in this template: all are of one."""
    groups = names_in(document.resources(f"{_ELB}::LoadBalancer")[balancer].get("SecurityGroups"))
    known = document.resources("AWS::EC2::SecurityGroup")
    found = {_name(known[name].get("VpcId")) for name in groups if name in known}
    return found if "" not in found else set()


_FORWARD = "        - {Type: forward, TargetGroupArn: !Ref Targets}\n"
_FIXED = "        - {Type: fixed-response, FixedResponseConfig: {StatusCode: '404'@}}\n"
_REDIRECT = "        - {Type: redirect, RedirectConfig: {StatusCode: HTTP_301@}}\n"
_RULE = """\
Parameters:
  Listener: {Type: String}
Resources:
  Rule:
    Type: AWS::ElasticLoadBalancingV2::ListenerRule
    Properties:
      ListenerArn: !Ref Listener
      Priority: 10
      Conditions:
        - {Field: path-pattern, PathPatternConfig: {Values: [/api/*]}}
      Actions:
"""
_ARN = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web"


def _weighed(*weights: int) -> str:
    groups = ", ".join(
        f"{{TargetGroupArn: '{_ARN}/{index}', Weight: {weight}}}"
        for index, weight in enumerate(weights)
    )
    return f"{_RULE}        - {{Type: forward, ForwardConfig: {{TargetGroups: [{groups}]}}}}\n"


_TWICE = """\
Parameters:
  Subnets: {Type: 'List<AWS::EC2::Subnet::Id>'}
  Vpc: {Type: 'AWS::EC2::VPC::Id'}
  Vpc2: {Type: 'AWS::EC2::VPC::Id'}
Resources:
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: load balancer
      VpcId: !Ref Vpc
  One:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties: {Subnets: !Ref Subnets, SecurityGroups: [!Ref Group]}
  Two:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties: {Subnets: !Ref Subnets, SecurityGroups: [!Ref Group]}
  Targets:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: {TargetType: ip, Port: 80, Protocol: HTTP, VpcId: !Ref Vpc}
  First:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref One
      Port: 80
      Protocol: HTTP
      DefaultActions: [{Type: forward, TargetGroupArn: !Ref Targets}]
  Second:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref One
      Port: 8080
      Protocol: HTTP
      DefaultActions: [{Type: forward, TargetGroupArn: !Ref Targets}]
"""
_look_for = together(_find)

RULES = (
    *rows(
        lambda document: document.once(_acting),
        Row(
            "RULE-ACTION-ROUTING",
            "a request is answered or forwarded, once",
            _unrouted,
            "keep one forward, redirect or fixed-response; authentication may go before it",
            f"{_API}/API_CreateRule.html",
            WEB.replace(_FORWARD, _FORWARD + _FIXED.replace("@", "")),
            WEB,
        ),
        Row(
            "ACTION-FORWARD-TG",
            "what forwards has a target group",
            _nowhere,
            "add TargetGroupArn or ForwardConfig",
            f"{_API}/API_Action.html",
            f"{_RULE}        - {{Type: forward}}\n",
            _weighed(1),
            level=Level.WARNING,
        ),
        Row(
            "ACTION-FORWARD-MAX",
            "a request is forwarded to one of at most five target groups",
            _forwards_to_many,
            "keep five",
            f"{_API}/API_ForwardActionConfig.html",
            _weighed(1, 1, 1, 1, 1, 1),
            _weighed(1, 1, 1, 1, 1),
        ),
        Row(
            "ACTION-FORWARD-WEIGHT",
            "a target group's weight is 0 to 999",
            _weights,
            "write 0 to 999",
            f"{_API}/API_TargetGroupTuple.html",
            _weighed(1000),
            _weighed(999),
        ),
        Row(
            "ACTION-FIXED-BODY",
            "a fixed response is a short text",
            _bodies,
            f"use at most 1024 characters, and one of {', '.join(_TYPES)}",
            f"{_API}/API_FixedResponseActionConfig.html",
            _RULE + _FIXED.replace("@", ", ContentType: text/markdown"),
            _RULE + _FIXED.replace("@", ", ContentType: text/plain"),
        ),
        Row(
            "ACTION-REDIRECT-LOOP",
            "a redirect leads elsewhere",
            _loops,
            "change Protocol, Host, Port or Path, as Protocol: HTTPS with Port: '443'",
            f"{_API}/API_RedirectActionConfig.html",
            _RULE + _REDIRECT.replace("@", ""),
            _RULE + _REDIRECT.replace("@", ", Protocol: HTTPS, Port: '443'"),
        ),
    ),
    Rule(
        id=_TWO,
        title="a target group is behind one load balancer",
        level=Level.ERROR,
        aws_error="The following target groups cannot be associated with more than one load balancer: arn:...",
        fix="make a target group for each load balancer",
        doc=f"{_DOCS}/application/load-balancer-limits.html",
        wrong=_TWICE.replace("Arn: !Ref One\n      Port: 8080", "Arn: !Ref Two\n      Port: 8080"),
        right=_TWICE,
        look=_look_for(_TWO),
    ),
    Rule(
        id=_VPC,
        title="a target group is in its load balancer's VPC",
        level=Level.WARNING,
        aws_error="(400 Bad Request; its wording is not known)",
        fix="give both the same VpcId",
        doc=f"{_API}/API_CreateListener.html",
        wrong=_TWICE.replace(
            "Protocol: HTTP, VpcId: !Ref Vpc}", "Protocol: HTTP, VpcId: !Ref Vpc2}"
        ),
        right=_TWICE,
        look=_look_for(_VPC),
    ),
)
