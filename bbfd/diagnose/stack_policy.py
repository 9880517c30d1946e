"""The stack's own policy forbids to change a resource."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import on_failure, refused

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence, Failure

# "Action denied by stack policy: Statement [#1] does not allow [Update:Replace] for resource
#  [LogicalResourceId/VPC];"
# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/protect-stack-resources.html
_SAID = re.compile(r"Action (denied|not allowed) by stack policy(.*\[(?P<action>Update:\w+)\])?")


def _look(evidence: Evidence) -> Found | None:
    found = refused(evidence, _SAID)
    if not found:
        return None
    return on_failure(
        found,
        what=f"the stack policy does not allow to change {found[0].logical_id}{_action(found[0])}",
        fix="if the change is meant, whoever set the policy lifts it: `aws cloudformation get-stack-policy "
        "--stack-name STACK` shows it, `set-stack-policy` changes it; then deploy again",
    )


def _action(failure: Failure) -> str:
    match = _SAID.search(failure.reason or "")
    return f" ({match['action']})" if match and match["action"] else ""


CAUSE = CauseKind(
    id="stack-policy",
    title="the stack policy forbids the change",
    depth=Depth.RESOURCE,
    look=_look,
    doc="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/protect-stack-resources.html",
)
