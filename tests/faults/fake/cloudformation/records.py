"""What the fake CloudFormation remembers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
ROOT = "AWS::CloudFormation::Stack"


@dataclass
class Resource:
    """properties: as they were deployed, with nothing left to resolve. attributes: what GetAtt finds besides."""

    logical: str
    type: str
    physical: str
    status: str
    properties: Json
    updated: float
    reason: str = ""
    retained: bool = False
    attributes: Json = field(default_factory=dict)

    @property
    def live(self) -> bool:
        return bool(self.physical) and self.status not in ("DELETE_COMPLETE", "DELETE_SKIPPED")


@dataclass
class Operation:
    """type: CREATE_STACK, UPDATE_STACK, ... ended: when; status: of the stack then. change_set: the ARN."""

    id: str
    type: str
    token: str
    began: float
    change_set: str = ""
    by: str = ""
    ended: float | None = None
    status: str = ""


@dataclass
class Goal:
    """What a stack is to become: everything that a change set or a call of UpdateStack brings."""

    template: Json
    body: str
    parameters: dict[str, str]
    tags: dict[str, str]
    capabilities: tuple[str, ...] = ()
    role: str = ""
    mode: str = "STANDARD"
    rolls_back: bool = True
    on_failure: str = "ROLLBACK"
    keeps_only_created: bool = False


@dataclass(kw_only=True)
class ChangeSetOrder:
    """How the next change set of a stack goes.

    seconds: until it is settled; never: it does not. fails: the StatusReason; "" for what the difference gives.
    validation: (logical id, name, reason, path) of early validation's failures, for DescribeEvents.
    hook: what GetHookResult says of the hook that refused. actions: logical id -> the Action shown.
    changes: shown in the place of the real ones. incomplete: the logical ids that IncludePropertyValues loses.
    transform: an empty one fails in the words that a transform gives. page: changes on one page.
    """

    seconds: float = 3.0
    never: bool = False
    fails: str = ""
    validation: tuple[tuple[str, str, str, str], ...] = ()
    hook: Mapping[str, Any] | None = None
    actions: Mapping[str, str] = field(default_factory=dict)
    changes: tuple[Json, ...] | None = None
    incomplete: tuple[str, ...] = ()
    transform: bool = False
    page: int = 0
    vanishes: float | None = None
    times: int = 1


@dataclass
class ChangeSet:
    """ready: when it is settled. execution: AVAILABLE, ... once it is."""

    id: str
    name: str
    stack_id: str
    stack: str
    creates: bool
    goal: Goal
    token: str
    created: float
    ready: float
    order: ChangeSetOrder
    changes: list[Json]
    failure: str = ""
    execution: str = ""
    execute_token: str = ""
    operation: str = ""
    executed: float | None = None

    def status(self, now: float) -> str:
        if now < self.ready:
            return "CREATE_PENDING" if now < self.created + 1 else "CREATE_IN_PROGRESS"
        return "FAILED" if self.failure else "CREATE_COMPLETE"

    def execution_status(self, now: float) -> str:
        if self.execution:
            return self.execution
        return "AVAILABLE" if self.status(now) == "CREATE_COMPLETE" else "UNAVAILABLE"


@dataclass(kw_only=True)
class ResourceOrder:
    """How a resource fares in operations to come.

    stack, logical: which; "*" for all; logical may be a type. phase: create, update, delete, rollback, cleanup or "*".
    seconds: how long it takes; None: as always. fails: the reason; "" does not. silent: never ends. times: how often.
    """

    logical: str
    stack: str = "*"
    phase: str = "*"
    seconds: float | None = None
    fails: str = ""
    times: int = 1_000_000

    def means(self, stack: str, logical: str, kind: str, phase: str) -> bool:
        return (
            self.times > 0
            and self.stack in ("*", stack)
            and self.logical in ("*", logical, kind)
            and self.phase in ("*", phase)
        )


@dataclass(kw_only=True)
class Step:
    """One event of a scripted operation, `at` seconds after it began. logical: "" for the stack itself.

    reason: None for an event without one. properties: ResourceProperties. stack: the name of a nested stack.
    """

    at: float
    status: str
    logical: str = ""
    reason: str | None = None
    type: str = ""
    physical: str = ""
    stack: str = ""


@dataclass
class Stack:
    """changed: what it shows to DescribeStacks was executed then; stale: what it showed before."""

    id: str
    name: str
    status: str
    created: float
    template: Json = field(default_factory=dict)
    body: str = ""
    parameters: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    outputs: list[Json] = field(default_factory=list)
    capabilities: tuple[str, ...] = ()
    reason: str | None = None
    updated: float | None = None
    deleted: float | None = None
    change_set: str = ""
    parent: str = ""
    root: str = ""
    role: str = ""
    mode: str = ""
    protected: bool = False
    policy: str = ""
    resources: dict[str, Resource] = field(default_factory=dict)
    events: list[Json] = field(default_factory=list)
    change_sets: dict[str, ChangeSet] = field(default_factory=dict)
    operations: list[Operation] = field(default_factory=list)
    failures: list[Json] = field(default_factory=list)
    running: Any = None
    shown: tuple[float, Json] | None = None
    afterwards: list[Callable[[], object]] = field(default_factory=list)

    @property
    def busy(self) -> bool:
        return self.status.endswith("_IN_PROGRESS") and self.status != "REVIEW_IN_PROGRESS"

    @property
    def gone(self) -> bool:
        return self.status == "DELETE_COMPLETE"

    def live(self) -> dict[str, Resource]:
        return {name: r for name, r in self.resources.items() if r.live}
