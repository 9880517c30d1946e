"""A hook of the account said no."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import on_failure, refused

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# "The following hook(s) failed: [AWS::ControlTower::Hook]", the reason of a resource or of a change set; what
#  the hook
# itself says comes with the hook's result. https://docs.aws.amazon.com/cloudformation-cli/latest/hooks-userguide/
_SAID = re.compile(r"The following hook\(s\) failed: \[(?P<hooks>[^\]]*)\]")
_FIX = (
    "change what the hook asks for; if it is wrong, whoever runs the account's hooks has to say so: "
    "`aws cloudformation list-hook-results` shows what they found"
)


def _look(evidence: Evidence) -> Found | None:
    found = refused(evidence, _SAID)
    hooks = [v for v in evidence.validations if v.hook and v.fails]
    if hooks:
        one = hooks[0]
        reasons = (*(v.reason for v in hooks), *(f.reason for f in found))
        return Found(
            what=f"the hook {one.name} refused {one.logical_id or 'the change'}",
            evidence=tuple(dict.fromkeys(filter(None, reasons)))[:6],
            fix=_FIX,
            resource=one.logical_id,
            path=one.path,
        )
    if not found:
        return None
    match = _SAID.search(found[0].reason)
    name = match["hooks"] if match else ""
    return on_failure(found, what=f"the hook {name} refused {found[0].logical_id}", fix=_FIX)


CAUSE = CauseKind(
    id="hook-refused",
    title="a hook of the account said no",
    depth=Depth.RESOURCE,
    look=_look,
    doc="https://docs.aws.amazon.com/cloudformation-cli/latest/hooks-userguide/what-is-cloudformation-hooks.html",
)
