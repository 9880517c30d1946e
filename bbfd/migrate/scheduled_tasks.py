"""Scheduled tasks: whoever starts them names subnets and a security group, as a service does."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.migrate._granted import grant, lacking
from bbfd.migrate._network import address, subnets
from bbfd.migrate._security_group import security_group
from bbfd.migrate._step import Change, Note, Put, Step
from bbfd.migrate._subjects import Launched, Part, Raw, Template
from bbfd.migrate.execution_role import new_role

_DOC = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/tasks-scheduled-eventbridge-scheduler.html"
# EventBridge and its Scheduler call the same thing by two names.
_INNER = {"event": "AwsVpcConfiguration", "schedule": "AwsvpcConfiguration"}


def _look(template: Template) -> Iterator[Change | Note]:
    for each in template.scheduled:
        if not list(each.part.parts("NetworkConfiguration")):
            yield _change(template, each)
        for role in dict.fromkeys(filter(None, (new_role(template, t) for t in each.tasks))):
            yield from _passing(template, each, role)


def _passing(template: Template, each: Launched, role: str) -> Iterator[Change | Note]:
    """Who starts a task passes its roles on to ECS, and must be allowed to."""
    target = Part(each.part.path[:-1], _target(template, each))
    id = template.refers(target.body.get("RoleArn"))
    starter = next((part for part in template.resources("AWS::IAM::Role") if part.id == id), None)
    wanted = {
        "Effect": "Allow",
        "Action": "iam:PassRole",
        "Resource": {"Fn::GetAtt": [role, "Arn"]},
    }
    if starter is not None and lacking(template, starter, [wanted]):
        yield Change(
            path=starter.at("Policies"),
            what=f"{starter.id} may pass {role} on",
            why=f"who starts the task of {each.part.id} hands its execution role to ECS",
            edits=grant(template, starter, f"Pass{role}", [wanted]),
            avoids="is not authorized to perform: iam:PassRole on resource",
        )
    else:
        yield Note(
            path=target.at("RoleArn"),
            what=f"who starts the task of {each.part.id} hands its new execution role {role} to ECS",
            fix=f"see to it that the role of the target may do iam:PassRole on {role}, too",
        )


def _target(template: Template, each: Launched) -> Raw:
    """What the EcsParameters stand in."""
    found = template.document.raw(each.part.path[:-1])
    return found if isinstance(found, dict) else {}


def _change(template: Template, each: Launched) -> Change:
    place, public, group = subnets(template), address(template), security_group(template, each)
    value = {
        _INNER[each.kind]: {
            "AssignPublicIp": public.value,
            "SecurityGroups": [group.value],
            "Subnets": place.given.value,
        }
    }
    return Change(
        path=each.part.at("NetworkConfiguration"),
        what=(
            f"NetworkConfiguration: subnets are {place.given.words}; the security group is "
            f"{group.words}"
        ),
        why="a task on Fargate has a network interface of its own, also when a schedule starts it",
        edits=(
            *place.given.edits,
            *public.edits,
            *group.edits,
            Put(
                each.part.at("NetworkConfiguration"),
                value,
                after=("LaunchType", "TaskDefinitionArn", "TaskCount"),
            ),
        ),
        avoids="Network Configuration must be provided when networkMode 'awsvpc' is specified.",
    )


STEP = Step(title="scheduled tasks have a network", doc=_DOC, look=_look)
