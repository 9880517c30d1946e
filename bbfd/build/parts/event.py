"""Tasks that events start: a rule of EventBridge, and the role that it starts them with."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from awacs import sqs as sqs_actions
from awacs.aws import Allow, ArnEquals, Condition, Principal, Statement
from troposphere import GetAtt, Ref, Sub, events
from troposphere.iam import Policy, Role

from bbfd.build import ids
from bbfd.build._given import given
from bbfd.build.assemble import Made, Origin
from bbfd.build.bounds import beyond
from bbfd.build.learned import parameter_name, source_of
from bbfd.build.policies import allowing, assumed_by
from bbfd.build.scope import Scope
from bbfd.build.starting import (
    CLUSTER,
    ecs_parameters,
    is_limited,
    may_start,
    run_within_limits,
    told,
)
from bbfd.build.texts import filled_in
from bbfd.build.unstarted import unstarted
from bbfd.model.event import Event, ObjectCreated
from bbfd.model.reference import FromService
from bbfd.model.stack import FromStack, Parameter, Refusal
from bbfd.model.workload import Evented

_RULES = "arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/*"


def run_on_event(scope: Scope[Evented]) -> Iterator[Made]:
    """The task for each event that is matched; a start that fails is tried again for a while, then given up."""
    workload = scope.workload
    yield Role(
        ids.EVENT_ROLE,
        AssumeRolePolicyDocument=assumed_by("events.amazonaws.com", source=_RULES),
        Policies=[Policy(PolicyName="start", PolicyDocument=allowing(*may_start(workload)))],
    )
    bus = workload.event.bus if isinstance(workload.event, Event) else None
    yield events.Rule(
        ids.EVENT,
        Description=f"starts {scope.name} in {scope.place.name}",
        EventPattern=_pattern(workload.event),
        State=workload.state,
        Targets=[_target(scope)],
        **given(
            EventBusName=None if bus is None else _value(bus), DependsOn=list(scope.facts.ready)
        ),
    )
    yield from _ORIGINS
    yield from _learned(scope)
    yield from _wrong(workload)
    yield from run_within_limits(scope)
    yield from unstarted(scope, _GIVING_UP)


_ORIGINS = (
    Origin(ids.EVENT, "event"),
    Origin(ids.EVENT, "event", "EventPattern"),
    Origin(ids.EVENT, "event.bus", "EventBusName"),
    Origin(ids.EVENT, "state", "State"),
)


def _target(scope: Scope[Evented]) -> events.Target:
    workload = scope.workload
    return events.Target(
        Id="task",
        RoleArn=GetAtt(ids.EVENT_ROLE, "Arn"),
        RetryPolicy=events.RetryPolicy(
            MaximumEventAgeInSeconds=workload.maximum_age, MaximumRetryAttempts=workload.retries
        ),
        **_started(scope),
        **given(DeadLetterConfig=_LOST if workload.unstarted else None),
    )


_LOST = events.DeadLetterConfig(Arn=GetAtt(ids.DEAD_LETTERS, "Arn"))


def _started(scope: Scope[Evented]) -> dict[str, Any]:
    """What is started: the task, or the state machine that runs it; and what it is told."""
    paths = dict(scope.workload.event.variables)
    overrides = told(scope, (), {name: f"<{name}>" for name in paths})
    if is_limited(scope.workload):
        from bbfd.build.limited import as_input

        said = {"InputTransformer": _transformed(as_input(overrides), paths)}
        return {"Arn": Ref(ids.RUN), **said}
    return {
        "Arn": Sub(CLUSTER),
        "EcsParameters": ecs_parameters(scope, events, tasks=scope.workload.tasks),
        **given(InputTransformer=_transformed(overrides, paths) if overrides else None),
    }


def _transformed(said: dict[str, Any], paths: dict[str, str]) -> events.InputTransformer:
    """Names in angle brackets are filled in from the event.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
    """
    return events.InputTransformer(InputTemplate=json.dumps(said), **given(InputPathsMap=paths))


def _pattern(event: Event | ObjectCreated) -> dict[str, Any]:
    if isinstance(event, Event):
        return given(
            **{"source": list(event.sources), "detail-type": list(event.types)},
            detail=dict(event.detail),
        )
    key = given(prefix=event.prefix, suffix=event.suffix)
    # Both must hold: a pattern with a wildcard says so in one.
    if len(key) == 2:
        key = {"wildcard": f"{event.prefix}*{event.suffix}"}
    detail = {
        "bucket": {"name": [_value(event.bucket)]},
        **({"object": {"key": [key]}} if key else {}),
    }
    return {"source": ["aws.s3"], "detail-type": ["Object Created"], "detail": detail}


def _value(said: str | FromService | FromStack) -> Any:
    return filled_in(said) if isinstance(said, str) else Ref(parameter_name(said))


def _learned(scope: Scope[Evented]) -> Iterator[Parameter]:
    """A parameter for what another stack tells."""
    event = scope.workload.event
    said = event.bus if isinstance(event, Event) else event.bucket
    if said is not None and not isinstance(said, str):
        yield Parameter(name=parameter_name(said), type="String", source=source_of(scope, said))


# The queue of what was given up takes it from this rule alone.
_GIVING_UP = Statement(
    Effect=Allow,
    Principal=Principal("Service", ["events.amazonaws.com"]),
    Action=[sqs_actions.SendMessage],
    Resource=[GetAtt(ids.DEAD_LETTERS, "Arn")],
    Condition=Condition(ArnEquals({"aws:SourceArn": GetAtt(ids.EVENT, "Arn")})),
)


def _wrong(workload: Evented) -> Iterator[Refusal]:
    # https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_EcsParameters.html
    yield from beyond(workload, "", {"tasks": range(1, 11)})
    event = workload.event
    if isinstance(event, Event) and not (event.sources or event.types or event.detail):
        yield Refusal(
            what="every event on the bus would start a task",
            fix="say which: sources=, types= or detail=",
            field="event",
        )
    if workload.tasks != 1 and is_limited(workload):
        yield Refusal(
            what="a task with a time limit or several attempts is started one by one",
            fix="remove tasks=, or time_limit= and attempts=",
            field="tasks",
        )
    for name, path in event.variables.items():
        if _NAME.fullmatch(name) is None:
            yield Refusal(
                what=f"an event cannot fill in {name!r}",
                fix="write letters, digits and _",
                field=f"event.variables.{name}",
            )
        if _PATH.fullmatch(path) is None:
            yield Refusal(
                what=f"{path!r} leads to nothing in an event",
                fix='write a path, as "$.detail.id"',
                field=f"event.variables.{name}",
            )


_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PATH = re.compile(r"\$(\.[A-Za-z0-9_-]+|\[\d+\])+")
