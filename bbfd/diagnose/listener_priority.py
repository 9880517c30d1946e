"""Another rule of the listener has the same priority."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import on_failure, property_of, refused

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence, Failure

# "Priority '26' is currently in use" (PriorityInUse): https://github.com/stelligent/mu/issues/324
# "Resource of type 'AWS::ElasticLoadBalancingV2::ListenerRule' with identifier 'One or more priorities not found'
#  already exists." HandlerErrorCode AlreadyExists: https://github.com/aws/copilot-cli/issues/4532
_SAID = re.compile(r"^Priority '(?P<priority>\d+)' is currently in use")
_CODES = ("AlreadyExists",)
_TYPES = ("AWS::ElasticLoadBalancingV2::ListenerRule",)


def _look(evidence: Evidence) -> Found | None:
    found = refused(evidence, _SAID, codes=_CODES, types=_TYPES)
    if not found:
        return None
    return on_failure(
        found,
        what=f"another rule of the listener has the priority{_number(evidence, found[0])}",
        fix="choose another, `http=Http(priority=...)`; `aws elbv2 describe-rules --listener-arn ARN` shows "
        "whose it "
        "is",
        path="Priority",
        field="http.priority",
    )


def _number(evidence: Evidence, failure: Failure) -> str:
    match = _SAID.search(failure.reason or "")
    if match:
        return f" {match['priority']}"
    value = property_of(evidence, failure.logical_id, "Priority")
    named = value.get("Ref") if isinstance(value, Mapping) else None
    number = evidence.values.get(named, "") if isinstance(named, str) else value
    return f" {number}" if isinstance(number, str | int) and number else ""


CAUSE = CauseKind(
    id="listener-priority",
    title="the priority of the listener rule is in use",
    depth=Depth.RESOURCE,
    look=_look,
    doc="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html",
)
