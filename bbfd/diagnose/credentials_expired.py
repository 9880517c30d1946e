"""The credentials that CloudFormation acted with expired in the middle of the operation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import on_failure, refused

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# "The security token included in the request is expired": without a service role CloudFormation acts with the
#  caller's own
# session, for the whole operation; a resource that comes late fails with it:
# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html
_SAID = re.compile(r"security token included in the request is expired|ExpiredToken")


def _look(evidence: Evidence) -> Found | None:
    found = refused(evidence, _SAID)
    if not found:
        return None
    return on_failure(
        found,
        what=f"{found[0].logical_id}: the credentials that CloudFormation acted with have expired",
        fix="sign in again and deploy again; name a role for CloudFormation, `Access(service_role=...)`, "
        "which does "
        "not expire, or ask for a longer session",
    )


CAUSE = CauseKind(
    id="credentials-expired",
    title="the credentials of the deployment expired",
    depth=Depth.RESOURCE,
    look=_look,
    doc="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html",
)
