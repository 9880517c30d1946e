"""What is there when a test begins: stacks in any status, with any history."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tests.faults.fake.cloudformation.records import ROOT, Goal, Json, Resource, Stack
from tests.faults.fake.cloudformation.template import effective

if TYPE_CHECKING:
    from tests.faults.fake.cloudformation.service import CloudFormation
    from tests.faults.fake.timeline import Timeline

SMALLEST: Json = {"Resources": {"Logs": {"Type": "AWS::Logs::LogGroup"}}}


class Scenery:
    """Of `World`, which has the rest."""

    timeline: Timeline
    cloudformation: CloudFormation

    def stack(
        self,
        name: str,
        status: str = "UPDATE_COMPLETE",
        *,
        template: Json | None = None,
        parameters: Mapping[str, str] | None = None,
        tags: Mapping[str, str] | None = None,
        reason: str | None = None,
        events: int = 0,
        broken: Mapping[str, str] | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> Stack:
        """Put a stack there, in any status, with its resources (and ECS services) live.

        events: of an older history, each a failure that must never be quoted. broken: logical id -> reason, of
        resources that failed last. more: other fields of `Stack`, as `mode`, `parent`, `protected`, `role`.
        A stack that is in progress stays so until `finish_at` or an order ends it.
        """
        self.timeline.advance()
        template = SMALLEST if template is None else template
        made = self.cloudformation.new_stack(name, status)
        made.template, made.body = template, json.dumps(template)
        made.parameters = effective(template, parameters or {})
        made.tags = dict(tags or {})
        for key, value in (more or {}).items():
            setattr(made, key, value)
        self._history(made, events)
        goal = Goal(template, made.body, made.parameters, made.tags)
        if status not in ("REVIEW_IN_PROGRESS", "ROLLBACK_COMPLETE", "DELETE_COMPLETE"):
            self.cloudformation.settle(made, goal)
        self._last_operation(made, status, reason, broken or {})
        return made

    def deployed(self, name: str, template: Json, **more: Any) -> Stack:
        """Put a stack there that was created well and long ago."""
        return self.stack(name, "CREATE_COMPLETE", template=template, **more)

    def aged(self, name: str, events: int) -> None:
        """Give a stack that is there an older history, each event of it a failure that must never be quoted."""
        stack = self.cloudformation.stack(name)
        since, stack.events = stack.events, []
        self._history(stack, events)
        stack.events += since

    def bring(
        self,
        name: str,
        status: str,
        *,
        reason: str | None = None,
        broken: Mapping[str, str] | None = None,
        kept: tuple[str, ...] = (),
        own: bool = False,
        more: Mapping[str, Any] | None = None,
    ) -> Stack:
        """Bring a stack that is there into any status, by an operation of somebody else's, or (own) by its last one.

        In ROLLBACK_COMPLETE and DELETE_COMPLETE nothing is left but `kept`, which is DELETE_SKIPPED. The rest as in
        `stack`.
        """
        self.timeline.advance()
        stack = self.cloudformation.stack(name)
        if status in ("ROLLBACK_COMPLETE", "DELETE_COMPLETE", "REVIEW_IN_PROGRESS"):
            for held in stack.live().values():
                self.cloudformation.remove(stack, held)
                held.status = "DELETE_SKIPPED" if held.logical in kept else "DELETE_COMPLETE"
        if not own:
            stack.change_set = "" if status.startswith("UPDATE") else stack.change_set
        for key, value in (more or {}).items():
            setattr(stack, key, value)
        self._last_operation(stack, status, reason, broken or {}, own=own)
        return stack

    def _history(self, made: Stack, events: int) -> None:
        old = self.cloudformation.operation("UPDATE_STACK", "an-old-token")
        for number in range(events):
            made.events.append(
                {
                    "StackId": made.id,
                    "StackName": made.name,
                    "EventId": f"Old-{number:05d}",
                    "LogicalResourceId": f"Old{number % 7}",
                    "PhysicalResourceId": "",
                    "ResourceType": "AWS::ECS::Service",
                    "Timestamp": self.timeline.utc(-86_400.0 + number),
                    "ResourceStatus": "UPDATE_FAILED",
                    "ResourceStatusReason": f"an old failure, number {number}",
                    "OperationId": old.id,
                    "ClientRequestToken": old.token,
                }
            )

    def _last_operation(
        self,
        made: Stack,
        status: str,
        reason: str | None,
        broken: Mapping[str, str],
        *,
        own: bool = False,
    ) -> None:
        verb = "UPDATE_STACK" if status.startswith("UPDATE") else "CREATE_STACK"
        operation = self.cloudformation.operation(verb, "somebody-elses-token", by="others")
        if own:
            operation = made.operations.pop()
        made.operations.append(operation)
        for logical, said in broken.items():
            kind = made.template["Resources"].get(logical, {}).get("Type", "AWS::ECS::Service")
            held = made.resources.setdefault(
                logical, Resource(logical, kind, f"{logical}-physical", "", {}, self.timeline.now)
            )
            how = status if status in ("CREATE_FAILED", "DELETE_FAILED") else "UPDATE_FAILED"
            held.status, held.reason = how, said
            self.cloudformation.record(made, operation, logical, kind, held.physical, how, said)
        made.status, made.reason = status, reason
        self.cloudformation.record(made, operation, made.name, ROOT, made.id, status, reason)
        if not made.busy:
            operation.ended, operation.status = self.timeline.now, status

    def foreign_change_set(self, name: str, change_set: str = "somebody-elses") -> str:
        """Let somebody else have a change set on a stack (a shell is made where there is none); its ARN."""
        stack = self.cloudformation.by_name(name)
        template = stack.template if stack and stack.template else SMALLEST
        body = json.dumps({**template, "Outputs": {"Foreign": {"Value": "1"}}})
        creates = stack is None or stack.status == "REVIEW_IN_PROGRESS"
        asked = {
            "StackName": name,
            "ChangeSetName": change_set,
            "ChangeSetType": "CREATE" if creates else "UPDATE",
            "TemplateBody": body,
            "Capabilities": ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"],
            "Parameters": [
                {"ParameterKey": k, "ParameterValue": v}
                for k, v in (stack.parameters if stack else {}).items()
            ],
        }
        return str(self.cloudformation.CreateChangeSet(asked)["Id"])
