"""Tasks that are started one by one, seen while they run, and entered. `bbfd.aws` fulfils what is asked for here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from bbfd.diagnose import StoppedTask


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """A capacity provider of a strategy. base: tasks that it has first; weight: its share of the others."""

    provider: str
    base: int = 0
    weight: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """A task that is to run once. token: of the one start that is meant, however often it is asked for.

    container: the one that is told something else than its definition says. command: "" for what that says.
    variables, cpu, memory (of the task; CPU units, MiB): in place of those of the definition, where they are said.
    providers: of its strategy; launch_type: where there is none. subnets, groups: none where it shares its host's.
    constraints: of its placement, as (type, expression). volumes: those that it gets when it starts, as ECS has them.
    entered: it can be entered with ECS Exec.
    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html
    """

    cluster: str
    task_definition: str
    container: str = ""
    command: tuple[str, ...] = ()
    token: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)
    cpu: int | None = None
    memory: int | None = None
    subnets: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    public_ip: bool = False
    providers: tuple[Share, ...] = ()
    launch_type: str = ""
    platform_version: str = ""
    constraints: tuple[tuple[str, str], ...] = ()
    volumes: tuple[Mapping[str, Any], ...] = ()
    entered: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class LiveContainer:
    """A container of a task that has not stopped.

    runtime_id: by which a session finds it; "" before it runs. agent: the status of what a session talks to inside it,
    PENDING, RUNNING or STOPPED; "" where there is none. agent_reason: why it has that.
    """

    name: str
    status: str = ""
    runtime_id: str = ""
    agent: str = ""
    agent_reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class LiveTask:
    """A task that has not stopped, as ECS tells of it.

    status: PROVISIONING, PENDING, ACTIVATING, RUNNING, DEACTIVATING, STOPPING or DEPROVISIONING.
    service: the name of the ECS service that started it; "" where it runs by itself. entered: it takes ECS Exec.
    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html
    """

    arn: str
    status: str
    task_definition: str = ""
    service: str = ""
    entered: bool = False
    created: datetime | None = None
    containers: tuple[LiveContainer, ...] = ()

    @property
    def id(self) -> str:
        """The last part of its ARN."""
        return self.arn.rpartition("/")[2]

    def target(self, cluster: str, container: str) -> str:
        """What Session Manager calls a container of it. cluster: its name, or its ARN."""
        runtime = next((one.runtime_id for one in self.containers if one.name == container), "")
        return f"ecs:{cluster.rpartition('/')[2]}_{self.id}_{runtime}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Session:
    """A session of Session Manager that waits for its plug-in.

    response: what AWS answered, token and all: it opens the session to whoever reads it. request: what was asked for.
    https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_StartSession.html
    """

    response: Mapping[str, str] = field(repr=False)
    request: Mapping[str, Any]
    region: str
    endpoint: str


class OneOffs(Protocol):
    """ECS, as far as single tasks go."""

    def run(self, order: Order) -> str:
        """Run a task once; its ARN."""

    def ran(self, cluster: str, arn: str) -> StoppedTask | None:
        """Read a task that has stopped; None while it runs."""

    def as_it_runs(self, service: str) -> Order | None:
        """How the tasks of a service (its ARN) are started now; None where it is gone."""

    def live(self, cluster: str, family: str) -> tuple[LiveTask, ...]:
        """The tasks of a family that have not stopped, the newest first."""

    def live_task(self, cluster: str, arn: str) -> LiveTask | None:
        """Read a task that has not stopped; None once it has, or is not known."""

    def stop_task(self, cluster: str, arn: str, *, reason: str) -> None:
        """Ask a task to stop: its containers get SIGTERM, then SIGKILL."""

    def enter(self, cluster: str, task: LiveTask, container: str, command: str) -> Session:
        """Begin a command inside a running container, with a terminal."""


class Sessions(Protocol):
    """Session Manager."""

    def forward(self, target: str, *, port: int, local_port: int, host: str = "") -> Session:
        """Begin to pass a local port on to a port of a container, or of a host that it reaches."""
