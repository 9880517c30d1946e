"""The roles of a task: roles, and not the profile that gives one to an instance."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.rules._examples import TASK
from bbfd.rules._of_tasks import in_task
from bbfd.rules._rule import Found, Level
from bbfd.rules._subjects import tasks
from bbfd.rules._table import Declared, found_by
from bbfd.template.document import Document
from bbfd.template.values import Reference

_PROFILE = "ROLE-IS-INSTANCE-PROFILE"
_NAMES = ("ExecutionRoleArn", "TaskRoleArn")
_KIND = "AWS::IAM::InstanceProfile"


def _find(document: Document) -> Iterator[tuple[str, Found]]:
    for task in tasks(document):
        for name in _NAMES:
            role = document.value(task.body.get(name))
            if isinstance(role, str) and ":instance-profile/" in role:
                yield _PROFILE, Found((*task.path, name), f"{name} is {role}")
            elif (
                isinstance(role, Reference)
                and not role.stack
                and role.to in document.resources(_KIND)
            ):
                yield _PROFILE, Found((*task.path, name), f"{role.to} is an instance profile")


_ROLE = in_task("TaskRoleArn: arn:aws:iam::123456789012:role/web", TASK)
RULES = found_by(
    _find,
    (
        Declared(
            _PROFILE,
            "a task has a role, not an instance profile",
            "Role is not valid",
            "write the ARN of a role, arn:aws:iam::ACCOUNT:role/NAME, or !GetAtt ROLE.Arn",
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html",
            _ROLE.replace(":role/", ":instance-profile/"),
            _ROLE,
            Level.WARNING,
            ("E1156", "E3511"),
        ),
    ),
)
