"""What the count of a service follows."""

from __future__ import annotations

from bbfd.model.value import value


@value
class Scaling:
    """The count follows the load between two bounds; a deploy never resets it.

    cpu, memory: average percent of the task's size to keep to. cooldown: seconds between two steps.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-autoscaling-targettracking.html
    """

    minimum: int
    maximum: int
    cpu: int | None = None
    memory: int | None = None
    cooldown: int = 60
