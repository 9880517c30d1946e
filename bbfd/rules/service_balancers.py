"""LoadBalancers of a service: target groups that a load balancer knows, as many as there may be, and time to start."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.rules._examples import ON_EC2, SERVICE, WEB
from bbfd.rules._references import depends_on, names_in, naming
from bbfd.rules._rule import Found, Level
from bbfd.rules._shapes import (
    Row,
    Subject,
    at_most,
    each_in,
    either,
    needs,
    of,
    rows,
    said,
    services_where,
)
from bbfd.rules._subjects import SERVICE as KIND
from bbfd.rules._subjects import needs_awsvpc, tasks
from bbfd.rules._written import where_written
from bbfd.template.document import Document
from bbfd.template.values import UNKNOWN, Reference

_GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"
_DOC = f"{_GUIDE}/service_definition_parameters.html"
_GROUP = "AWS::ElasticLoadBalancingV2::TargetGroup"
_TIES = ("AWS::ElasticLoadBalancingV2::Listener", "AWS::ElasticLoadBalancingV2::ListenerRule")
_BY_ECS = said("DeploymentController", "Type", of=("ECS", "CODE_DEPLOY"), unsaid=True)
_GRACE = "HealthCheckGracePeriodSeconds"
_GRACED = f"      {_GRACE}: 60\n"


def _untied(service: Subject) -> Iterator[Found]:
    """A target group of this template, whole as it is, that nothing in it forwards to."""
    document = service.document
    resources = document.values.resources
    if not depends_on(resources[str(service.path[1])]) <= resources.keys():
        return  # what it waits for is missing, and may be what forwards to it
    for balancer in service.each("LoadBalancers"):
        group = balancer.value("TargetGroupArn")
        if not isinstance(group, Reference) or group.to not in document.resources(_GROUP):
            continue
        if not (_is_tied(document, group.to) or _may_be_tied(document, group.to)):
            detail = f"no listener and no rule forwards to {group.to}"
            yield balancer.wrong(detail, "TargetGroupArn", level=_told_outside(service, group.to))


def _is_tied(document: Document, group: str) -> bool:
    """Whether a listener or a rule of any condition forwards to it."""
    return group in document.once(_forwarded)


def _forwarded(document: Document) -> set[str]:
    found: set[str] = set()
    for resource in document.values.resources.values():
        if isinstance(resource, dict) and resource.get("Type") in _TIES:
            found |= names_in(resource.get("Properties"))
    return found


def _may_be_tied(document: Document, group: str) -> bool:
    """Whether something names it of which nobody knows what it does: a custom resource, a nested stack."""
    kinds = [kind for _, kind in naming(document, group)]
    return any(
        not kind.startswith("AWS::") or kind.startswith("AWS::CloudFormation::") for kind in kinds
    )


def _told_outside(service: Subject, group: str) -> Level | None:
    """Another stack may have the listener; on the first creation it comes too late."""
    outputs = repr(service.document.body.get("Outputs"))
    return Level.WARNING if f"'{group}" in outputs or f"${{{group}" in outputs else None


@where_written("LoadBalancerName")
def _classic(service: Subject) -> Iterator[Found]:
    for balancer in service.each("LoadBalancers"):
        name = balancer.value("LoadBalancerName")
        known = name is not UNKNOWN or "Fn::If" not in balancer.body["LoadBalancerName"]
        if name not in (None, "") and known and balancer.lacks("TargetGroupArn"):
            yield balancer.wrong("it is a Classic Load Balancer", "LoadBalancerName")


@where_written(_GRACE)
def _graced_alone(service: Subject) -> Iterator[Found]:
    """Newer documentation says that it covers the health checks of containers too."""
    others = ("LoadBalancers", "ServiceConnectConfiguration", "VpcLatticeConfigurations")
    if _GRACE not in service.body or not service.has(_GRACE):
        return
    if all(service.lacks(name) for name in others):
        level = Level.WARNING if _may_check_itself(service) else None
        yield service.wrong("there is no load balancer", _GRACE, level=level)


def _may_check_itself(service: Subject) -> bool:
    task = service.value("TaskDefinition")
    named = [each for each in tasks(service.document) if (task, each.id) == (task, _to(task))]
    checks = [c.body.get("HealthCheck") for each in named for c in each.containers]
    return not named or any(check is not None for check in checks)


def _to(task: object) -> str:
    return task.to if isinstance(task, Reference) and not task.stack else ""


def _is_balanced(service: Subject) -> bool:
    return any(True for _ in service.each("LoadBalancers")) and _BY_ECS(service)


_BALANCER = "        - {ContainerName: web, ContainerPort: 80, TargetGroupArn: !Ref Targets}\n"
_ARN = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web"


def _with_groups(count: int) -> str:
    more = "".join(
        _BALANCER.replace("!Ref Targets", f"'{_ARN}/{index}'") for index in range(1, count)
    )
    return WEB.replace(_BALANCER, _BALANCER + more)


_ORPHAN = """\
  Orphan:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: {TargetType: ip, Port: 80, Protocol: HTTP, VpcId: !Ref Vpc}
"""
_CLASSIC = SERVICE + (
    f"{_GRACED}      LoadBalancers: [{{ContainerName: web, ContainerPort: 80, @: web}}]\n"
)
_ON_EC2 = ON_EC2 + f"{_GRACED}      LoadBalancers:\n{_BALANCER}".replace(
    "!Ref Targets", f"'{_ARN}/1'"
)

RULES = (
    *rows(
        of(KIND),
        Row(
            "SERVICE-TG-NO-LISTENER",
            "a listener or rule forwards to the service's target group",
            _untied,
            "add a listener or a listener rule that forwards to it, and DependsOn on the service",
            _DOC,
            WEB.replace(_BALANCER, _BALANCER.replace("Targets", "Orphan")) + _ORPHAN,
            WEB + _ORPHAN,
            "The target group with targetGroupArn arn:... does not have an associated load balancer.",
        ),
        Row(
            "SERVICE-LB-TARGET-EXCLUSIVE",
            "a target group or a Classic Load Balancer, not both in one entry",
            each_in("LoadBalancers", either("TargetGroupArn", "LoadBalancerName")),
            "remove LoadBalancerName",
            _DOC,
            _ON_EC2.replace("{ContainerName", "{LoadBalancerName: web, ContainerName"),
            _ON_EC2,
            "loadBalancerName and targetGroupArn cannot both be specified",
        ),
        Row(
            "SERVICE-TG-MAX",
            "a service has at most five target groups",
            at_most(5, "LoadBalancers"),
            "keep five target groups, or ask AWS for more",
            f"{_GUIDE}/register-multiple-targetgroups.html",
            _with_groups(6),
            _with_groups(5),
            level=Level.WARNING,
        ),
        Row(
            "SERVICE-GRACE-NO-LB",
            "a grace period is for what a load balancer checks",
            _graced_alone,
            f"remove {_GRACE}",
            _DOC,
            SERVICE + _GRACED,
            SERVICE,
            "Health check grace period is only valid for services configured to use load balancers.",
        ),
        Row(
            "SERVICE-GRACE-MISSING",
            "a service behind a load balancer has time to start",
            needs(_GRACE, when=_is_balanced),
            f"add {_GRACE}: the seconds of the container's slowest start",
            _DOC,
            WEB.replace(_GRACED, ""),
            WEB,
            "(service web) (task ...) failed ELB health checks in (target-group ...)",
            Level.WARNING,
        ),
    ),
    *rows(
        services_where(needs_awsvpc),
        Row(
            "SERVICE-CLASSIC-LB-AWSVPC",
            "a service in awsvpc mode has no Classic Load Balancer",
            _classic,
            "use an Application or Network Load Balancer with a target group of TargetType ip",
            _DOC,
            _CLASSIC.replace("@", "LoadBalancerName"),
            _CLASSIC.replace("@: web", f"TargetGroupArn: '{_ARN}/1'"),
            "Classic Load Balancers are not supported with Fargate",
        ),
    ),
)
