"""What a role of the template lets others do: who may assume it, and what it allows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from bbfd.rules._wildcards import covers
from bbfd.template.document import Document
from bbfd.template.values import UNKNOWN, Reference

ROLE: Final = "AWS::IAM::Role"
_ATTACHED = ("AWS::IAM::Policy", "AWS::IAM::RolePolicy", "AWS::IAM::ManagedPolicy")
_LOGS = ("logs:createlogstream", "logs:putlogevents")

# AWS's own policies that such roles are often given -> the actions in them that rules ask for. Any other may allow all.
_MANAGED: Final[dict[str, tuple[str, ...]]] = {
    "AmazonECSTaskExecutionRolePolicy": (
        "ecr:getauthorizationtoken",
        "ecr:batchchecklayeravailability",
        "ecr:getdownloadurlforlayer",
        "ecr:batchgetimage",
        *_LOGS,
    ),
    "CloudWatchLogsFullAccess": ("logs:*", "cloudwatch:generatequery"),
    "SecretsManagerReadWrite": ("secretsmanager:*",),
    "AmazonSSMReadOnlyAccess": ("ssm:describe*", "ssm:get*", "ssm:list*"),
    "AmazonSSMFullAccess": ("ssm:*", "ssmmessages:*", "ec2messages:*", "logs:*"),
    "AmazonSSMManagedInstanceCore": ("ssm:*", "ssmmessages:*", "ec2messages:*"),
    "AmazonS3ReadOnlyAccess": ("s3:*",),
    "AmazonS3FullAccess": ("s3:*", "s3-object-lambda:*"),
    "AmazonDynamoDBFullAccess": ("dynamodb:*",),
    "AmazonSQSFullAccess": ("sqs:*",),
    "AmazonSNSFullAccess": ("sns:*",),
    "AWSXRayDaemonWriteAccess": ("xray:*",),
    "AmazonEC2ContainerServiceEventsRole": ("ecs:runtask", "iam:passrole", "ecs:tagresource"),
    "AmazonEC2ContainerRegistryReadOnly": ("ecr:*",),
}


def role_of(document: Document, raw: Any) -> str:
    """The logical id of the role of this template that a value names; "" if it is not in it."""
    value = document.value(raw)
    inside = isinstance(value, Reference) and not value.stack
    return value.to if inside and value.to in document.resources(ROLE) else ""


def trusts(document: Document, role: str, service: str) -> bool | None:
    """Whether a service, as ecs-tasks, may assume a role of the template; None if that cannot be known."""
    raw = document.resources(ROLE)[role].get("AssumeRolePolicyDocument")
    statements = _statements(document, raw) or [None]
    return _any(_trusted(document, each, service) for each in statements)


def allows(document: Document, role: str, action: str) -> bool | None:
    """Whether a role of the template may do something, to whatever; None if that cannot be known."""
    body = document.resources(ROLE)[role]
    answers = [
        _managed(document, raw, action) for raw in _list(document, body.get("ManagedPolicyArns"))
    ]
    answers += [
        _policy(document, policy.get("PolicyDocument"), action)
        if isinstance(policy, dict)
        else None
        for policy in _list(document, body.get("Policies"))
    ]
    return _any((*answers, *_attached(document, role, action)))


def principals(document: Document, statement: Any) -> list[str]:
    """The services that a statement lets in, as far as they are known; with `…` for what is not."""
    given = document.value(statement.get("Principal")) if isinstance(statement, dict) else None
    raw = given.get("Service") if isinstance(given, dict) else None
    return [
        "…" if each is UNKNOWN else document.outline(each)
        for each in _list(document, raw)
        if each is UNKNOWN or isinstance(each, (str, dict))
    ]


def _trusted(document: Document, statement: Any, service: str) -> bool | None:
    if not isinstance(statement, dict):
        return None
    given = document.value(statement.get("Principal"))
    effect = document.value(statement.get("Effect"))
    if effect != "Allow":
        return None if effect is UNKNOWN else False
    if given == "*":
        return True
    if not isinstance(given, dict) or "NotPrincipal" in statement:
        return None
    return _any(_is_service(name, service) for name in principals(document, statement))


def _is_service(name: str, service: str) -> bool | None:
    if name.partition(".")[0] == service:
        return True
    return None if name.startswith("…") else False


def _any(answers: Iterable[bool | None]) -> bool | None:
    every = list(answers)
    return True if True in every else None if None in every else False


def _list(document: Document, raw: Any) -> list[Any]:
    items = document.value(raw)
    if items is None:
        return []
    return list(items) if isinstance(items, (list, tuple)) else [items]


def _statements(document: Document, raw: Any) -> list[Any]:
    policy = document.value(raw)
    if not isinstance(policy, dict):
        return [None]
    return [document.value(each) for each in _list(document, policy.get("Statement"))]


def _managed(document: Document, raw: Any, action: str) -> bool | None:
    arn = document.outline(raw) if isinstance(raw, (str, dict)) else "…"
    known = _MANAGED.get(arn.rsplit("/", 1)[-1]) if ":iam::aws:policy/" in arn else None
    return None if known is None else any(covers(each, action) for each in known)


def _policy(document: Document, raw: Any, action: str) -> bool | None:
    return _any(_allowed(document, each, action) for each in _statements(document, raw))


def _allowed(document: Document, statement: Any, action: str) -> bool | None:
    if not isinstance(statement, dict) or "NotAction" in statement:
        return None
    effect = document.value(statement.get("Effect"))
    if effect != "Allow":
        return None if effect is UNKNOWN else False
    known = [document.value(each) for each in _list(document, statement.get("Action"))]
    return _any(covers(a.lower(), action) if isinstance(a, str) else None for a in known)


def _attached(document: Document, role: str, action: str) -> Iterator[bool | None]:
    """Policies that are resources of their own, and name the role."""
    for kind in _ATTACHED:
        for policy in document.resources(kind).values():
            named = [document.value(raw) for raw in _list(document, policy.get("Roles"))]
            named.append(document.value(policy.get("RoleName")))
            if any(isinstance(each, Reference) and each.to == role for each in named):
                yield _policy(document, policy.get("PolicyDocument"), action)
            elif any(each is UNKNOWN or isinstance(each, str) for each in named):
                yield None
