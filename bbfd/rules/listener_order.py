"""A service waits for the listener or rule that ties its target group to a load balancer."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.rules._examples import WEB
from bbfd.rules._references import awaited_by, depends_on, names_in
from bbfd.rules._rule import Found, Level, Rule
from bbfd.rules._subjects import Launcher, mappings, services
from bbfd.template.document import Document
from bbfd.template.values import Reference

_ELB = "AWS::ElasticLoadBalancingV2"
_DOC = (
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-ecs-service.html"
)
_TIES = ((f"{_ELB}::ListenerRule", "Actions"), (f"{_ELB}::Listener", "DefaultActions"))


def _look(document: Document) -> Iterator[Found]:
    for service in services(document):
        for _, balancer in mappings(document, service.path, service.body, "LoadBalancers"):
            group = document.value(balancer.get("TargetGroupArn"))
            if not isinstance(group, Reference) or group.stack:
                continue
            if _is_told(document, service, group.to):
                continue
            ties = _ties_of(document, group.to)
            if ties and not _waits_for(document, service, ties):
                yield _told(document, service, ties)
                break


def _is_told(document: Document, service: Launcher, group: str) -> bool:
    """Whether its DependsOn names the listener or rule: as a rule it does, and that settles it."""
    resources = document.values.resources
    return any(
        group in names_in(properties.get(actions))
        for each in depends_on(resources[service.id])
        if isinstance(resource := resources.get(each), dict)
        and isinstance(properties := resource.get("Properties"), dict)
        for _, actions in _TIES
        if actions in properties
    )


def _told(document: Document, service: Launcher, ties: set[str]) -> Found:
    """Certain to fail where the tie waits for a load balancer, which takes minutes; else the quicker one wins."""
    late = all(_balancers(document, tie) - _balancers(document, service.id) for tie in ties)
    where = ("Resources", service.id, "DependsOn")
    detail = f"nothing makes {service.id} wait for {' or '.join(sorted(ties))}"
    fix = f"add DependsOn: {min(ties)} to {service.id}"
    return Found(where, detail, fix, None if late else Level.WARNING)


def _balancers(document: Document, logical_id: str) -> set[str]:
    """The load balancers of this template that a resource waits for."""
    return awaited_by(document, logical_id) & set(document.resources(f"{_ELB}::LoadBalancer"))


def _ties_of(document: Document, group: str) -> set[str]:
    """The listeners and rules of this template that forward to the target group."""
    return document.once(_ties).get(group, set())


def _ties(document: Document) -> dict[str, set[str]]:
    """Name -> the listeners and rules whose actions name it: all are read once, however many services there are."""
    found: dict[str, set[str]] = {}
    for kind, actions in _TIES:
        for logical_id, body in document.resources(kind).items():
            for name in names_in(body.get(actions)):
                found.setdefault(name, set()).add(logical_id)
    return found


def _waits_for(document: Document, service: Launcher, ties: set[str]) -> bool:
    """Whether the service, or something that it waits for, names one of them."""
    return bool(awaited_by(document, service.id) & ties)


_RIGHT = (
    WEB.replace("  Listener: {Type: String}\n", "")
    + """\
  Balancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties: {Subnets: !Ref Subnets}
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref Balancer
      Port: 80
      Protocol: HTTP
      DefaultActions:
        - {Type: fixed-response, FixedResponseConfig: {StatusCode: '404'}}
"""
)

RULES = (
    Rule(
        id="SERVICE-LB-DEPENDS-ON",
        title="a service waits for its listener or rule",
        level=Level.ERROR,
        aws_error="The target group with targetGroupArn arn:... does not have an associated load balancer.",
        fix="add DependsOn: the listener or rule that forwards to the target group",
        doc=_DOC,
        wrong=_RIGHT.replace("    DependsOn: Rule\n", ""),
        right=_RIGHT,
        look=_look,
    ),
)
