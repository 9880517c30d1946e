"""AWS refused a call because there were too many of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import on_failure, refused

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# HandlerErrorCode Throttling; "Rate exceeded (Service: ..., Status Code: 400, ...)"
# https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html
_SAID = re.compile(r"\bRate exceeded\b")
_CODES = ("Throttling",)


def _look(evidence: Evidence) -> Found | None:
    found = refused(evidence, _SAID, codes=_CODES)
    if not found:
        return None
    return on_failure(
        found,
        what=f"{found[0].logical_id}: AWS takes no more calls for now",
        fix="deploy again; deploy fewer services at a time if many are",
    )


CAUSE = CauseKind(
    id="throttled",
    title="AWS takes no more calls for now",
    depth=Depth.RESOURCE,
    look=_look,
    doc="https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html",
)
