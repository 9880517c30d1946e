"""Calls that begin or turn operations, besides ExecuteChangeSet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.faults.fake.cloudformation.api_change_sets import FREE, must_be_free
from tests.faults.fake.cloudformation.course import Fields
from tests.faults.fake.cloudformation.difference import Difference
from tests.faults.fake.cloudformation.removing import Deleting
from tests.faults.fake.cloudformation.rolling_back import Rollback
from tests.faults.fake.failure import validation

if TYPE_CHECKING:
    from tests.faults.fake.cloudformation.records import Json, Operation, Stack


class OperationCalls:
    """Of `CloudFormation`, which has the rest."""

    def CreateStack(self: Any, p: Json) -> Json:
        if self.by_name(p["StackName"]) is not None:
            raise validation(f"Stack [{p['StackName']}] already exists")
        goal = self.goal_of(p, None)
        stack = self.new_stack(p["StackName"], "CREATE_IN_PROGRESS")
        operation = self.operation("CREATE_STACK", p.get("ClientRequestToken", ""))
        self.start(stack, operation, goal)
        return {"StackId": stack.id, "OperationId": operation.id}

    def UpdateStack(self: Any, p: Json) -> Json:
        stack = self.stack(p["StackName"])
        if stack.status not in FREE:
            raise must_be_free(stack)
        goal = self.goal_of(p, stack)
        if Difference(self, stack, goal).empty:
            raise validation("No updates are to be performed.")
        operation = self.operation("UPDATE_STACK", p.get("ClientRequestToken", ""))
        self.start(stack, operation, goal)
        return {"StackId": stack.id, "OperationId": operation.id}

    def DeleteStack(self: Any, p: Json) -> Json:
        stack = self.by_name(p["StackName"])
        if stack is None or stack.gone or stack.status == "DELETE_IN_PROGRESS":
            return {}
        if stack.protected:
            raise validation(
                f"Stack [{stack.name}] cannot be deleted while TerminationProtection is enabled"
            )
        if stack.busy and stack.status not in ("CREATE_IN_PROGRESS", "ROLLBACK_IN_PROGRESS"):
            raise validation(f"Stack [{stack.id}] cannot be deleted while in status {stack.status}")
        if stack.running is not None:
            stack.running.over = True
        deleting = Deleting(
            self, stack, self.operation("DELETE_STACK", p.get("ClientRequestToken", ""))
        )
        deleting.keeps = tuple(p.get("RetainResources", ()))
        stack.change_sets = {n: c for n, c in stack.change_sets.items() if c.execution}
        if stack.status == "REVIEW_IN_PROGRESS":
            stack.deleted = self.timeline.now
            deleting.end("DELETE_COMPLETE", "User Initiated")
        else:
            deleting.begin()
        return {}

    def CancelUpdateStack(self: Any, p: Json) -> Json:
        stack = self.stack(p["StackName"])
        if stack.status != "UPDATE_IN_PROGRESS" or not hasattr(stack.running, "cancel"):
            raise validation(
                f"CancelUpdateStack cannot be called from current stack status {stack.status}"
                if stack.status != "UPDATE_IN_PROGRESS"
                else "CancelUpdateStack cannot be called now"
            )
        stack.running.cancel()
        return {}

    def ContinueUpdateRollback(self: Any, p: Json) -> Json:
        stack = self.stack(p["StackName"])
        if stack.status != "UPDATE_ROLLBACK_FAILED":
            raise validation(
                f"Stack:{stack.id} is in {stack.status} state and can not continue rollback."
            )
        skip = tuple(p.get("ResourcesToSkip", ()))
        back = self._rollback(stack)
        if p.get("ForceRollback"):
            skip = tuple(back._failed)
        back.resume(self.operation("CONTINUE_ROLLBACK", p.get("ClientRequestToken", "")), skip)
        return {}

    def RollbackStack(self: Any, p: Json) -> Json:
        stack = self.stack(p["StackName"])
        if stack.mode == "EXPRESS":
            raise validation(
                f"RollbackStack is not supported for stack {stack.name} in EXPRESS deployment mode"
            )
        if stack.status not in ("CREATE_FAILED", "UPDATE_FAILED"):
            raise validation(
                f"Stack:{stack.id} is in {stack.status} state and can not be rolled back."
            )
        operation = self.operation("ROLLBACK", p.get("ClientRequestToken", ""))
        back = self._rollback(stack)
        back.begin("User Initiated", operation)
        return {"StackId": stack.id, "OperationId": operation.id}

    def _rollback(self: Any, stack: Stack) -> Rollback:
        """The rollback that was not begun or not finished; made up where a test put the stack there so."""
        if stack.failures:
            return stack.failures.pop()["rollback"]
        before = stack.live() if stack.status != "CREATE_FAILED" else {}
        broken = [n for n, r in before.items() if r.status.endswith("_FAILED")]
        operation: Operation = self.operation("ROLLBACK", "")
        back = Rollback(self, stack, operation, before, broken, Fields(stack))
        back._failed = broken
        return back
