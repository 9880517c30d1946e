"""Why a change set was refused before anything happened: early validation, and hooks.

https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeEvents.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetHookResult.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, TypeVar

from bbfd.aws.reasons import cut, reason_of
from bbfd.aws.trouble import asking, if_there
from bbfd.diagnose import Validation
from bbfd.errors import AwsError, Trouble

Answer = TypeVar("Answer")

_WARNS = "WARN"
_FAILED_HOOK = ("HOOK_COMPLETE_FAILED", "HOOK_FAILED")
_MOST_HOOKS = 10  # each is a call of its own
# An endpoint that is older than the call.
_UNHEARD_OF = frozenset({"InvalidAction", "UnknownOperation", "UnknownOperationException"})
_PATH = re.compile(r"/?Resources/(?P<logical_id>[^/]+)(/Properties)?(?P<path>/.*)?")


def read(client: Any, change_set: str) -> tuple[Validation, ...]:
    """Read what was found. Of a hook the results tell more than the events, where they may be read.

    Raises AwsError where nothing was found, and not all might be read.
    """
    denied: list[AwsError] = []
    found = _permitted(lambda: tuple(_events(client, change_set)), denied) or ()
    checks = tuple(one for one in found if not one.hook)
    if checks and len(checks) == len(found):
        return checks
    hooks = _permitted(lambda: tuple(_hooks(client, change_set)), denied)
    told = (*checks, *(hooks or (one for one in found if one.hook)))
    if denied and not told:
        raise denied[0]
    return told


def _permitted(ask: Callable[[], Answer], denied: list[AwsError]) -> Answer | None:
    """Ask, and do without where it may not be asked: each of these calls has a permission of its own."""
    try:
        return ask()
    except AwsError as error:
        if error.trouble is not Trouble.DENIED and error.code not in _UNHEARD_OF:
            raise
        if error.trouble is Trouble.DENIED:
            denied.append(error)
        return None


def _events(client: Any, change_set: str) -> Iterator[Validation]:
    with asking("read the events of the change set"):
        pages = client.get_paginator("describe_events").paginate(
            ChangeSetName=change_set, Filters={"FailedEvents": True}
        )
        events = [raw for page in pages for raw in page.get("OperationEvents", ())]
    for raw in events:
        if raw.get("EventType") == "VALIDATION_ERROR" and raw.get("ValidationStatus") != "SKIPPED":
            yield _check(raw)
        elif raw.get("EventType") == "HOOK_INVOCATION_ERROR":
            yield _hook_event(raw)


def _check(raw: Mapping[str, Any]) -> Validation:
    logical_id, path = _place(raw.get("ValidationPath", ""))
    return Validation(
        logical_id=raw.get("LogicalResourceId") or logical_id,
        name=raw.get("ValidationName", ""),
        reason=reason_of(raw, "ValidationStatusReason"),
        path=path,
        fails=raw.get("ValidationFailureMode") != _WARNS,
    )


def _place(path: str) -> tuple[str, str]:
    """Take `/Resources/Bucket/Properties/BucketName` apart: the logical id, and the path in its properties."""
    found = _PATH.fullmatch(path)
    if found is None:
        return "", path.strip("/")
    return found["logical_id"], (found["path"] or "").strip("/")


def _hook_event(raw: Mapping[str, Any]) -> Validation:
    return Validation(
        logical_id=raw.get("LogicalResourceId", ""),
        name=raw.get("HookType", ""),
        reason=reason_of(raw, "HookStatusReason"),
        hook=True,
        fails=raw.get("HookFailureMode") != _WARNS,
    )


def _hooks(client: Any, change_set: str) -> Iterator[Validation]:
    failed = [raw for raw in _results(client, change_set) if raw.get("Status") in _FAILED_HOOK]
    for raw in failed[:_MOST_HOOKS]:
        whole = _permitted(partial(_result, client, raw["HookResultId"]), [])
        yield from _hook({**raw, **(whole or {})})


def _results(client: Any, change_set: str) -> Iterator[Mapping[str, Any]]:
    ask = {"TargetType": "CHANGE_SET", "TargetId": change_set}
    with asking("list the hooks of the change set"):
        page = client.list_hook_results(**ask)
        yield from page.get("HookResults", ())
        while page.get("NextToken"):
            page = client.list_hook_results(**ask, NextToken=page["NextToken"])
            yield from page.get("HookResults", ())


def _result(client: Any, result: str) -> Mapping[str, Any]:
    answer: Mapping[str, Any] | None = if_there(
        "read the result of a hook", lambda: client.get_hook_result(HookResultId=result)
    )
    return answer or {}


def _hook(raw: Mapping[str, Any]) -> Iterator[Validation]:
    """Say each control that failed; a hook that names none has its one reason."""
    notes = [note for note in raw.get("Annotations", ()) if note.get("Status") == "FAILED"]
    for reason in [_note(note) for note in notes] or [reason_of(raw, "HookStatusReason")]:
        yield Validation(
            logical_id=raw.get("Target", {}).get("TargetId", ""),
            name=raw.get("TypeName", ""),
            reason=reason,
            hook=True,
            fails=raw.get("FailureMode") != _WARNS,
        )


def _note(raw: Mapping[str, Any]) -> str:
    name, said = raw.get("AnnotationName", ""), raw.get("StatusMessage", "")
    words = (f"{name}: {said}" if name and said else name or said, raw.get("RemediationMessage"))
    return cut(" ".join(filter(None, (*words, raw.get("RemediationLink")))))
