"""Listeners of one load balancer, also those of several stacks: each port once."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import NamedTuple

from bbfd.rules._rule import Between, Found, Level, Rule, nothing
from bbfd.template.document import Document
from bbfd.template.values import Reference

_KIND = "AWS::ElasticLoadBalancingV2::Listener"


class _Listener(NamedTuple):
    """A listener of a known load balancer on a known port."""

    document: Document
    id: str
    balancer: Hashable
    port: str


def _listeners(document: Document) -> tuple[_Listener, ...]:
    return document.once(_all)


def _all(document: Document) -> tuple[_Listener, ...]:
    found = []
    for logical_id, body in document.resources(_KIND).items():
        balancer = _balancer(document, document.value(body.get("LoadBalancerArn")))
        port = document.value(body.get("Port"))
        if balancer is not None and isinstance(port, (int, str)):
            found.append(_Listener(document, logical_id, balancer, str(port)))
    return tuple(found)


def _balancer(document: Document, value: object) -> Hashable:
    """What names it in every document; None if that cannot be known."""
    if isinstance(value, str):
        return value
    if isinstance(value, Reference):
        return (value.stack or document.name or id(document.body), value.to)
    return None


def _twice(documents: Sequence[Document]) -> Iterator[Between]:
    seen: dict[tuple[Hashable, str], _Listener] = {}
    for document in documents:
        for each in _listeners(document):
            first = seen.setdefault((each.balancer, each.port), each)
            if first is each or (first.document is document and first.id == each.id):
                continue
            other = (
                first.id if first.document is document else f"{first.id} of {first.document.name}"
            )
            path = ("Resources", each.id, "Properties", "Port")
            found = Found(path, f"port {each.port} is that of {other} too")
            yield Between(document, first.document, found)


_RIGHT = """\
Parameters:
  Balancer: {Type: String, Default: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web/1'}
  Targets: {Type: String}
Resources:
  Http:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref Balancer
      Port: 80
      Protocol: HTTP
      DefaultActions: [{Type: forward, TargetGroupArn: !Ref Targets}]
  Other:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref Balancer
      Port: 8080
      Protocol: HTTP
      DefaultActions: [{Type: forward, TargetGroupArn: !Ref Targets}]
"""
RULES = (
    Rule(
        id="LISTENER-PORT-DUPLICATE",
        title="a port of a load balancer has one listener",
        level=Level.ERROR,
        aws_error="A listener already exists on this port for this load balancer",
        fix="give one of the two another port",
        doc="https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html",
        wrong=_RIGHT.replace("8080", "80"),
        right=_RIGHT,
        look=nothing,
        look_across=_twice,
    ),
)
