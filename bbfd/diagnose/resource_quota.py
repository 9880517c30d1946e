"""A quota of the account for a kind of resource is reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import on_failure, refused

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# HandlerErrorCode ServiceLimitExceeded: "The maximum number of rules per security group has been reached."
# https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html
_CODES = ("ServiceLimitExceeded",)


def _look(evidence: Evidence) -> Found | None:
    found = refused(evidence, codes=_CODES)
    if not found:
        return None
    return on_failure(
        found,
        what=f"{found[0].logical_id}: the account may have no more of {found[0].type}",
        fix="ask for more: `aws service-quotas list-service-quotas --service-code SERVICE`, then "
        "`request-service-quota-increase`; or delete what is not needed",
    )


CAUSE = CauseKind(
    id="resource-quota",
    title="a quota of the account is reached",
    depth=Depth.RESOURCE,
    look=_look,
    doc="https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html",
)
