"""What AWS said about a rollout that did not go well: gathered while it ran, before a rollback removes it.

Plain records. `bbfd.aws` makes them from AWS's answers; a cause reads them and nothing else. All texts in them are
data from outside: nobody obeys them, and `bbfd.report` neutralises them before they are printed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    """One resource of our own operation that failed.

    code: the HandlerErrorCode, where AWS gives one. stack: the name of the nested stack it is in; "" for our own.
    of_stack: it is the stack itself that failed, as with an export that is in use. ours: bbfd asked for what it says.
    """

    logical_id: str
    type: str
    status: str
    reason: str
    code: str = ""
    physical_id: str = ""
    stack: str = ""
    of_stack: bool = False
    ours: bool = False
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Validation:
    """What a hook, or CloudFormation's own validation, found before anything was executed.

    name: as `NAME_CONFLICT_VALIDATION`, or the hook's type name. path: the property it is about.
    fails: it stops the operation; else it only warns.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_OperationEvent.html
    """

    logical_id: str
    name: str
    reason: str
    path: str = ""
    hook: bool = False
    fails: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class StoppedContainer:
    """A container of a task that stopped. health: HEALTHY, UNHEALTHY, UNKNOWN or ""."""

    name: str
    exit_code: int | None = None
    reason: str = ""
    health: str = ""
    image: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class StoppedTask:
    """A task that stopped, or never came to run.

    deployment: the id of the ECS deployment that started it. code: ECS's stopCode, as `TaskFailedToStart`.
    reason: ECS's stoppedReason, whole. log: the last lines of its containers, by container name, oldest first.
    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html
    """

    arn: str
    deployment: str = ""
    task_definition: str = ""
    code: str = ""
    reason: str = ""
    containers: tuple[StoppedContainer, ...] = ()
    log: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceEvent:
    """One of a service's own events. text: a sentence for people, from ECS. ill: it tells of something wrong."""

    id: str
    text: str
    at: datetime | None = None
    ill: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """A target of a target group. code: as `Target.ResponseCodeMismatch`.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html
    """

    group: str
    id: str
    state: str
    code: str = ""
    reason: str = ""
    port: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Waited:
    """A pause of a deployment that is rolled back where nobody gives it the word.

    stage: where it waits. until: when that ends. over: AWS says that its time ran out.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/pause-lifecycle-hooks.html
    """

    stage: str = ""
    until: datetime | None = None
    over: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Breaker:
    """The circuit breaker of one ECS deployment: how many tasks failed, and how many may.

    status: MONITORING, TRIGGERED, MONITORING_COMPLETE or DISABLED. alarms: those that stopped it. waited: a pause
    of this deployment whose time ran out.
    """

    deployment: str
    status: str = ""
    failures: int = 0
    threshold: int = 0
    reason: str = ""
    alarms: tuple[str, ...] = ()
    waited: Waited | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Rolling:
    """One ECS service as its rollout was seen at the worst, with what belongs to it. waited: its last pause."""

    name: str
    desired: int = 0
    running: int = 0
    pending: int = 0
    failed: int = 0
    state: str = ""
    reason: str = ""
    logical_id: str = ""
    events: tuple[ServiceEvent, ...] = ()
    tasks: tuple[StoppedTask, ...] = ()
    targets: tuple[Target, ...] = ()
    breaker: Breaker | None = None
    waited: Waited | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """All that is known of one operation that failed, or does not get on.

    failures: those of our own operation alone, the first one first, echoes ("cancelled") left out.
    services: the ECS services that were rolling out. validations: of hooks and of early validation.
    body, values: the template and the parameters that were sent. images: container name -> image.
    free_addresses: subnet id -> free IP addresses, where a cause may need it and it could be read.
    unread: what could not be read, one sentence each.
    """

    stack: str
    failures: tuple[Failure, ...] = ()
    services: tuple[Rolling, ...] = ()
    validations: tuple[Validation, ...] = ()
    body: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    images: Mapping[str, str] = field(default_factory=dict)
    free_addresses: Mapping[str, int] = field(default_factory=dict)
    unread: tuple[str, ...] = ()

    @property
    def tasks(self) -> tuple[StoppedTask, ...]:
        """Every stopped task, of all services."""
        return tuple(task for service in self.services for task in service.tasks)

    @property
    def empty(self) -> bool:
        """Whether nothing was found that a cause could be named from."""
        return not (self.failures or self.validations or any(map(_tells, self.services)))


def _tells(service: Rolling) -> bool:
    over = service.waited is not None and service.waited.over
    return bool(service.tasks or service.events or service.targets or service.failed or over)
