"""Who deploys a service, ECS or CodeDeploy, and what goes with whom."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.rules._bounds import number
from bbfd.rules._examples import SERVICE, WEB
from bbfd.rules._rule import Found, Level
from bbfd.rules._shapes import Row, Subject, needs, never, of, put, rows, said
from bbfd.rules._subjects import SERVICE as KIND
from bbfd.rules._written import where_written

_GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"
_API = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference"
_DOC = f"{_GUIDE}/service_definition_parameters.html"
_KEY = "DeploymentConfiguration"
_EARLY = "EarlySuccessCriteria"
_OTHER = ("CODE_DEPLOY", "EXTERNAL")
_SHIFTING = ("BLUE_GREEN", "LINEAR", "CANARY")
_by_other = said("DeploymentController", "Type", of=_OTHER)
_by_code_deploy = said("DeploymentController", "Type", of=("CODE_DEPLOY",))
_ALARM = "AWS::CloudWatch::Alarm"


@where_written("Strategy")
def _strategy(service: Subject) -> Iterator[Found]:
    strategy = service.value(_KEY, "Strategy")
    if strategy in _SHIFTING and _by_other(service):
        yield service.wrong(
            f"the strategy is {strategy}, and ECS does not deploy", _KEY, "Strategy"
        )


@where_written("AlarmNames")
def _unknown_alarms(service: Subject) -> Iterator[Found]:
    """Names that are written out: a parameter or an import is somebody's who knows the alarm."""
    inner = service.below(_KEY, "Alarms")
    if inner is None or not isinstance(inner.body.get("AlarmNames"), list):
        return
    document = service.document
    alarms = (_ALARM, "AWS::CloudWatch::CompositeAlarm")
    named = [body.get("AlarmName") for kind in alarms for body in document.resources(kind).values()]
    for index, raw in enumerate(inner.body["AlarmNames"]):
        if isinstance(raw, str) and all(document.same(name, raw) is False for name in named):
            yield inner.wrong(f"no alarm of this template is called {raw}", "AlarmNames", index)


@where_written(_EARLY)
def _early(service: Subject) -> Iterator[Found]:
    inner = service.below(_KEY, _EARLY)
    if inner is None or not inner.has("Enable"):
        return
    for name in ("HealthyPercent", "SourceServiceRevisionCleanup"):
        if inner.lacks(name):
            yield inner.wrong(f"there is no {name}", name)
    healthy, least = (
        number(value)
        for value in (inner.value("HealthyPercent"), service.value(_KEY, "MinimumHealthyPercent"))
    )
    if healthy is not None and least is not None and healthy < least:
        yield inner.wrong(f"HealthyPercent is {healthy}, below {least}", "HealthyPercent")


_BREAKER = "        DeploymentCircuitBreaker: {Enable: true, Rollback: true}\n"
_DEPLOYED = f"      {_KEY}:\n{_BREAKER}"
_CODE_DEPLOY = "      DeploymentController: {Type: CODE_DEPLOY}\n"
_BY_CODE_DEPLOY = WEB.replace(_DEPLOYED, _CODE_DEPLOY)
_ALARMS = "        Alarms: {AlarmNames: [@], Enable: true, Rollback: true}\n"
_ALARMED = (
    put(SERVICE, _BREAKER, _ALARMS)
    + f"""\
  Errors:
    Type: {_ALARM}
    Properties:
      ComparisonOperator: GreaterThanThreshold
      EvaluationPeriods: 1
      MetricName: Errors
      Namespace: Web
      Period: 60
      Statistic: Sum
      Threshold: 1
"""
)
_EARLIER = put(
    SERVICE,
    _BREAKER,
    f"        {_EARLY}: {{Enable: true, HealthyPercent: 100, SourceServiceRevisionCleanup: DEFERRED}}\n",
)

RULES = rows(
    of(KIND),
    Row(
        "CIRCUIT-BREAKER-CODE-DEPLOY",
        "the circuit breaker is of ECS's own deployments",
        never(_KEY, "DeploymentCircuitBreaker", "Enable", when=_by_other),
        "remove DeploymentCircuitBreaker, or let ECS deploy",
        _DOC,
        WEB.replace(_DEPLOYED, _DEPLOYED + _CODE_DEPLOY),
        _BY_CODE_DEPLOY,
        level=Level.WARNING,
    ),
    Row(
        "ALARMS-CODE-DEPLOY",
        "deployment alarms are of ECS's own deployments",
        never(_KEY, "Alarms", "Enable", when=_by_other),
        "remove Alarms, or let ECS deploy; CodeDeploy has alarms of its own in the deployment group",
        f"{_GUIDE}/deployment-alarm-failure.html",
        WEB.replace(_DEPLOYED, f"      {_KEY}:\n{_ALARMS}{_CODE_DEPLOY}").replace(
            "@", "!Ref Cluster"
        ),
        _BY_CODE_DEPLOY,
        level=Level.WARNING,
    ),
    Row(
        "BG-CODE-DEPLOY",
        "a strategy is of ECS's own deployments",
        _strategy,
        "remove Strategy, or remove DeploymentController",
        _DOC,
        WEB.replace(_DEPLOYED, f"      {_KEY}: {{Strategy: BLUE_GREEN}}\n{_CODE_DEPLOY}"),
        WEB.replace(_DEPLOYED, f"      {_KEY}: {{Strategy: ROLLING}}\n{_CODE_DEPLOY}"),
        level=Level.WARNING,
    ),
    Row(
        "CODE-DEPLOY-LB",
        "CodeDeploy shifts the traffic of a load balancer",
        needs("LoadBalancers", when=_by_code_deploy),
        "add LoadBalancers, or remove DeploymentController",
        _DOC,
        SERVICE.replace(_DEPLOYED, _CODE_DEPLOY),
        _BY_CODE_DEPLOY,
        "When specifying the CODE_DEPLOY deployment controller type, the service requires an Application Load "
        "Balancer or Network Load Balancer.",
    ),
    Row(
        "ALARMS-UNKNOWN",
        "a deployment's alarms exist before the service",
        _unknown_alarms,
        "write !Ref of an AWS::CloudWatch::Alarm, or see that the alarm is there before",
        f"{_GUIDE}/deployment-alarm-failure.html",
        _ALARMED.replace("@", "errors").replace(
            "      Comp", "      AlarmName: faults\n      Comp"
        ),
        _ALARMED.replace("@", "!Ref Errors"),
        level=Level.WARNING,
    ),
    Row(
        "EARLY-SUCCESS-FIELDS",
        "early success says how much is enough, and what becomes of the old tasks",
        _early,
        "add HealthyPercent (at least MinimumHealthyPercent) and SourceServiceRevisionCleanup",
        f"{_API}/API_DeploymentEarlySuccessCriteria.html",
        _EARLIER.replace(", HealthyPercent: 100", ""),
        _EARLIER,
        level=Level.WARNING,
    ),
)
