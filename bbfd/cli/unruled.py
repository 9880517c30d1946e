"""Ids that findings bear and that no rule of BBFD's has: what they mean, and where they come from."""

from __future__ import annotations

import re
from typing import NamedTuple


class Unruled(NamedTuple):
    """An id. title: what holds where it is not found. origin: who says it, and where more of it is told."""

    id: str
    title: str
    origin: str


NOT_BUILT = Unruled(
    "NOT-BUILT",
    "a stack can be built whole",
    "BBFD itself: the definition asks for something of which no template can be made. The finding says what, and how "
    "to mend it. It cannot be accepted with allow=.",
)
NOT_LOADED = Unruled(
    "NOT-LOADED",
    "a definition, or a template, can be read",
    "BBFD itself: the file is not Python, does not end in `service =` or `environment =`, or has a field that is not "
    "known or takes something else; or it is no template. The finding says which. It cannot be accepted with allow=.",
)
NO_ECS = Unruled(
    "NO-ECS",
    "among the templates that are checked is something of ECS",
    "BBFD itself: the templates are read, and nothing in them is of a type AWS::ECS. The other validators looked at "
    "them as at any other, BBFD's rules had next to nothing to look at. It is told of templates only, once.",
)
JSON_COMMA = Unruled(
    "JSON-COMMA",
    "a template in JSON has no comma before a closing bracket",
    "BBFD itself: CloudFormation and other readers of YAML read over such commas, so the template is checked as if "
    "they were not there; jq and programs that read JSON refuse the file. It is told once a file, and cannot be "
    "accepted with allow=.",
)
_CFN_LINT = "https://github.com/aws-cloudformation/cfn-lint/blob/main/docs/rules.md"
_AWS = "https://github.com/aws-cloudformation/cloudformation-validate"
# The letter of a level, and a number: how both of them call their rules.
_NUMBERED = r"[EFIW]\d{4}"


def unruled(id: str) -> Unruled | None:
    """What there is to say of an id that is not a rule's; None where nobody is known to use it."""
    for own in (NOT_BUILT, NOT_LOADED, NO_ECS, JSON_COMMA):
        if own.id == id:
            return own
    if re.fullmatch(_NUMBERED, id):
        return Unruled(
            id,
            "a rule of AWS's cloudformation-validate, of cfn-lint, or of both",
            f"the finding itself says what is wrong; the rules: {_AWS} and {_CFN_LINT}. "
            f'Accepted, with the reason, by allow={{"{id}": "why"}}.',
        )
    return None
