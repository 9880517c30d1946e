"""Scheduled tasks: whoever starts them names subnets and a security group, as a service does."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.migrate._network import address, subnets
from bbfd.migrate._security_group import security_group
from bbfd.migrate._step import Change, Note, Put, Step
from bbfd.migrate._subjects import Launched, Template

_DOC = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/tasks-scheduled-eventbridge-scheduler.html"
# EventBridge and its Scheduler call the same thing by two names.
_INNER = {"event": "AwsVpcConfiguration", "schedule": "AwsvpcConfiguration"}


def _look(template: Template) -> Iterator[Change | Note]:
    for each in template.scheduled:
        if not list(each.part.parts("NetworkConfiguration")):
            yield _change(template, each)
            yield Note(
                path=each.part.path,
                what=f"who starts the task of {each.part.id} passes its execution role on",
                fix=(
                    "allow iam:PassRole on it to the role of the target, unless that may pass "
                    "any role already"
                ),
            )


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
