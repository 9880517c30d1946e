"""Roles and their policies: what IAM takes, and which policies of AWS there are."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from bbfd.rules._roles import ROLE
from bbfd.rules._rule import Found, Level
from bbfd.rules._shapes import Row, Subject, of, rows
from bbfd.rules._written import where_written
from bbfd.template.document import Document
from bbfd.template.values import UNKNOWN

_IAM = "https://docs.aws.amazon.com/IAM/latest/UserGuide"
_GRAMMAR = f"{_IAM}/reference_policies_grammar.html"
_QUOTAS = f"{_IAM}/reference_iam-quotas.html"
_MOST = 10240
# Policies of AWS whose path people leave out, or invent -> the path that they have.
_PATHS: Final = {
    "AmazonECSTaskExecutionRolePolicy": "service-role/",
    "AmazonEC2ContainerServiceRole": "service-role/",
    "AmazonEC2ContainerServiceforEC2Role": "service-role/",
    "AmazonEC2ContainerServiceEventsRole": "service-role/",
    "AmazonEC2ContainerServiceAutoscaleRole": "service-role/",
    "AmazonECSInfrastructureRolePolicyForVolumes": "service-role/",
    "AmazonECSInfrastructureRolePolicyForLoadBalancers": "",
    "AWSLambdaBasicExecutionRole": "service-role/",
    "AmazonSSMReadOnlyAccess": "",
    "CloudWatchLogsFullAccess": "",
    "SecretsManagerReadWrite": "",
}
# A few services have principals elsewhere, such as edgelambda or those of partitions: only what looks like ECS's, EC2's
# and the like in a wrong domain is refused.
_OURS = r"(ecs|ecs-tasks|ec2|events|scheduler|lambda|codedeploy|codebuild|codepipeline|application-autoscaling)"


def _statements(document: Document, raw: Any) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    policy = document.value(raw)
    given = document.value(policy.get("Statement")) if isinstance(policy, dict) else None
    if isinstance(given, dict):
        yield ("Statement",), given
    for index, each in document.entries(given):
        if isinstance(each, dict):
            yield ("Statement", index), each


def _trusting(document: Document) -> list[Subject]:
    """The statements about who may assume a role."""
    key = "AssumeRolePolicyDocument"
    return [
        Subject(document, (*role.path, key, *path), statement)
        for role in of(ROLE)(document)
        for path, statement in _statements(document, role.body.get(key))
    ]


def _texts(document: Document, raw: Any) -> list[str]:
    value = document.value(raw)
    given = [each for _, each in document.entries(value)] if isinstance(value, list) else [value]
    return [each for each in given if isinstance(each, str)]


def _trust_action(statement: Subject) -> Iterator[Found]:
    for action in _texts(statement.document, statement.body.get("Action")):
        if not re.match(r"(?i)sts:|\*\Z", action):
            yield statement.wrong(f"it allows {action}", "Action")
            break


def _trust_resource(statement: Subject) -> Iterator[Found]:
    if "Resource" in statement.body:
        yield statement.wrong("it has Resource", "Resource")


def _trust_principal(statement: Subject) -> Iterator[Found]:
    principal = statement.value("Principal")
    named = principal.get("Service") if isinstance(principal, dict) else None
    for name in _texts(statement.document, named):
        if "." not in name or re.fullmatch(rf"{_OURS}\.(?!([a-z0-9-]+\.)?amazonaws\.com).*", name):
            said = f'Invalid principal in policy: "SERVICE":"{name}"'
            detail = f"there is no service {name}"
            yield statement.wrong(detail, "Principal", "Service", aws=said)


@where_written("ManagedPolicyArns")
def _unknown_policy(role: Subject) -> Iterator[Found]:
    given = role.value("ManagedPolicyArns")
    for index, raw in enumerate(given if isinstance(given, list) else []):
        arn = role.document.outline(raw) if isinstance(raw, (str, dict)) else ""
        match = re.fullmatch(r"arn:[^:]+:iam::aws:policy/(.*/)?([A-Za-z0-9]+)", arn)
        if match and match[2] in _PATHS and (match[1] or "") != _PATHS[match[2]]:
            right = f"{_PATHS[match[2]]}{match[2]}"
            aws = f"Policy {arn} does not exist or is not attachable."
            fix = f"write arn:aws:iam::aws:policy/{right}"
            yield role.wrong(f"it is {right}", "ManagedPolicyArns", index, fix=fix, aws=aws)


@where_written("ManagedPolicyArns")
def _many(role: Subject) -> Iterator[Found]:
    count = len(role.entries("ManagedPolicyArns")) if "ManagedPolicyArns" in role.body else 0
    if count > 10:
        level = Level.ERROR if count > 25 else None
        yield role.wrong(f"there are {count}", "ManagedPolicyArns", level=level)


@where_written("Policies")
def _large(role: Subject) -> Iterator[Found]:
    """White space is not counted, and what is not known counts as nothing."""
    size = 0
    for policy in role.each("Policies") if "Policies" in role.body else ():
        body = policy.value("PolicyDocument")
        size += len(json.dumps(_known(role.document, body), separators=(",", ":")))
    if size > _MOST:
        yield role.wrong(f"its policies have {size} characters", "Policies")


def _known(document: Document, raw: Any) -> Any:
    value = document.value(raw)
    if isinstance(value, dict):
        return {key: _known(document, each) for key, each in value.items()}
    if isinstance(value, list):
        return [_known(document, each) for each in value]
    if isinstance(value, (str, int, float, bool)) or value is None:
        return str(value)
    return document.outline(raw).replace("…", "") if value is UNKNOWN else ""


@where_written("RoleName")
def _named(resource: Subject) -> Iterator[Found]:
    """Told once: the word that a deployment has to say is one for all of them."""
    named = resource.document.once(_with_names)
    if named and named[0] == resource.path[1]:
        more = f", here and of {len(named) - 1} more" if len(named) > 1 else ""
        yield resource.wrong(f"RoleName is set{more}", "RoleName")


def _with_names(document: Document) -> tuple[str, ...]:
    return tuple(
        logical_id
        for logical_id, body in document.resources(ROLE).items()
        if document.value(body.get("RoleName")) is not None
    )


_TRUSTED = (
    "{Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: 'sts:AssumeRole'}"
)
_RIGHT = f"""\
Resources:
  Role:
    Type: {ROLE}
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement: [{_TRUSTED}]
"""


def _attached(*arns: str) -> str:
    return _RIGHT + f"      ManagedPolicyArns: [{', '.join(arns)}]\n"


def _sized(count: int) -> str:
    actions = ", ".join(f"'s3:{'a' * 95}'" for _ in range(count))
    return _RIGHT + (
        "      Policies:\n        - PolicyName: much\n          PolicyDocument:\n"
        "            Version: '2012-10-17'\n"
        f"            Statement: [{{Effect: Allow, Action: [{actions}], Resource: '*'}}]\n"
    )


_OWN = "arn:aws:iam::123456789012:policy/p"
_AWS = "arn:aws:iam::aws:policy"
_EXECUTION = "AmazonECSTaskExecutionRolePolicy"

RULES = (
    *rows(
        where_written("AssumeRolePolicyDocument")(_trusting),
        Row(
            "IAM-TRUST-ACTION",
            "who may assume a role is allowed nothing else",
            _trust_action,
            "allow sts:AssumeRole",
            _GRAMMAR,
            _RIGHT.replace("sts:AssumeRole", "s3:GetObject"),
            _RIGHT,
            "AssumeRole policy may only specify STS AssumeRole actions.",
        ),
        Row(
            "IAM-TRUST-RESOURCE",
            "who may assume a role is not told of what",
            _trust_resource,
            "remove Resource",
            _GRAMMAR,
            _RIGHT.replace("Role'}", "Role', Resource: '*'}"),
            _RIGHT,
            "Has prohibited field Resource",
            also=("E3530",),
        ),
        Row(
            "IAM-TRUST-PRINCIPAL",
            "who may assume a role is a service that there is",
            _trust_principal,
            "write its name under amazonaws.com, as ecs-tasks.amazonaws.com",
            f"{_IAM}/reference_policies_elements_principal.html",
            _RIGHT.replace("amazonaws.com", "amazon.com"),
            _RIGHT,
            'Invalid principal in policy: "SERVICE":"ecs-tasks.amazon.com"',
        ),
    ),
    *rows(
        of(ROLE),
        Row(
            "IAM-MANAGED-POLICY-ARN",
            "a policy of AWS is named with its path",
            _unknown_policy,
            f"write arn:aws:iam::aws:policy/service-role/{_EXECUTION}",
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html",
            _attached(f"'{_AWS}/{_EXECUTION}'"),
            _attached(f"'{_AWS}/service-role/{_EXECUTION}'"),
            f"Policy {_AWS}/{_EXECUTION} does not exist or is not attachable.",
            Level.WARNING,
        ),
        Row(
            "IAM-MANAGED-POLICY-COUNT",
            "a role has at most ten managed policies",
            _many,
            "put several into one; or ask for a higher quota (25 at most)",
            _QUOTAS,
            _attached(*(f"'{_OWN}{index}'" for index in range(11))),
            _attached(*(f"'{_OWN}{index}'" for index in range(10))),
            "Cannot exceed quota for PoliciesPerRole: 10",
            Level.WARNING,
        ),
        Row(
            "IAM-INLINE-SIZE",
            "a role's own policies have at most 10240 characters",
            _large,
            "make managed policies of them: each has 6144 characters of its own",
            _QUOTAS,
            _sized(110),
            _sized(90),
            "Maximum policy size of 10240 bytes exceeded for role Role",
        ),
        Row(
            "IAM-NAMED-CAPABILITY",
            "a role's name is left to CloudFormation",
            _named,
            "remove RoleName, or deploy with CAPABILITY_NAMED_IAM",
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-template.html",
            _RIGHT + "      RoleName: web\n",
            _RIGHT,
            "Requires capabilities : [CAPABILITY_NAMED_IAM]",
            Level.WARNING,
        ),
    ),
)
