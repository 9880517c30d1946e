"""What the execution role may do: pull the image."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.rules._examples import LOGGED
from bbfd.rules._roles import allows, role_of
from bbfd.rules._rule import Found, Level, Rule
from bbfd.rules._subjects import Task, tasks
from bbfd.rules.execution_role import is_private
from bbfd.template.document import Document

_ACTION = "ecr:getauthorizationtoken"


def _look(document: Document) -> Iterator[Found]:
    for task in tasks(document):
        role = role_of(document, task.body.get("ExecutionRoleArn"))
        if role and _pulls_from_ecr(document, task) and allows(document, role, _ACTION) is False:
            path = ("Resources", role, "Properties", "ManagedPolicyArns")
            yield Found(path, f"{role} is the execution role of {task.id}, whose image is in ECR")


def _pulls_from_ecr(document: Document, task: Task) -> bool:
    return any(is_private(document, container) for container in task.containers)


_RIGHT = LOGGED.replace("nginx:1.29", "123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:1.4.2")

RULES = (
    Rule(
        id="EXEC-ROLE-ECR-POLICY",
        title="the execution role may pull the image",
        level=Level.ERROR,
        aws_error="CannotPullECRContainerError: AccessDeniedException: User: arn:aws:sts::...:assumed-role/... is not "
        "authorized to perform: ecr:GetAuthorizationToken on resource: *",
        fix="attach service-role/AmazonECSTaskExecutionRolePolicy to the execution role (not to the task role)",
        doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html",
        wrong=_RIGHT.replace(
            "service-role/AmazonECSTaskExecutionRolePolicy", "CloudWatchLogsFullAccess"
        ),
        right=_RIGHT,
        look=_look,
    ),
)
