"""CloudFormation waited for a resource to come to rest, in vain: says that, not why."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import on_failure, refused

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# HandlerErrorCode NotStabilized; "Exceeded attempts to wait"; "Resource timed out waiting for completion"
# https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/150
# https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html
_SAID = re.compile(
    r"Exceeded attempts to wait|Resource timed out waiting for completion|did not stabilize"
)
_CODES = ("NotStabilized",)


def _look(evidence: Evidence) -> Found | None:
    found = refused(evidence, _SAID, codes=_CODES)
    if not found:
        return None
    return on_failure(
        found,
        what=f"{found[0].logical_id} did not come to rest in time",
        fix="AWS does not say why: `bbfd diagnose SERVICE --env ENV` looks at the tasks while they are there (an "
        "hour), and the service's logs tell the rest",
    )


CAUSE = CauseKind(
    id="failed-to-stabilise",
    title="a resource did not come to rest in time",
    depth=Depth.SYMPTOM,
    look=_look,
    doc="https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html",
)
