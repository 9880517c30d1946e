"""A task's network interface did not come in time."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import on_service, said, times

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# "stoppedReason": "Timeout waiting for network interface provisioning to complete.", stopCode TaskFailedToStart
#  https://repost.aws/knowledge-center/ecs-fargate-task-provisioning-errors
# "network interface provision complete timeout expired" (same page)
_SAID = re.compile(
    r"^Timeout waiting for network interface provisioning|network interface provision complete timeout expired"
)


def _look(evidence: Evidence) -> Found | None:
    found = said(evidence, _SAID)
    if not found:
        return None
    return on_service(
        evidence,
        found,
        what=f"a task's network interface did not come in time{times(found)}",
        fix="deploy again: ECS tries by itself and this passes as a rule. If it stays, look at the "
        "account's limit of "
        "network interfaces (`aws service-quotas get-service-quota --service-code vpc --quota-code L-DF5E4CA3`) "
        "and at https://health.aws.amazon.com",
        path="NetworkConfiguration",
    )


CAUSE = CauseKind(
    id="network-interface-timeout",
    title="a task's network interface did not come in time",
    depth=Depth.TASK,
    look=_look,
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html",
)
