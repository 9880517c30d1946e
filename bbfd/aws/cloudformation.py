"""CloudFormation: stacks, their events and resources, their change sets.

https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from bbfd.aws import change_sets, sentences, validations
from bbfd.aws.reasons import reason_of
from bbfd.aws.trouble import asking, if_there
from bbfd.deploy.records import ChangeSet, Event, Readiness, Resource, StackState
from bbfd.deploy.submission import Submission
from bbfd.diagnose import Validation

_STACK = "AWS::CloudFormation::Stack"
_PLANS = "CREATE_CHANGESET"


class CloudFormation:
    """The calls about stacks. role: what CloudFormation acts with, `RoleARN`; None for the caller's session."""

    def __init__(self, client: Any, *, role: str | None = None) -> None:
        self._client = client
        self._role = role

    def describe(self, name: str) -> StackState | None:
        """Describe a stack by name or ARN; None when AWS says that there is none."""
        answer = if_there(
            f"describe the stack {_short(name)}",
            lambda: self._client.describe_stacks(StackName=name),
        )
        return _state(answer["Stacks"][0]) if answer else None

    def every(self) -> tuple[StackState, ...]:
        """Every stack of the account and region; AWS leaves out those that are deleted."""
        with asking("list the stacks"):
            pages = self._client.get_paginator("describe_stacks").paginate()
            found = tuple(_state(raw) for page in pages for raw in page["Stacks"])
        return tuple(state for state in found if state.status != "DELETE_COMPLETE")

    def events(self, stack_id: str, *, after: str, since: datetime | None) -> tuple[Event, ...]:
        """Give the events later than `after` and not older than `since`, in the order of time."""
        with asking(f"read the events of the stack {_short(stack_id)}"):
            new = {raw["EventId"]: raw for raw in self._newest(stack_id, after, since)}
        return tuple(_event(raw) for raw in reversed(new.values()))

    def resources(self, stack_id: str) -> tuple[Resource, ...]:
        """Every resource of a stack."""
        with asking(f"list the resources of the stack {_short(stack_id)}"):
            pages = self._client.get_paginator("list_stack_resources").paginate(StackName=stack_id)
            return tuple(_resource(raw) for page in pages for raw in page["StackResourceSummaries"])

    def template(self, stack_id: str) -> Mapping[str, Any]:
        """Give a stack's template, where it is JSON as ours are; else nothing."""
        with asking(f"read the template of the stack {_short(stack_id)}"):
            body = self._client.get_template(StackName=stack_id)["TemplateBody"]
        return body if isinstance(body, Mapping) else {}

    def create_change_set(self, submission: Submission) -> ChangeSet:
        """Ask for a change set."""
        with asking(f"make a change set for the stack {submission.stack}"):
            answer = self._client.create_change_set(**_request(submission, self._role))
        return ChangeSet(
            id=answer["Id"],
            stack_id=answer["StackId"],
            name=submission.name,
            readiness=Readiness.PENDING,
        )

    def change_set(self, name: str, stack: str) -> ChangeSet:
        """Describe a change set, with all its changes once it is ready."""
        with asking(f"describe the change set {_short(name)}"):
            return change_sets.read(self._client, name, stack)

    def change_sets(self, stack_id: str) -> tuple[str, ...]:
        """List the ARNs of the change sets that wait on a stack: none that was executed, or overtaken."""
        with asking(f"list the change sets of the stack {_short(stack_id)}"):
            pages = self._client.get_paginator("list_change_sets").paginate(StackName=stack_id)
            found = [raw for page in pages for raw in page["Summaries"]]
        over = ("OBSOLETE", "EXECUTE_")
        return tuple(
            raw["ChangeSetId"]
            for raw in found
            if not raw.get("ExecutionStatus", "").startswith(over)
        )

    def delete_change_set(self, name: str, stack: str) -> None:
        """Delete a change set."""
        with asking(f"delete the change set {_short(name)}"):
            self._client.delete_change_set(ChangeSetName=name, StackName=stack)

    def execute(self, change_set: ChangeSet, *, token: str, keep_only_created: bool) -> None:
        """Execute a change set. A parameter that is at its default is not sent: not every region knows all."""
        more = {"RetainExceptOnCreate": True} if keep_only_created else {}
        with asking(f"execute the change set {_short(change_set.id)}"):
            self._client.execute_change_set(
                ChangeSetName=change_set.id,
                StackName=change_set.stack_id,
                ClientRequestToken=token,
                **more,
            )

    def delete(self, stack_id: str, *, token: str) -> None:
        """Begin to delete a stack, by its ARN."""
        with asking(f"delete the stack {_short(stack_id)}"):
            self._client.delete_stack(
                StackName=stack_id, ClientRequestToken=token, **self._as_role()
            )

    def cancel(self, stack_id: str, *, token: str) -> None:
        """Cancel an update that is in progress; AWS rolls it back with the role that the update has."""
        with asking(f"cancel the update of the stack {_short(stack_id)}"):
            self._client.cancel_update_stack(StackName=stack_id, ClientRequestToken=token)

    def roll_back(self, stack_id: str, *, token: str) -> None:
        """Go back to the last state that held; what the failed operation made is deleted, and never retained."""
        with asking(f"roll back the stack {_short(stack_id)}"):
            self._client.rollback_stack(
                StackName=stack_id,
                ClientRequestToken=token,
                RetainExceptOnCreate=True,
                **self._as_role(),
            )

    def continue_rollback(self, stack_id: str, *, skip: tuple[str, ...], token: str) -> None:
        """Go on with a rollback that failed; the resources to skip are those that are named, and no others."""
        more = {"ResourcesToSkip": list(skip)} if skip else {}
        with asking(f"continue the rollback of the stack {_short(stack_id)}"):
            self._client.continue_update_rollback(
                StackName=stack_id, ClientRequestToken=token, **self._as_role(), **more
            )

    def validations(self, change_set: ChangeSet) -> tuple[Validation, ...]:
        """What early validation and hooks found in a change set that failed."""
        return validations.read(self._client, change_set.id)

    def importers(self, export: str) -> tuple[str, ...]:
        """Name the stacks that import an export. AWS refuses to list none."""
        pages = self._client.get_paginator("list_imports").paginate(ExportName=export)
        found = if_there(f"list who imports {export}", lambda: list(pages))
        return tuple(name for page in found or () for name in page.get("Imports", ()))

    def protect(self, stack_id: str) -> None:
        """Turn termination protection on."""
        with asking(f"protect the stack {_short(stack_id)} from being deleted"):
            self._guard(stack_id, on=True)

    def unguard(self, stack_id: str) -> None:
        """Turn termination protection off."""
        with asking(f"turn the termination protection of the stack {_short(stack_id)} off"):
            self._guard(stack_id, on=False)

    def _as_role(self) -> dict[str, Any]:
        return {"RoleARN": self._role} if self._role else {}

    def _guard(self, stack_id: str, *, on: bool) -> None:
        self._client.update_termination_protection(
            StackName=stack_id, EnableTerminationProtection=on
        )

    def _newest(self, stack_id: str, after: str, since: datetime | None) -> Iterator[Any]:
        """Read newest first, and no further than asked: a stack may have thousands of old events."""
        pages = self._client.get_paginator("describe_stack_events").paginate(StackName=stack_id)
        for page in pages:
            for raw in page["StackEvents"]:
                if raw["EventId"] == after or (since is not None and raw["Timestamp"] < since):
                    return
                yield raw


def _request(submission: Submission, role: str | None) -> dict[str, Any]:
    request: dict[str, Any] = {
        "StackName": submission.stack,
        "ChangeSetName": submission.name,
        "ChangeSetType": "CREATE" if submission.creates else "UPDATE",
        "ClientToken": submission.token,
        "Parameters": [
            {"ParameterKey": key, "ParameterValue": value}
            for key, value in submission.values.items()
        ],
        "Tags": [{"Key": key, "Value": value} for key, value in submission.tags.items()],
    }
    if submission.capabilities:
        request["Capabilities"] = list(submission.capabilities)
    if role:
        request["RoleARN"] = role
    if submission.takes_over:
        request["ImportExistingResources"] = True
    if submission.url:
        return request | {"TemplateURL": submission.url}
    return request | {"TemplateBody": submission.body}


def _state(raw: Mapping[str, Any]) -> StackState:
    return StackState(
        id=raw["StackId"],
        name=raw["StackName"],
        status=raw["StackStatus"],
        reason=reason_of(raw, "StackStatusReason"),
        parameters={
            p["ParameterKey"]: p.get("ParameterValue", "") for p in raw.get("Parameters", ())
        },
        outputs={o["OutputKey"]: o.get("OutputValue", "") for o in raw.get("Outputs", ())},
        tags={t["Key"]: t["Value"] for t in raw.get("Tags", ())},
        change_set=raw.get("ChangeSetId", ""),
        parent=raw.get("ParentId", ""),
        role=raw.get("RoleARN", ""),
        termination_protection=raw.get("EnableTerminationProtection", False),
        express=raw.get("DeploymentConfig", {}).get("Mode") == "EXPRESS",
        operations=tuple(_operations(raw.get("LastOperations", ()))),
        created=raw.get("CreationTime"),
        updated=raw.get("LastUpdatedTime"),
    )


def _operations(raw: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Those that change the stack: who makes a change set changes nothing."""
    for one in raw:
        if one.get("OperationType") != _PLANS and one.get("OperationId"):
            yield one["OperationId"]


def _event(raw: Mapping[str, Any]) -> Event:
    whole = raw.get("ResourceStatusReason") or ""
    reason, code = sentences.unwrapped(whole)
    return Event(
        id=raw["EventId"],
        logical_id=raw.get("LogicalResourceId", ""),
        physical_id=raw.get("PhysicalResourceId", ""),
        type=raw.get("ResourceType", ""),
        status=raw.get("ResourceStatus", ""),
        at=raw["Timestamp"],
        reason=reason,
        code=code,
        echo=sentences.says_echo(whole),
        token=raw.get("ClientRequestToken", ""),
        operation=raw.get("OperationId", ""),
        # A nested stack is a resource of its parent under its own ARN.
        of_stack=raw.get("ResourceType") == _STACK
        and raw.get("PhysicalResourceId") == raw.get("StackId"),
    )


def _resource(raw: Mapping[str, Any]) -> Resource:
    return Resource(
        logical_id=raw["LogicalResourceId"],
        type=raw["ResourceType"],
        status=raw["ResourceStatus"],
        physical_id=raw.get("PhysicalResourceId", ""),
        reason=sentences.unwrapped(raw.get("ResourceStatusReason") or "")[0],
    )


def _short(name: str) -> str:
    """Name a stack or change set as a person does: its ARN ends in a random number."""
    return name.split("/")[1] if name.startswith("arn:") else name
