"""Tasks that start at times: schedules of EventBridge Scheduler, and the role that it starts them with."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from troposphere import GetAtt, Ref, Sub, scheduler
from troposphere.iam import Policy, Role

from bbfd.build import ids
from bbfd.build._given import given
from bbfd.build.assemble import Made, Origin
from bbfd.build.bounds import beyond
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
from bbfd.build.unstarted import may_give_up, unstarted
from bbfd.model.naming import logical_id
from bbfd.model.schedule import Schedule
from bbfd.model.stack import Refusal
from bbfd.model.workload import Scheduled

_SCHEDULES = (
    "arn:${AWS::Partition}:scheduler:${AWS::Region}:${AWS::AccountId}:schedule-group/default"
)


def run_on_schedule(scope: Scope[Scheduled]) -> Iterator[Made]:
    """The task at each of its times; a start that fails is tried again for a while, then given up."""
    statements = allowing(*may_start(scope.workload), *may_give_up(scope))
    yield Role(
        ids.SCHEDULE_ROLE,
        AssumeRolePolicyDocument=assumed_by("scheduler.amazonaws.com", source=_SCHEDULES),
        Policies=[Policy(PolicyName="start", PolicyDocument=statements)],
    )
    every = _schedules(scope.workload)
    for schedule, field in every:
        yield from _schedule(scope, schedule, field)
    yield from _misnamed([schedule for schedule, _ in every])
    yield from run_within_limits(scope)
    yield from unstarted(scope)


def _schedules(workload: Scheduled) -> list[tuple[Schedule, str]]:
    """Each, and where the definition says it."""
    said = workload.schedule
    if isinstance(said, str):
        return [(Schedule(when=said), "schedule")]
    if isinstance(said, Schedule):
        return [(said, "schedule")]
    return [(each, f"schedule.{number}") for number, each in enumerate(said)]


def _schedule(scope: Scope[Scheduled], schedule: Schedule, field: str) -> Iterator[Made]:
    workload, title = scope.workload, ids.SCHEDULE + logical_id(schedule.name or "")
    own_zone = schedule.time_zone is not None
    yield scheduler.Schedule(
        title,
        ScheduleExpression=schedule.when,
        ScheduleExpressionTimezone=schedule.time_zone if own_zone else workload.time_zone,
        FlexibleTimeWindow=_window(schedule.window),
        State=workload.state,
        Target=_target(scope, schedule),
        **given(
            StartDate=schedule.starts,
            EndDate=schedule.ends,
            DependsOn=list(scope.facts.ready),
        ),
    )
    yield from _wrong(scope, schedule, field)
    said = field if isinstance(workload.schedule, str) else f"{field}.when"
    yield Origin(title, field)
    yield Origin(title, said, "ScheduleExpression")
    yield Origin(
        title, f"{field}.time_zone" if own_zone else "time_zone", "ScheduleExpressionTimezone"
    )


_LOST = scheduler.DeadLetterConfig(Arn=GetAtt(ids.DEAD_LETTERS, "Arn"))


def _target(scope: Scope[Scheduled], schedule: Schedule) -> scheduler.Target:
    workload, (arn, started) = scope.workload, _started(scope, schedule)
    return scheduler.Target(
        Arn=arn,
        RoleArn=GetAtt(ids.SCHEDULE_ROLE, "Arn"),
        **started,
        RetryPolicy=scheduler.RetryPolicy(
            MaximumEventAgeInSeconds=workload.maximum_age, MaximumRetryAttempts=workload.retries
        ),
        **given(DeadLetterConfig=_LOST if workload.unstarted else None),
    )


def _window(minutes: int | None) -> scheduler.FlexibleTimeWindow:
    if minutes is None:
        return scheduler.FlexibleTimeWindow(Mode="OFF")
    return scheduler.FlexibleTimeWindow(Mode="FLEXIBLE", MaximumWindowInMinutes=minutes)


def _started(scope: Scope[Scheduled], schedule: Schedule) -> tuple[Ref | Sub, dict[str, Any]]:
    """What is started, the task or the state machine that runs it; and with what."""
    overrides = told(scope, schedule.command, schedule.variables)
    if is_limited(scope.workload):
        from bbfd.build.limited import as_input

        return Ref(ids.RUN), {"Input": json.dumps(as_input(overrides))}
    return Sub(CLUSTER), {
        "EcsParameters": ecs_parameters(scope, scheduler, tasks=schedule.tasks),
        **given(Input=json.dumps(overrides) if overrides else None),
    }


def _wrong(scope: Scope[Scheduled], schedule: Schedule, field: str) -> Iterator[Refusal]:
    # https://docs.aws.amazon.com/scheduler/latest/APIReference/API_FlexibleTimeWindow.html and API_EcsParameters.html
    yield from beyond(schedule, field, {"window": range(1, 1441), "tasks": range(1, 11)})
    if schedule.tasks != 1 and is_limited(scope.workload):
        yield Refusal(
            what="a task with a time limit or several attempts is started one by one",
            fix="remove tasks=, or time_limit= and attempts=",
            field=f"{field}.tasks",
        )
    for name in ("starts", "ends"):
        said = getattr(schedule, name)
        if said is not None and _TIME.fullmatch(said) is None:
            yield Refusal(
                what=f"{name} is {said!r}, which is no time",
                fix='write "2027-01-01T00:00:00Z"',
                field=f"{field}.{name}",
            )


_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def _misnamed(every: list[Schedule]) -> Iterator[Refusal]:
    """Times without a name of their own, where there are several."""
    if not every:
        yield Refusal(
            what="there is no time to start the task at",
            fix="write one; what is run by hand is a Task",
            field="schedule",
        )
    titles = [logical_id(each.name or "") for each in every]
    if len(set(titles)) < len(titles):
        yield Refusal(
            what="two schedules have one name, or none",
            fix='tell them apart: Schedule(name="nightly", ...)',
            field="schedule",
        )
