"""What every workload has, and what the four sorts of them add. The kinds are in `bbfd/kinds/`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from bbfd.model.container import Container
from bbfd.model.deployment import Deployment, Rolling
from bbfd.model.facts import Feature
from bbfd.model.http import Http
from bbfd.model.launch import Launch, Tuning
from bbfd.model.value import value

if TYPE_CHECKING:  # few services use these
    from bbfd.model.alarm import Alarm
    from bbfd.model.before import Before
    from bbfd.model.connect import CloudMap, Connect
    from bbfd.model.connections import NetworkLoadBalancer, TcpListener, TlsListener, UdpListener
    from bbfd.model.event import Event, ObjectCreated
    from bbfd.model.queue import WorkQueue
    from bbfd.model.scaling import Scaling
    from bbfd.model.schedule import Schedule, Unstarted


@value
class Workload:
    """The fields that every kind of workload has.

    container: what it is about. runs_on: what carries it; without a word, as the environment says, else `Fargate()`.
    sidecars: what runs beside it in each task. uses: volumes, secrets, ...
    more: functions of the project's own, each from a scope to further troposphere objects of the stack.
    allow: findings that are accepted, each rule's id with the reason. tuning: what differs, by environment.
    override: the last word on a property of a resource, by its path in the template, as
    `{"Service.PlatformVersion": "1.4.0"}`; None takes it away; a tuple of steps where a key has dots of its own.
    tags: on the stack, beside the environment's, and so on every resource and task.
    after: names of services of the same project that come first where one run deploys both.
    calls: its tasks may call services of the environment that are there to be called.
    fault_injection: AWS Fault Injection Service may disturb its tasks. pid_mode, ipc_mode: whose processes and shared
    memory its containers see: each its own, those of all of the `task`, or those of the `host` (not on Fargate).
    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskDefinition.html
    """

    # What its stack is made of: each a function from a scope to the troposphere objects that it owns.
    parts: ClassVar[tuple[Callable[[Any], Iterable[Any]], ...]] = ()

    container: Container
    runs_on: Launch | None = None
    sidecars: tuple[Container, ...] = ()
    uses: tuple[Feature, ...] = ()
    more: tuple[Callable[[Any], Iterable[Any]], ...] = ()
    allow: Mapping[str, str] = field(default_factory=dict)
    tuning: Mapping[str, Tuning] = field(default_factory=dict)
    override: Mapping[str | tuple[str, ...], Any] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    after: tuple[str, ...] = ()
    fault_injection: bool = False
    pid_mode: Literal["task", "host"] | None = None
    ipc_mode: Literal["task", "host", "none"] | None = None
    calls: bool = False

    @property
    def features(self) -> tuple[Feature, ...]:
        """All that answers in facts: what it uses, and what fields of its own mean."""
        return self.uses


@value
class LongRunning(Workload):
    """A workload that ECS keeps running.

    count: tasks; where it scales, the bounds of `scaling` decide and a deploy never resets the count.
    deployment: how new tasks take the place of old ones. before: what must have succeeded before new tasks start.
    exec: its containers can be entered with ECS Exec; without a word, as the environment says.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
    alarms: what people are told of in place of the environment's `Alarms`, where it has any; `()` for nothing.
    connect: it calls others through Service Connect; a `Connect` where others call it, too.
    discovery: a DNS name that leads to its tasks.
    """

    count: int = 1
    scaling: Scaling | None = None
    deployment: Deployment = Rolling()
    before: tuple[Before, ...] = ()
    exec: bool | None = None
    alarms: tuple[Alarm, ...] | None = None
    connect: bool | Connect = False
    discovery: CloudMap | None = None


@value
class Queued(LongRunning):
    """A workload that takes its work from a queue of its own, if it has one. queue: that queue."""

    queue: WorkQueue | None = None

    @property
    def features(self) -> tuple[Feature, ...]:
        """What it uses, and its queue."""
        return self.uses if self.queue is None else (*self.uses, self.queue)


@value
class Exposed(LongRunning):
    """A workload behind a load balancer.

    http: how requests reach it: one way, or several to a port each; () for none.
    network: a network load balancer of its own, for TCP, UDP and TLS; or the one port of one.
    grace_period: seconds that a new task's failed health checks are forgiven.
    """

    http: Http | tuple[Http, ...] = Http()
    network: NetworkLoadBalancer | TcpListener | UdpListener | TlsListener | None = None
    grace_period: int = 60


@value
class Started(Workload):
    """A workload that something starts, and that ends.

    state: DISABLED for one that is not started. retries: how often a start that fails is tried again (0 to 185), for
    maximum_age seconds at most (60 to 86400). unstarted: where those go that were given up; None for nowhere.
    time_limit: minutes that a task may run (1 to 525600), then it is stopped. attempts: how often a task is started
    that fails or runs for too long (1 to 100). Either takes a state machine of Step Functions, which costs money.
    """

    state: Literal["ENABLED", "DISABLED"] = "ENABLED"
    retries: int = 10
    maximum_age: int = 3600
    unstarted: Unstarted | None = None
    time_limit: int | None = None
    attempts: int = 1


@value
class Scheduled(Started):
    """A workload that runs at times and ends.

    schedule: `rate(5 minutes)`, `cron(0 6 * * ? *)` or `at(2027-01-01T00:00:00)`; a `Schedule` to say more, or several
    with a name each. time_zone: an IANA name.
    https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
    """

    schedule: str | Schedule | tuple[Schedule, ...]
    time_zone: str = "UTC"


@value
class Evented(Started):
    """A workload that events start, and that ends.

    event: which. tasks: how many are started for each (1 to 10).
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rules.html
    """

    event: Event | ObjectCreated
    tasks: int = 1
