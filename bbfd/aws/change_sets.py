"""What CloudFormation says of a change set -> our record.

https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeChangeSet.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from bbfd.aws import sentences
from bbfd.aws.reasons import reason_of
from bbfd.deploy.records import Change, ChangeSet, PropertyChange, Readiness, Replacement

_REPLACEMENT = {
    "True": Replacement.ALWAYS,
    "Conditional": Replacement.MAYBE,
    "False": Replacement.NEVER,
}
_RECREATES = {
    "Always": Replacement.ALWAYS,
    "Conditionally": Replacement.MAYBE,
    "Never": Replacement.NEVER,
}
_PENDING = ("CREATE_PENDING", "CREATE_IN_PROGRESS")


def read(client: Any, name: str, stack: str) -> ChangeSet:
    """Read a change set whole, values before and after included."""
    found, reason = _pages(client, name, stack, IncludePropertyValues=True)
    if not sentences.says_incomplete(reason):
        return found
    plain, _ = _pages(client, name, stack)
    known = {change.logical_id for change in found.changes}
    missing = (change for change in plain.changes if change.logical_id not in known)
    return replace(found, changes=(*found.changes, *missing))


def _pages(client: Any, name: str, stack: str, **how: Any) -> tuple[ChangeSet, str]:
    ask = {"ChangeSetName": name, "StackName": stack, **how}
    if name.startswith("arn:"):
        del ask[
            "StackName"
        ]  # an ARN alone is enough, and a stack's ARN beside it is not always taken
    first = page = client.describe_change_set(**ask)
    raw = list(page.get("Changes", ()))
    while page.get("NextToken"):
        page = client.describe_change_set(**ask, NextToken=page["NextToken"])
        raw.extend(page.get("Changes", ()))
    return _change_set(first, raw), reason_of(first, "StatusReason")


def _change_set(raw: Mapping[str, Any], changes: Iterable[Mapping[str, Any]]) -> ChangeSet:
    reason = reason_of(raw, "StatusReason")
    return ChangeSet(
        id=raw["ChangeSetId"],
        stack_id=raw["StackId"],
        name=raw.get("ChangeSetName", ""),
        readiness=_readiness(raw["Status"], reason),
        reason=reason,
        execution=raw.get("ExecutionStatus", ""),
        changes=tuple(_change(c["ResourceChange"]) for c in changes if "ResourceChange" in c),
        parameters={
            p["ParameterKey"]: p.get("ParameterValue", "") for p in raw.get("Parameters", ())
        },
        created=raw.get("CreationTime"),
    )


def _readiness(status: str, reason: str) -> Readiness:
    """Tell how far it is. An executable one may have no changes: outputs alone are none."""
    if status in _PENDING:
        return Readiness.PENDING
    if status == "CREATE_COMPLETE":
        return Readiness.READY
    return Readiness.EMPTY if sentences.says_empty(reason) else Readiness.FAILED


def _change(raw: Mapping[str, Any]) -> Change:
    return Change(
        action=raw.get("Action", "").lower(),
        logical_id=raw.get("LogicalResourceId", ""),
        type=raw.get("ResourceType", ""),
        physical_id=raw.get("PhysicalResourceId", ""),
        replacement=_replacement(raw),
        properties=_once(_property(detail) for detail in raw.get("Details", ())),
    )


def _replacement(raw: Mapping[str, Any]) -> Replacement:
    if raw.get("PolicyAction", "").startswith("Replace"):
        return Replacement.ALWAYS
    return _REPLACEMENT.get(raw.get("Replacement", "False"), Replacement.MAYBE)


def _property(detail: Mapping[str, Any]) -> PropertyChange:
    target = detail.get("Target", {})
    name = target.get("Name") or target.get("Attribute", "")
    return PropertyChange(
        path=(target.get("Path") or name).removeprefix("/Properties/").strip("/"),
        before=target.get("BeforeValue"),
        after=target.get("AfterValue"),
        recreates=_RECREATES.get(target.get("RequiresRecreation", "Never"), Replacement.MAYBE),
        cause=detail.get("CausingEntity", ""),
    )


def _once(properties: Iterable[PropertyChange]) -> tuple[PropertyChange, ...]:
    """Say each property once: a dynamic and a static evaluation of the same one come as two details."""
    best: dict[str, PropertyChange] = {}
    for one in properties:
        had = best.get(one.path)
        if had is None or (not had.cause and one.cause):
            best[one.path] = replace(
                one, before=_either(had, one, "before"), after=_either(had, one, "after")
            )
    return tuple(best.values())


def _either(had: PropertyChange | None, one: PropertyChange, name: str) -> str | None:
    value: str | None = getattr(one, name)
    return value if value is not None or had is None else getattr(had, name)
