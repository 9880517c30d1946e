"""An operation that goes as a test wrote it down, event by event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.faults.fake.cloudformation.course import Course, Fields
from tests.faults.fake.cloudformation.records import Goal, Operation, Resource, Stack, Step

if TYPE_CHECKING:
    from tests.faults.fake.cloudformation.service import CloudFormation

_ENDS = ("_COMPLETE", "_FAILED")


class Scripted(Course):
    """goal: what the stack is when the last status says that it was updated or created."""

    def __init__(
        self,
        service: CloudFormation,
        stack: Stack,
        operation: Operation,
        goal: Goal | None,
        steps: tuple[Step, ...],
    ) -> None:
        super().__init__(service, stack, operation)
        self._goal = goal
        self._steps = steps
        self._fields = Fields(stack)

    def begin(self) -> None:
        if self._goal is not None:
            Fields.set(self.stack, self._goal)
        for step in self._steps:
            self.after(step.at, lambda step=step: self._say(step))

    def cancel(self) -> None:
        """CancelUpdateStack: it is rolled back at once."""
        self._roll("UPDATE_ROLLBACK_IN_PROGRESS", "User Initiated")
        self.over = True
        self.timeline.after(10.0, self._cancelled)

    def _cancelled(self) -> None:
        self._fields.give_back(self.stack)
        self.end("UPDATE_ROLLBACK_COMPLETE")

    def _roll(self, status: str, reason: str | None) -> None:
        self.operation.ended = self.timeline.now
        token, change_set = self.operation.token, self.operation.change_set
        self.operation = self.service.operation("ROLLBACK", token, change_set)
        self.stack.operations.append(self.operation)
        self.root(status, reason)

    def _say(self, step: Step) -> None:
        if step.logical or step.stack:
            self._say_of_resource(step)
        elif step.status.endswith("ROLLBACK_IN_PROGRESS"):
            self._roll(step.status, step.reason)
        elif self._is_end(step.status):
            self._settle(step.status)
            self.end(step.status, step.reason)
        else:
            self.root(step.status, step.reason)

    def _is_end(self, status: str) -> bool:
        return status.endswith(_ENDS)

    def _settle(self, status: str) -> None:
        if status in ("CREATE_COMPLETE", "UPDATE_COMPLETE") and self._goal is not None:
            self.service.settle(self.stack, self._goal)
        elif "ROLLBACK" in status and status != "ROLLBACK_COMPLETE":
            self._fields.give_back(self.stack)
        elif status == "DELETE_COMPLETE":
            self.stack.deleted = self.timeline.now

    def _say_of_resource(self, step: Step) -> None:
        stack = self.service.by_name(step.stack) if step.stack else self.stack
        assert stack is not None, f"no stack {step.stack}"
        held = stack.resources.get(step.logical)
        if held is None:
            known = stack.template.get("Resources", {}).get(step.logical, {})
            kind = step.type or known.get("Type", "AWS::CloudFormation::WaitCondition")
            held = Resource(step.logical, kind, step.physical, "", {}, self.timeline.now)
            stack.resources[step.logical] = held
        held.physical = step.physical or held.physical
        held.status, held.reason = step.status, step.reason or ""
        self.service.record(
            stack,
            self.operation,
            held.logical,
            held.type,
            held.physical,
            step.status,
            step.reason,
        )
