"""The cluster has no EC2 instance to place a task on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import on_service, said

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# "(service web) was unable to place a task because no container instance met all of its requirements. Reason: No
#  Container Instances were found in your cluster."
# "(service web) was unable to reach steady state. Reason: No Container Instances were found in your capacity
#  provider."
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
_SAID = re.compile(
    r"No Container Instances were found in your (?P<where>cluster|capacity provider)"
)


def _look(evidence: Evidence) -> Found | None:
    found = said(evidence, _SAID)
    if not found:
        return None
    return on_service(
        evidence,
        found,
        what=f"there is no EC2 instance in the {found[0].match['where']} to place a task on",
        fix="let the environment have some: `Capacity(minimum=1, maximum=4)`, then `bbfd env deploy ENV`; look at "
        "what the Auto Scaling group says: `aws autoscaling describe-scaling-activities`; or `runs_on=Fargate()`",
        field="runs_on",
    )


CAUSE = CauseKind(
    id="no-instances",
    title="the cluster has no instance",
    depth=Depth.SERVICE,
    look=_look,
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html",
)
