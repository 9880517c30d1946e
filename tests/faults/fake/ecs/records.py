"""What the fake ECS remembers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.faults.fake.fates import Fate

Json = dict[str, Any]


@dataclass
class Task:
    arn: str
    deployment: str
    definition: str
    created: float
    status: str = "PROVISIONING"
    desired: str = "RUNNING"
    started: float | None = None
    stopped: float | None = None
    stop_code: str = ""
    reason: str = ""
    said: str = ""
    exit: int | None = None
    health: str = "UNKNOWN"
    fate: Fate | None = None

    @property
    def id(self) -> str:
        return self.arn.rpartition("/")[2]


@dataclass
class Deployment:
    """status: PRIMARY, ACTIVE or INACTIVE. state: rolloutState. outcome: of the service deployment.

    waiting: the hook that a word is awaited for; answer: gives it.
    """

    id: str
    definition: str
    desired: int
    created: float
    fate: Fate
    status: str = "PRIMARY"
    state: str = "IN_PROGRESS"
    reason: str = ""
    running: int = 0
    pending: int = 0
    failed: int = 0
    threshold: int = 3
    updated: float = 0.0
    finished: float | None = None
    outcome: str = "IN_PROGRESS"
    why: str = ""
    rollback: str = ""
    over: bool = False
    stage: str = ""
    waiting: Json = field(default_factory=dict)
    answer: Callable[[str], None] | None = None


@dataclass
class Service:
    """stable: the task definition of the last rollout that was completed."""

    arn: str
    name: str
    cluster: str
    stack: str
    desired: int
    properties: Json
    created: float
    status: str = "ACTIVE"
    stable: str = ""
    deployments: list[Deployment] = field(default_factory=list)
    events: list[Json] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)

    @property
    def primary(self) -> Deployment:
        return next(d for d in reversed(self.deployments) if d.status == "PRIMARY")

    @property
    def target_groups(self) -> list[str]:
        return [str(b["TargetGroupArn"]) for b in self.properties.get("LoadBalancers", ())]

    @property
    def breaker(self) -> Json:
        found = self.properties.get("DeploymentConfiguration", {})
        return dict(found.get("DeploymentCircuitBreaker", {}))
