"""An AWS in which tasks run: a service, its tasks, and what they write."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bbfd.deploy.log import LogEvent, LogPage, LogSpan
from bbfd.deploy.records import SERVICE, ContainerPlan, LogPlace, Resource
from bbfd.deploy.tasks import LiveContainer, LiveTask, Order, Session, Share
from bbfd.diagnose import StoppedContainer, StoppedTask
from bbfd.model.stack import Stack
from tests.unit.deploy.fakes import START, TAGS, FakeAccount, FakeAws, FakeServices

DEFINITION = "arn:aws:ecs:eu-west-1:111122223333:task-definition/dev-web:7"
STACK = Stack(name="dev-web", body={}, tags=TAGS)
APP = ContainerPlan(
    name="app",
    image="web:1",
    log=LogPlace(group="dev-logs", prefix="web"),
    driver="awslogs",
    ports=(8080,),
)
ORDER = Order(
    cluster="dev",
    task_definition=DEFINITION,
    subnets=("subnet-1",),
    groups=("sg-1",),
    providers=(Share(provider="FARGATE_SPOT", weight=1),),
    platform_version="LATEST",
    entered=True,
)
OPEN = LiveContainer(name="app", status="RUNNING", runtime_id="4f2a-1", agent="RUNNING")


def live(number: int, **more: object) -> LiveTask:
    """A task that runs; the higher the number, the older."""
    task = LiveTask(
        arn=f"arn:aws:ecs:eu-west-1:111122223333:task/dev/{number}f2a",
        status="RUNNING",
        task_definition=DEFINITION,
        service="web",
        entered=True,
        created=START - timedelta(hours=number),
        containers=(OPEN,),
    )
    return replace(task, **more)  # type: ignore[arg-type]


def stopped(
    code: int | None, *, stop: str = "EssentialContainerExited", reason: str = ""
) -> StoppedTask:
    """A task that has ended."""
    return StoppedTask(
        arn="arn:task/1",
        code=stop,
        reason=reason,
        containers=(StoppedContainer(name="app", exit_code=code),),
    )


class Services(FakeServices):
    """ECS with tasks. ends: seconds after the start of a one-off task at which it has stopped, and how."""

    def __init__(self, aws: FakeAws) -> None:
        super().__init__(aws.ordered)
        self._clock = aws.clock
        self.held = (APP,)
        self.now: Order | None = ORDER
        self.lives: tuple[LiveTask, ...] = (live(1), live(2))
        self.ends: tuple[float, StoppedTask] | None = (30.0, stopped(0))
        self.stopped_by: list[str] = []
        self.entered: list[tuple[str, str, str]] = []

    def as_it_runs(self, service: str) -> Order | None:
        self._ordered.call("as_it_runs")
        return self.now

    def live(self, cluster: str, family: str) -> tuple[LiveTask, ...]:
        self._ordered.call("live")
        assert family == "dev-web"
        return self.lives

    def live_task(self, cluster: str, arn: str) -> LiveTask | None:
        self._ordered.call("live_task")
        return live(1, status="PROVISIONING")

    def ran(self, cluster: str, arn: str) -> StoppedTask | None:
        self._ordered.call("ran")
        if self.ends is not None and self._clock.now >= self.ends[0]:
            return self.ends[1]
        return None

    def stop_task(self, cluster: str, arn: str, *, reason: str) -> None:
        self._ordered.call("stop_task")
        self.stopped_by.append(reason)
        self.ends = (self._clock.now + 5, stopped(143, stop="UserInitiated", reason=reason))

    def enter(self, cluster: str, task: LiveTask, container: str, command: str) -> Session:
        self.entered.append((task.id, container, command))
        return Session(
            response={"sessionId": "s"},
            request={"Target": task.target(cluster, container)},
            region="eu-west-1",
            endpoint="https://ecs.eu-west-1.amazonaws.com",
        )


class Written(FakeAccount):
    """CloudWatch Logs with what one stream holds, shown as soon as it is written: (seconds, line)."""

    lines: tuple[tuple[float, str], ...] = ()
    stream = "web/app/1"
    clock: object = None

    def page(self, span: LogSpan, *, more: str = "") -> LogPage:
        self.ordered.call("page")
        events = (
            LogEvent(
                id=f"e{number}",
                at=int((START + timedelta(seconds=at)).timestamp() * 1000),
                stream=self.stream,
                message=line,
            )
            for number, (at, line) in enumerate(self.lines)
            if at <= self.clock.now  # type: ignore[attr-defined]
        )
        return LogPage(events=tuple(e for e in events if e.at >= span.since))


def running(**outputs: str) -> tuple[FakeAws, Services, Written]:
    """A stack that is there. outputs: of a stack that has no ECS service."""
    aws = FakeAws()
    services, logs = Services(aws), Written(aws.ordered)
    logs.clock = aws.clock
    aws.services = services
    aws.logs = logs
    aws.stacks.there(outputs=outputs)
    held = [
        ("Task", "AWS::ECS::TaskDefinition", DEFINITION),
        ("Logs", "AWS::Logs::LogGroup", "dev-logs"),
    ]
    if not outputs:
        held.append(("Service", SERVICE, "arn:aws:ecs:eu-west-1:111122223333:service/dev/web"))
    aws.stacks.held = tuple(
        Resource(logical_id=name, type=type_, status="CREATE_COMPLETE", physical_id=id_)
        for name, type_, id_ in held
    )
    return aws, services, logs
