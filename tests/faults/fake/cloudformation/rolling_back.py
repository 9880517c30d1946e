"""Rolling back: an operation of its own, with an id of its own."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from typing import TYPE_CHECKING

from tests.faults.fake.cloudformation.course import Course, Fields, listed
from tests.faults.fake.cloudformation.records import Operation, Resource, Stack
from tests.faults.fake.cloudformation.removing import backwards, remove_all

if TYPE_CHECKING:
    from tests.faults.fake.cloudformation.service import CloudFormation


class Rollback(Course):
    """before: the resources as they were; touched: what was begun, in order."""

    def __init__(
        self,
        service: CloudFormation,
        stack: Stack,
        operation: Operation,
        before: Mapping[str, Resource],
        touched: list[str],
        fields: Fields,
    ) -> None:
        self._before = before
        self._touched = touched
        self._fields = fields
        self._creating = not before
        self._left: list[str] = []
        self._failed: list[str] = []
        self._new: list[Resource] = []
        # It takes the stack over only when it begins.
        self.service, self.stack, self.operation = service, stack, operation
        self.timeline, self.over = service.timeline, False

    @classmethod
    def of(
        cls,
        course: Course,
        before: Mapping[str, Resource],
        touched: list[str],
        fields: Fields,
    ) -> Rollback:
        operation = course.service.operation(
            "ROLLBACK", course.operation.token, course.operation.change_set
        )
        course.operation.ended = course.timeline.now
        made = cls(course.service, course.stack, operation, before, touched, fields)
        made.keeps_only_created = course.keeps_only_created
        return made

    def begin(self, reason: str, operation: Operation | None = None) -> None:
        if operation is not None:
            self.operation = operation
        super().__init__(self.service, self.stack, self.operation)
        self._failed = []
        if self._creating:
            self.root("ROLLBACK_IN_PROGRESS", reason)
            self.after(2.0, self._remove)
            return
        self.root("UPDATE_ROLLBACK_IN_PROGRESS", reason)
        self._left = [name for name in reversed(self._touched) if name in self._before]
        self.after(2.0, self._revert)

    def resume(self, operation: Operation, skip: tuple[str, ...] = ()) -> None:
        """ContinueUpdateRollback: what failed is tried again, unless it is skipped."""
        super().__init__(self.service, self.stack, operation)
        self._left = [name for name in self._failed if name not in skip]
        for name in self._failed:
            if name in skip:
                self.event(self.stack.resources[name], "UPDATE_COMPLETE", "Resource skipped")
        self._failed = []
        self.root("UPDATE_ROLLBACK_IN_PROGRESS", "User Initiated")
        self.after(2.0, self._revert)

    def _remove(self) -> None:
        remove_all(self, backwards(self.stack), "rollback", self._removed)

    def _removed(self, failed: list[str]) -> None:
        if failed:
            said = f"The following resource(s) failed to delete: {listed(failed)}. "
            self.end("ROLLBACK_FAILED", said)
        else:
            self.end("ROLLBACK_COMPLETE")

    def _revert(self) -> None:
        """Give one resource after the other its old shape."""
        if not self._left:
            self._reverted()
            return
        name = self._left.pop(0)
        now, was = self.stack.resources[name], self._before[name]
        if now.physical != was.physical and now.physical:
            self._new.append(copy(now))
        held = copy(was)
        self.stack.resources[name] = held
        self.event(held, "UPDATE_IN_PROGRESS")
        order = self.order(held, "rollback")

        def done(reason: str = "") -> None:
            if self.over:
                return
            if reason:
                self._failed.append(name)
            self.event(held, "UPDATE_FAILED" if reason else "UPDATE_COMPLETE", reason or None)
            self._revert()

        own = self.service.carry_out(self, held, was, _nobody if order else done)
        if order is not None or not own:
            seconds = self.seconds(held, order)
            self.after(seconds, lambda: done(order.fails if order else ""))

    def _reverted(self) -> None:
        if self._failed:
            said = f"The following resource(s) failed to update: {listed(self._failed)}. "
            self.stack.failures.append({"rollback": self})
            self.end("UPDATE_ROLLBACK_FAILED", said)
            return
        self.root("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS")
        made = [
            self.stack.resources[name]
            for name in reversed(self._touched)
            if name not in self._before
        ]
        gone = [held for held in [*self._new, *made] if held.physical]
        self.after(2.0, lambda: remove_all(self, gone, "rollback", self._cleaned))

    def _cleaned(self, failed: list[str]) -> None:
        self._fields.give_back(self.stack)
        self.end("UPDATE_ROLLBACK_COMPLETE")


def _nobody(reason: str = "") -> None:
    """What the test ordered decides, not the resource."""
