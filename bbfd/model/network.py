"""Networks: one that the environment makes, one that exists, one that is found by its tags."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Literal

from bbfd.model.value import value


class Side(Enum):
    """Which subnets tasks run in."""

    PUBLIC = "public"  # routed to an internet gateway: a task needs a public address to get out
    PRIVATE = "private"  # routed to a NAT gateway, to endpoints, or nowhere


@value
class Endpoints:
    """Ways to AWS's own services that do not leave the network. Those to S3 and DynamoDB are free.

    interfaces: also those that tasks start with (ECR, CloudWatch Logs, Secrets Manager, Parameter Store, sessions of
    ECS Exec), which cost money by the hour and zone. also: further services by AWS's names, as `("sqs", "states")`.
    https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
    """

    interfaces: bool = True
    also: tuple[str, ...] = ()


@value
class FlowLogs:
    """Who talked to whom in the network: a line in CloudWatch Logs for each flow.

    traffic: which. retention: days; without a word, the environment's `log_retention`. interval: seconds that are
    summed up in a line. https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-cwl.html
    """

    traffic: Literal["ALL", "ACCEPT", "REJECT"] = "ALL"
    retention: int | None = None
    interval: Literal[60, 600] = 600


class Network:
    """Where an environment lives: `Network.create(...)`, `Network.existing(...)` or `Network.lookup(...)`."""

    @staticmethod
    def create(
        cidr: str = "10.0.0.0/16",
        zones: int = 2,
        nat: Literal["none", "one", "per-zone"] = "none",
        endpoints: Endpoints | None = None,
        flow_logs: FlowLogs | None = None,
        *,
        ipv6: bool = False,
    ) -> NewNetwork:
        """A VPC of the environment's own.

        cidr: its addresses (/16 to /24). zones: how many availability zones it spans (2 to 4; a load
        balancer needs two). nat: NAT gateways, which cost money; with "none" there are public subnets
        only and tasks get public addresses, with "one" or "per-zone" tasks run in private subnets.
        endpoints: ways to AWS inside the network; with interfaces and no NAT, tasks run in private subnets that
        lead nowhere else. flow_logs: who talked to whom. ipv6: addresses of both kinds.
        https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html
        """
        return NewNetwork(
            cidr=cidr, zones=zones, nat=nat, endpoints=endpoints, flow_logs=flow_logs, ipv6=ipv6
        )

    @staticmethod
    def existing(
        vpc: str, public: tuple[str, ...] = (), private: tuple[str, ...] = ()
    ) -> ExistingNetwork:
        """A VPC that is there. public, private: subnet ids, named apart because nothing else tells which is which.

        Tasks run in the private ones where there are any. An internet-facing load balancer needs public ones.
        """
        return ExistingNetwork(vpc=vpc, public=public, private=private)

    @staticmethod
    def lookup(
        vpc: Mapping[str, str],
        public: Mapping[str, str] | None = None,
        private: Mapping[str, str] | None = None,
    ) -> FoundNetwork:
        """A VPC that is there, found by its tags when planning; so are its public and its private subnets."""
        return FoundNetwork(vpc=_pairs(vpc), public=_pairs(public), private=_pairs(private))


@value
class NewNetwork(Network):
    """A VPC of the environment's own. See `Network.create`."""

    cidr: str
    zones: int
    nat: Literal["none", "one", "per-zone"]
    endpoints: Endpoints | None = None
    flow_logs: FlowLogs | None = None
    ipv6: bool = False

    @property
    def tasks_in(self) -> Side:
        """Which subnets tasks run in."""
        inside = self.nat != "none" or (self.endpoints is not None and self.endpoints.interfaces)
        return Side.PRIVATE if inside else Side.PUBLIC

    @property
    def task_subnets(self) -> int | None:
        """How many subnets tasks run in."""
        return self.zones

    @property
    def sides(self) -> tuple[Side, ...]:
        """Which subnets there are."""
        return (Side.PUBLIC,) if self.tasks_in is Side.PUBLIC else (Side.PUBLIC, Side.PRIVATE)


@value
class ExistingNetwork(Network):
    """A VPC that is there. See `Network.existing`."""

    vpc: str
    public: tuple[str, ...]
    private: tuple[str, ...]

    @property
    def tasks_in(self) -> Side:
        """Which subnets tasks run in."""
        return Side.PRIVATE if self.private else Side.PUBLIC

    @property
    def task_subnets(self) -> int | None:
        """How many subnets tasks run in."""
        return len(self.private or self.public)

    @property
    def sides(self) -> tuple[Side, ...]:
        """Which subnets there are."""
        return _sides(self.public, self.private)


@value
class FoundNetwork(Network):
    """A VPC that is found by its tags. See `Network.lookup`."""

    vpc: tuple[tuple[str, str], ...]
    public: tuple[tuple[str, str], ...]
    private: tuple[tuple[str, str], ...]

    @property
    def tasks_in(self) -> Side:
        """Which subnets tasks run in."""
        return Side.PRIVATE if self.private else Side.PUBLIC

    @property
    def task_subnets(self) -> int | None:
        """How many subnets tasks run in: known when planning alone."""
        return None

    @property
    def sides(self) -> tuple[Side, ...]:
        """Which subnets there are."""
        return _sides(self.public, self.private)


AnyNetwork = NewNetwork | ExistingNetwork | FoundNetwork


def _sides(public: tuple[object, ...], private: tuple[object, ...]) -> tuple[Side, ...]:
    there = ((Side.PUBLIC, public), (Side.PRIVATE, private))
    return tuple(side for side, subnets in there if subnets)


def _pairs(tags: Mapping[str, str] | None) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((tags or {}).items()))
