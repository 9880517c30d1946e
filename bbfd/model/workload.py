"""What every workload answers: what is in it and what carries it. The kinds are in `bbfd/kinds/`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from bbfd.model.container import Container, Http
from bbfd.model.facts import Feature
from bbfd.model.launch import Launch, Tuning


@dataclass(frozen=True, kw_only=True)
class Rolling:
    """How new tasks take the place of old ones.

    minimum_healthy, maximum: percent of the desired count that must, and may, run meanwhile.
    failures: tasks that may fail before ECS gives up and rolls back (the circuit breaker's threshold).
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
    """

    minimum_healthy: int = 100
    maximum: int = 200
    failures: int = 3


@dataclass(frozen=True, kw_only=True)
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


@dataclass(frozen=True, kw_only=True)
class Workload:
    """The fields that every kind of workload has.

    container: what it is about. sidecars: what runs beside it in each task. uses: volumes, secrets, ...
    allow: findings that are accepted, each rule's id with the reason. tuning: what differs, by environment.
    """

    container: Container
    runs_on: Launch
    sidecars: tuple[Container, ...] = ()
    uses: tuple[Feature, ...] = ()
    allow: Mapping[str, str] = field(default_factory=dict)
    tuning: Mapping[str, Tuning] = field(default_factory=dict)


class LongRunning(Protocol):
    """A workload that ECS keeps running."""

    @property
    def count(self) -> int:
        """Tasks; where it scales, those to start with."""

    @property
    def scaling(self) -> Scaling | None:
        """None: the count stays."""

    @property
    def rolling(self) -> Rolling:
        """How new tasks take the place of old ones."""


class Exposed(LongRunning, Protocol):
    """A workload behind the load balancer."""

    @property
    def http(self) -> Http:
        """How requests reach it."""

    @property
    def grace_period(self) -> int | None:
        """Seconds that a new task's failed health checks are forgiven."""


class Scheduled(Protocol):
    """A workload that runs at times and ends."""

    @property
    def schedule(self) -> str:
        """`rate(...)`, `cron(...)` or `at(...)`."""

    @property
    def time_zone(self) -> str:
        """The IANA name of the time zone that the schedule is meant in."""

    @property
    def state(self) -> Literal["ENABLED", "DISABLED"]:
        """Whether it runs at all."""
