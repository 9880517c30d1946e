"""What a rollback could not undo: it stays among the resources of its stack, with its status and AWS's reason.

ministack keeps it apart, for ContinueUpdateRollback alone: without this nothing tells which resources failed, and what
could not be deleted is no part of the stack any more, so that no later deletion takes it along.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from xml.sax.saxutils import escape

from ministack.services import cloudformation
from ministack.services.cloudformation import handlers, stacks

Response = tuple[int, dict[str, str], bytes]
_ROW = re.compile(
    rb"<LogicalResourceId>([^<]*)</LogicalResourceId>(?:(?!<LogicalResourceId>).)*?</ResourceStatus>",
    re.DOTALL,
)
_list = handlers._ACTION_HANDLERS["ListStackResources"]


def kept(act: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """The same act of the emulator (a rollback, or its continuation), and what failed in it is kept."""

    async def acted(stack_name: str, stack_id: str, *rest: Any, **more: Any) -> None:
        before = _failed(stack_name)
        await act(stack_name, stack_id, *rest, **more)
        after = _failed(stack_name)
        _settle(_resources(stack_name), before.keys() - after.keys())
        for logical_id, record in after.items():
            _keep(stack_name, stack_id, logical_id, record)

    return acted


def list_resources(params: dict[str, Any]) -> Response:
    """ListStackResources, with the reasons: API_StackResourceSummary."""
    status, headers, body = _list(params)
    stack = cloudformation._stacks.get(_name(params)) or {}
    resources: Mapping[str, Any] = stack.get("_resources", {})

    def with_reason(row: re.Match[bytes]) -> bytes:
        record = resources.get(row[1].decode(), {})
        reason = escape(str(record.get("ResourceStatusReason") or ""))
        told = f"<ResourceStatusReason>{reason}</ResourceStatusReason>" if reason else ""
        return row[0] + told.encode()

    return status, headers, _ROW.sub(with_reason, body)


def _name(params: dict[str, Any]) -> str:
    given = str(handlers._p(params, "StackName"))
    return given.split("/")[1] if given.startswith("arn:") else given


def _failed(stack_name: str) -> dict[str, Any]:
    stack = cloudformation._stacks.get(stack_name) or {}
    return dict(stack.get("_rollback_failed") or {})


def _resources(stack_name: str) -> dict[str, Any]:
    stack = cloudformation._stacks.get(stack_name) or {}
    found: dict[str, Any] = stack.get("_resources", {})
    return found


def _settle(resources: dict[str, Any], recovered: set[str]) -> None:
    """What failed before and did not fail again: it is back, it was skipped, or it is deleted now."""
    for logical_id in recovered & resources.keys():
        record = resources[logical_id]
        record.pop("ResourceStatusReason", None)
        if record["ResourceStatus"] == "DELETE_FAILED":
            del resources[logical_id]
        else:
            record["ResourceStatus"] = "UPDATE_COMPLETE"


def _keep(stack_name: str, stack_id: str, logical_id: str, failed: dict[str, Any]) -> None:
    reverts = "RevertTo" in failed
    left = {name: failed[name] for name in failed if name not in ("RevertFrom", "RevertTo")}
    # Of one that was replaced, the old one is in the stack again: it did not fail.
    record = _resources(stack_name).setdefault(logical_id, left)
    if reverts or record is left or record.get("ResourceStatus") == "DELETE_FAILED":
        record["ResourceStatus"] = "UPDATE_FAILED" if reverts else "DELETE_FAILED"
        record["ResourceStatusReason"] = _reason(stack_id, logical_id)
        record["Timestamp"] = stacks.now_iso()


def _reason(stack_id: str, logical_id: str) -> str:
    events = cloudformation._stack_events.get(stack_id, [])
    reasons = (
        str(event["ResourceStatusReason"])
        for event in reversed(events)
        if event["LogicalResourceId"] == logical_id and event["ResourceStatus"].endswith("_FAILED")
    )
    return next(reasons, "")


ACTIONS = {"ListStackResources": list_resources}
