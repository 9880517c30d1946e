"""Deployments that shift traffic: blue/green, linear and canary, and the hooks between their steps."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.rules._examples import BLUE_GREEN, SERVICE
from bbfd.rules._references import names_in
from bbfd.rules._roles import role_of, trusts
from bbfd.rules._rule import Found, Level
from bbfd.rules._shapes import Row, Subject, each_in, in_, needs, never, of, put, rows, said
from bbfd.rules._subjects import SERVICE as KIND
from bbfd.rules._subjects import needs_awsvpc, services
from bbfd.rules._written import where_written
from bbfd.template.values import UNKNOWN, Reference

_GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"
_API = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference"
_ADVANCED = f"{_API}/API_AdvancedConfiguration.html"
_HOOKS = f"{_API}/API_DeploymentLifecycleHook.html"
_KEY = "DeploymentConfiguration"
_INNER = "AdvancedConfiguration"
_EARLY = "EarlySuccessCriteria"
_SHIFTING = ("BLUE_GREEN", "LINEAR", "CANARY")
_ELB = "AWS::ElasticLoadBalancingV2"
_by_ecs = said("DeploymentController", "Type", of=("ECS",), unsaid=True)
_STAGES = ("TEST_TRAFFIC_SHIFT", "PRODUCTION_TRAFFIC_SHIFT")


@where_written(_KEY, "Strategy")
def _shifts(service: Subject) -> bool:
    return service.value(_KEY, "Strategy") in _SHIFTING and _by_ecs(service)


def _balancers(service: Subject) -> Iterator[Subject]:
    """The entries of LoadBalancers whose traffic is shifted."""
    if _shifts(service):
        yield from service.each("LoadBalancers")


@where_written("Strategy")
def _prepared(service: Subject) -> Iterator[Found]:
    for balancer in _balancers(service):
        if balancer.lacks(_INNER):
            yield balancer.wrong(f"there is no {_INNER}", _INNER)


def _role(inner: Subject) -> Iterator[Found]:
    if inner.lacks("RoleArn"):
        yield inner.wrong("there is no RoleArn", "RoleArn")
    role = role_of(inner.document, inner.body.get("RoleArn"))
    if role and trusts(inner.document, role, "ecs") is False:
        yield inner.wrong(f"{role} does not trust ecs.amazonaws.com", "RoleArn")


@where_written(_INNER)
def _listener(service: Subject) -> Iterator[Found]:
    listeners = service.document.resources(f"{_ELB}::Listener")
    for balancer in service.each("LoadBalancers"):
        rule = balancer.value(_INNER, "ProductionListenerRule")
        body = listeners.get(rule.to) if isinstance(rule, Reference) and not rule.stack else None
        if body is not None and service.document.value(body.get("Protocol")) in ("HTTP", "HTTPS"):
            detail = f"{rule.to} is a listener, not a rule"
            yield balancer.wrong(detail, _INNER, "ProductionListenerRule")


@where_written(_INNER)
def _same(service: Subject) -> Iterator[Found]:
    for balancer in service.each("LoadBalancers"):
        inner = balancer.below(_INNER)
        first = balancer.body.get("TargetGroupArn")
        other = inner.body.get("AlternateTargetGroupArn") if inner else None
        known = UNKNOWN not in (service.document.value(first), service.document.value(other))
        if first is None or other is None or not known:
            continue
        if service.document.same(first, other):
            yield balancer.wrong("it is the TargetGroupArn too", _INNER, "AlternateTargetGroupArn")


@where_written(_INNER)
def _alternate_type(service: Subject) -> Iterator[Found]:
    document = service.document
    for balancer in service.each("LoadBalancers"):
        group = balancer.value(_INNER, "AlternateTargetGroupArn")
        if not isinstance(group, Reference) or group == balancer.value("TargetGroupArn"):
            continue
        body = document.resources(f"{_ELB}::TargetGroup").get(group.to)
        kind = document.value(body.get("TargetType", "instance")) if body is not None else "ip"
        if kind == "instance" and any(
            needs_awsvpc(document, each) for each in services(document) if each.path == service.path
        ):
            detail = f"the target type of {group.to} is instance"
            yield balancer.wrong(detail, _INNER, "AlternateTargetGroupArn")


@where_written(_INNER)
def _forwards_both(service: Subject) -> Iterator[Found]:
    document = service.document
    for balancer in service.each("LoadBalancers"):
        rule = balancer.value(_INNER, "ProductionListenerRule")
        group = balancer.value(_INNER, "AlternateTargetGroupArn")
        if not isinstance(rule, Reference) or not isinstance(group, Reference) or group.stack:
            continue
        body = document.resources(f"{_ELB}::ListenerRule").get(rule.to)
        distinct = group != balancer.value("TargetGroupArn")
        if body is not None and distinct and group.to not in names_in(body.get("Actions")):
            path = ("Resources", rule.to, "Properties", "Actions")
            yield Found(path, f"{rule.to} does not forward to {group.to}")


def _configured(service: Subject) -> Iterator[Found]:
    strategy = service.value(_KEY, "Strategy")
    for name, word in (("CanaryConfiguration", "CANARY"), ("LinearConfiguration", "LINEAR")):
        if strategy not in (word, UNKNOWN) and service.has(_KEY, name):
            yield service.wrong(f"the strategy is {strategy or 'ROLLING'}", _KEY, name)


def _headless(service: Subject) -> bool:
    others = ("ServiceConnectConfiguration", "VpcLatticeConfigurations")
    return _shifts(service) and all(service.lacks(name) for name in others)


def _lambda(hook: Subject) -> Iterator[Found]:
    if hook.value("TargetType") in (None, "AWS_LAMBDA"):
        for name in ("HookTargetArn", "RoleArn", "LifecycleStages"):
            if hook.lacks(name):
                yield hook.wrong(f"there is no {name}", name)


def _pause(hook: Subject) -> Iterator[Found]:
    if hook.value("TargetType") == "PAUSE":
        for index, stage in hook.entries("LifecycleStages"):
            if stage in _STAGES:
                yield hook.wrong(f"it pauses at {stage}", "LifecycleStages", index)


_STRATEGY = "        Strategy: BLUE_GREEN\n"
_BAKE = "        BakeTimeInMinutes: 5\n"
_ALTERNATE = "AlternateTargetGroupArn: !Ref Green"
_PRODUCTION = "            ProductionListenerRule: !Ref Rule\n"
_ROLE = "            RoleArn: !GetAtt Shift.Arn\n"
_WEIGHED = "              - {TargetGroupArn: !Ref Green, Weight: 0}\n"
_CANARY = "        CanaryConfiguration: {CanaryPercent: 10, CanaryBakeTimeInMinutes: 5}\n"
_CRITERIA = f"        {_EARLY}: {{Enable: true, HealthyPercent: 100, SourceServiceRevisionCleanup: DEFERRED}}\n"
_BREAKER = "        DeploymentCircuitBreaker: {Enable: true, Rollback: true}\n"
_HOOK = put(
    BLUE_GREEN,
    _BAKE,
    """\
        LifecycleHooks:
          - HookTargetArn: arn:aws:lambda:eu-west-1:123456789012:function:check
            RoleArn: !GetAtt Shift.Arn
            LifecycleStages: [POST_TEST_TRAFFIC_SHIFT]
""",
)
_PAUSE = put(
    BLUE_GREEN,
    _BAKE,
    "        LifecycleHooks: [{TargetType: PAUSE, LifecycleStages: [@]}]\n",
)
_LISTENER = """\
  Other:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref Listener
      Port: 80
      Protocol: HTTP
      DefaultActions: [{Type: fixed-response, FixedResponseConfig: {StatusCode: '404'}}]
"""
_AWSVPC = (
    "The provided target group arn:... has target type instance, which is incompatible with the awsvpc network "
    "mode specified in the task definition."
)
_MAY = Level.WARNING

RULES = rows(
    of(KIND),
    Row(
        "BG-ADVANCED-CONFIG",
        "a load balancer whose traffic is shifted says between what",
        _prepared,
        f"add {_INNER}: AlternateTargetGroupArn, ProductionListenerRule and RoleArn",
        f"{_GUIDE}/blue-green-deployment-implementation.html",
        BLUE_GREEN.replace(
            f"          {_INNER}:\n            {_ALTERNATE}\n{_PRODUCTION}{_ROLE}", ""
        ),
        BLUE_GREEN,
        "(advancedConfiguration is required; wording unverified)",
        _MAY,
    ),
    Row(
        "BG-PRODUCTION-RULE",
        "what shifts traffic knows the rule that carries it",
        each_in("LoadBalancers", in_(_INNER, check=needs("ProductionListenerRule"))),
        "add ProductionListenerRule: the ARN of the listener rule (of the listener with a Network Load Balancer)",
        _ADVANCED,
        BLUE_GREEN.replace(_PRODUCTION, ""),
        BLUE_GREEN,
        level=_MAY,
    ),
    Row(
        "BG-ROLE",
        "what shifts traffic has a role that may",
        each_in("LoadBalancers", in_(_INNER, check=_role)),
        "add RoleArn: a role that trusts ecs.amazonaws.com, with "
        "AmazonECSInfrastructureRolePolicyForLoadBalancers",
        _ADVANCED,
        BLUE_GREEN.replace(_ROLE, ""),
        BLUE_GREEN,
        level=_MAY,
    ),
    Row(
        "BG-RULE-NOT-LISTENER",
        "behind an Application Load Balancer it is a rule that is shifted, not the listener",
        _listener,
        "write the ARN of a listener rule",
        _ADVANCED,
        BLUE_GREEN.replace("Rule: !Ref Rule", "Rule: !Ref Other") + _LISTENER,
        BLUE_GREEN + _LISTENER,
        level=_MAY,
    ),
    Row(
        "BG-ALTERNATE-SAME",
        "the two target groups are two",
        _same,
        "make a second target group, and name it in AlternateTargetGroupArn",
        f"{_GUIDE}/blue-green-deployment-implementation.html",
        BLUE_GREEN.replace(_ALTERNATE, _ALTERNATE.replace("Green", "Targets")),
        BLUE_GREEN,
        level=_MAY,
    ),
    Row(
        "BG-TD-ALTERNATE-TYPE",
        "the second target group takes addresses too",
        _alternate_type,
        "set TargetType: ip on it",
        f"{_GUIDE}/service_definition_parameters.html",
        BLUE_GREEN.replace(
            "  Green:\n    Type: AWS::ElasticLoadBalancingV2::TargetGroup\n    Properties: {TargetType: ip, ",
            "  Green:\n    Type: AWS::ElasticLoadBalancingV2::TargetGroup\n    Properties: {",
        ),
        BLUE_GREEN,
        _AWSVPC,
        _MAY,
    ),
    Row(
        "BG-RULE-FORWARDS-BOTH",
        "the rule that is shifted forwards to both target groups",
        _forwards_both,
        "forward to both with ForwardConfig, weights 100 and 0",
        f"{_GUIDE}/alb-resources-for-blue-green.html",
        BLUE_GREEN.replace(_WEIGHED, ""),
        BLUE_GREEN,
        "none: the new tasks never get traffic, or the deployment fails",
        _MAY,
    ),
    Row(
        "BG-NO-TRAFFIC",
        "what shifts traffic has traffic",
        needs("LoadBalancers", when=_headless),
        "add LoadBalancers, Service Connect or VPC Lattice; or use Strategy: ROLLING",
        f"{_GUIDE}/deployment-type-blue-green.html",
        put(SERVICE, f"      {_KEY}:\n", _STRATEGY),
        put(SERVICE, f"      {_KEY}:\n", _STRATEGY.replace("BLUE_GREEN", "ROLLING")),
        level=_MAY,
    ),
    Row(
        "BG-CANARY-CONFIG",
        "the steps are those of the strategy",
        _configured,
        "write Strategy: CANARY with CanaryConfiguration, LINEAR with LinearConfiguration",
        f"{_GUIDE}/service_definition_parameters.html",
        put(BLUE_GREEN, _BAKE, _CANARY),
        put(BLUE_GREEN, _BAKE, _CANARY).replace("BLUE_GREEN", "CANARY"),
        level=_MAY,
    ),
    Row(
        "EARLY-SUCCESS-ROLLING-ONLY",
        "only a rolling deployment succeeds early",
        never(_KEY, _EARLY, "Enable", when=_shifts),
        f"remove {_EARLY}, or use Strategy: ROLLING",
        f"{_API}/API_DeploymentEarlySuccessCriteria.html",
        put(BLUE_GREEN, _BAKE, _CRITERIA),
        BLUE_GREEN,
        level=_MAY,
    ),
    Row(
        "HOOK-LAMBDA-ARN",
        "a hook that calls a function says which, as whom and when",
        in_(_KEY, check=each_in("LifecycleHooks", _lambda)),
        "add HookTargetArn, RoleArn and LifecycleStages",
        _HOOKS,
        _HOOK.replace(
            "            RoleArn: !GetAtt Shift.Arn\n            LifecycleStages",
            "            LifecycleStages",
        ),
        _HOOK,
        level=_MAY,
    ),
    Row(
        "HOOK-PAUSE-STAGE",
        "a deployment does not pause while traffic is shifted",
        in_(_KEY, check=each_in("LifecycleHooks", _pause)),
        "pause before or after it, as at POST_TEST_TRAFFIC_SHIFT",
        _HOOKS,
        _PAUSE.replace("@", "PRODUCTION_TRAFFIC_SHIFT"),
        _PAUSE.replace("@", "POST_TEST_TRAFFIC_SHIFT"),
        level=_MAY,
    ),
)
