"""Who may assume a role: the service that it is made for, as a table of what uses roles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from bbfd.rules._examples import LOGGED, ON_EC2, SCHEDULED, VOLUMED
from bbfd.rules._roles import role_of, trusts
from bbfd.rules._rule import Found, Level, Look, Rule, together
from bbfd.rules._subjects import EVENT, SCHEDULE, Raw, mappings, part, services, tasks
from bbfd.template.document import Document

_GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"

# The raw value that names a role, and what uses it.
Uses = Callable[[Document], Iterator[tuple[Any, str]]]


class _Row(NamedTuple):
    """service: the first word of the principal that must be let in."""

    id: str
    title: str
    uses: Uses
    service: str
    error: str
    doc: str
    right: str
    level: Level = Level.ERROR


def _of_tasks(name: str, word: str) -> Uses:
    def uses(document: Document) -> Iterator[tuple[Any, str]]:
        for task in tasks(document):
            yield task.body.get(name), f"the {word} role of {task.id}"

    return uses


def _of_volumes(document: Document) -> Iterator[tuple[Any, str]]:
    for service in services(document):
        for _, volume in mappings(document, service.path, service.body, "VolumeConfigurations"):
            managed = document.value(volume.get("ManagedEBSVolume"))
            if isinstance(managed, dict):
                yield managed.get("RoleArn"), f"the role for the volumes of {service.id}"


def _of_events(document: Document) -> Iterator[tuple[Any, str]]:
    for name, body in document.resources(EVENT).items():
        for _, target in mappings(document, (), body, "Targets"):
            yield target.get("RoleArn"), f"the role of {name}"


def _of_schedules(document: Document) -> Iterator[tuple[Any, str]]:
    for name, body in document.resources(SCHEDULE).items():
        target: Raw | Any = part(document, body, "Target")
        if isinstance(target, dict):
            yield target.get("RoleArn"), f"the role of {name}"


_NOT_ASSUMED = (
    "ECS was unable to assume the role 'arn:aws:iam::...:role/...' that was provided for this task."
)
_TASK_ROLE = (
    ON_EC2.replace("      NetworkMode", "      TaskRoleArn: !GetAtt App.Arn\n      NetworkMode")
    + """\
  App:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: 'sts:AssumeRole'}
"""
)
_EVENT = SCHEDULED.replace("scheduler.", "events.").replace(
    "AWS::Scheduler::Schedule\n    Properties:\n      ScheduleExpression: rate(1 day)\n"
    "      FlexibleTimeWindow: {Mode: 'OFF'}\n      Target:\n        Arn: !Ref Queue",
    "AWS::Events::Rule\n    Properties:\n      ScheduleExpression: rate(1 day)\n"
    "      Targets:\n      - Id: it\n        Arn: !Ref Queue",
)

_ROWS = (
    _Row(
        "EXEC-ROLE-TRUST",
        "ECS may assume the execution role for a task",
        _of_tasks("ExecutionRoleArn", "execution"),
        "ecs-tasks",
        f"{_NOT_ASSUMED} Please verify that the role being passed has the proper trust relationship and permissions",
        f"{_GUIDE}/task_execution_IAM_role.html",
        LOGGED,
    ),
    _Row(
        "TASK-ROLE-TRUST",
        "ECS may assume the task role for a task",
        _of_tasks("TaskRoleArn", "task"),
        "ecs-tasks",
        _NOT_ASSUMED,
        f"{_GUIDE}/task-iam-roles.html",
        _TASK_ROLE,
    ),
    _Row(
        "EBS-ROLE-TRUST",
        "ECS may assume the role for managed volumes",
        _of_volumes,
        "ecs",
        "none: the volume is never made, and no task starts",
        f"{_GUIDE}/infrastructure_IAM_role.html",
        VOLUMED,
        Level.WARNING,
    ),
    _Row(
        "EVENTS-ROLE-TRUST",
        "EventBridge may assume the role of a target",
        _of_events,
        "events",
        "none: only the metric FailedInvocations tells of it",
        f"{_GUIDE}/CWE_IAM_role.html",
        _EVENT,
        Level.WARNING,
    ),
    _Row(
        "SCHEDULER-ROLE-TRUST",
        "EventBridge Scheduler may assume the role of a schedule",
        _of_schedules,
        "scheduler",
        "The execution role you provide must allow AWS EventBridge Scheduler to assume the role.",
        "https://docs.aws.amazon.com/scheduler/latest/UserGuide/setting-up.html",
        SCHEDULED,
    ),
)


def _find(document: Document) -> Iterator[tuple[str, Found]]:
    for row in _ROWS:
        told = set()
        for raw, what in row.uses(document):
            role = role_of(document, raw) if raw is not None else ""
            if role and role not in told and trusts(document, role, row.service) is False:
                told.add(role)
                path = ("Resources", role, "Properties", "AssumeRolePolicyDocument")
                detail = f"{role} is {what}, and does not trust {row.service}.amazonaws.com"
                yield row.id, Found(path, detail, level=_level(document, role, row))


def _level(document: Document, role: str, row: _Row) -> Level | None:
    """A role for ECS itself is taken when the stack is made, and is seen in templates that pass for good: a warning.

    AWS's pages of both roles name ecs-tasks alone: the tasks of such a role are not expected to start. What people
    report that ECS could not assume are roles of other services (ec2, codedeploy): those are errors.
    """
    slipped = row.service == "ecs-tasks" and trusts(document, role, "ecs")
    return Level.WARNING if slipped else None


def _rule(row: _Row, look: Look) -> Rule:
    return Rule(
        id=row.id,
        title=row.title,
        level=row.level,
        aws_error=row.error,
        fix=f"let Service: {row.service}.amazonaws.com assume the role in AssumeRolePolicyDocument",
        doc=row.doc,
        wrong=row.right.replace(f"{row.service}.amazonaws.com", "ec2.amazonaws.com"),
        right=row.right,
        look=look,
    )


_look_for = together(_find)
RULES = tuple(_rule(row, _look_for(row.id)) for row in _ROWS)
