"""ECS cannot act as the task's role or the execution role."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import quoted, said, task_definition, times

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# "(service web) failed to launch a task with (error ECS was unable to assume the role
#  'arn:aws:iam::ACCOUNT:role/NAME'
#  that was provided for this task. Please verify that the role being passed has the proper trust relationship and
#  permissions and that your IAM user has permissions to pass this role.)." An event of the service.
#  https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
_SAID = re.compile(r"ECS was unable to assume the role '(?P<role>[^']*)'")


def _look(evidence: Evidence) -> Found | None:
    found = said(evidence, _SAID)
    if not found:
        return None
    role = found[0].match["role"].rpartition("/")[2]
    return Found(
        what=f"ECS may not act as the role {role}{times(found)}",
        evidence=quoted(found),
        fix="the role is gone, or its trust policy does not name ecs-tasks.amazonaws.com: "
        f"`aws iam get-role --role-name {role}` shows it. A role that was made a moment ago may need a minute: "
        "deploy again",
        resource=task_definition(evidence, found[0].service),
        path="TaskRoleArn",
    )


CAUSE = CauseKind(
    id="role-not-assumed",
    title="ECS may not act as a role of the task",
    depth=Depth.TASK,
    look=_look,
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html",
)
