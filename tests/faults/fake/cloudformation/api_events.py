"""Calls that tell what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.faults.fake.cloudformation.api_stacks import page
from tests.faults.fake.failure import AwsFailure, validation

if TYPE_CHECKING:
    from tests.faults.fake.cloudformation.records import ChangeSet, Json


class EventCalls:
    """Of `CloudFormation`, which has the rest."""

    def DescribeStackEvents(self: Any, p: Json) -> Json:
        stack = self.by_name(p.get("StackName", ""))
        if stack is None:
            raise validation(f"Stack [{p.get('StackName')}] does not exist")
        until = self.timeline.utc(self.timeline.now - self.late)
        told = [event for event in reversed(stack.events) if event["Timestamp"] <= until]
        return page(told, self.events_page, p, "StackEvents")

    def DescribeEvents(self: Any, p: Json) -> Json:
        """Newest first, as DescribeStackEvents; the order is not documented."""
        if p.get("ChangeSetName"):
            made = self.change_set(p["ChangeSetName"], p.get("StackName", ""))
            return page(self._validations(made), self.events_page, p, "OperationEvents")
        if p.get("StackName"):
            events = self.stack(p["StackName"]).events
        else:
            events = [
                e
                for stack in self.stacks
                for e in stack.events
                if e.get("OperationId") == p.get("OperationId")
            ]
        if p.get("OperationId"):
            events = [e for e in events if e.get("OperationId") == p["OperationId"]]
        found = [self._of_operation(e) for e in reversed(events)]
        if p.get("Filters", {}).get("FailedEvents"):
            found = [e for e in found if e["EventType"] == "PROVISIONING_ERROR"]
        return page(found, self.events_page, p, "OperationEvents")

    def _of_operation(self: Any, event: Json) -> Json:
        failed = event["ResourceStatus"].endswith("_FAILED")
        found = {k: v for k, v in event.items() if k not in ("StackName",)}
        return found | {"EventType": "PROVISIONING_ERROR" if failed else "STACK_EVENT"}

    def _validations(self: Any, made: ChangeSet) -> list[Json]:
        """What early validation says of a change set; one event for each error."""
        if made.status(self.timeline.now) != "FAILED":
            return []
        kinds = made.goal.template["Resources"]
        return [
            {
                "EventId": f"{made.name}-{number}",
                "StackId": made.stack_id,
                "OperationId": f"{made.name}-operation",
                "OperationType": "CREATE_CHANGESET",
                "OperationStatus": "FAILED",
                "EventType": "VALIDATION_ERROR",
                "LogicalResourceId": logical,
                "PhysicalResourceId": "",
                "ResourceType": kinds.get(logical, {}).get("Type", ""),
                "Timestamp": self.timeline.utc(made.ready),
                "ValidationFailureMode": "FAIL",
                "ValidationName": name,
                "ValidationStatus": "FAILED",
                "ValidationStatusReason": reason,
                "ValidationPath": path,
            }
            for number, (logical, name, reason, path) in enumerate(made.order.validation)
        ]

    def ListHookResults(self: Any, p: Json) -> Json:
        if p.get("TargetType") != "CHANGE_SET":
            return {"HookResults": []}
        made = self.change_set(p["TargetId"], "")
        hook = made.order.hook
        if not hook:
            return {"TargetType": "CHANGE_SET", "TargetId": made.id, "HookResults": []}
        result = {
            "HookResultId": self._hook_id(made),
            "TypeName": hook["TypeName"],
            "Status": "HOOK_COMPLETE_FAILED",
            "FailureMode": "FAIL",
            "HookStatusReason": hook.get("HookStatusReason", ""),
            "InvocationPoint": "PRE_PROVISION",
        }
        return {"TargetType": "CHANGE_SET", "TargetId": made.id, "HookResults": [result]}

    def GetHookResult(self: Any, p: Json) -> Json:
        for stack in self.stacks:
            for made in stack.change_sets.values():
                if made.order.hook and self._hook_id(made) == p["HookResultId"]:
                    return {
                        "HookResultId": p["HookResultId"],
                        "InvocationPoint": "PRE_PROVISION",
                        "FailureMode": "FAIL",
                        "Status": "HOOK_COMPLETE_FAILED",
                        **made.order.hook,
                    }
        raise AwsFailure("HookResultNotFound", "the hook result does not exist", 404)

    def _hook_id(self: Any, made: ChangeSet) -> str:
        return made.id.rpartition("/")[2]
