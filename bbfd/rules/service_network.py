"""How many subnets and security groups a service gives its tasks."""

from __future__ import annotations

from bbfd.rules._examples import SERVICE
from bbfd.rules._rule import Level
from bbfd.rules._shapes import Row, at_most, inside_of, needs, of, rows
from bbfd.rules._subjects import SERVICE as KIND

_API = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AwsVpcConfiguration.html"
_AT = ("NetworkConfiguration", "AwsvpcConfiguration")
_SUBNETS = "Subnets: !Ref Subnets"
_GROUPS = "SecurityGroups: [!Ref Group]"


def _listed(name: str, prefix: str, count: int) -> str:
    ids = ", ".join(f"{prefix}-{index:017x}" for index in range(count))
    return f"{name}: [{ids}]"


RULES = rows(
    inside_of(of(KIND), *_AT),
    Row(
        "SERVICE-SUBNETS-EMPTY",
        "a service has a subnet",
        needs("Subnets"),
        "list a subnet, better two in different zones",
        _API,
        SERVICE.replace(_SUBNETS, "Subnets: []").replace(
            "  Subnets: {Type: 'List<AWS::EC2::Subnet::Id>'}\n", ""
        ),
        SERVICE,
        "subnets can not be empty.",
        Level.WARNING,
    ),
    Row(
        "SERVICE-SUBNETS-MAX",
        "a service has at most 16 subnets",
        at_most(16, "Subnets"),
        "keep 16",
        _API,
        SERVICE.replace(_SUBNETS, _listed("Subnets", "subnet", 17)),
        SERVICE.replace(_SUBNETS, _listed("Subnets", "subnet", 16)),
        "Subnets can have at most 16 items (wording unverified)",
        Level.WARNING,
    ),
    Row(
        "SERVICE-SG-MAX",
        "a service has at most five security groups",
        at_most(5, "SecurityGroups"),
        "keep five: one may allow what several did",
        _API,
        SERVICE.replace(_GROUPS, _listed("SecurityGroups", "sg", 6)),
        SERVICE.replace(_GROUPS, _listed("SecurityGroups", "sg", 5)),
        "Security groups can have at most 5 items (wording unverified)",
        Level.WARNING,
    ),
    Row(
        "SERVICE-SG-MISSING",
        "a service in awsvpc mode names its security group",
        needs("SecurityGroups"),
        "add SecurityGroups: the VPC's default group lets in its own members alone",
        _API,
        SERVICE.replace(f"          {_GROUPS}\n", ""),
        SERVICE,
        "none: the VPC's default security group is used, and who is not in it cannot reach the task",
        Level.WARNING,
    ),
)
