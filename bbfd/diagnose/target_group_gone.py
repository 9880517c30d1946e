"""The target group of the service is not there any more."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import on_service, said

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# "(service web) (taskSet ID) (task ID) is not healthy in (target-group ARN) due to TARGET GROUP IS NOT FOUND."
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
_SAID = re.compile(r"due to \(?(reason )?TARGET GROUP IS NOT FOUND")


def _look(evidence: Evidence) -> Found | None:
    found = said(evidence, _SAID)
    if not found:
        return None
    return on_service(
        evidence,
        found,
        what="the service's target group was deleted",
        fix="somebody deleted it by hand: take the service away and deploy it again, `bbfd delete SERVICE "
        "--env ENV`,"
        " `bbfd deploy SERVICE --env ENV`",
        path="LoadBalancers",
    )


CAUSE = CauseKind(
    id="target-group-gone",
    title="the target group is gone",
    depth=Depth.SERVICE,
    look=_look,
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html",
)
