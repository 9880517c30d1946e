"""What CloudFormation does with the role that deploys, where the environment names no role for it.

It is allowed through CloudFormation alone: whoever has the role cannot call the services themselves.
https://docs.aws.amazon.com/IAM/latest/UserGuide/access_forward_access_sessions.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from awacs import iam, kms, secretsmanager, ssm
from awacs.aws import (
    Action,
    Condition,
    ForAnyValueStringEquals,
    Statement,
    StringEquals,
)
from troposphere import Sub

from bbfd.build.ci.asked import Asked
from bbfd.build.policies import allow

_VIA = "cloudformation.amazonaws.com"
_IAM = "arn:${AWS::Partition}:iam::${AWS::AccountId}"
# Who may be given the roles that the templates make.
_GIVEN_TO = (
    "application-autoscaling.amazonaws.com",
    "ec2.amazonaws.com",
    "ecs-tasks.amazonaws.com",
    "ecs.amazonaws.com",
    "events.amazonaws.com",
    "pipes.amazonaws.com",
    "scheduler.amazonaws.com",
    "states.amazonaws.com",
    "vpc-flow-logs.amazonaws.com",
)


def through_its_role(role: str) -> Iterator[Statement]:
    """The environment's service role is handed to CloudFormation, and to nobody else."""
    only = Condition([StringEquals({"iam:PassedToService": _VIA})])
    yield allow([iam.PassRole], [role], only)


def through_cloudformation(asked: Asked) -> Iterator[Statement]:
    """What the templates say, of the services that they have types of."""
    services = sorted({*asked.services} - {"iam", "cloudformation"})
    via = Condition([ForAnyValueStringEquals({"aws:CalledVia": [_VIA]})])
    yield allow([Action(name, "*") for name in services], ["*"], via)
    made = (*_of_stacks(asked, "role"), *_of_stacks(asked, "instance-profile"))
    yield allow([Action("iam", "*")], [*made], via)
    yield allow([iam.PassRole], [*_of_stacks(asked, "role")], _only_to(_GIVEN_TO))
    yield allow(
        [ssm.GetParameters], [Sub("arn:${AWS::Partition}:ssm:${AWS::Region}::parameter/aws/*")], via
    )
    yield from _resolved(asked, via)


def tasks_roles(asked: Asked) -> Statement:
    """A task that runs before a deploy gets the two roles of its stack."""
    return allow(
        [iam.PassRole], [*_of_stacks(asked, "role")], _only_to(["ecs-tasks.amazonaws.com"])
    )


def _of_stacks(asked: Asked, kind: str) -> Iterator[Sub]:
    """CloudFormation names what it makes after the stack."""
    name = asked.place.name
    for stack in (f"{name}-*", f"bbfd-environment-{name}-*"):
        yield Sub(f"{_IAM}:{kind}/{stack}")


def _only_to(services: Iterable[str]) -> Condition:
    return Condition([StringEquals({"iam:PassedToService": list(services)})])


def _resolved(asked: Asked, via: Condition) -> Iterator[Statement]:
    """What CloudFormation reads for `{{resolve:...}}`, of this account."""
    here = "${AWS::Region}:${AWS::AccountId}"
    if "secretsmanager" in asked.resolves:
        secrets = Sub(f"arn:${{AWS::Partition}}:secretsmanager:{here}:secret:*")
        yield allow([secretsmanager.GetSecretValue], [secrets], via)
        yield allow([kms.Decrypt], [Sub(f"arn:${{AWS::Partition}}:kms:{here}:key/*")], via)
    if "ssm" in asked.resolves:
        yield allow(
            [ssm.GetParameters], [Sub(f"arn:${{AWS::Partition}}:ssm:{here}:parameter/*")], via
        )
