"""Actions of policies: a service and what it does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bbfd.rules._rule import Found
from bbfd.rules._shapes import Row, Subject, of, rows
from bbfd.template.document import Document

_DOC = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html"
_KEY = "PolicyDocument"
_OWN: Final = ("AWS::IAM::Policy", "AWS::IAM::RolePolicy", "AWS::IAM::ManagedPolicy")


def _policies(document: Document) -> tuple[Subject, ...]:
    """Whatever has a policy document."""
    found = [each for kind in _OWN for each in of(kind)(document)]
    for role in of("AWS::IAM::Role")(document):
        found += role.each("Policies") if "Policies" in role.body else ()
    return tuple(found)


def _vendorless(policy: Subject) -> Iterator[Found]:
    inner = policy.below(_KEY)
    for statement in inner.each("Statement") if inner else ():
        for name in ("Action", "NotAction"):
            given = statement.value(name) if name in statement.body else None
            listed = statement.entries(name) if isinstance(given, list) else [(None, given)]
            for index, action in listed:
                if isinstance(action, str) and ":" not in action and action != "*":
                    steps = (name,) if index is None else (name, index)
                    yield statement.wrong(f"the action is {action!r}", *steps)


def _allowing(action: str) -> str:
    return f"""\
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: '2012-10-17'
        Statement: [{{Effect: Allow, Action: '{action}', Resource: '*'}}]
"""


RULES = rows(
    lambda document: document.once(_policies),
    Row(
        "IAM-ACTION-FORMAT",
        "an action names its service",
        _vendorless,
        "write SERVICE:ACTION, as s3:GetObject, or *",
        _DOC,
        _allowing("GetObject"),
        _allowing("s3:GetObject"),
        "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
        also=("W3037",),
    ),
)
