"""Gateways of ECS: load balancers that AWS keeps, which services join by a connector."""

from __future__ import annotations

from typing import Literal

from bbfd.model.firewall import ExistingFirewall
from bbfd.model.value import value


@value
class Gateway:
    """A gateway that the environment makes, for services with a `Connector`. Its load balancers cost what others do.

    internal: reached from inside the network only. admit: CIDR blocks that may reach it. maximum: load balancers at
    most (1 to 10): ECS adds one where the rules of the others are used up. protocol: HTTPS has certificates of AWS's
    own. desync: how strictly requests are taken that servers could read in two ways. firewall: a web ACL before it.
    logs: the name of a bucket, whose policy admits load balancers, that every request is written to; logs_prefix: what
    the names of the files begin with. internal and protocol are for good: another one means another gateway.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-gateway.html
    """

    internal: bool = False
    admit: tuple[str, ...] = ("0.0.0.0/0",)
    maximum: int | None = None
    protocol: Literal["HTTP", "HTTPS"] = "HTTPS"
    desync: Literal["monitor", "defensive", "strictest"] | None = None
    firewall: ExistingFirewall | None = None
    logs: str | None = None
    logs_prefix: str | None = None


@value
class ExistingGateway:
    """A gateway that is there. security_group: the id of the group that its load balancers have, which tasks admit.

    name: its name or ARN, to join the environment's cluster to it; without it, the cluster has joined it already.
    """

    security_group: str
    name: str | None = None
