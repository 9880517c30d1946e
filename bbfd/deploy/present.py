"""What runs now, what starts it, and what is done to both: tasks, schedules, rules of events. `bbfd.aws` fulfils it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bbfd.deploy.records import ServiceState
    from bbfd.diagnose import StoppedTask


@dataclass(frozen=True, kw_only=True, slots=True)
class Present:
    """A task that runs, or begins to. service: the ARN of the service that it belongs to.

    status, health: by AWS's names; health is UNKNOWN where no container has a health check. since: when it started, or
    was made. carried_by: its capacity provider, or else its launch type. digests: container -> digest of its image,
    where ECS resolved one.
    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html
    """

    arn: str
    service: str
    task_definition: str
    status: str
    health: str = "UNKNOWN"
    since: datetime | None = None
    zone: str = ""
    carried_by: str = ""
    digests: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The last part of its ARN."""
        return self.arn.rpartition("/")[2]


@dataclass(frozen=True, kw_only=True, slots=True)
class Starter:
    """What starts tasks by itself: a schedule, or a rule of events. id: its physical id in the stack.

    said: the expression of a schedule; "" of a rule. on: whether it starts any. zone: a schedule's time zone.
    """

    id: str
    on: bool
    said: str = ""
    zone: str = ""


class Operated(Protocol):
    """ECS services that run."""

    def tagged(self, arns: tuple[str, ...]) -> tuple[ServiceState, ...]:
        """Describe services with their tags; those that are gone are left out."""

    def present(self, services: tuple[ServiceState, ...]) -> tuple[Present, ...]:
        """Every task of services that runs, or is to run."""

    def runs(
        self, cluster: str, family: str
    ) -> tuple[tuple[Present, ...], tuple[StoppedTask, ...]]:
        """Every task of a family: those that run, and those that stopped within about an hour."""

    def count(self, service: ServiceState, wanted: int) -> None:
        """Ask for so many tasks."""

    def roll(self, service: ServiceState) -> str:
        """Begin a new deployment of what runs already; its id."""

    def tag(self, service: ServiceState, name: str, value: str) -> None:
        """Write a tag on a service."""

    def untag(self, service: ServiceState, name: str) -> None:
        """Take a tag off a service."""


class Starters(Protocol):
    """What starts tasks by itself: EventBridge Scheduler, or the rules of EventBridge."""

    def read(self, id: str) -> Starter | None:
        """Read one by its physical id; None where it is gone."""

    def switch(self, id: str, *, on: bool) -> None:
        """Have it start tasks, or none."""
