"""NetworkConfiguration: what gives a task with an interface of its own its subnets and security groups."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bbfd.rules._examples import ON_EC2, ON_EC2_AWSVPC, SERVICE, TASK
from bbfd.rules._rule import Found, Level, Rule
from bbfd.rules._subjects import (
    Launch,
    Launcher,
    launchers,
    needs_awsvpc,
    part,
    services,
    shares_network,
)
from bbfd.template.document import Document

_DOC = (
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_definition_parameters.html"
)
_KEY = "NetworkConfiguration"


def _runners(document: Document) -> tuple[Launcher, ...]:
    return tuple(each for each in launchers(document) if each.kind in ("service", "task set"))


def _missing(document: Document) -> Iterator[Found]:
    for each in _runners(document):
        if document.value(each.body.get(_KEY)) is None and needs_awsvpc(document, each):
            why = "Fargate" if each.launch is Launch.FARGATE else "the network mode awsvpc"
            yield Found(
                (*each.path, _KEY), f"{why} needs subnets, and there is no NetworkConfiguration"
            )


def _shape(document: Document) -> Iterator[Found]:
    for each in services(document):  # task sets spell it AwsVpcConfiguration
        network = document.value(each.body.get(_KEY))
        if isinstance(network, dict) and network and "AwsvpcConfiguration" not in network:
            yield Found((*each.path, _KEY), f"it has {', '.join(network)}, not AwsvpcConfiguration")


def _bridge(document: Document) -> Iterator[Found]:
    for each in _runners(document):
        if isinstance(document.value(each.body.get(_KEY)), dict) and shares_network(document, each):
            yield Found((*each.path, _KEY), f"the network mode of {each.task} is not awsvpc")


def _public_ip(document: Document) -> Iterator[Found]:
    for each in _runners(document):
        if (
            each.launch is Launch.EC2
            and part(document, each.body, _KEY, "AwsvpcConfiguration", "AssignPublicIp")
            == "ENABLED"
        ):
            path = (*each.path, _KEY, "AwsvpcConfiguration", "AssignPublicIp")
            yield Found(path, "AssignPublicIp is ENABLED, and the tasks run on EC2 instances")


def _missing_of(kind: str) -> Callable[[Document], Iterator[Found]]:
    def look(document: Document) -> Iterator[Found]:
        for each in launchers(document):
            lacks = each.kind == kind and document.value(each.body.get(_KEY)) is None
            if lacks and needs_awsvpc(document, each):
                on_fargate = each.launch is Launch.FARGATE
                why = "Fargate" if on_fargate else "the network mode awsvpc"
                aws = "" if on_fargate else _LATER
                yield Found((*each.path, _KEY), f"{why} needs subnets, and there are none", aws=aws)

    return look


# What does not say that it is for Fargate is taken, and then no task starts.
_LATER = "Network Configuration must be provided when networkMode 'awsvpc' is specified."
_NETWORK = """\
      NetworkConfiguration:
        AwsvpcConfiguration:
          Subnets: !Ref Subnets
          SecurityGroups: [!Ref Group]
"""
_MISSHAPEN = """\
      NetworkConfiguration:
        Subnets: !Ref Subnets
        SecurityGroups: [!Ref Group]
"""
_HEAD = """\
Parameters:
  Cluster: {Type: String}
  Role: {Type: String}
  Subnets: {Type: 'List<AWS::EC2::Subnet::Id>'}
"""
_EVENT_NETWORK = """\
            NetworkConfiguration:
              AwsVpcConfiguration:
                Subnets: !Ref Subnets
"""
_EVENT = (
    _HEAD
    + TASK
    + """\
  Nightly:
    Type: AWS::Events::Rule
    Properties:
      ScheduleExpression: rate(1 day)
      Targets:
        - Id: task
          Arn: !Ref Cluster
          RoleArn: !Ref Role
          EcsParameters:
            LaunchType: FARGATE
            TaskDefinitionArn: !Ref Task
"""
    + _EVENT_NETWORK
)
_SCHEDULE_NETWORK = """\
          NetworkConfiguration:
            AwsvpcConfiguration:
              Subnets: !Ref Subnets
"""
_SCHEDULE = (
    _HEAD
    + TASK
    + """\
  Nightly:
    Type: AWS::Scheduler::Schedule
    Properties:
      ScheduleExpression: rate(1 day)
      FlexibleTimeWindow: {Mode: 'OFF'}
      Target:
        Arn: !Ref Cluster
        RoleArn: !Ref Role
        EcsParameters:
          LaunchType: FARGATE
          TaskDefinitionArn: !Ref Task
"""
    + _SCHEDULE_NETWORK
)
_PUBLIC = ON_EC2_AWSVPC + "          AssignPublicIp: ENABLED\n"

RULES = (
    Rule(
        id="SERVICE-NETWORK-CONFIG",
        title="a service in awsvpc mode has subnets",
        level=Level.ERROR,
        aws_error=_LATER,
        fix="add NetworkConfiguration.AwsvpcConfiguration with Subnets and SecurityGroups to the service",
        doc=_DOC,
        wrong=SERVICE.replace(_NETWORK, ""),
        right=SERVICE,
        look=_missing,
        also=("E3052",),
    ),
    Rule(
        id="SERVICE-NETWORK-CONFIG-SHAPE",
        title="subnets stand under AwsvpcConfiguration",
        level=Level.ERROR,
        aws_error="Encountered unsupported property Subnets",
        fix="put Subnets and SecurityGroups under NetworkConfiguration.AwsvpcConfiguration",
        doc=_DOC,
        wrong=SERVICE.replace(_NETWORK, _MISSHAPEN),
        right=SERVICE,
        look=_shape,
        also=("E3002", "F3002"),
    ),
    Rule(
        id="SERVICE-NETWORK-CONFIG-BRIDGE",
        title="a service has subnets only in awsvpc mode",
        level=Level.ERROR,
        aws_error="Network Configuration is not valid for the given networkMode of this task definition.",
        fix="remove NetworkConfiguration, or set NetworkMode: awsvpc on the task definition",
        doc=_DOC,
        wrong=ON_EC2 + _NETWORK,
        right=ON_EC2,
        look=_bridge,
    ),
    Rule(
        id="SERVICE-ASSIGN-PUBLIC-IP-EC2",
        title="tasks on EC2 instances get no public address",
        level=Level.ERROR,
        aws_error="Assign public IP is not supported for this launch type.",
        fix="remove AssignPublicIp: on EC2 the way out is a NAT gateway",
        doc=_DOC,
        wrong=_PUBLIC,
        right=ON_EC2_AWSVPC,
        look=_public_ip,
    ),
    Rule(
        id="EVENTS-NETWORK-CONFIG",
        title="an event's task in awsvpc mode has subnets",
        level=Level.ERROR,
        aws_error="Parameter NetworkConfiguration must be specified for target task when launch type is FARGATE.",
        fix="add NetworkConfiguration.AwsVpcConfiguration to EcsParameters (so spelled in events)",
        doc="https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_EcsParameters.html",
        wrong=_EVENT.replace(_EVENT_NETWORK, ""),
        right=_EVENT,
        look=_missing_of("event"),
    ),
    Rule(
        id="SCHEDULER-NETWORK",
        title="a scheduled task in awsvpc mode has subnets",
        level=Level.ERROR,
        aws_error=_LATER,
        fix="add NetworkConfiguration.AwsvpcConfiguration to EcsParameters",
        doc="https://docs.aws.amazon.com/scheduler/latest/APIReference/API_EcsParameters.html",
        wrong=_SCHEDULE.replace(_SCHEDULE_NETWORK, ""),
        right=_SCHEDULE,
        look=_missing_of("schedule"),
    ),
)
