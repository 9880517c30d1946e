"""A role of the service or its tasks was changed, so that ECS can no longer use it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import on_service, said

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# "IAM permissions policies have been misconfigured or changed, and ECS can no longer maintain your service",
# "IAM trust relationship has been misconfigured or changed, and ECS can no longer maintain your service"
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
_SAID = re.compile(
    r"IAM (?P<what>permissions policies have|trust relationship has) been misconfigured or changed"
)


def _look(evidence: Evidence) -> Found | None:
    found = said(evidence, _SAID)
    if not found:
        return None
    return on_service(
        evidence,
        found,
        what=f"ECS can no longer use a role of the service: its {found[0].match['what'].rpartition(' ')[0]} "
        f"changed",
        fix="BBFD makes these roles with the stack: undo what was changed by hand; `aws cloudformation "
        "detect-stack-drift --stack-name STACK` finds it",
    )


CAUSE = CauseKind(
    id="role-changed",
    title="ECS can no longer use a role",
    depth=Depth.SERVICE,
    look=_look,
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html",
)
