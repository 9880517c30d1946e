"""Somebody cancelled the operation while it ran."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import on_failure, refused

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# the stack's own event, UPDATE_ROLLBACK_IN_PROGRESS with the reason "User Initiated"
# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-update-cancel.html
_SAID = re.compile(r"^User Initiated")


_OURS = "it was cancelled with bbfd, by `bbfd cancel` or by Ctrl-C at another terminal"


def _look(evidence: Evidence) -> Found | None:
    found = refused(evidence, _SAID)
    if not found:
        return None
    found = tuple(one for one in found if one.of_stack and "ROLLBACK" in one.status)
    if not found:
        return None
    if found[0].ours:
        return on_failure(found, what=_OURS, fix="if it was not meant, deploy again")
    return on_failure(
        found,
        what="somebody cancelled the operation",
        fix="if it was not meant, deploy again; `aws cloudtrail lookup-events --lookup-attributes "
        "AttributeKey=EventName,AttributeValue=CancelUpdateStack` tells who it was",
    )


CAUSE = CauseKind(
    id="cancelled",
    title="somebody cancelled the operation",
    depth=Depth.RESOURCE,
    look=_look,
    doc="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-update-cancel.html",
)
