"""A policy says no: of the organization, a permissions boundary, or the role itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import on_failure, refused

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence, Failure

# "User: arn:... is not authorized to perform: iam:CreateRole on resource: arn:... with an explicit deny in a
#  permissions
#  boundary"; also "in a service control policy", "in an identity-based policy", "in a resource-based policy"
# https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
_SAID = re.compile(
    r"not authorized to perform: (?P<action>[\w-]+:\w+).*with an explicit deny in (?P<policy>an? [\w -]+?)( \(|:|$)",
    re.DOTALL,
)


def _look(evidence: Evidence) -> Found | None:
    found = refused(evidence, _SAID)
    if not found:
        return None
    return on_failure(
        found,
        what=f"{found[0].logical_id}: {_of(found[0])}",
        fix="no permission that is added helps against a denial: whoever owns the policy has to change it; "
        "`aws iam "
        "simulate-principal-policy --policy-source-arn ROLE --action-names ACTION` shows it",
    )


def _of(failure: Failure) -> str:
    match = _SAID.search(failure.reason or "")
    return f"{match['action']} is denied in {match['policy']}" if match else ""


CAUSE = CauseKind(
    id="explicit-deny",
    title="a policy forbids it",
    depth=Depth.RESOURCE,
    look=_look,
    doc="https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html",
)
