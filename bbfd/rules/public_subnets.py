"""Tasks in public subnets: without a public address of their own they reach nothing outside, not even their image.

A subnet is public where the template routes it to an internet gateway, or takes it from a parameter that is called
`PublicSubnets`, as in the templates that we write.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bbfd.rules._examples import ON_EC2_AWSVPC, SERVICE
from bbfd.rules._rule import Found, Level, Rule
from bbfd.rules._subjects import Launch, launchers, needs_awsvpc, part
from bbfd.template.document import Document, Path
from bbfd.template.values import UNKNOWN, Reference, parameter_of

_PARAMETER = "PublicSubnets"
_GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"
_AWS = (
    "ResourceInitializationError: unable to pull secrets or registry auth: ... "
    "Please check your task network configuration."
)


def _in_public(document: Document, launch: Launch) -> Iterator[tuple[Path, str]]:
    """Path of the subnets, and AssignPublicIp, of every service whose subnets are all known to be public."""
    for each in launchers(document):
        if each.launch is not launch or not needs_awsvpc(document, each):
            continue
        given = document.value(each.body.get("NetworkConfiguration"))
        for word in (
            "AwsvpcConfiguration",
            "AwsVpcConfiguration",
        ):  # events and task sets spell it so
            network = part(document, given, word) if isinstance(given, dict) else None
            if isinstance(network, dict) and _are_public(document, network.get("Subnets")):
                address = document.value(network.get("AssignPublicIp"))
                path = (*each.path, "NetworkConfiguration", word)
                yield path, "unknown" if address is UNKNOWN else str(address or "DISABLED")


def _are_public(document: Document, raw: Any) -> bool:
    name = parameter_of(raw)
    if name:
        return name == _PARAMETER
    subnets = document.entries(raw)
    if not subnets:
        return False
    routed = document.once(_routed_to_the_internet)
    return all(isinstance(subnet, Reference) and subnet.to in routed for _, subnet in subnets)


def _routed_to_the_internet(document: Document) -> frozenset[str]:
    """The subnets of this template whose route table leads to an internet gateway of this template."""
    tables = {
        table.to
        for route in document.resources("AWS::EC2::Route").values()
        if _is(document, route.get("GatewayId"), "AWS::EC2::InternetGateway")
        and isinstance(table := document.value(route.get("RouteTableId")), Reference)
    }
    return frozenset(
        subnet.to
        for tie in document.resources("AWS::EC2::SubnetRouteTableAssociation").values()
        if isinstance(table := document.value(tie.get("RouteTableId")), Reference)
        and table.to in tables
        and isinstance(subnet := document.value(tie.get("SubnetId")), Reference)
    )


def _is(document: Document, raw: Any, kind: str) -> bool:
    value = document.value(raw)
    return isinstance(value, Reference) and value.to in document.resources(kind)


def _on_fargate(document: Document) -> Iterator[Found]:
    for path, address in _in_public(document, Launch.FARGATE):
        if address == "DISABLED":
            yield Found(
                (*path, "AssignPublicIp"),
                "the subnets are public, and AssignPublicIp is not ENABLED",
            )


def _on_ec2(document: Document) -> Iterator[Found]:
    for path, _ in _in_public(document, Launch.EC2):
        yield Found(
            (*path, "Subnets"), "the subnets are public, and a task on EC2 gets no public address"
        )


_IN_PUBLIC = SERVICE.replace("Subnets:", "PublicSubnets:", 1).replace(
    "!Ref Subnets", "!Ref PublicSubnets"
)

RULES = (
    Rule(
        id="SERVICE-PUBLIC-SUBNET-NO-IP",
        title="a task on Fargate in public subnets has a public address",
        level=Level.ERROR,
        aws_error=_AWS,
        fix="set AssignPublicIp: ENABLED, or use private subnets with a NAT gateway or VPC endpoints",
        doc=f"{_GUIDE}/fargate-task-networking.html",
        wrong=_IN_PUBLIC,
        right=_IN_PUBLIC + "          AssignPublicIp: ENABLED\n",
        look=_on_fargate,
    ),
    Rule(
        id="EC2-AWSVPC-PUBLIC-SUBNET",
        title="a task in awsvpc mode on EC2 is in private subnets",
        level=Level.ERROR,
        aws_error="CannotPullContainerError: ... i/o timeout",
        fix="use private subnets with a NAT gateway or VPC endpoints, or bridge mode",
        doc=f"{_GUIDE}/task-networking-awsvpc.html",
        wrong=ON_EC2_AWSVPC.replace("Subnets:", "PublicSubnets:", 1).replace(
            "!Ref Subnets", "!Ref PublicSubnets"
        ),
        right=ON_EC2_AWSVPC,
        look=_on_ec2,
    ),
)
