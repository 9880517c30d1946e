"""A resource cannot change or go while another uses it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import on_failure, refused

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# HandlerErrorCode ResourceConflict, and "Target group 'arn:...' is currently in use by a listener or a rule"
#  (ResourceInUse)
# https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html
_SAID = re.compile(r"is currently in use by a listener or a rule")
_CODES = ("ResourceConflict",)


def _look(evidence: Evidence) -> Found | None:
    found = refused(evidence, _SAID, codes=_CODES)
    if not found:
        return None
    return on_failure(
        found,
        what=f"{found[0].logical_id} is in use by something outside this change",
        fix="find who uses it (for a target group: `aws elbv2 describe-target-groups --target-group-arns "
        "ARN` names "
        "its load balancers), let go of it there, and deploy again",
    )


CAUSE = CauseKind(
    id="resource-in-use",
    title="a resource is in use by another",
    depth=Depth.RESOURCE,
    look=_look,
    doc="https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html",
)
