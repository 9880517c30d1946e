"""Numbers within their bounds, as a table. What the schemas of AWS's own validator bound is not in it.

A warning where neither AWS's words nor bounds in its API reference are known; those of HealthCheck and of
RegisterScalableTarget are there.
"""

from __future__ import annotations

from typing import Final

from bbfd.rules._bounds import Row, bounded
from bbfd.rules._examples import SCALED, SERVICE, TASK, WEB
from bbfd.rules._rule import Level

_AWS = "https://docs.aws.amazon.com"
_GUIDE = f"{_AWS}/AmazonECS/latest/developerguide"
_ECS = f"{_AWS}/AmazonECS/latest/APIReference"
_ELB = f"{_AWS}/elasticloadbalancing/latest"
_SCALING = f"{_AWS}/autoscaling/application/APIReference"
_SERVICE = "AWS::ECS::Service"
_TASK = "AWS::ECS::TaskDefinition"
_TARGET = "AWS::ApplicationAutoScaling::ScalableTarget"
_POLICY = "AWS::ApplicationAutoScaling::ScalingPolicy"
_BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer"
_GROUP = "AWS::ElasticLoadBalancingV2::TargetGroup"
_RULE = "AWS::ElasticLoadBalancingV2::ListenerRule"
_DEPLOYMENT = "DeploymentConfiguration"
_BREAKER = "DeploymentCircuitBreaker"
_TRACKING = "TargetTrackingScalingPolicyConfiguration"
_LAUNCHED = "      LaunchType: FARGATE\n"
_DEPLOYED = "      DeploymentConfiguration:\n"
_IMAGE = "          Image: nginx:1.29\n"
_TRACKED = f"      {_TRACKING}:\n"
_DELAY = "deregistration_delay.timeout_seconds"
_IDLE = "idle_timeout.timeout_seconds"


def _with(example: str, anchor: str, line: str) -> str:
    """The example with a line after another of it."""
    assert anchor in example, anchor
    return example.replace(anchor, f"{anchor}{line}\n")


def _checked(
    id: str, field: str, low: int, high: int, error: str, level: Level = Level.ERROR
) -> Row:
    return Row(
        id,
        f"{field} of a container's health check is {low} to {high}",
        _TASK,
        (("ContainerDefinitions", "*", "HealthCheck", field),),
        low,
        high,
        f"{_ECS}/API_HealthCheck.html",
        _with(TASK, _IMAGE, f"          HealthCheck: {{Command: [CMD, /ok], {field}: @}}"),
        f"Health check {error} must be less than or equal to the maximum allowed value {high} for container 'web'",
        level=level,
    )


ROWS: Final = (
    Row(
        "SERVICE-DESIRED-COUNT-NEGATIVE",
        "a service has no negative count",
        _SERVICE,
        (("DesiredCount",),),
        0,
        2**31 - 1,
        f"{_ECS}/API_CreateService.html",
        _with(SERVICE, _LAUNCHED, "      DesiredCount: @"),
        level=Level.WARNING,
    ),
    Row(
        "SERVICE-GRACE-RANGE",
        "the grace period is a number of seconds",
        _SERVICE,
        (("HealthCheckGracePeriodSeconds",),),
        0,
        2**31 - 1,
        f"{_GUIDE}/service_definition_parameters.html",
        WEB.replace("GracePeriodSeconds: 60", "GracePeriodSeconds: @"),
        level=Level.WARNING,
    ),
    Row(
        "SERVICE-MIN-HEALTHY-MAX",
        "MinimumHealthyPercent is 0 to 100",
        _SERVICE,
        ((_DEPLOYMENT, "MinimumHealthyPercent"),),
        0,
        100,
        f"{_ECS}/API_CreateService.html",
        _with(SERVICE, _DEPLOYED, "        MinimumHealthyPercent: @"),
        "minimumHealthyPercent must be at most 100",
    ),
    Row(
        "SERVICE-MAX-PERCENT-MIN",
        "MaximumPercent is at least 100",
        _SERVICE,
        ((_DEPLOYMENT, "MaximumPercent"),),
        100,
        None,
        f"{_ECS}/API_CreateService.html",
        _with(
            SERVICE,
            _DEPLOYED,
            "        MinimumHealthyPercent: 0\n        MaximumPercent: @",
        ),
        "maximumPercent must be at least 100",
    ),
    Row(
        "CIRCUIT-BREAKER-THRESHOLD",
        "the circuit breaker's threshold is at least 1",
        _SERVICE,
        ((_DEPLOYMENT, _BREAKER, "ThresholdConfiguration", "Value"),),
        1,
        None,
        f"{_GUIDE}/deployment-circuit-breaker.html",
        SERVICE.replace(
            "Rollback: true}",
            "Rollback: true, ThresholdConfiguration: {Type: COUNT, Value: @}}",
        ),
    ),
    _checked("HEALTHCHECK-INTERVAL", "Interval", 5, 300, "interval"),
    _checked("HEALTHCHECK-TIMEOUT", "Timeout", 2, 60, "timeout"),
    _checked("HEALTHCHECK-RETRIES", "Retries", 1, 10, "retries", Level.WARNING),
    _checked("HEALTHCHECK-START-PERIOD", "StartPeriod", 0, 300, "startPeriod", Level.WARNING),
    Row(
        "CONTAINER-MEMORY-MIN",
        "a container has at least 6 MiB",
        _TASK,
        (
            ("ContainerDefinitions", "*", "Memory"),
            ("ContainerDefinitions", "*", "MemoryReservation"),
        ),
        6,
        None,
        f"{_GUIDE}/task_definition_parameters.html",
        _with(TASK, _IMAGE, "          Memory: @"),
        level=Level.WARNING,
    ),
    Row(
        "CONTAINER-CPU-NEGATIVE",
        "a container reserves no negative cpu",
        _TASK,
        (("ContainerDefinitions", "*", "Cpu"),),
        0,
        None,
        f"{_GUIDE}/task_definition_parameters.html",
        _with(TASK, _IMAGE, "          Cpu: @"),
    ),
    Row(
        "SCALING-NEGATIVE",
        "what scales has no negative bounds",
        _TARGET,
        (("MinCapacity",), ("MaxCapacity",)),
        0,
        None,
        f"{_SCALING}/API_RegisterScalableTarget.html",
        SCALED.replace("MinCapacity: 1", "MinCapacity: @"),
        level=Level.WARNING,
    ),
    Row(
        "SCALING-COOLDOWN",
        "a cooldown is a number of seconds",
        _POLICY,
        ((_TRACKING, "ScaleInCooldown"), (_TRACKING, "ScaleOutCooldown")),
        0,
        None,
        f"{_SCALING}/API_TargetTrackingScalingPolicyConfiguration.html",
        _with(SCALED, _TRACKED, "        ScaleInCooldown: @"),
    ),
    Row(
        "RULE-PRIORITY-RANGE",
        "a listener rule's priority is 1 to 50000",
        _RULE,
        (("Priority",),),
        1,
        50000,
        f"{_ELB}/APIReference/API_CreateRule.html",
        WEB.replace("Priority: 10", "Priority: @"),
    ),
    Row(
        "TG-DEREGISTRATION",
        "the deregistration delay is 0 to 3600 seconds",
        _GROUP,
        (("TargetGroupAttributes",),),
        0,
        3600,
        f"{_ELB}/application/edit-target-group-attributes.html",
        WEB.replace(
            "VpcId: !Ref Vpc}",
            f"VpcId: !Ref Vpc, TargetGroupAttributes: [{{Key: {_DELAY}, Value: '@'}}]}}",
        ),
        key=_DELAY,
    ),
    Row(
        "LB-IDLE-TIMEOUT",
        "the idle timeout is 1 to 4000 seconds",
        _BALANCER,
        (("LoadBalancerAttributes",),),
        1,
        4000,
        f"{_ELB}/application/application-load-balancers.html",
        f"""\
Parameters:
  Subnets: {{Type: 'List<AWS::EC2::Subnet::Id>'}}
Resources:
  Balancer:
    Type: {_BALANCER}
    Properties:
      Subnets: !Ref Subnets
      LoadBalancerAttributes: [{{Key: {_IDLE}, Value: '@'}}]
""",
        key=_IDLE,
    ),
)
RULES = bounded(ROWS)
