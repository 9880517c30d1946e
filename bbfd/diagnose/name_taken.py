"""Something of the same name is there already."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import quoted, refused

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence, Failure

# "Resource of type 'AWS::Logs::LogGroup' with identifier '{"/properties/LogGroupName":"NAME"}' already exists."
#  HandlerErrorCode AlreadyExists; "NAME already exists in stack arn:aws:cloudformation:...", where
#  CloudFormation knows
#  whose it is. A listener rule with this code has no name: it is about its priority.
# https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html
_SAID = re.compile(r" already exists in stack (?P<stack>\S+)")
_CODES = ("AlreadyExists",)
# Early validation, before anything is executed:
# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/validate-stack-deployments.html
_VALIDATION = "NAME_CONFLICT_VALIDATION"
_RULE = "AWS::ElasticLoadBalancingV2::ListenerRule"
_FIX = (
    "delete what is there if nobody needs it, or give this one another name; to take it into the stack as it is: "
    "`aws cloudformation create-change-set --import-existing-resources`"
)


def _look(evidence: Evidence) -> Found | None:
    for validation in evidence.validations:
        if validation.name == _VALIDATION and validation.fails:
            return Found(
                what=f"{validation.logical_id}: something of its name is there already",
                evidence=(validation.reason,),
                fix=_FIX,
                resource=validation.logical_id,
                path=validation.path,
            )
    found = [one for one in refused(evidence, _SAID, codes=_CODES) if one.type != _RULE]
    return _of(found) if found else None


def _of(found: list[Failure]) -> Found:
    one = found[0]
    match = _SAID.search(one.reason or "")
    owner = f", in the stack {match['stack']}" if match else ""
    return Found(
        what=f"{one.logical_id} ({one.type}): something of its name is there already{owner}",
        evidence=quoted(found),
        fix=_FIX,
        resource=one.logical_id,
    )


CAUSE = CauseKind(
    id="name-taken",
    title="something of the same name is there",
    depth=Depth.RESOURCE,
    look=_look,
    doc="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html",
)
