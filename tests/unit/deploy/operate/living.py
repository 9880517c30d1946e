"""An ECS whose services do as they are told: what runs follows the count within seconds of a virtual clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bbfd.deploy.gauges import Scaling
from bbfd.deploy.present import Starter
from bbfd.deploy.records import Resource, Rollout, ServiceState
from tests.unit.deploy.fakes import (
    SERVICE,
    SERVICE_BODY,
    SERVICE_RESOURCES,
    TASKS,
    FakeAws,
    FakeServices,
    Ordered,
    service,
)

RESOURCE = "service/dev/web"
SCALES = Scaling(resource=RESOURCE, least=1, most=4)


class LivingServices(FakeServices):
    """One service. stuck: its tasks never come to run. verdict: what becomes of a new deployment."""

    def __init__(self, ordered: Ordered, now: ServiceState) -> None:
        super().__init__(ordered)
        self.now = now
        self.stuck = False
        self.verdict = "COMPLETED"
        self._rolls = 0

    def describe(self, arns: tuple[str, ...]) -> tuple[ServiceState, ...]:
        """As it is; the next look finds what was asked for."""
        self._ordered.call("describe_services")
        seen = self.now
        if not (self.stuck and self.now.desired):
            self.now = replace(self.now, running=self.now.desired)
        rollouts = self.now.rollouts
        if rollouts and rollouts[0].state == "IN_PROGRESS" != self.verdict:
            self.now = replace(self.now, rollouts=self._over(rollouts))
        return (seen,) if seen.arn in arns else ()

    def _over(self, rollouts: tuple[Rollout, ...]) -> tuple[Rollout, ...]:
        first, *others = rollouts
        done = replace(
            first, state=self.verdict, reason="" if self.verdict == "COMPLETED" else "no"
        )
        if self.verdict == "COMPLETED":
            return (done,)
        before = [replace(one, primary=True, state="COMPLETED") for one in others]
        return (*before, replace(done, primary=False))

    def count(self, service: ServiceState, wanted: int) -> None:
        self._ordered.call("count")
        self.now = replace(self.now, desired=wanted)

    def roll(self, service: ServiceState) -> str:
        self._ordered.call("roll")
        self._rolls += 1
        new = Rollout(
            id=f"new{self._rolls}", primary=True, task_definition=TASKS, state="IN_PROGRESS"
        )
        old = tuple(replace(one, primary=False) for one in self.now.rollouts)
        self.now = replace(self.now, rollouts=(new, *old))
        return new.id

    def tag(self, service: ServiceState, name: str, value: str) -> None:
        self._ordered.call("tag")
        self.now = replace(self.now, tags={**self.now.tags, name: value})

    def untag(self, service: ServiceState, name: str) -> None:
        self._ordered.call("untag")
        left = {key: value for key, value in self.now.tags.items() if key != name}
        self.now = replace(self.now, tags=left)


def living(
    *, scaling: Scaling | None = None, body: Mapping[str, Any] = SERVICE_BODY, **now: Any
) -> FakeAws:
    """An AWS with the stack dev-web and its service."""
    aws = FakeAws()
    aws.stacks.there()
    aws.stacks.held = SERVICE_RESOURCES
    aws.stacks.bodies = body
    aws.services = LivingServices(aws.ordered, service(**now))
    aws.still.scalings_of = (scaling,) if scaling else ()
    return aws


def ecs(aws: FakeAws) -> LivingServices:
    """Its ECS."""
    assert isinstance(aws.services, LivingServices)
    return aws.services


def scheduled(*, on: bool = True, said: str = "ENABLED") -> FakeAws:
    """An AWS with the stack dev-web, of one schedule and one rule of events."""
    aws = FakeAws()
    aws.stacks.there()
    kinds = {"Schedule": "AWS::Scheduler::Schedule", "Event": "AWS::Events::Rule"}
    aws.stacks.held = tuple(
        Resource(logical_id=name, type=kind, status="CREATE_COMPLETE", physical_id=name)
        for name, kind in kinds.items()
    )
    state = {"Properties": {"State": said}}
    aws.stacks.bodies = {"Resources": {"Schedule": state, "Event": state}}
    aws.schedules.known["Schedule"] = Starter(id="Schedule", on=on)
    aws.event_rules.known["Event"] = Starter(id="Event", on=on)
    return aws


CHANGES = ("count", "roll", "tag", "untag", "suspend", "switch")


def changes(aws: FakeAws) -> list[str]:
    """The calls that changed something, in their order."""
    return [call for call in aws.calls if call in CHANGES]


__all__ = ["CHANGES", "RESOURCE", "SCALES", "SERVICE", "changes", "ecs", "living", "scheduled"]
