"""What the count of a service follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bbfd.model.value import value

if TYPE_CHECKING:  # few services use these
    from bbfd.model.metrics import Steps, Track
    from bbfd.model.times import OfficeHours, Timed


@value
class Cooldown:
    """Seconds to wait after tasks were added, and after tasks were removed, before the next step (0 and more)."""

    adding: int = 60
    removing: int = 60


@value
class Aim:
    """A load to keep to, where more is to be said than the number.

    at: the load. cooldown: of this one alone. removes: False where it only ever adds tasks.
    """

    at: float
    cooldown: Cooldown | None = None
    removes: bool | None = None


@value
class Scaling:
    """The count follows the load between two bounds; a deploy never resets it.

    minimum, maximum: tasks (0 and more). cpu, memory: average percent of the task's size to keep to.
    requests: a minute and task, behind a load balancer. response_time: average seconds, behind a load balancer.
    backlog: messages in the queue of a `Worker` for each of its tasks. tracks: metrics of one's own to keep to.
    steps: alarms, and how the count changes by them. times: other bounds by the time of day.
    cooldown: seconds between two steps; a `Cooldown` where tasks go slower than they come.
    removes: False where the load only ever adds tasks.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-autoscaling-targettracking.html
    """

    minimum: int
    maximum: int
    cpu: float | Aim | None = None
    memory: float | Aim | None = None
    requests: float | Aim | None = None
    response_time: float | Aim | None = None
    backlog: float | Aim | None = None
    tracks: tuple[Track, ...] = ()
    steps: tuple[Steps, ...] = ()
    times: tuple[Timed | OfficeHours, ...] = ()
    cooldown: int | Cooldown = 60
    removes: bool = True
