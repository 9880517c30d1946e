"""The ECS agent of the instance that would fit does not answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import on_service, said

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# "(service web) was unable to place a task because no container instance met all of its requirements. The closest
#  matching container-instance ID encountered error "AGENT"."
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
_SAID = re.compile(r"container-instance [^ ]+ encountered error \"AGENT\"")


def _look(evidence: Evidence) -> Found | None:
    found = said(evidence, _SAID)
    if not found:
        return None
    return on_service(
        evidence,
        found,
        what="the ECS agent of the instance that would fit does not answer",
        fix="replace the instance: `aws ec2 terminate-instances --instance-ids ID` (its Auto Scaling group starts "
        "another); or restart the agent on it: `sudo systemctl restart ecs`",
    )


CAUSE = CauseKind(
    id="instance-agent",
    title="the ECS agent of an instance does not answer",
    depth=Depth.SERVICE,
    look=_look,
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html",
)
