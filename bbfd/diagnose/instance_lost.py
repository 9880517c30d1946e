"""The instance that a task ran on ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import count, service_id, stopped

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# "Host EC2 (instance i-...) terminated.", stopCode TerminationNotice
# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html
_CODE = "TerminationNotice"


def _look(evidence: Evidence) -> Found | None:
    found = stopped(evidence, _CODE)
    if not found:
        return None
    return Found(
        what=f"the instance that a task ran on ended{count(len(found))}",
        evidence=tuple(dict.fromkeys(task.reason or task.code for _, task in found)),
        fix="deploy again; if instances end often, look at the Auto Scaling group's activities (`aws autoscaling "
        "describe-scaling-activities`), and at the environment's `Capacity`",
        resource=service_id(evidence, found[0][0]),
    )


CAUSE = CauseKind(
    id="instance-lost",
    title="the instance of a task is gone",
    depth=Depth.EXIT,
    look=_look,
    doc="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html",
)
