"""What the execution role may do: pull the image."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bbfd.rules._examples import LOGGED
from bbfd.rules._rule import Found, Level, Rule
from bbfd.rules._subjects import Raw, Task, tasks
from bbfd.rules._wildcards import covers
from bbfd.rules.execution_role import is_private
from bbfd.template.document import Document
from bbfd.template.values import UNKNOWN, Reference

_ACTION = "ecr:getauthorizationtoken"
_ROLE = "AWS::IAM::Role"
_ATTACHED = ("AWS::IAM::Policy", "AWS::IAM::RolePolicy", "AWS::IAM::ManagedPolicy")
# AWS's own policies that are often given to such a role and say nothing about ECR. Any other may.
_WITHOUT = (
    "CloudWatchLogsFullAccess",
    "SecretsManagerReadWrite",
    "AmazonSSMReadOnlyAccess",
    "AmazonSSMFullAccess",
    "AmazonS3ReadOnlyAccess",
    "AmazonS3FullAccess",
)


def _look(document: Document) -> Iterator[Found]:
    for task in tasks(document):
        role = document.value(task.body.get("ExecutionRoleArn"))
        if not isinstance(role, Reference) or role.stack or not _pulls_from_ecr(document, task):
            continue
        body = document.resources(_ROLE).get(role.to)
        if body is not None and _grants(document, role.to, body) is False:
            path = ("Resources", role.to, "Properties", "ManagedPolicyArns")
            yield Found(
                path, f"{role.to} is the execution role of {task.id}, whose image is in ECR"
            )


def _pulls_from_ecr(document: Document, task: Task) -> bool:
    return any(is_private(document, container) for container in task.containers)


def _grants(document: Document, role: str, body: Raw) -> bool | None:
    """Whether the role may ask ECR for a token; None where some of its policies cannot be known."""
    answers = [_managed(document, raw) for raw in _list(document, body.get("ManagedPolicyArns"))]
    answers += [
        _policy(document, policy.get("PolicyDocument")) if isinstance(policy, dict) else None
        for policy in _list(document, body.get("Policies"))
    ]
    answers += _attached(document, role)
    return True if True in answers else None if None in answers else False


def _list(document: Document, raw: Any) -> list[Any]:
    items = document.value(raw)
    if items is None:
        return []
    return list(items) if isinstance(items, (list, tuple)) else [UNKNOWN]


def _managed(document: Document, raw: Any) -> bool | None:
    arn = document.outline(raw) if isinstance(raw, (str, dict)) else "…"
    name = arn.rsplit("/", 1)[-1]
    if ":iam::aws:policy/" in arn and name in _WITHOUT:
        return False
    return None if name != "AmazonECSTaskExecutionRolePolicy" else True


def _attached(document: Document, role: str) -> Iterator[bool | None]:
    """Policies that are resources of their own, and name the role."""
    for kind in _ATTACHED:
        for policy in document.resources(kind).values():
            named = [document.value(raw) for raw in _list(document, policy.get("Roles"))]
            named.append(document.value(policy.get("RoleName")))
            if any(isinstance(each, Reference) and each.to == role for each in named):
                yield _policy(document, policy.get("PolicyDocument"))
            elif any(each is not None and not isinstance(each, Reference) for each in named):
                yield None


def _policy(document: Document, raw: Any) -> bool | None:
    policy = document.value(raw)
    if not isinstance(policy, dict):
        return None
    statements = document.value(policy.get("Statement"))
    every = statements if isinstance(statements, (list, tuple)) else [statements]
    answers = [_statement(document, document.value(statement)) for statement in every]
    return True if True in answers else None if None in answers else False


def _statement(document: Document, statement: Any) -> bool | None:
    if not isinstance(statement, dict) or "NotAction" in statement:
        return None
    if statement.get("Effect") != "Allow":
        return False
    actions = document.value(statement.get("Action"))
    every = actions if isinstance(actions, (list, tuple)) else [actions]
    known = [document.value(action) for action in every]
    if any(isinstance(a, str) and covers(a.lower(), _ACTION) for a in known):
        return True
    return False if all(isinstance(action, str) for action in known) else None


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
