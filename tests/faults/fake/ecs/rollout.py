"""One deployment of a service, as its fate has it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.faults.fake.ecs.records import Deployment, Json, Service, Task
from tests.faults.fake.ecs.shifting import move, pauses, shifts, wait
from tests.faults.fake.fate import BREAKER, NOT_STABLE
from tests.faults.fake.fates import HEALTHY

if TYPE_CHECKING:
    from tests.faults.fake.ecs.service import Ecs

Done = Callable[[str], None]
_THREE_HOURS = 3 * 3600.0
_TOLD = "ECS deployment rolled back by a lifecycle hook."
_FAILED = "ECS deployment circuit breaker: tasks failed to start."


class Rollout:
    """done: learns "" or CloudFormation's reason. An older rollout of the service is over when this one begins."""

    def __init__(self, ecs: Ecs, service: Service, deployment: Deployment, done: Done) -> None:
        self._ecs = ecs
        self._service = service
        self._deployment = deployment
        self._done = done
        self._timeline = ecs.timeline
        self._fate = deployment.fate

    def begin(self) -> None:
        deployment, fate = self._deployment, self._fate
        deployment.reason = f"ECS deployment {deployment.id} in progress."
        deployment.threshold = _threshold(self._service)
        if fate.healthy:
            self._after(fate.after * 0.1, self._start)
            self._after(fate.after * 0.6, self._run)
            self._after(fate.after, self._through)
            return
        self._attempt()
        if not fate.ends or not self._service.breaker.get("Enable"):
            self._after(_THREE_HOURS, self._never)

    def stop(self, why: str, outcome: str = "STOPPED") -> None:
        """Another deployment takes over, or somebody stopped it."""
        self._deployment.over = True
        self._deployment.outcome = outcome
        self._deployment.why = why

    def _after(self, seconds: float, what: Callable[[], object]) -> None:
        deployment = self._deployment
        self._timeline.after(seconds, lambda: None if deployment.over else what())

    def _touch(self) -> None:
        self._deployment.updated = self._timeline.now

    def _start(self) -> None:
        tasks = [
            self._ecs.task(self._service, self._deployment) for _ in range(self._deployment.desired)
        ]
        self._deployment.pending = len(tasks)
        self._touch()
        if tasks:
            said = " ".join(f"(task {task.id})" for task in tasks)
            self._ecs.say(self._service, f"has started {len(tasks)} tasks: {said}.")

    def _run(self) -> None:
        for task in self._ecs.of(self._service, self._deployment):
            task.status, task.started, task.health = "RUNNING", self._timeline.now, "HEALTHY"
        self._deployment.running, self._deployment.pending = self._deployment.desired, 0
        self._touch()
        for group in self._service.target_groups:
            self._ecs.say(
                self._service,
                f"registered {self._deployment.desired} targets in (target-group {group})",
            )

    def _through(self) -> None:
        """Wait where it was told to, on the way to another revision; then be done."""
        service = self._service
        left = pauses(service) if shifts(service) and self._moves() else []
        self._next(left)

    def _moves(self) -> bool:
        return bool(self._service.stable) and self._deployment.definition != self._service.stable

    def _next(self, left: list[Json]) -> None:
        if self._deployment.over:
            return
        if not left:
            self._complete()
            return
        wait(
            self._ecs,
            self._deployment,
            left[0],
            lambda: self._next(left[1:]),
            lambda: None if self._deployment.over else self.give_up(_TOLD),
        )

    def _complete(self) -> None:
        service, deployment = self._service, self._deployment
        for other in service.deployments:
            if other is not deployment and other.status == "ACTIVE":
                self._drain(other)
        deployment.state = "COMPLETED"
        deployment.reason = f"ECS deployment {deployment.id} completed."
        deployment.outcome, deployment.finished = "SUCCESSFUL", self._timeline.now
        deployment.over = True
        if shifts(service) and self._moves():
            move(self._ecs, service)
        service.stable = deployment.definition
        self._touch()
        self._ecs.say(service, f"(deployment {deployment.id}) deployment completed.")
        self._ecs.say(service, "has reached a steady state.")
        self._done("")

    def _drain(self, other: Deployment) -> None:
        other.status = "INACTIVE"
        other.running = other.pending = 0
        why = f"Scaling activity initiated by (deployment {self._deployment.id})"
        for task in self._ecs.of(self._service, other):
            self._ecs.end(
                task,
                "ServiceSchedulerInitiated",
                why,
                exit=0,
            )

    def _attempt(self) -> None:
        """One task after the other, each with the same end."""
        if not self._fate.placed:
            self._after(self._fate.after, self._failed)
            return
        task = self._ecs.task(self._service, self._deployment)
        self._deployment.pending = 1
        self._ecs.say(self._service, f"has started 1 tasks: (task {task.id}).")
        if self._fate.runs:
            self._after(self._fate.after * 0.4, lambda: self._live(task))
        if self._fate.ends:
            self._after(self._fate.after, lambda: self._die(task))

    def _live(self, task: Task) -> None:
        task.status, task.started = "RUNNING", self._timeline.now
        self._deployment.running, self._deployment.pending = 1, 0
        self._touch()

    def _die(self, task: Task) -> None:
        fate, words = self._fate, self._ecs.words(self._service, self._deployment, task)
        self._deployment.running = self._deployment.pending = 0
        self._ecs.end(
            task,
            fate.stop,
            fate.reason.format(**words),
            said=fate.said.format(**words),
            exit=fate.exit,
            health=fate.health,
        )
        for group in self._service.target_groups if fate.runs else ():
            self._ecs.say(self._service, f"deregistered 1 targets in (target-group {group})")
        self._failed()

    def _failed(self) -> None:
        service, deployment = self._service, self._deployment
        words = self._ecs.words(service, deployment, None)
        for event in self._fate.events:
            self._ecs.event(service, event.format(**words))
        deployment.failed += 1
        self._touch()
        if not self._fate.ends:
            self._after(self._fate.after * 10, self._failed)
            deployment.failed = 0
        elif deployment.failed >= deployment.threshold and service.breaker.get("Enable"):
            self.give_up(_FAILED)
        else:
            self._after(1.0, self._attempt)

    def give_up(self, why: str, outcome: str = "ROLLBACK_SUCCESSFUL") -> None:
        """The circuit breaker, or StopServiceDeployment."""
        service, deployment = self._service, self._deployment
        deployment.over = True
        deployment.state, deployment.reason = "FAILED", why
        deployment.finished, deployment.why = self._timeline.now, why
        deployment.running = deployment.pending = 0
        for task in self._ecs.of(service, deployment):
            self._ecs.end(
                task,
                "ServiceSchedulerInitiated",
                f"Task stopped by (deployment {deployment.id})",
                exit=0,
            )
        self._touch()
        self._ecs.event(
            service,
            f"(service {service.name}) (deployment {deployment.id}) deployment failed: tasks failed to start.",
        )
        token = self._ecs.token()
        reason = BREAKER.format(token=token)
        if not (service.stable and service.breaker.get("Rollback")):
            deployment.outcome = "STOPPED"
            self._timeline.after(5.0, lambda: self._done(reason))
            return
        deployment.outcome, deployment.status = outcome, "ACTIVE"
        self._ecs.event(
            service, f"(service {service.name}) rolling back to (deployment {self._last_stable()})."
        )
        green = self._fate.green
        back = self._ecs.begin(
            service, service.stable, HEALTHY.but(after=10.0), self._done if green else _nobody
        )
        back.reason = (
            f"ECS deployment circuit breaker: rolling back to deploymentId {self._last_stable()}."
        )
        deployment.rollback = back.definition
        if not green:
            self._timeline.after(5.0, lambda: self._done(reason))

    def _last_stable(self) -> str:
        service = self._service
        found = [d.id for d in service.deployments if d.definition == service.stable]
        return found[0] if found else ""

    def _never(self) -> None:
        self._deployment.over = True
        self._done(NOT_STABLE.format(token=self._ecs.token()))


def _nobody(reason: str) -> None:
    """CloudFormation is told otherwise."""


def _threshold(service: Service) -> int:
    """How many failures the circuit breaker takes: our number, or half the desired count, from 3 to 200."""
    ordered = service.breaker.get("ThresholdConfiguration", {})
    if ordered.get("Type") == "COUNT":
        return int(ordered["Value"])
    return max(3, min(200, math.ceil(service.desired * 0.5)))
