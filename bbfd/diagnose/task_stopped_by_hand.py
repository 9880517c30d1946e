"""Somebody stopped a task by hand, while it was rolled out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import count, service_id, stopped

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# the reason is the caller's own; ECS says "Task stopped by user" without one; stopCode UserInitiated
# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html
_CODE = "UserInitiated"


def _look(evidence: Evidence) -> Found | None:
    found = stopped(evidence, _CODE)
    if not found:
        return None
    return Found(
        what=f"somebody stopped a task by hand{count(len(found))}",
        evidence=tuple(dict.fromkeys(task.reason or task.code for _, task in found)),
        fix="if it was not meant, deploy again; `aws cloudtrail lookup-events --lookup-attributes "
        "AttributeKey=EventName,AttributeValue=StopTask` tells who it was",
        resource=service_id(evidence, found[0][0]),
    )


CAUSE = CauseKind(
    id="task-stopped-by-hand",
    title="somebody stopped a task",
    depth=Depth.EXIT,
    look=_look,
    doc="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html",
)
