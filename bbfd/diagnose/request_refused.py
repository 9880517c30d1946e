"""A service of AWS refused a value of the template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import on_failure, refused

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# HandlerErrorCode InvalidRequest: the service said no to what the template says
# https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html
_CODES = ("InvalidRequest",)


def _look(evidence: Evidence) -> Found | None:
    found = refused(evidence, codes=_CODES)
    if not found:
        return None
    return on_failure(
        found,
        what=f"{found[0].logical_id}: {found[0].type} refuses a value",
        fix="AWS names the value below; `bbfd preview SERVICE --env ENV` shows the template, `bbfd check SERVICE "
        "--env ENV` looks for mistakes; please tell BBFD's makers which: it may become a rule",
    )


CAUSE = CauseKind(
    id="request-refused",
    title="a service of AWS refused a value",
    depth=Depth.SYMPTOM,
    look=_look,
    doc="https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html",
)
