"""Words of which AWS knows a few, as a table. Its validator calls another word a warning; the service refuses it."""

from __future__ import annotations

from typing import Final, NamedTuple

from bbfd.rules._examples import BLUE_GREEN, CONNECTED, SCALED, SERVICE
from bbfd.rules._rule import Rule
from bbfd.rules._shapes import Check, Row, each_in, in_, listed, of, put, rows
from bbfd.rules._subjects import SERVICE as SERVICES

_AWS = "https://docs.aws.amazon.com"
_ECS = f"{_AWS}/AmazonECS/latest/APIReference"
_GUIDE = f"{_AWS}/AmazonECS/latest/developerguide/service_definition_parameters.html"
_ELB = f"{_AWS}/elasticloadbalancing/latest/APIReference"
_SCALING = f"{_AWS}/autoscaling/application/APIReference"
_BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer"
_LAUNCHED = "      LaunchType: FARGATE\n"
_STAGES: Final = (
    "RECONCILE_SERVICE",
    "PRE_SCALE_UP",
    "POST_SCALE_UP",
    "TEST_TRAFFIC_SHIFT",
    "POST_TEST_TRAFFIC_SHIFT",
    "PRE_PRODUCTION_TRAFFIC_SHIFT",
    "PRODUCTION_TRAFFIC_SHIFT",
    "POST_PRODUCTION_TRAFFIC_SHIFT",
)


class _Words(NamedTuple):
    """The value at a path of names. example: with `@` for the value; wrong: a word that is none."""

    id: str
    title: str
    path: tuple[str, ...]
    known: tuple[str, ...]
    doc: str
    example: str
    wrong: str
    right: str
    check: Check | None = None
    more: str = ""


def _row(words: _Words) -> Row:
    return Row(
        words.id,
        words.title,
        words.check or listed(*words.path, of=words.known),
        f"write one of {', '.join(words.known)}{words.more}",
        words.doc,
        words.example.replace("@", words.wrong),
        words.example.replace("@", words.right),
        also=("E3030", "W3030", "W9003"),
    )


def _table(kind: str, *given: _Words) -> tuple[Rule, ...]:
    return rows(of(kind), *(_row(words) for words in given))


def _balancer(line: str) -> str:
    return (
        "Parameters:\n  Subnets: {Type: 'List<AWS::EC2::Subnet::Id>'}\nResources:\n"
        f"  Balancer:\n    Type: {_BALANCER}\n    Properties: {{Subnets: !Ref Subnets, {line}}}\n"
    )


_REDIRECTING = """\
Parameters:
  Listener: {Type: String}
Resources:
  Rule:
    Type: AWS::ElasticLoadBalancingV2::ListenerRule
    Properties:
      ListenerArn: !Ref Listener
      Priority: 10
      Conditions: [{Field: path-pattern, PathPatternConfig: {Values: [/]}}]
      Actions: [{Type: redirect, RedirectConfig: {StatusCode: @, Protocol: HTTPS, Port: '443'}}]
"""
_REDIRECTS = ("HTTP_301", "HTTP_302")
_HOOKED = put(
    BLUE_GREEN,
    "        BakeTimeInMinutes: 5\n",
    "        LifecycleHooks: [{TargetType: PAUSE, LifecycleStages: [@]}]\n",
)
_REPOSITORY = "Resources:\n  Images:\n    Type: AWS::ECR::Repository\n    Properties: {ImageTagMutability: @}\n"

RULES = (
    *_table(
        SERVICES,
        _Words(
            "SERVICE-LAUNCH-TYPE-VALUE",
            "a launch type is one that there is",
            ("LaunchType",),
            ("EC2", "FARGATE", "EXTERNAL"),
            _GUIDE,
            SERVICE.replace("LaunchType: FARGATE", "LaunchType: @"),
            "Fargate",
            "FARGATE",
        ),
        _Words(
            "SERVICE-ASSIGN-PUBLIC-IP-ENUM",
            "a public address is ENABLED or DISABLED",
            ("NetworkConfiguration", "AwsvpcConfiguration", "AssignPublicIp"),
            ("ENABLED", "DISABLED"),
            _GUIDE,
            SERVICE + "          AssignPublicIp: @\n",
            "enabled",
            "ENABLED",
        ),
        _Words(
            "DEPLOYMENT-CONTROLLER-ENUM",
            "who deploys is ECS, CodeDeploy or another",
            ("DeploymentController", "Type"),
            ("ECS", "CODE_DEPLOY", "EXTERNAL"),
            _GUIDE,
            put(SERVICE, _LAUNCHED, "      DeploymentController: {Type: @}\n"),
            "ROLLING",
            "ECS",
        ),
        _Words(
            "BG-STRATEGY-ENUM",
            "a strategy is one that there is",
            ("DeploymentConfiguration", "Strategy"),
            ("ROLLING", "BLUE_GREEN", "LINEAR", "CANARY"),
            _GUIDE,
            put(SERVICE, "      DeploymentConfiguration:\n", "        Strategy: @\n"),
            "RECREATE",
            "ROLLING",
        ),
        _Words(
            "SERVICE-PROPAGATE-TAGS",
            "tags come from the service or from the task definition",
            ("PropagateTags",),
            ("TASK_DEFINITION", "SERVICE", "NONE"),
            _GUIDE,
            put(SERVICE, _LAUNCHED, "      PropagateTags: @\n"),
            "TASK",
            "SERVICE",
        ),
        _Words(
            "HOOK-STAGE-ENUM",
            "a hook is at a stage that there is",
            ("LifecycleStages",),
            _STAGES,
            f"{_ECS}/API_DeploymentLifecycleHook.html",
            _HOOKED,
            "BEFORE_TRAFFIC",
            "POST_SCALE_UP",
            in_(
                "DeploymentConfiguration",
                check=each_in(
                    "LifecycleHooks",
                    lambda hook: (
                        hook.wrong(f"the stage is {stage!r}", "LifecycleStages", index)
                        for index, stage in hook.entries("LifecycleStages")
                        if isinstance(stage, str) and stage not in _STAGES
                    ),
                ),
            ),
        ),
    ),
    *_table(
        "AWS::ECS::TaskDefinition",
        _Words(
            "SC-APP-PROTOCOL",
            "what a port speaks is HTTP or gRPC",
            ("AppProtocol",),
            ("http", "http2", "grpc"),
            f"{_ECS}/API_PortMapping.html",
            CONNECTED.replace("AppProtocol: http", "AppProtocol: @"),
            "HTTP",
            "http",
            each_in(
                "ContainerDefinitions",
                each_in("PortMappings", listed("AppProtocol", of=("http", "http2", "grpc"))),
            ),
            more="; leave it out for tcp",
        ),
    ),
    *_table(
        _BALANCER,
        _Words(
            "LB-SCHEME",
            "a load balancer is internal or faces the internet",
            ("Scheme",),
            ("internet-facing", "internal"),
            f"{_ELB}/API_CreateLoadBalancer.html",
            _balancer("Scheme: @"),
            "public",
            "internal",
        ),
        _Words(
            "LB-TYPE",
            "a load balancer is of a type that there is",
            ("Type",),
            ("application", "network", "gateway"),
            f"{_ELB}/API_CreateLoadBalancer.html",
            _balancer("Type: @"),
            "alb",
            "application",
        ),
    ),
    *_table(
        "AWS::ElasticLoadBalancingV2::ListenerRule",
        _Words(
            "ACTION-REDIRECT-STATUS",
            "a redirect is permanent or temporary",
            ("StatusCode",),
            _REDIRECTS,
            f"{_ELB}/API_RedirectActionConfig.html",
            _REDIRECTING,
            "'301'",
            "HTTP_301",
            each_in("Actions", in_("RedirectConfig", check=listed("StatusCode", of=_REDIRECTS))),
        ),
    ),
    *_table(
        "AWS::ApplicationAutoScaling::ScalableTarget",
        _Words(
            "SCALING-DIMENSION",
            "what scales of a service is its count",
            ("ScalableDimension",),
            ("ecs:service:DesiredCount",),
            f"{_SCALING}/API_RegisterScalableTarget.html",
            SCALED.replace("ecs:service:DesiredCount", "@"),
            "ecs:service:RunningCount",
            "ecs:service:DesiredCount",
            listed(
                "ScalableDimension",
                of=("ecs:service:DesiredCount",),
                when=lambda target: str(target.value("ScalableDimension")).startswith("ecs:"),
            ),
        ),
    ),
    *_table(
        "AWS::ECR::Repository",
        _Words(
            "ECR-MUTABILITY",
            "a tag may be moved, or not",
            ("ImageTagMutability",),
            ("MUTABLE", "IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION", "MUTABLE_WITH_EXCLUSION"),
            f"{_AWS}/AmazonECR/latest/APIReference/API_CreateRepository.html",
            _REPOSITORY,
            "FIXED",
            "IMMUTABLE",
        ),
    ),
)
