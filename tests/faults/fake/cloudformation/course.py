"""What every operation does: events, and the orders of the test."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.faults.fake.cloudformation.records import (
    ROOT,
    Goal,
    Json,
    Operation,
    Resource,
    ResourceOrder,
    Stack,
)

if TYPE_CHECKING:
    from tests.faults.fake.cloudformation.service import CloudFormation

# Seconds that a resource takes; the rest 3. An ECS service takes as long as its rollout.
SECONDS = {
    "AWS::EC2::NatGateway": 90.0,
    "AWS::ElasticLoadBalancingV2::LoadBalancer": 120.0,
    "AWS::IAM::Role": 16.0,
    "AWS::EC2::SecurityGroup": 5.0,
    "AWS::ECS::TaskDefinition": 1.0,
    "AWS::ElasticLoadBalancingV2::ListenerRule": 2.0,
}


class Course:
    """One operation on one stack. `over` once it was ended or taken over by another."""

    def __init__(self, service: CloudFormation, stack: Stack, operation: Operation) -> None:
        self.service = service
        self.stack = stack
        self.operation = operation
        self.over = False
        self.keeps_only_created = getattr(self, "keeps_only_created", False)
        self.timeline = service.timeline
        stack.running = self
        if operation not in stack.operations:
            stack.operations.append(operation)

    def after(self, seconds: float, what: Any) -> None:
        """Do something later, unless the operation is over by then."""
        self.timeline.after(seconds, lambda: None if self.over else what())

    def root(self, status: str, reason: str | None = None) -> None:
        """Say something of the stack itself, and have it so."""
        stack = self.stack
        stack.status, stack.reason = status, reason
        self.service.record(stack, self.operation, stack.name, ROOT, stack.id, status, reason)

    def event(self, held: Resource, status: str, reason: str | None = None) -> None:
        """Say something of a resource, and have it so."""
        held.status, held.reason, held.updated = status, reason or "", self.timeline.now
        self.service.record(
            self.stack,
            self.operation,
            held.logical,
            held.type,
            held.physical,
            status,
            reason,
            properties=json.dumps(held.properties),
        )

    def order(self, held: Resource, *phases: str) -> ResourceOrder | None:
        """What the test ordered for this resource now."""
        for one in self.service.resource_orders:
            if any(one.means(self.stack.name, held.logical, held.type, p) for p in phases):
                one.times -= 1
                return one
        return None

    def seconds(self, held: Resource, order: ResourceOrder | None) -> float:
        if order is not None and order.seconds is not None:
            return order.seconds
        return SECONDS.get(held.type, 3.0)

    def end(self, status: str, reason: str | None = None) -> None:
        """Come to the end in this status."""
        self.root(status, reason)
        self.close()

    def close(self) -> None:
        self.over = True
        self.operation.ended = self.timeline.now
        self.operation.status = self.stack.status
        self.stack.running = None
        afterwards, self.stack.afterwards = self.stack.afterwards, []
        for what in afterwards:
            what()


class Fields:
    """What of a stack an update changes at once, and a rollback gives back."""

    _NAMES = ("template", "body", "parameters", "tags", "capabilities", "role")

    def __init__(self, stack: Stack) -> None:
        self._was = {name: getattr(stack, name) for name in self._NAMES}

    def give_back(self, stack: Stack) -> None:
        for name, value in self._was.items():
            setattr(stack, name, value)

    @staticmethod
    def set(stack: Stack, goal: Goal) -> None:
        stack.template, stack.body = goal.template, goal.body
        stack.parameters, stack.tags = goal.parameters, goal.tags
        stack.capabilities = goal.capabilities
        stack.role = goal.role or stack.role
        stack.mode = goal.mode if goal.mode != "STANDARD" else ""


def listed(names: Any) -> str:
    return f"[{', '.join(names)}]"


def dumped(value: Any) -> Json:
    return dict(value)
