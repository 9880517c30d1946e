"""EventBridge: rules with a schedule or a pattern, and targets that run tasks; the window of a schedule."""

from __future__ import annotations

import json
from collections.abc import Iterator

from bbfd.rules._examples import SCHEDULED, TASK
from bbfd.rules._rule import Found, Level
from bbfd.rules._shapes import Row, Subject, in_, needs, never, of, rows, said
from bbfd.rules._subjects import EVENT, SCHEDULE, Launch, launchers, tasks
from bbfd.rules._written import where_written
from bbfd.rules.schedules import is_time
from bbfd.template.document import Document
from bbfd.template.values import Reference

_EVENTS = "https://docs.aws.amazon.com/eventbridge/latest"
_RULE = f"{_EVENTS}/APIReference/API_PutRule.html"
_TARGET = f"{_EVENTS}/APIReference/API_Target.html"
_PARAMETERS = f"{_EVENTS}/APIReference/API_EcsParameters.html"
_FLEXIBLE = "https://docs.aws.amazon.com/scheduler/latest/APIReference/API_FlexibleTimeWindow.html"
_ECS = "EcsParameters"
_CLUSTER = "AWS::ECS::Cluster"
_TASK = "AWS::ECS::TaskDefinition"


@where_written(EVENT, "Targets")
def _targets(document: Document) -> tuple[Subject, ...]:
    return tuple(target for rule in of(EVENT)(document) for target in rule.each("Targets"))


def _kind(target: Subject) -> str:
    """The type of the resource that a target names; "" if that is not known."""
    arn = target.value("Arn")
    if isinstance(arn, Reference) and not arn.stack:
        resource = target.document.values.resources.get(arn.to)
        return str(resource.get("Type")) if isinstance(resource, dict) else ""
    return _CLUSTER if ":cluster/" in target.document.outline(target.body.get("Arn", "")) else ""


def _runs_tasks(target: Subject) -> bool:
    return _kind(target) == _CLUSTER or target.has(_ECS)


def _is_cluster(target: Subject) -> bool:
    return _kind(target) == _CLUSTER


def _no_cluster(target: Subject) -> Iterator[Found]:
    if _kind(target) == _TASK:
        yield target.wrong("Arn is the task definition's", "Arn")


def _not_json(target: Subject) -> Iterator[Found]:
    given = target.value("Input") if "Input" in target.body else None
    if isinstance(given, str):
        try:
            json.loads(given)
        except ValueError as error:
            yield target.wrong(f"it is no JSON: {error}", "Input")


def _unknown_container(target: Subject) -> Iterator[Found]:
    given, task = target.value("Input"), target.value(_ECS, "TaskDefinitionArn")
    known = {each.id: each for each in tasks(target.document)}
    launched = known.get(task.to) if isinstance(task, Reference) and not task.stack else None
    if not isinstance(given, str) or launched is None or not launched.all_containers_known:
        return
    names = [target.document.value(each.body.get("Name")) for each in launched.containers]
    if all(isinstance(name, str) for name in names):
        for name in sorted(_overridden(given) - set(names)):
            yield target.wrong(f"{launched.id} has no container {name}", "Input")


def _overridden(text: str) -> set[str]:
    try:
        given = json.loads(text)
    except ValueError:
        return set()
    overrides = given.get("containerOverrides") if isinstance(given, dict) else None
    listed = overrides if isinstance(overrides, list) else []
    names = (each.get("name") for each in listed if isinstance(each, dict))
    return {name for name in names if isinstance(name, str)}


def _both(target: Subject) -> Iterator[Found]:
    inner = target.below(_ECS)
    if inner is not None and inner.has("LaunchType") and inner.has("CapacityProviderStrategy"):
        yield inner.wrong("LaunchType and a strategy are both set", "LaunchType")


def _same_ids(rule: Subject) -> Iterator[Found]:
    seen = set()
    for target in rule.each("Targets"):
        name = target.value("Id")
        if isinstance(name, str) and name in seen:
            aws = f"More than one target with Id '{name}' is provided"
            yield target.wrong(f"{name} is there twice", "Id", aws=aws)
        seen.add(name if isinstance(name, str) else None)


def _bus(rule: Subject) -> Iterator[Found]:
    bus = rule.value("EventBusName")
    named = isinstance(bus, Reference) or (isinstance(bus, str) and not _is_default(bus))
    if named and rule.has("ScheduleExpression"):
        yield rule.wrong("it has a schedule, and a bus of its own", "EventBusName")


def _is_default(bus: str) -> bool:
    return bus == "default" or bus.endswith(":event-bus/default")


def _cron(rule: Subject) -> Iterator[Found]:
    """Its form is looked at by others; that a field is out of range is not."""
    when = rule.value("ScheduleExpression")
    six = isinstance(when, str) and when.startswith("cron(") and len(when[5:-1].split()) == 6
    fields = when[5:-1].split() if six else []
    one = six and (fields[2] == "?") != (fields[4] == "?")
    if one and not is_time(when):
        yield rule.wrong(f"the schedule is {when!r}", "ScheduleExpression")


def _versions(document: Document) -> tuple[Subject, ...]:
    return tuple(
        Subject(document, each.path, each.body)
        for each in launchers(document)
        if each.kind == "event" and each.launch is Launch.EC2 and "PlatformVersion" in each.body
    )


_RIGHT = (
    """\
Parameters:
  Role: {Type: String}
  Subnets: {Type: 'List<AWS::EC2::Subnet::Id>'}
"""
    + TASK
    + """\
  Cluster:
    Type: AWS::ECS::Cluster
  Nightly:
    Type: AWS::Events::Rule
    Properties:
      ScheduleExpression: cron(0 6 * * ? *)
      Targets:
        - Id: task
          Arn: !GetAtt Cluster.Arn
          RoleArn: !Ref Role
          EcsParameters:
            LaunchType: FARGATE
            TaskDefinitionArn: !Ref Task
            NetworkConfiguration: {AwsVpcConfiguration: {Subnets: !Ref Subnets}}
"""
)
_AT_ROLE = "          RoleArn: !Ref Role\n"
_PARAMETERED = _RIGHT[_RIGHT.index("          EcsParameters:\n") :]
_INPUT = (
    _RIGHT + """          Input: '{"containerOverrides": [{"name": "@", "command": ["run"]}]}'\n"""
)
_TWICE = _RIGHT + _RIGHT[_RIGHT.index("        - Id: task\n") :]
_LAUNCHED = "            LaunchType: FARGATE\n"
_STRATEGY = "            CapacityProviderStrategy: [{CapacityProvider: FARGATE, Weight: 1}]\n"
_VERSION = "            PlatformVersion: 1.4.0\n"
_ON_EC2 = _RIGHT.replace(
    "RequiresCompatibilities: [FARGATE]", "RequiresCompatibilities: [EC2]"
).replace("LaunchType: FARGATE", "LaunchType: EC2")
_OFF = "FlexibleTimeWindow: {Mode: 'OFF'}"
_WINDOW = "{Mode: FLEXIBLE, MaximumWindowInMinutes: 15}"
_MAY = Level.WARNING

RULES = (
    *rows(
        of(EVENT),
        Row(
            "SCHEDULE-CRON-RANGE",
            "what a cron expression names exists: minutes to 59, hours to 23",
            _cron,
            "write minutes 0-59, hours 0-23, days 1-31, months 1-12, days of the week 1-7",
            f"{_EVENTS}/userguide/eb-scheduled-rule-pattern.html",
            _RIGHT.replace("cron(0 6", "cron(0 25"),
            _RIGHT,
            "Parameter ScheduleExpression is not valid.",
        ),
        Row(
            "EVENTS-BUS-SCHEDULE",
            "a schedule is on the default event bus",
            _bus,
            "remove EventBusName",
            _RULE,
            _RIGHT.replace("      Targets:\n", "      EventBusName: jobs\n      Targets:\n"),
            _RIGHT,
            "ScheduleExpression is supported only on the default event bus.",
        ),
        Row(
            "EVENTS-TARGET-ID-DUPLICATE",
            "each target of a rule has an id of its own",
            _same_ids,
            "give one of them another Id",
            _TARGET,
            _TWICE,
            _RIGHT,
            "More than one target with Id 'task' is provided",
            also=("E3037",),
        ),
    ),
    *rows(
        lambda document: document.once(_targets),
        Row(
            "EVENTS-ROLE-REQUIRED",
            "a target that runs tasks has a role",
            needs("RoleArn", when=_runs_tasks),
            "add RoleArn: a role that allows ecs:RunTask and iam:PassRole",
            _TARGET,
            _RIGHT.replace(_AT_ROLE, ""),
            _RIGHT,
            "RoleArn is required for target arn:...",
        ),
        Row(
            "EVENTS-ECS-PARAMETERS",
            "a target that is a cluster says which task",
            needs(_ECS, when=_is_cluster),
            f"add {_ECS} with TaskDefinitionArn",
            _TARGET,
            _RIGHT.replace(_PARAMETERED, ""),
            _RIGHT,
            "Parameter(s) EcsParameters must be specified for target: task.",
        ),
        Row(
            "EVENTS-TARGET-ARN-CLUSTER",
            "what runs a task is the cluster",
            _no_cluster,
            f"write the cluster's ARN; the task definition goes to {_ECS}.TaskDefinitionArn",
            _TARGET,
            _RIGHT.replace("!GetAtt Cluster.Arn", "!Ref Task"),
            _RIGHT,
        ),
        Row(
            "EVENTS-LAUNCH-TYPE-CPS",
            "a launch type or a strategy, not both, runs an event's task",
            _both,
            "remove LaunchType: the strategy says it",
            _PARAMETERS,
            _RIGHT.replace(_LAUNCHED, _LAUNCHED + _STRATEGY),
            _RIGHT.replace(_LAUNCHED, _STRATEGY),
            level=_MAY,
        ),
        Row(
            "EVENTS-INPUT-JSON",
            "what a target gives its task is JSON",
            _not_json,
            'write JSON, as {"containerOverrides": [{"name": "web", "command": ["run"]}]}',
            _TARGET,
            _RIGHT + "          Input: '{containerOverrides: []}'\n",
            _INPUT.replace("@", "web"),
            "JSON syntax error in input for target task.",
        ),
        Row(
            "EVENTS-OVERRIDE-CONTAINER",
            "what is overridden is a container of the task",
            _unknown_container,
            "use the name of a container of the task definition",
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/tasks-scheduled-eventbridge-scheduler.html",
            _INPUT.replace("@", "app"),
            _INPUT.replace("@", "web"),
            "(FailedInvocations) Override for container named app is not a container in the TaskDefinition.",
            _MAY,
        ),
    ),
    *rows(
        lambda document: document.once(_versions),
        Row(
            "EVENTS-PLATFORM-VERSION",
            "only Fargate has a platform version",
            never("PlatformVersion"),
            "remove PlatformVersion",
            _PARAMETERS,
            _ON_EC2 + _VERSION,
            _ON_EC2,
            level=_MAY,
        ),
    ),
    *rows(
        of(SCHEDULE),
        Row(
            "SCHEDULER-FLEX-WINDOW",
            "a flexible time has a window",
            in_(
                "FlexibleTimeWindow",
                check=needs("MaximumWindowInMinutes", when=said("Mode", of=("FLEXIBLE",))),
            ),
            "add MaximumWindowInMinutes, 1 to 1440",
            _FLEXIBLE,
            SCHEDULED.replace(_OFF, "FlexibleTimeWindow: {Mode: FLEXIBLE}"),
            SCHEDULED.replace(_OFF, f"FlexibleTimeWindow: {_WINDOW}"),
            "MaximumWindowInMinutes must be provided when FlexibleTimeWindowMode is set to FLEXIBLE",
        ),
        Row(
            "SCHEDULER-FLEX-WINDOW-OFF",
            "a fixed time has no window",
            in_(
                "FlexibleTimeWindow",
                check=never("MaximumWindowInMinutes", when=said("Mode", of=("OFF",))),
            ),
            "remove MaximumWindowInMinutes, or set Mode: FLEXIBLE",
            _FLEXIBLE,
            SCHEDULED.replace(
                _OFF, "FlexibleTimeWindow: {Mode: 'OFF', MaximumWindowInMinutes: 15}"
            ),
            SCHEDULED,
            "MaximumWindowInMinutes must not be provided when FlexibleTimeWindowMode is set to OFF",
        ),
    ),
)
