"""A way to the service through a gateway of ECS."""

from __future__ import annotations

from typing import Literal

from bbfd.model.asked import unaskable
from bbfd.model.facts import About, Facts, Gate
from bbfd.model.http import HealthCheck
from bbfd.model.value import value


@value
class Connector:
    """The gateways of the environment send requests to the service, which gets an HTTPS host name from ECS.

    port: the name of a port of one of its containers. health: how a gateway is told that a task is well.
    access: only gateways that are reached from the internet ("PUBLIC") or from inside the network ("PRIVATE").
    ECS keeps the load balancers, rules, target groups and certificates; there are no paths, hosts or priorities to say.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/gateway-connect-service.html
    """

    port: str
    health: HealthCheck = HealthCheck()
    access: tuple[Literal["PUBLIC", "PRIVATE"], ...] = ()

    def facts(self, about: About) -> Facts:  # noqa: ARG002 - the question is the seam's
        """The port that they send to."""
        return Facts(
            gates=(Gate(self.port, self.health, self.access),),
            refusals=tuple(unaskable(f"Connector {self.port}", self.health)),
        )
