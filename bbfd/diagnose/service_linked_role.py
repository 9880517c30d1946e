"""The service-linked role of ECS is not there, or too new."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import on_failure, refused

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# "Invalid request provided: CreateCluster Invalid Request: Unable to assume the service linked role. Please
#  verify that the
#  ECS service linked role exists." and "Unable to assume role and validate the specified targetGroupArn.
#  Please verify
#  that the ECS service role being passed has the proper permissions."
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using-service-linked-roles.html
_SAID = re.compile(
    r"Unable to assume the service linked role"
    r"|Unable to assume role and validate the (specified targetGroupArn|listeners)"
)


def _look(evidence: Evidence) -> Found | None:
    found = refused(evidence, _SAID)
    if not found:
        return None
    return on_failure(
        found,
        what=f"{found[0].logical_id}: ECS cannot act with its service-linked role",
        fix="make it once in the account, `aws iam create-service-linked-role --aws-service-name "
        "ecs.amazonaws.com`; "
        "it is ready after a minute: deploy again",
    )


CAUSE = CauseKind(
    id="service-linked-role",
    title="ECS cannot act with its service-linked role",
    depth=Depth.RESOURCE,
    look=_look,
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using-service-linked-roles.html",
)
