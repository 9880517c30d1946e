"""Networks that lead to AWS and nowhere else: which images a task could not pull there."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.build.images import pulled_from
from bbfd.build.scope import Scope
from bbfd.model.container import private_repository
from bbfd.model.environment import Environment
from bbfd.model.network import NewNetwork, Side
from bbfd.model.stack import Refusal
from bbfd.model.workload import Workload


def is_isolated(environment: Environment) -> bool:
    """Whether tasks run in private subnets without any way out but endpoints."""
    network = environment.network
    inside = isinstance(network, NewNetwork) and network.nat == "none"
    return inside and network.tasks_in is Side.PRIVATE


def unpullable(scope: Scope[Workload]) -> Iterator[Refusal]:
    """Images that are not in ECR; that of another region has no endpoint here either."""
    if not is_isolated(scope.environment):
        return
    for container in scope.containers:
        image = pulled_from(scope, container)
        found = private_repository(image)
        if found is None or found.region != scope.environment.region:
            yield Refusal(
                what=f"the network of {scope.place.name} leads to AWS alone, and {image} is elsewhere",
                fix=f"pull it through ECR of {scope.environment.region} (a pull through cache), or push it there: "
                "Repository(); or give the network a way out, nat=",
                field="container.image",
            )
