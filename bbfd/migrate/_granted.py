"""What a role of the template may do already, as far as that can be known."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from bbfd.migrate._grants import Statement, plain, policies
from bbfd.migrate._step import Append, Edit, Put
from bbfd.migrate._subjects import Part, Template, free

# The policies of AWS's own that people give such roles, and what of ours they allow.
_MANAGED = {
    "service-role/AmazonECSTaskExecutionRolePolicy": (
        "ecr:*",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
    ),
    "service-role/AmazonEC2ContainerServiceforEC2Role": ("ecr:*", "logs:*"),
    "AmazonEC2ContainerRegistryReadOnly": ("ecr:*",),
    "AmazonEC2ContainerRegistryPowerUser": ("ecr:*",),
    "AmazonEC2ContainerRegistryFullAccess": ("ecr:*",),
    "CloudWatchLogsFullAccess": ("logs:*",),
    "AmazonSSMReadOnlyAccess": ("ssm:*",),
    "AmazonSSMFullAccess": ("ssm:*",),
    "SecretsManagerReadWrite": ("secretsmanager:*",),
    "AmazonS3ReadOnlyAccess": ("s3:*",),
    "AmazonS3FullAccess": ("s3:*",),
}
_OTHER = ("AmazonDynamoDB", "AmazonSQS", "AmazonSNS", "AmazonEC2ContainerServiceRole", "AmazonRDS")


def lacking(template: Template, role: Part, needed: list[Statement]) -> list[Statement]:
    """The statements that a role does not allow; none where a policy of it is not known."""
    allowed = set(_allowed(template, role))
    return [
        each
        for each in needed
        if not all(_may(action, allowed) for action in _texts(plain(each)["Action"]))
    ]


def grant(template: Template, role: Part, wanted: str, more: list[Statement]) -> tuple[Edit, ...]:
    """What lets a role do more: policies in its list; where that is no list, a policy beside it."""
    name = policy_name(template, role, wanted)
    if isinstance(role.body.get("Policies", []), list):
        return tuple(Append(role.at("Policies"), each) for each in policies(name, more))
    id = template.name(f"{role.id}{wanted}")
    conditions = [each["Fn::If"][0] for each in more if "Fn::If" in each]
    alone = {"Condition": conditions[0]} if len(conditions) == len(more) else {}
    resource = {
        "Type": "AWS::IAM::Policy",
        **(template.condition(role.id) or alone),
        "Properties": {
            "PolicyName": name,
            "PolicyDocument": {
                "Version": "2012-10-17",
                "Statement": [plain(each) for each in more] if alone else more,
            },
            "Roles": [{"Ref": role.id}],
        },
    }
    return (Put(("Resources", id), resource, after=(role.id,)),)


def policy_name(template: Template, role: Part, wanted: str) -> str:
    """A name that no policy of a role has: a second policy of one name would take the place of the first."""
    taken = (template.text_of(each.body.get("PolicyName")) for each in role.parts("Policies"))
    return free(wanted[:100], set(taken))


def _may(action: str, allowed: set[str]) -> bool:
    return any(fnmatchcase(action.lower(), pattern.lower()) for pattern in allowed)


def _allowed(template: Template, role: Part) -> Iterator[str]:
    """Patterns of actions; `*` where something is not known."""
    for _, raw in role.written("ManagedPolicyArns"):
        for each in raw if isinstance(raw, list) else [{}]:
            yield from _managed(template.document.outline(each))
    for policy in role.parts("Policies"):
        yield from _document(policy.body.get("PolicyDocument"))
    for kind in ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy"):
        for policy in template.resources(kind):
            if str(role.id) in str(policy.body):
                yield from _document(policy.body.get("PolicyDocument"))


def _managed(arn: str) -> Iterator[str]:
    known = next((actions for name, actions in _MANAGED.items() if arn.endswith(name)), None)
    if known is not None:
        yield from known
    elif not any(name in arn for name in _OTHER):
        yield "*"


def _document(raw: Any) -> Iterator[str]:
    statements = raw.get("Statement") if isinstance(raw, dict) else None
    if isinstance(statements, dict):
        statements = [statements]
    if not isinstance(statements, list):
        yield "*"
        return
    for each in statements:
        if not isinstance(each, dict) or "Action" not in each:
            yield "*"
        elif each.get("Effect") == "Allow":
            yield from _texts(each["Action"])


def _texts(raw: Any) -> list[str]:
    listed = raw if isinstance(raw, list) else [raw]
    return [each if isinstance(each, str) else "*" for each in listed]
