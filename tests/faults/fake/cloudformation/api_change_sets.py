"""Calls about change sets."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from tests.faults.fake.cloudformation.api_stacks import page
from tests.faults.fake.cloudformation.deploying import Deploying
from tests.faults.fake.cloudformation.difference import Difference
from tests.faults.fake.cloudformation.records import ChangeSet, ChangeSetOrder
from tests.faults.fake.cloudformation.scripted import Scripted
from tests.faults.fake.failure import AwsFailure, validation

if TYPE_CHECKING:
    from tests.faults.fake.cloudformation.records import Goal, Json, Operation, Stack

EMPTY = (
    "The submitted information didn't contain changes. "
    "Submit different information to create a change set."
)
NO_UPDATES = "No updates are to be performed."
EARLY = (
    "The following hook(s)/validation failed: [AWS::EarlyValidation::ResourceExistenceCheck]. To troubleshoot "
    "Early Validation errors, use the DescribeEvents API for detailed failure information."
)
WARN = (
    "[WARN] --include-property-values option can return incomplete ChangeSet data because: "
    "ChangeSet creation failed for resource [{}] because: Template error"
)
# From which an update may start.
FREE = (
    "CREATE_COMPLETE",
    "UPDATE_COMPLETE",
    "UPDATE_ROLLBACK_COMPLETE",
    "IMPORT_COMPLETE",
    "IMPORT_ROLLBACK_COMPLETE",
)


def not_found(name: str) -> AwsFailure:
    return AwsFailure("ChangeSetNotFound", f"ChangeSet [{name}] does not exist", 404)


class ChangeSetCalls:
    """Of `CloudFormation`, which has the rest. obsolete: what an execution makes of the others, instead of nothing."""

    obsolete = False
    idempotent = False

    def CreateChangeSet(self: Any, p: Json) -> Json:
        creates = p.get("ChangeSetType", "UPDATE") == "CREATE"
        stack = self.by_name(p["StackName"])
        same = stack and stack.change_sets.get(p["ChangeSetName"])
        if same and same.token == p.get("ClientToken"):
            return {"Id": same.id, "StackId": same.stack_id}
        _must_take(stack, creates, p)
        if stack is not None and len(stack.change_sets) >= self.change_set_limit:
            raise AwsFailure(
                "LimitExceededException", f"ChangeSet limit exceeded for stack {stack.id}"
            )
        if same:
            raise AwsFailure("AlreadyExistsException", f"ChangeSet {same.name} already exists")
        goal = self.goal_of(p, stack)
        if stack is None:
            stack = self.new_stack(p["StackName"], "REVIEW_IN_PROGRESS")
            stack.tags = {}
            self.record(
                stack,
                None,
                stack.name,
                "AWS::CloudFormation::Stack",
                stack.id,
                stack.status,
                "User Initiated",
            )
        return self._made(stack, goal, creates, p)

    def _made(self: Any, stack: Stack, goal: Goal, creates: bool, p: Json) -> Json:
        order = self._change_set_order(stack.name)
        difference = Difference(self, stack, goal)
        now = self.timeline.now
        name = p["ChangeSetName"]
        made = ChangeSet(
            id=self.physical.arn("cloudformation", f"changeSet/{name}/{self.uuid(name)}"),
            name=name,
            stack_id=stack.id,
            stack=stack.name,
            creates=creates,
            goal=goal,
            token=p.get("ClientToken", ""),
            created=now,
            ready=1e12 if order.never else now + order.seconds,
            order=order,
            changes=_shown(difference.changes, order),
            failure=_failure(difference, order, creates),
        )
        stack.change_sets[name] = made
        if order.vanishes is not None:
            self.timeline.after(order.vanishes, lambda: stack.change_sets.pop(name, None))
        return {"Id": made.id, "StackId": stack.id}

    def _change_set_order(self: Any, name: str) -> ChangeSetOrder:
        for key in (name, "*"):
            orders = self.change_set_orders.get(key, [])
            if orders:
                orders[0].times -= 1
                return orders.pop(0) if orders[0].times <= 0 else orders[0]
        return ChangeSetOrder()

    def change_set(self: Any, name: str, stack_name: str) -> ChangeSet:
        """Find one by ARN, or by name in a stack."""
        if name.startswith("arn:"):
            made = [c for s in self.stacks for c in s.change_sets.values() if c.id == name]
            if not made:
                raise not_found(name)
            return made[0]
        stack = self.stack(stack_name)
        if name not in stack.change_sets:
            raise not_found(name)
        return stack.change_sets[name]

    def DescribeChangeSet(self: Any, p: Json) -> Json:
        made = self.change_set(p["ChangeSetName"], p.get("StackName", ""))
        now, goal, order = self.timeline.now, made.goal, made.order
        status = made.status(now)
        found: Json = {
            "ChangeSetId": made.id,
            "ChangeSetName": made.name,
            "StackId": made.stack_id,
            "StackName": made.stack,
            "Status": status,
            "ExecutionStatus": made.execution_status(now),
            "CreationTime": self.timeline.utc(made.created),
            "Parameters": self.parameters_of(goal.template, goal.parameters),
            "Tags": [{"Key": k, "Value": v} for k, v in goal.tags.items()],
            "Capabilities": list(goal.capabilities),
            "OnStackFailure": goal.on_failure,
            "IncludeNestedStacks": False,
            "NotificationARNs": [],
            "RollbackConfiguration": {},
            "Changes": [],
        }
        if status == "FAILED":
            found["StatusReason"] = made.failure
        if status != "CREATE_COMPLETE":
            return found
        changes = deepcopy(made.changes)
        if not p.get("IncludePropertyValues"):
            _without_values(changes)
        elif order.incomplete:
            found["StatusReason"] = WARN.format(", ".join(order.incomplete))
            changes = [c for c in changes if _name(c) not in order.incomplete]
        return found | page(changes, order.page or 100, p, "Changes")

    def ListChangeSets(self: Any, p: Json) -> Json:
        stack, now = self.stack(p["StackName"]), self.timeline.now
        found = []
        for made in stack.change_sets.values():
            one = {
                "StackId": stack.id,
                "StackName": stack.name,
                "ChangeSetId": made.id,
                "ChangeSetName": made.name,
                "Status": made.status(now),
                "ExecutionStatus": made.execution_status(now),
                "CreationTime": self.timeline.utc(made.created),
            }
            if one["Status"] == "FAILED":
                one["StatusReason"] = made.failure
            found.append(one)
        return page(found, 100, p, "Summaries")

    def DeleteChangeSet(self: Any, p: Json) -> Json:
        try:
            made = self.change_set(p["ChangeSetName"], p.get("StackName", ""))
        except AwsFailure:
            if p["ChangeSetName"].startswith("arn:"):
                return {}  # AWS does not mind one that is gone
            raise
        if made.execution in ("EXECUTE_IN_PROGRESS", "EXECUTE_COMPLETE"):
            raise AwsFailure(
                "InvalidChangeSetStatus",
                f"ChangeSet [{made.id}] cannot be deleted in its current status of [{made.execution}]",
            )
        stack = self.by_name(made.stack_id)
        del stack.change_sets[made.name]
        return {}

    def ExecuteChangeSet(self: Any, p: Json) -> Json:
        made = self.change_set(p["ChangeSetName"], p.get("StackName", ""))
        stack: Stack = self.by_name(made.stack_id)
        now, token = self.timeline.now, p.get("ClientRequestToken", "")
        if made.execution and self.idempotent and made.execute_token == token:
            return {}
        status = made.execution_status(now)
        if status != "AVAILABLE":
            said = made.execution or made.status(now)
            raise AwsFailure(
                "InvalidChangeSetStatus",
                f"ChangeSet [{made.id}] cannot be executed in its current status of [{said}]",
            )
        if stack.status not in (*FREE, "REVIEW_IN_PROGRESS"):
            raise must_be_free(stack)
        goal = made.goal
        goal.keeps_only_created = bool(p.get("RetainExceptOnCreate"))
        goal.rolls_back = goal.rolls_back and not p.get("DisableRollback", False)
        kind = "CREATE_STACK" if stack.status == "REVIEW_IN_PROGRESS" else "UPDATE_STACK"
        operation = self.operation(kind, token, made.id)
        self._set_aside(stack, made)
        made.execution, made.execute_token, made.executed = "EXECUTE_IN_PROGRESS", token, now
        made.operation = operation.id
        stack.afterwards.append(lambda: self._executed(stack, made))
        self.start(stack, operation, goal)
        stack.change_set = made.id
        return {}

    def _executed(self: Any, stack: Stack, made: ChangeSet) -> None:
        made.execution = "EXECUTE_COMPLETE"
        if "ROLLBACK" in stack.status or stack.status.endswith("FAILED"):
            made.execution = "EXECUTE_FAILED"

    def _set_aside(self: Any, stack: Stack, made: ChangeSet) -> None:
        for name, other in list(stack.change_sets.items()):
            if other is not made and self.obsolete:
                other.execution = "OBSOLETE"
            elif other is not made:
                del stack.change_sets[name]

    def start(self: Any, stack: Stack, operation: Operation, goal: Goal | None) -> None:
        """Begin to create or update a stack."""
        if self.stale:
            stack.shown = (self.timeline.now + self.stale, self.described(stack))
        if operation.type == "UPDATE_STACK":
            stack.updated = self.timeline.now
            stack.change_set = ""
        scripts = self.scripts.get(stack.name) or self.scripts.get("*") or []
        if scripts:
            Scripted(self, stack, operation, goal, scripts.pop(0)).begin()
        elif goal is not None:
            Deploying(self, stack, operation, goal).begin()


def must_be_free(stack: Stack) -> AwsFailure:
    return validation(f"Stack:{stack.id} is in {stack.status} state and can not be updated.")


def _must_take(stack: Stack | None, creates: bool, p: Json) -> None:
    """Raises what AWS says of a stack that cannot have a change set."""
    if stack is None:
        if not creates:
            raise validation(f"Stack [{p['StackName']}] does not exist")
    elif stack.status == "REVIEW_IN_PROGRESS":
        if not creates:
            raise must_be_free(stack)
    elif creates:
        raise validation(
            f"Stack [{stack.name}] already exists and cannot be created again with the changeSet "
            f"[{p['ChangeSetName']}]."
        )
    elif stack.status not in FREE:
        raise must_be_free(stack)


def _failure(difference: Difference, order: ChangeSetOrder, creates: bool) -> str:
    if order.validation:
        return EARLY
    if order.hook:
        return order.fails or f"The following hook(s) failed: [{order.hook['TypeName']}]"
    if order.fails:
        return order.fails
    if not creates and difference.empty and order.changes is None:
        return NO_UPDATES if order.transform else EMPTY
    return ""


def _shown(changes: list[Json], order: ChangeSetOrder) -> list[Json]:
    if order.changes is not None:
        return list(order.changes)
    for change in changes:
        action = order.actions.get(_name(change))
        if action:
            change["ResourceChange"]["Action"] = action
    return changes


def _name(change: Json) -> str:
    return str(change["ResourceChange"]["LogicalResourceId"])


def _without_values(changes: list[Json]) -> None:
    for change in changes:
        resource = change["ResourceChange"]
        resource.pop("BeforeContext", None)
        resource.pop("AfterContext", None)
        for detail in resource.get("Details", ()):
            for key in ("BeforeValue", "AfterValue", "Path", "AttributeChangeType"):
                detail["Target"].pop(key, None)
