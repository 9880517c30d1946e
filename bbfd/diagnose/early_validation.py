"""CloudFormation's own validation refused the change set before anything was executed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# An operation event of the type VALIDATION_ERROR: ValidationName, ValidationStatusReason, ValidationPath,
# ValidationFailureMode FAIL.
#  https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_OperationEvent.html
_OTHERS = "NAME_CONFLICT_VALIDATION"  # that is a name that is taken


def _look(evidence: Evidence) -> Found | None:
    found = [v for v in evidence.validations if v.fails and not v.hook and v.name != _OTHERS]
    if not found:
        return None
    one = found[0]
    return Found(
        what=f"{one.logical_id}: CloudFormation refuses {one.path or 'it'} before anything is changed ({one.name})",
        evidence=tuple(dict.fromkeys(v.reason for v in found))[:6],
        fix="mend the property that AWS names; `bbfd preview SERVICE --env ENV` shows the template, "
        "`bbfd check SERVICE --env ENV` looks for such mistakes without a change set",
        resource=one.logical_id,
        path=one.path,
    )


CAUSE = CauseKind(
    id="early-validation",
    title="CloudFormation refused the change before it began",
    depth=Depth.RESOURCE,
    look=_look,
    doc="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/validate-stack-deployments.html",
)
