"""The execution role lacks a permission that a task needs to start, other than to read a secret or the image."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import quoted, said, task_definition, times

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed:
#  unable to
#  retrieve ecr registry auth: service call has been retried 1 time(s): AccessDeniedException: User:
#  arn:aws:sts::ACCOUNT:assumed-role/ROLE/... is not authorized to perform: ecr:GetAuthorizationToken on
#  resource: *"
# "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed
#  to create
#  Cloudwatch log stream: AccessDeniedException: User: ... is not authorized to perform: logs:CreateLogStream
#  on ..."
#  https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html
_SAID = re.compile(
    r"(ResourceInitialization|CannotStartContainer)Error: .*assumed-role/(?P<role>[^/\s]+)/.*"
    r"not authorized to perform: (?P<action>(?!secretsmanager:|ssm:|kms:)[\w-]+:\w+)",
    re.DOTALL,
)


def _look(evidence: Evidence) -> Found | None:
    found = said(evidence, _SAID)
    if not found:
        return None
    match = found[0].match
    return Found(
        what=f"the execution role {match['role']} lacks {match['action']}{times(found)}",
        evidence=quoted(found),
        fix="BBFD makes this role and allows it what the definition needs: somebody changed it, or a "
        "permissions boundary "
        "or an organization's policy takes it away. Allow the action there; `aws iam get-role --role-name "
        f"{match['role']}` shows the boundary",
        resource=task_definition(evidence, found[0].service),
        path="ExecutionRoleArn",
    )


CAUSE = CauseKind(
    id="execution-role-denied",
    title="the execution role lacks a permission",
    depth=Depth.TASK,
    look=_look,
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html",
)
