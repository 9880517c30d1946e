"""No instance has an attribute that a task, or a placement constraint, asks for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import on_service, said

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# "(service web) was unable to place a task because no container instance met all of its requirements. The closest
#  matching (container-instance ID) is missing an attribute required by your task."
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
_SAID = re.compile(
    r"is missing (?P<what>an attribute|attributes) required by your task"
    r"|MemberOf placement constraint unsatisfied"
)


def _look(evidence: Evidence) -> Found | None:
    found = said(evidence, _SAID)
    if not found:
        return None
    return on_service(
        evidence,
        found,
        what="no instance has an attribute that the task asks for",
        fix="look at `constraints=(MemberOf(...),)` and `network_mode` of `runs_on=EC2(...)`, and at the "
        "attributes: "
        "`aws ecs list-attributes --cluster CLUSTER --target-type container-instance`; with `Awsvpc()` an "
        "instance has to be in one of the service's subnets",
        path="PlacementConstraints",
        field="runs_on",
    )


CAUSE = CauseKind(
    id="instance-attributes",
    title="no instance is of the kind that a task needs",
    depth=Depth.SERVICE,
    look=_look,
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html",
)
