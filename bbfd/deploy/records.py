"""What AWS tells us about stacks, in our words. Frozen; no botocore type in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bbfd.diagnose import ServiceEvent

# The type of the resource that tasks roll out in.
SERVICE = "AWS::ECS::Service"


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    """Who we are for AWS. region: the one the calls go to."""

    account: str
    arn: str
    region: str


@dataclass(frozen=True, kw_only=True, slots=True)
class StackState:
    """A stack as DescribeStacks gives it.

    status: one of CloudFormation's StackStatus values, or one that is newer than we are.
    change_set: the ARN of the change set that was executed last.
    parent: the ARN of the stack that this one is nested in, else "".
    express: it was deployed last in EXPRESS mode, which accepts only more of the same until it is complete.
    operations: ids of its last operations, the newest first; empty where AWS does not tell.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Stack.html
    """

    id: str
    name: str
    status: str
    reason: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    outputs: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    change_set: str = ""
    parent: str = ""
    role: str = ""
    termination_protection: bool = False
    express: bool = False
    operations: tuple[str, ...] = ()
    created: datetime | None = None
    updated: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One stack event.

    reason: without CloudFormation's wrapping (request ids, "Resource handler returned message").
    code: the HandlerErrorCode, where the reason carries one.
    echo: the reason only repeats that something else failed, or was cancelled by it.
    token: the ClientRequestToken of the call that began the operation; "" where AWS gives none.
    """

    id: str
    logical_id: str
    type: str
    status: str
    at: datetime
    physical_id: str = ""
    reason: str = ""
    code: str = ""
    echo: bool = False
    token: str = ""
    operation: str = ""
    of_stack: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Resource:
    """One resource of a stack, as ListStackResources gives it."""

    logical_id: str
    type: str
    status: str
    physical_id: str = ""
    reason: str = ""


class Replacement(Enum):
    """Whether a change makes a new resource in place of the old one."""

    NEVER = "never"
    MAYBE = "maybe"
    ALWAYS = "always"


@dataclass(frozen=True, kw_only=True, slots=True)
class PropertyChange:
    """One property that changes. before, after: None where there is none, or AWS does not say; secrets stay `****`.

    recreates: whether this property alone asks for a new resource.
    cause: the parameter or resource that it follows from; "" when the template itself changed.
    """

    path: str
    before: str | None = None
    after: str | None = None
    recreates: Replacement = Replacement.NEVER
    cause: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """What happens to one resource. action: add, modify, remove, import, dynamic, ..., as AWS names it, lower case."""

    action: str
    logical_id: str
    type: str
    physical_id: str = ""
    replacement: Replacement = Replacement.NEVER
    properties: tuple[PropertyChange, ...] = ()


class Readiness(Enum):
    """How far a change set is."""

    PENDING = "pending"
    READY = "ready"
    EMPTY = "empty"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeSet:
    """A change set as AWS describes it.

    execution: AVAILABLE, UNAVAILABLE, EXECUTE_IN_PROGRESS, EXECUTE_COMPLETE, EXECUTE_FAILED or OBSOLETE.
    parameters: the values that it sends.
    """

    id: str
    stack_id: str
    readiness: Readiness
    name: str = ""
    reason: str = ""
    execution: str = ""
    changes: tuple[Change, ...] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)
    created: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Rollout:
    """One deployment of an ECS service. state: IN_PROGRESS, COMPLETED or FAILED; "" where ECS does not keep one."""

    id: str
    primary: bool
    task_definition: str
    state: str = ""
    reason: str = ""
    desired: int = 0
    running: int = 0
    pending: int = 0
    failed: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceState:
    """An ECS service as it is now.

    events: its latest, newest first. target_groups: ARNs. strategy: of its deployments, by AWS's name; "" where ECS
    does not tell. under_way: the ARN of its current deployment, which may have ended. pauses: its deployments
    wait for a word somewhere. daemon: one task on each instance, and no count. tags: where they were asked for.
    """

    arn: str
    name: str
    cluster: str
    status: str
    desired: int
    running: int
    pending: int
    rollouts: tuple[Rollout, ...] = ()
    events: tuple[ServiceEvent, ...] = ()
    target_groups: tuple[str, ...] = ()
    strategy: str = ""
    under_way: str = ""
    pauses: bool = False
    daemon: bool = False
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def shifting(self) -> bool:
        """Whether traffic is being shifted between two target groups."""
        moves = any(rollout.state == "IN_PROGRESS" for rollout in self.rollouts)
        return moves and self.strategy not in ("", "ROLLING")

    @property
    def primary(self) -> Rollout | None:
        """The rollout that ECS works towards."""
        return next((r for r in self.rollouts if r.primary), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Hold:
    """A deployment of a service that waits for a word. deployment: its ARN. hook: the id of what waits.

    stage: where it waits. until: when that ends. then: what becomes of it in the end, CONTINUE or ROLLBACK.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/pause-lifecycle-hooks.html
    """

    deployment: str
    hook: str
    stage: str = ""
    until: datetime | None = None
    then: str = "ROLLBACK"


@dataclass(frozen=True, kw_only=True, slots=True)
class TargetGroupState:
    """A target group. health: how many targets are in each state, as `{"healthy": 2}`."""

    arn: str
    name: str
    type: str
    port: int | None
    health: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """A rule of a listener. priority: None for the listener's default action."""

    arn: str
    priority: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Certificate:
    """An issued certificate. domains: its name and its alternative names, wildcards as they stand."""

    arn: str
    domains: tuple[str, ...]
    not_after: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Zone:
    """A public hosted zone. name: without the dot at its end."""

    id: str
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Secret:
    """A secret in Secrets Manager; never its value. key: what encrypts it, as AWS names it, "" for AWS's own key."""

    arn: str
    key: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class LogPlace:
    """Where a container's log is: the awslogs driver writes one stream a task, PREFIX/CONTAINER/TASK-ID."""

    group: str
    prefix: str
    region: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ContainerPlan:
    """A container of a task definition, as far as it is needed. log: None where its lines cannot be found.

    driver: of its log, as `awslogs`; "" where it has none. ports: that it listens on.
    """

    name: str
    image: str
    log: LogPlace | None = None
    driver: str = ""
    ports: tuple[int, ...] = ()
