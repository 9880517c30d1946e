"""Fargate has no capacity for a task of this size, here and now."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import on_service, said, times

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# "(service web) was unable to place a task. Reason: Capacity is unavailable at this time. Please try again
#  later or in
#  a different availability zone."
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
_SAID = re.compile(r"Capacity is unavailable at this time")


def _look(evidence: Evidence) -> Found | None:
    found = said(evidence, _SAID)
    if not found:
        return None
    return on_service(
        evidence,
        found,
        what=f"Fargate has no capacity for a task of this size now{times(found)}",
        fix="deploy again in a while; name subnets in more zones in the environment's `network`; or ask for "
        "another "
        "size or for on demand: `runs_on=Fargate(cpu=..., memory=..., spot=False)`",
        path="CapacityProviderStrategy",
        field="runs_on",
    )


CAUSE = CauseKind(
    id="fargate-capacity",
    title="Fargate has no capacity for a task",
    depth=Depth.SERVICE,
    look=_look,
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html",
)
