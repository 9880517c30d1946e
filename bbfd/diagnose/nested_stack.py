"""A nested stack failed: its own resource is what counts, where it could be read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import on_failure, refused

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# "Embedded stack arn:aws:cloudformation:... was not successfully created: The following resource(s) failed to
#  create: [X]."
# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-nested-stacks.html
_SAID = re.compile(r"^Embedded stack .* was not successfully (created|updated|deleted)")
_TYPES = ("AWS::CloudFormation::Stack",)


def _look(evidence: Evidence) -> Found | None:
    found = refused(evidence, _SAID, types=_TYPES)
    if not found:
        return None
    if any(one.stack for one in evidence.failures):
        return None
    return on_failure(
        found,
        what=f"the nested stack {found[0].logical_id} failed",
        fix="its own events say why: `aws cloudformation describe-stack-events --stack-name NESTED`, with its ARN "
        "from the events of this stack",
    )


CAUSE = CauseKind(
    id="nested-stack",
    title="a nested stack failed",
    depth=Depth.SYMPTOM,
    look=_look,
    doc="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-nested-stacks.html",
)
