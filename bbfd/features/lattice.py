"""A way to the service through VPC Lattice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from bbfd.model.asked import unaskable
from bbfd.model.facts import About, Facts, Registered
from bbfd.model.http import HealthCheck
from bbfd.model.naming import logical_id
from bbfd.model.stack import Refusal
from bbfd.model.value import value

if TYPE_CHECKING:
    from bbfd.build.assemble import Made
    from bbfd.build.scope import Scope
    from bbfd.model.workload import Workload


@value
class Lattice:
    """The service is one of VPC Lattice: others reach it from their own networks and accounts, without peering.

    port: the name of a port of one of its containers. prefix_list: the id of AWS's own list of the addresses that VPC
    Lattice sends from; `aws ec2 describe-managed-prefix-lists` tells it, as `com.amazonaws.REGION.vpc-lattice`.
    network: the id or ARN of a service network that it joins; without it, whoever owns one associates the service.
    listener: the port that others call, 1 to 65535; protocol: what they speak there; HTTPS with a certificate of AWS's.
    version: what the container speaks. health: how VPC Lattice is told that a task is well.
    iam: only callers that sign their requests, and whom a policy of the service or of its network admits.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-vpc-lattice.html
    """

    port: str
    prefix_list: str
    network: str | None = None
    listener: int = 443
    protocol: Literal["HTTP", "HTTPS"] = "HTTPS"
    version: Literal["HTTP1", "HTTP2", "GRPC"] = "HTTP1"
    health: HealthCheck = HealthCheck()
    iam: bool = False

    @property
    def key(self) -> str:
        """What its logical ids begin with."""
        return f"Lattice{logical_id(self.port)}"

    def facts(self, about: About) -> Facts:  # noqa: ARG002 - the question is the seam's
        """The port, and all that VPC Lattice needs."""
        return Facts(
            registered=(
                Registered(self.port, f"{self.key}Targets", f"{self.key}Role", self.prefix_list),
            ),
            ready=(f"{self.key}Listener",),
            parts=(self._made,),
            refusals=tuple(self._refused()),
        )

    def _refused(self) -> Iterator[Refusal]:
        yield from unaskable(f"Lattice {self.port}", self.health)
        if not re.fullmatch(r"pl-[0-9a-f]{8,17}", self.prefix_list):
            yield Refusal(
                what=f"Lattice {self.port}: prefix_list is {self.prefix_list!r}",
                fix="write its id, as pl-0123456789abcdef0: `aws ec2 describe-managed-prefix-lists` lists it",
                field="uses",
            )
        if not 1 <= self.listener <= 65535:
            yield Refusal(
                what=f"Lattice {self.port}: {self.listener} is not a port",
                fix="write listener= as a port of 1 to 65535",
                field="uses",
            )

    def _made(self, scope: Scope[Workload]) -> Iterator[Made]:
        from bbfd.build.gates import port_called
        from bbfd.build.uses.lattice import Told, lattice

        port = port_called(scope, self.port)
        if port is None:
            return  # told by the part that lets VPC Lattice in
        told = Told(
            port=port,
            listener=self.listener,
            protocol=self.protocol,
            version=self.version,
            health=self.health,
            network=self.network,
            iam=self.iam,
        )
        yield from lattice(self.key, told)
