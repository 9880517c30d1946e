"""A resource that has a name of its own would have to be replaced: two of one name cannot be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import on_failure, refused

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence, Failure

# "CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename NAME and update
#  the stack
#  again.": https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html
_SAID = re.compile(r"when a custom-named resource requires replacing(\. Rename (?P<name>\S+) and)?")


def _look(evidence: Evidence) -> Found | None:
    found = refused(evidence, _SAID)
    if not found:
        return None
    return on_failure(
        found,
        what=f"{found[0].logical_id} would be replaced, but has the name {_name(found[0])} of its own",
        fix="give it another name, or none: BBFD names nothing that may be replaced, so it comes from "
        "a kind or part of your own; `bbfd diff SERVICE --env ENV` shows which property replaces it",
    )


def _name(failure: Failure) -> str:
    match = _SAID.search(failure.reason or "")
    return (match and match["name"]) or failure.physical_id


CAUSE = CauseKind(
    id="custom-name",
    title="a resource with a name of its own would be replaced",
    depth=Depth.RESOURCE,
    look=_look,
    doc="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html",
)
