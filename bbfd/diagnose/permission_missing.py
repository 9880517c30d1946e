"""Whoever deploys, or the role that CloudFormation acts with, lacks a permission."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import on_failure, refused

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence, Failure

# "Resource handler returned message: "User: arn:aws:sts::ACCOUNT:assumed-role/ROLE/AWSCloudFormation is not
#  authorized to
#  perform: iam:PutRolePolicy on resource: role NAME because no identity-based policy allows the
#  iam:PutRolePolicy action
#  (Service: Iam, ...)" (RequestToken: ..., HandlerErrorCode: AccessDenied)"
# "API: elasticloadbalancing:CreateRule You are not authorized to perform this operation" (older handlers)
# https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
_SAID = re.compile(
    r"(User: (?P<user>\S+) )?is not authorized to perform: (?P<action>[\w-]+:\w+)"
    r"|API: (?P<api>[\w-]+:\w+) (You are|User: .* is) not authorized"
)
_CODES = ("AccessDenied",)


def _look(evidence: Evidence) -> Found | None:
    found = refused(evidence, _SAID, codes=_CODES)
    if not found:
        return None
    found = tuple(one for one in found if "explicit deny" not in (one.reason or ""))
    if not found:
        return None
    return on_failure(
        found,
        what=f"{found[0].logical_id}: {_of(found[0])}",
        fix="allow the action to whoever deploys, or to the role named by `Access(service_role=...)` where "
        "there is "
        "one; then deploy again",
    )


def _of(failure: Failure) -> str:
    match = _SAID.search(failure.reason or "")
    if match is None:
        return "a permission is missing, and AWS does not say which"
    who = (match["user"] or "").rpartition(":")[2] or "whoever deploys"
    return f"{who} lacks {match['action'] or match['api']}"


CAUSE = CauseKind(
    id="permission-missing",
    title="whoever deploys lacks a permission",
    depth=Depth.RESOURCE,
    look=_look,
    doc="https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html",
)
