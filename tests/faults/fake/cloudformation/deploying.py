"""Creating and updating a stack: resource after resource, and what a failure leads to."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

from tests.faults.fake.cloudformation.course import Course, Fields, listed
from tests.faults.fake.cloudformation.difference import Difference
from tests.faults.fake.cloudformation.physical import NAMED_BY
from tests.faults.fake.cloudformation.records import Goal, Operation, Resource, Stack
from tests.faults.fake.cloudformation.removing import Deleting, remove_all
from tests.faults.fake.cloudformation.rolling_back import Rollback
from tests.faults.fake.cloudformation.template import needs

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.faults.fake.cloudformation.service import CloudFormation

_NEW = "Requested update requires the creation of a new physical resource; hence creating one."
_CUSTOM = (
    "CloudFormation cannot update a stack when a custom-named resource requires replacing. "
    "Rename {} and update the stack again."
)


class Deploying(Course):
    """creates: CREATE_... statuses, else UPDATE_... ones. told: learns the reason when it ends, for a nested stack."""

    def __init__(
        self,
        service: CloudFormation,
        stack: Stack,
        operation: Operation,
        goal: Goal,
        *,
        told: Callable[[str], None] | None = None,
    ) -> None:
        super().__init__(service, stack, operation)
        self.verb = "CREATE" if operation.type == "CREATE_STACK" else "UPDATE"
        self._goal = goal
        self.keeps_only_created = goal.keeps_only_created
        self._told = told
        self._fields = Fields(stack)
        self._before = {name: copy(r) for name, r in stack.live().items()}
        difference = Difference(service, stack, goal)
        self._changes = {
            c["ResourceChange"]["LogicalResourceId"]: c["ResourceChange"]
            for c in difference.changes
        }
        self._waiting = [n for n, c in self._changes.items() if c["Action"] != "Remove"]
        self._removed = [n for n, c in self._changes.items() if c["Action"] == "Remove"]
        self._needs = needs(goal.template)
        self._active: dict[str, Resource] = {}
        self._old: list[Resource] = []
        self._touched: list[str] = []

    def begin(self) -> None:
        Fields.set(self.stack, self._goal)
        self.root(f"{self.verb}_IN_PROGRESS", "User Initiated")
        self.after(2.0, self._go_on)

    def _go_on(self) -> None:
        """Start what can be started; end when nothing is left."""
        for name in list(self._waiting):
            if self.over:
                return
            if not self._needs[name] & {*self._waiting, *self._active}:
                self._waiting.remove(name)
                self._start(name)
        if not self._waiting and not self._active and not self.over:
            self._succeed()

    def _start(self, name: str) -> None:
        stack = self.stack
        properties = self.service.live_resolver(stack, self._goal).properties(name)
        kind = self._goal.template["Resources"][name]["Type"]
        old = self._before.get(name)
        replaced = old is not None and self._changes[name].get("Replacement") == "True"
        held = Resource(
            name,
            kind,
            old.physical if old and not replaced else "",
            "",
            properties,
            self.timeline.now,
        )
        stack.resources[name] = held
        self._active[name] = held
        self._touched.append(name)
        if replaced:
            # It has the old one's id until there is a new one.
            held.physical = old.physical if old else ""
        self.event(held, self._status(name, "IN_PROGRESS"), _NEW if replaced else None)
        order = self.order(held, "create" if old is None else "update")
        if replaced and old is not None and _keeps_its_name(old, properties):
            self.after(1.0, lambda: self._fail(name, _CUSTOM.format(_name_of(held))))
            return
        if replaced and old is not None:
            self._old.append(old)
        self._carry_out(held, old if not replaced else None, order)

    def _carry_out(self, held: Resource, old: Resource | None, order: Any) -> None:
        name = held.logical

        def done(reason: str = "") -> None:
            if not self.over and name in self._active:
                self._fail(name, reason) if reason else self._finish(name)

        own = self.service.carry_out(self, held, old, done if order is None else _nobody)
        if old is None:
            self.event(held, self._status(name, "IN_PROGRESS"), "Resource creation Initiated")
        if order is not None or not own:
            seconds = self.seconds(held, order)
            self.after(seconds, lambda: done(order.fails if order is not None else ""))

    def _status(self, name: str, how: str) -> str:
        return f"{'UPDATE' if name in self._before else 'CREATE'}_{how}"

    def _finish(self, name: str) -> None:
        self.event(self._active.pop(name), self._status(name, "COMPLETE"))
        self._go_on()

    def _fail(self, name: str, reason: str) -> None:
        """One failed: what is under way is cancelled, and the stack goes back."""
        self.event(self._active.pop(name), self._status(name, "FAILED"), reason)
        failed = [name]
        for other, held in list(self._active.items()):
            what = "update" if other in self._before else "creation"
            self.event(held, self._status(other, "FAILED"), f"Resource {what} cancelled")
            failed.append(other)
        self._active.clear()
        verb = "create" if self.verb == "CREATE" else "update"
        self._failed(f"The following resource(s) failed to {verb}: {listed(failed)}. ")

    def _failed(self, reason: str) -> None:
        self.over = True
        goal = self._goal
        back = Rollback.of(self, self._before, self._touched, self._fields)
        if not goal.rolls_back or (self.verb == "CREATE" and goal.on_failure == "DO_NOTHING"):
            self.stack.failures.append({"rollback": back})
            self.end(f"{self.verb}_FAILED", reason)
            if self._told:
                word = "created" if self.verb == "CREATE" else "updated"
                self._told(f"Embedded stack {self.stack.id} was not successfully {word}: {reason}")
        elif self.verb == "CREATE" and goal.on_failure == "DELETE":
            self.operation.ended, self.operation.status = self.timeline.now, "DELETE_IN_PROGRESS"
            following = self.service.operation("DELETE_STACK", self.operation.token)
            Deleting(self.service, self.stack, following).begin(
                f"{reason}Delete requested by user."
            )
        else:
            back.begin(reason if self.verb == "UPDATE" else f"{reason}Rollback requested by user.")

    def cancel(self) -> None:
        """CancelUpdateStack."""
        for other, held in list(self._active.items()):
            self.event(held, self._status(other, "FAILED"), "Resource update cancelled")
        self._active.clear()
        self.over = True
        back = Rollback.of(self, self._before, self._touched, self._fields)
        back.begin("User Initiated")

    def _succeed(self) -> None:
        in_use = self.service.exports_lost(self.stack, self._goal)
        if in_use:
            self._failed(in_use)
            return
        live = self.service.live_resolver(self.stack, self._goal)
        self.stack.outputs = self.service.outputs(self._goal.template, live)
        if self.verb == "CREATE":
            self.end("CREATE_COMPLETE")
            self._tell()
            return
        self.root("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
        gone = [self.stack.resources[n] for n in reversed(self._removed)]
        self.after(2.0, lambda: remove_all(self, [*self._old, *gone], "cleanup", self._cleaned))

    def _cleaned(self, failed: list[str]) -> None:
        said = "Update successful. One or more resources could not be deleted."
        self.end("UPDATE_COMPLETE", said if failed else None)
        self._tell()

    def _tell(self) -> None:
        if self._told:
            self._told("")


def _nobody(reason: str = "") -> None:
    """What the test ordered decides, not the resource."""


def _keeps_its_name(old: Resource, properties: dict[str, Any]) -> bool:
    named = NAMED_BY.get(old.type, "")
    return bool(properties.get(named)) and properties.get(named) == old.properties.get(named)


def _name_of(held: Resource) -> str:
    return str(held.properties[NAMED_BY[held.type]])
