"""TargetType: a load balancer reaches a task by its own address (ip), or through its instance."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from bbfd.rules._examples import ON_EC2, WEB
from bbfd.rules._rule import Found, Level, Rule
from bbfd.rules._subjects import Launcher, mappings, needs_awsvpc, services, shares_network
from bbfd.template.document import Document, Path
from bbfd.template.values import Reference

_TARGETS = "AWS::ElasticLoadBalancingV2::TargetGroup"
_DOC = (
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_definition_parameters.html"
)
_DEFAULT_DOC = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html"
_AWS = (
    "The provided target group arn:... has target type {}, which is incompatible with the {} network mode "
    "specified in the task definition."
)


def _targets(document: Document) -> tuple[tuple[Launcher, str, Path, Any], ...]:
    """Service, id of a target group of this template, and where and what its type is."""
    return document.once(_tied)


def _tied(document: Document) -> tuple[tuple[Launcher, str, Path, Any], ...]:
    found: dict[str, tuple[Launcher, str, Path, Any]] = {}
    for service in services(document):
        for _, balancer in mappings(document, service.path, service.body, "LoadBalancers"):
            group = document.value(balancer.get("TargetGroupArn"))
            body = (
                document.resources(_TARGETS).get(group.to) if isinstance(group, Reference) else None
            )
            if isinstance(group, Reference) and body is not None and group.to not in found:
                path = ("Resources", group.to, "Properties", "TargetType")
                found[group.to] = (service, group.to, path, document.value(body.get("TargetType")))
    return tuple(found.values())


def _wrong(
    kind: str | None, applies: Callable[[Document, Launcher], bool]
) -> Callable[[Document], Iterator[Found]]:
    def look(document: Document) -> Iterator[Found]:
        for service, group, path, target in _targets(document):
            if target == kind and applies(document, service):
                said = "is not set: it is instance then" if kind is None else f"is {kind}"
                detail = f"TargetType {said}; the service {service.id} registers its tasks there"
                yield Found(path, detail, _fix(group, kind))

    return look


def _fix(group: str, kind: str | None) -> str:
    if kind == "ip":
        return f"set TargetType: instance on {group}"
    return f"set TargetType: ip on {group} (that replaces it: drop its Name, or change it)"


_BRIDGED = """\
  Targets:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: {TargetType: instance, Port: 80, Protocol: HTTP, VpcId: !Ref Vpc}
  Rule:
    Type: AWS::ElasticLoadBalancingV2::ListenerRule
    Properties:
      ListenerArn: !Ref Listener
      Priority: 10
      Conditions:
        - {Field: path-pattern, PathPatternConfig: {Values: [/api/*]}}
      Actions:
        - {Type: forward, TargetGroupArn: !Ref Targets}
"""
_ON_EC2 = (
    ON_EC2.replace(
        "Resources:", "  Vpc: {Type: 'AWS::EC2::VPC::Id'}\n  Listener: {Type: String}\nResources:"
    ).replace("    Type: AWS::ECS::Service", "    Type: AWS::ECS::Service\n    DependsOn: Rule")
    + """\
      HealthCheckGracePeriodSeconds: 60
      LoadBalancers:
        - {ContainerName: web, ContainerPort: 80, TargetGroupArn: !Ref Targets}
"""
    + _BRIDGED
)

RULES = (
    Rule(
        id="TG-TARGET-TYPE-DEFAULT",
        title="a target group of tasks in awsvpc mode says its type",
        level=Level.ERROR,
        aws_error=_AWS.format("instance", "awsvpc"),
        fix="set TargetType: ip on the target group (without it, it is instance)",
        doc=_DEFAULT_DOC,
        wrong=WEB.replace("TargetType: ip, ", ""),
        right=WEB,
        look=_wrong(None, needs_awsvpc),
    ),
    Rule(
        id="TG-TARGET-TYPE-INSTANCE",
        title="a target group of tasks in awsvpc mode is of type ip",
        level=Level.ERROR,
        aws_error=_AWS.format("instance", "awsvpc"),
        fix="set TargetType: ip on the target group",
        doc=_DOC,
        wrong=WEB.replace("TargetType: ip", "TargetType: instance"),
        right=WEB,
        look=_wrong("instance", needs_awsvpc),
    ),
    Rule(
        id="TG-TARGET-TYPE-IP-BRIDGE",
        title="a target group of tasks in bridge mode is of type instance",
        level=Level.ERROR,
        aws_error=_AWS.format("ip", "bridge"),
        fix="set TargetType: instance on the target group",
        doc=_DOC,
        wrong=_ON_EC2.replace("TargetType: instance", "TargetType: ip"),
        right=_ON_EC2,
        look=_wrong("ip", shares_network),
    ),
)
