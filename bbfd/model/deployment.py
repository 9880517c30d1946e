"""How new tasks take the place of old ones."""

from __future__ import annotations

from bbfd.model.value import value


@value
class Rolling:
    """How new tasks take the place of old ones.

    minimum_healthy, maximum: percent of the desired count that must, and may, run meanwhile.
    failures: tasks that may fail before ECS gives up and rolls back (the circuit breaker's threshold).
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
    """

    minimum_healthy: int = 100
    maximum: int = 200
    failures: int = 3


Deployment = Rolling
