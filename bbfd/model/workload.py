"""What every workload has, and what the four sorts of them add. The kinds are in `bbfd/kinds/`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from typing import Any, ClassVar, Literal

from bbfd.model.container import Container, Http
from bbfd.model.facts import Feature
from bbfd.model.launch import Launch, Tuning
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


@value
class Workload:
    """The fields that every kind of workload has.

    container: what it is about. sidecars: what runs beside it in each task. uses: volumes, secrets, ...
    allow: findings that are accepted, each rule's id with the reason. tuning: what differs, by environment.
    after: names of services of the same project that come first where one run deploys both.
    """

    # What its stack is made of: each a function from a scope to the troposphere objects that it owns.
    parts: ClassVar[tuple[Callable[[Any], Iterable[Any]], ...]] = ()

    container: Container
    runs_on: Launch
    sidecars: tuple[Container, ...] = ()
    uses: tuple[Feature, ...] = ()
    allow: Mapping[str, str] = field(default_factory=dict)
    tuning: Mapping[str, Tuning] = field(default_factory=dict)
    after: tuple[str, ...] = ()


@value
class LongRunning(Workload):
    """A workload that ECS keeps running.

    count: tasks; where it scales, the bounds of `scaling` decide and a deploy never resets the count.
    """

    count: int = 1
    scaling: Scaling | None = None
    rolling: Rolling = Rolling()


@value
class Exposed(LongRunning):
    """A workload behind the environment's load balancer.

    http: how requests reach it. grace_period: seconds that a new task's failed health checks are forgiven.
    """

    http: Http = Http()
    grace_period: int = 60


@value
class Scheduled(Workload):
    """A workload that runs at times and ends.

    schedule: `rate(5 minutes)`, `cron(0 6 * * ? *)` or `at(2027-01-01T00:00:00)`. time_zone: an IANA name.
    https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
    """

    schedule: str
    time_zone: str = "UTC"
    state: Literal["ENABLED", "DISABLED"] = "ENABLED"
