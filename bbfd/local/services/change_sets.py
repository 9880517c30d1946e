"""CloudFormation: a stack that cannot be changed in its state refuses a change set; it tells which one was the last.

https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Stack.html: ChangeSetId.
"""

from __future__ import annotations

import re
from typing import Any
from xml.sax.saxutils import escape

from ministack.services import cloudformation
from ministack.services.cloudformation import changesets, handlers
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
    return answer


def _execute(params: dict[str, Any]) -> Response:
    _, found = changesets._find_change_set(_p(params, "ChangeSetName"), _p(params, "StackName"))
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
