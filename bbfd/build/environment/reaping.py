"""What removes, in AWS itself, the environments that came up like this one and are due."""

from __future__ import annotations

from collections.abc import Iterator

from awacs import cloudformation as stack_actions
from awacs import iam as role_actions
from awacs import states as state_actions
from awacs import tag as tag_actions
from awacs.aws import Condition, Null, Statement, StringEquals
from troposphere import GetAtt, Ref, Sub, scheduler
from troposphere.iam import Policy, Role
from troposphere.stepfunctions import StateMachine

from bbfd.build.assemble import Made, Origin
from bbfd.build.bounds import beyond
from bbfd.build.environment import inner_ids
from bbfd.build.environment.reaping_states import machine
from bbfd.build.policies import allow, allowing, assumed_by
from bbfd.model.access import Access
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment
from bbfd.model.passing import EXPIRES, LIKE
from bbfd.model.stack import Refusal

_HERE = "${AWS::Region}:${AWS::AccountId}"
_STACKS = f"arn:${{AWS::Partition}}:cloudformation:{_HERE}:stack/*"
_MACHINES = f"arn:${{AWS::Partition}}:states:{_HERE}:stateMachine:*"
_SCHEDULES = f"arn:${{AWS::Partition}}:scheduler:{_HERE}:schedule-group/default"


def reaping(place: Definition[Environment]) -> Iterator[Made]:
    """A schedule, the state machine that it starts, and what both may do.

    https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
    """
    wanted = place.value.reaper
    if wanted is None:
        return
    role = deleting(place.value)
    if role is None:
        yield _BY_NOBODY
        return
    yield Role(
        inner_ids.REAPER_ROLE,
        AssumeRolePolicyDocument=assumed_by("states.amazonaws.com", source=_MACHINES),
        Policies=[Policy(PolicyName="reap", PolicyDocument=allowing(*_may(place.name, role)))],
    )
    yield StateMachine(
        inner_ids.REAPER,
        RoleArn=GetAtt(inner_ids.REAPER_ROLE, "Arn"),
        Definition=machine(place.name, role),
    )
    yield from _started(wanted.minutes)
    yield Origin(inner_ids.REAPER, "reaper")
    yield Origin(inner_ids.REAPER_SCHEDULE, "reaper.minutes", "ScheduleExpression")
    yield from beyond(wanted, "reaper", {"minutes": range(1, 1441)})


def deleting(environment: Environment) -> str | None:
    """The role that CloudFormation deletes with; None where nobody said one."""
    wanted, access = environment.reaper, environment.aws
    if wanted is not None and wanted.role is not None:
        return wanted.role
    return access.service_role if isinstance(access, Access) else None


def _may(name: str, role: str) -> Iterator[Statement]:
    yield allow([tag_actions.GetResources], ["*"])  # AWS knows no narrower one
    # Of a stack that is gone AWS tells no tags: that it is gone has to be seen all the same.
    yield allow([stack_actions.DescribeStacks], [Sub(_STACKS)])
    passing = Condition(
        [
            StringEquals({f"aws:ResourceTag/{LIKE}": name}),
            Null({f"aws:ResourceTag/{EXPIRES}": "false"}),
        ]
    )
    yield allow([stack_actions.DeleteStack], [Sub(_STACKS)], passing)
    to = Condition(StringEquals({"iam:PassedToService": "cloudformation.amazonaws.com"}))
    yield allow([role_actions.PassRole], [role], to)


def _started(minutes: int) -> Iterator[Made]:
    starting = allow([state_actions.StartExecution], [Ref(inner_ids.REAPER)])
    yield Role(
        inner_ids.REAPER_SCHEDULE_ROLE,
        AssumeRolePolicyDocument=assumed_by("scheduler.amazonaws.com", source=_SCHEDULES),
        Policies=[Policy(PolicyName="start", PolicyDocument=allowing(starting))],
    )
    yield scheduler.Schedule(
        inner_ids.REAPER_SCHEDULE,
        Description="removes environments that are due",
        ScheduleExpression=f"rate({minutes} {'minute' if minutes == 1 else 'minutes'})",
        FlexibleTimeWindow=scheduler.FlexibleTimeWindow(Mode="OFF"),
        Target=scheduler.Target(
            Arn=Ref(inner_ids.REAPER), RoleArn=GetAtt(inner_ids.REAPER_SCHEDULE_ROLE, "Arn")
        ),
    )


_BY_NOBODY = Refusal(
    what="the reaper has no role that CloudFormation may delete with",
    fix='name one: Reaper(role="arn:aws:iam::ACCOUNT:role/NAME"), or aws=Access(service_role=...)',
    field="reaper",
)
