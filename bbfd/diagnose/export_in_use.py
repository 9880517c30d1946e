"""An export of the stack cannot change or go: another stack imports it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import on_failure, refused

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence, Failure

# "Export NAME cannot be updated as it is in use by STACK", "Export NAME cannot be deleted as it is in use by
#  STACK",
# "Delete canceled. Cannot delete export NAME as it is in use by STACK."; on the stack's own event alone
# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html
_SAID = re.compile(
    r"(Export|export) (?P<name>\S+) (cannot be (updated|deleted) )?as it is in use by (?P<by>.+?)\.?$"
)


def _look(evidence: Evidence) -> Found | None:
    found = refused(evidence, _SAID)
    if not found:
        return None
    return on_failure(
        found,
        what=f"the export {_of(found[0])[0]} is in use by {_of(found[0])[1]}",
        fix="BBFD makes no exports: they come from a kind or part of your own, or from a template of before. Keep the "
        "export as it "
        "is, or first take it from the importing stacks: `aws cloudformation list-imports --export-name NAME`",
    )


def _of(failure: Failure) -> tuple[str, str]:
    match = _SAID.search(failure.reason or "")
    return (match["name"], match["by"]) if match else ("", "")


CAUSE = CauseKind(
    id="export-in-use",
    title="an export is in use by another stack",
    depth=Depth.RESOURCE,
    look=_look,
    doc="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html",
)
