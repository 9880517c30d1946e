"""CloudFormation: a stack that cannot be changed in its state refuses a change set; it tells which one was the last.

A change set of other outputs alone lists no change, and can be executed: ministack calls it one without changes.
https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Stack.html: ChangeSetId.
"""

from __future__ import annotations

import re
from typing import Any
from xml.sax.saxutils import escape

from ministack.services import cloudformation
from ministack.services.cloudformation import changesets, handlers, stacks
from ministack.services.cloudformation.engine import _evaluate_conditions
from ministack.services.cloudformation.helpers import _error, _p

Response = tuple[int, dict[str, str], bytes]

# The states from which AWS lets an update start; a failed one only stays where rollback is off.
_CHANGEABLE = frozenset(
    {
        "CREATE_COMPLETE",
        "CREATE_FAILED",
        "IMPORT_COMPLETE",
        "IMPORT_ROLLBACK_COMPLETE",
        "UPDATE_COMPLETE",
        "UPDATE_FAILED",
        "UPDATE_ROLLBACK_COMPLETE",
    }
)
_LAST = "BbfdChangeSet"
_STACK_ID = re.compile(rb"<StackId>[^<]*/([^</]+)/[^<]*</StackId>")
_describe_stacks = handlers._ACTION_HANDLERS["DescribeStacks"]
_update_stack = handlers._ACTION_HANDLERS["UpdateStack"]
_ABSENT = frozenset({"", "DELETE_COMPLETE", "REVIEW_IN_PROGRESS"})


def _create(params: dict[str, Any]) -> Response:
    kind = _p(params, "ChangeSetType", "UPDATE")
    answer: Response = _refused(_p(params, "StackName"), kind) or changesets._create_change_set(
        params
    )
    made = _found(params) if answer[0] < 400 else None
    if made and _is_empty(made) and _tells_otherwise(made, _stack(made["StackName"])):
        made.update(Status="CREATE_COMPLETE", ExecutionStatus="AVAILABLE", StatusReason="")
    return answer


def _is_empty(change_set: dict[str, Any]) -> bool:
    """Whether ministack found no change of a resource in it."""
    updates = change_set["ChangeSetType"] == "UPDATE" and not change_set["Changes"]
    return updates and change_set["Status"] == "FAILED"


def _tells_otherwise(change_set: dict[str, Any], stack: dict[str, Any]) -> bool:
    """Whether other outputs are written, or what is written comes to other values."""
    return bool(
        _written(change_set) != _written(stack) or _told(change_set, stack) != stack["Outputs"]
    )


def _written(known: dict[str, Any]) -> dict[str, Any]:
    """The outputs of a template whose conditions hold."""
    conditions = _evaluate_conditions(known["_template"], known["_resolved_params"])
    outputs = known["_template"].get("Outputs", {})
    return {name: o for name, o in outputs.items() if conditions.get(o.get("Condition"), True)}


def _told(change_set: dict[str, Any], stack: dict[str, Any]) -> list[dict[str, str]]:
    """What the outputs would come to: no resource changes, so all that they speak of is there."""
    template, values = change_set["_template"], change_set["_resolved_params"]
    told: list[dict[str, str]]
    told, _ = stacks._resolve_stack_outputs(
        _written(change_set),
        _evaluate_conditions(template, values),
        stack["_resources"],
        values,
        template.get("Mappings", {}),
        stack["StackName"],
        stack["StackId"],
    )
    return told


def _execute(params: dict[str, Any]) -> Response:
    found = _found(params)
    refused = _refused(found["StackName"], found.get("ChangeSetType", "UPDATE")) if found else None
    answer: Response = refused or changesets._execute_change_set(params)
    if found and answer[0] < 400:
        _stack(found["StackName"])[_LAST] = found["ChangeSetId"]
    return answer


def _update(params: dict[str, Any]) -> Response:
    """UpdateStack: no change set was the last one."""
    answer: Response = _update_stack(params)
    if answer[0] < 400:
        _stack(_p(params, "StackName")).pop(_LAST, None)
    return answer


def _describe(params: dict[str, Any]) -> Response:
    """DescribeStacks, with the change set that was executed last."""
    status, headers, body = _describe_stacks(params)

    def with_last(found: re.Match[bytes]) -> bytes:
        last = str(_stack(found[1].decode()).get(_LAST, ""))
        told = f"<ChangeSetId>{escape(last)}</ChangeSetId>" if last else ""
        return found[0] + told.encode()

    return status, headers, _STACK_ID.sub(with_last, body)


def _refused(stack: str, kind: str) -> Response | None:
    found = _stack(stack)
    status = str(found.get("StackStatus", ""))
    if kind == "UPDATE" and status not in _CHANGEABLE and status not in ("", "DELETE_COMPLETE"):
        what = f"Stack:{found['StackId']} is in {status} state and can not be updated."
        unchangeable: Response = _error("ValidationError", what)
        return unchangeable
    if kind == "CREATE" and status not in _ABSENT:
        exists: Response = _error(
            "AlreadyExistsException", f"Stack [{found['StackName']}] already exists"
        )
        return exists
    return None


def _found(params: dict[str, Any]) -> dict[str, Any] | None:
    """The change set that a call is about."""
    name, stack = _p(params, "ChangeSetName"), _p(params, "StackName")
    _, found = changesets._find_change_set(name, stack)
    told: dict[str, Any] | None = found
    return told


def _stack(reference: str) -> dict[str, Any]:
    """A stack by its name or its ARN."""
    name = reference.split("/")[1] if reference.startswith("arn:") else reference
    found: dict[str, Any] = cloudformation._stacks.get(name) or {}
    return found


ACTIONS = {
    "CreateChangeSet": _create,
    "DescribeStacks": _describe,
    "ExecuteChangeSet": _execute,
    "UpdateStack": _update,
}
