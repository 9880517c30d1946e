"""Evidence of a rollout, gathered while it runs: a rollback removes it, and ECS forgets a stopped task within an hour.

Cheap reads show that something is wrong; only then the dear ones are made, once for each task. What may not be read
is noted, and takes that piece alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from bbfd.deploy.unknown import Unknown, or_unknown
from bbfd.diagnose import Evidence, Rolling, Waited

if TYPE_CHECKING:
    from bbfd.deploy.needs import Aws
    from bbfd.deploy.records import ContainerPlan, Hold, ServiceState
    from bbfd.diagnose import Breaker, StoppedContainer, StoppedTask, Target

T = TypeVar("T")
_LINES = 30  # of a container's log
_LOGGED = 3  # tasks of a service whose logs are read: the next ones say the same
_GLANCES = (
    2,
    8,
    32,
)  # looks at a rollout whose tasks run, at which its targets are looked at as well
_BY_HEALTH = "TaskFailedToStart"
_BY_ITSELF = "EssentialContainerExited"


@dataclass(frozen=True, kw_only=True, slots=True)
class About:
    """What an operation is about. since: AWS's time of its begin; None: whatever is still there counts.

    tags: of the stack, by which fixes name its service.
    """

    stack: str
    body: Mapping[str, Any]
    values: Mapping[str, str]
    tags: Mapping[str, str] = field(default_factory=dict)
    since: datetime | None = None


class Gathering:
    """The evidence of one operation, growing."""

    def __init__(self, about: About, aws: Aws) -> None:
        self._about = about
        self._aws = aws
        self._services: dict[str, Rolling] = {}
        self._marks: dict[str, tuple[object, ...]] = {}
        self._logged: dict[str, StoppedTask] = {}
        self._plans: dict[str, tuple[ContainerPlan, ...]] = {}
        self._unread: dict[str, None] = {}
        self._free: dict[str, int] = {}
        self._ran: dict[str, int] = {}
        self._glanced: dict[str, tuple[Target, ...]] = {}

    def see(self, service: ServiceState, logical_id: str = "", *, closely: bool = False) -> Rolling:
        """Take in a service as it is now, and look closer where something new is wrong with it, or is known to be."""
        before = self._services.get(service.arn)
        now = self._at_first_sight(service, logical_id, before)
        mark = _mark(now)
        if closely or (_is_ill(now) and mark != self._marks.get(service.arn)):
            now = self._closer(service, now)
        else:
            self._glance(service)
        self._marks[service.arn] = mark
        self._services[service.arn] = now
        return now

    def waits(self, service: ServiceState, hold: Hold) -> None:
        """Keep what a deployment waits for, where the end of its time is the end of it."""
        if hold.then != "CONTINUE" and service.arn in self._services:
            waited = Waited(stage=hold.stage, until=hold.until)
            self._services[service.arn] = replace(self._services[service.arn], waited=waited)

    def evidence(self) -> Evidence:
        """All that was gathered."""
        return Evidence(
            stack=self._about.stack,
            services=tuple(self._services.values()),
            body=self._about.body,
            values=self._about.values,
            images={c.name: c.image for plan in self._plans.values() for c in plan},
            free_addresses=dict(self._free),
            unread=tuple(self._unread),
        )

    def _at_first_sight(
        self, service: ServiceState, logical_id: str, before: Rolling | None
    ) -> Rolling:
        rollouts = [r for r in service.rollouts if r.state == "FAILED"] or [
            r for r in service.rollouts if r.primary
        ]
        worst = max(rollouts, key=lambda r: r.failed, default=None)
        events = tuple(e for e in service.events if self._is_ours(e.at))
        known = {e.id for e in events}
        kept = tuple(e for e in before.events if e.id not in known) if before else ()
        return Rolling(
            name=service.name,
            desired=service.desired,
            running=service.running,
            pending=service.pending,
            failed=max(worst.failed if worst else 0, before.failed if before else 0),
            state=worst.state if worst else "",
            reason=worst.reason if worst and worst.reason else (before.reason if before else ""),
            logical_id=logical_id or (before.logical_id if before else ""),
            events=(*events, *kept),
            tasks=before.tasks if before else (),
            targets=before.targets if before else (),
            breaker=before.breaker if before else None,
            waited=before.waited if before else None,
        )

    def _closer(self, service: ServiceState, now: Rolling) -> Rolling:
        services = self._aws.services
        nothing: tuple[StoppedTask, ...] = ()
        stopped = self._read("stopped tasks", lambda: services.stopped(service), nothing)
        tasks = [task for task in stopped if self._is_ours(task.at)]
        found = {task.arn: task for task in now.tasks}
        for task in tasks:
            found[task.arn] = self._with_log(task)
        targets = self._unhealthy(service) or now.targets or self._glanced.get(service.arn, ())
        no_breaker: Breaker | None = None
        breaker = self._read("circuit breaker", lambda: services.breaker(service), no_breaker)
        self._look_for_addresses(found.values())
        return replace(
            now,
            tasks=tuple(found.values()),
            targets=targets,
            breaker=breaker or now.breaker,
            waited=(breaker.waited if breaker else None) or now.waited,
        )

    def _unhealthy(self, service: ServiceState) -> tuple[Target, ...]:
        balancers, groups = self._aws.balancers, service.target_groups
        every: tuple[Target, ...] = ()
        every = self._read("target health", lambda: balancers.targets(groups), every)
        return tuple(target for target in every if target.state != "healthy")

    def _glance(self, service: ServiceState) -> None:
        """Keep what the load balancer says of tasks while they run: when ECS has stopped them it says nothing.

        It is evidence only once something is wrong: an application that is slow to start looks the same.
        """
        primary = service.primary
        if not service.target_groups or primary is None or primary.state != "IN_PROGRESS":
            return
        if primary.running:
            self._ran[service.arn] = self._ran.get(service.arn, 0) + 1
            if self._ran[service.arn] in _GLANCES:
                self._glanced[service.arn] = self._unhealthy(service)

    def _with_log(self, task: StoppedTask) -> StoppedTask:
        if task.arn in self._logged:
            return self._logged[task.arn]
        died = {c.name for c in task.containers if _died(c, task)}
        if not died or len(self._logged) >= _LOGGED:
            return task
        plans = self._containers(task.task_definition)
        log: dict[str, tuple[str, ...]] = {}
        for plan in plans:
            if plan.name in died and plan.log:
                log[plan.name] = self._tail(plan, task)
        self._logged[task.arn] = replace(task, log={k: v for k, v in log.items() if v})
        return self._logged[task.arn]

    def _tail(self, plan: ContainerPlan, task: StoppedTask) -> tuple[str, ...]:
        place = plan.log
        if place is None or not place.prefix:
            return ()
        stream = f"{place.prefix}/{plan.name}/{task.arn.rpartition('/')[2]}"
        nothing: tuple[str, ...] = ()
        what = f"log of {plan.name}"
        return self._read(
            what, lambda: self._aws.logs.tail(place.group, stream, lines=_LINES), nothing
        )

    def _containers(self, task_definition: str) -> tuple[ContainerPlan, ...]:
        if not task_definition:
            return ()
        if task_definition not in self._plans:
            nothing: tuple[ContainerPlan, ...] = ()
            self._plans[task_definition] = self._read(
                "task definition", lambda: self._aws.services.containers(task_definition), nothing
            )
        return self._plans[task_definition]

    def _look_for_addresses(self, tasks: Iterable[StoppedTask]) -> None:
        """Where tasks could not start, the free addresses of their subnets may be why: one call, once."""
        if self._free or not any(task.code == _BY_HEALTH for task in tasks):
            return
        subnets = tuple(sorted(_subnets(self._about)))
        if subnets:
            nothing: Mapping[str, int] = {}
            networks = self._aws.networks
            free = self._read("subnets", lambda: networks.free_addresses(subnets), nothing)
            self._free.update(free)

    def _read(self, what: str, read: Callable[[], T], instead: T) -> T:
        found = or_unknown(read)
        if isinstance(found, Unknown):
            self._unread[f"{what}: {found.why}"] = None
            return instead
        return found

    def _is_ours(self, at: datetime | None) -> bool:
        since = self._about.since
        return at is None or since is None or at >= since


def _mark(now: Rolling) -> tuple[object, ...]:
    """What has to change before a closer look can show anything new."""
    return (now.failed, now.state, tuple(e.id for e in now.events if e.ill))


def _is_ill(now: Rolling) -> bool:
    """Whether a closer look is worth its calls."""
    return bool(now.failed) or now.state == "FAILED" or any(e.ill for e in now.events)


def _died(container: StoppedContainer, task: StoppedTask) -> bool:
    """Whether its log may tell why a task ended: one that came to its end has an exit code of 0."""
    finished = task.code == _BY_ITSELF and container.exit_code == 0
    return finished or bool(container.exit_code) or container.health == "UNHEALTHY"


def _subnets(about: About) -> Iterable[str]:
    for resource in about.body.get("Resources", {}).values():
        if resource.get("Type") != "AWS::ECS::Service":
            continue
        found = resource.get("Properties", {}).get("NetworkConfiguration", {})
        named = found.get("AwsvpcConfiguration", {}).get("Subnets")
        if isinstance(named, Mapping):
            yield from filter(None, about.values.get(str(named.get("Ref")), "").split(","))
        elif isinstance(named, (list, tuple)):
            yield from (one for one in named if isinstance(one, str))
