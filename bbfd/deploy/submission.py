"""What is sent to CloudFormation for a change set: a pure function of the stack and the values of its parameters."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bbfd.errors import Refused

# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
LONGEST_BODY = 51_200
LONGEST_TEMPLATE = 1_000_000
MOST_RESOURCES = 500

# A name that somebody chose makes CAPABILITY_NAMED_IAM of CAPABILITY_IAM.
# https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateChangeSet.html (Capabilities)
_IAM_NAMES: Mapping[str, str] = {
    "AWS::IAM::Group": "GroupName",
    "AWS::IAM::InstanceProfile": "InstanceProfileName",
    "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
    "AWS::IAM::Role": "RoleName",
    "AWS::IAM::User": "UserName",
}
# What the name of each of our change sets begins with.
CHANGE_SET = "bbfd-"

_IAM_UNNAMED = ("AWS::IAM::AccessKey", "AWS::IAM::Policy", "AWS::IAM::UserToGroupAddition")


@dataclass(frozen=True, kw_only=True, slots=True)
class Submission:
    """One CreateChangeSet. body or url: the other one is "". creates: a stack that does not exist yet.

    takes_over: what exists under the names that the template chooses is taken into the stack.
    """

    stack: str
    name: str
    token: str
    creates: bool
    values: Mapping[str, str]
    tags: Mapping[str, str]
    capabilities: tuple[str, ...]
    body: str = ""
    url: str = ""
    takes_over: bool = False


def compact(body: Mapping[str, Any]) -> str:
    """Write a template as it is sent: no white space, letters of every language as they are."""
    text = json.dumps(body, separators=(",", ":"), ensure_ascii=False, default=dict)
    _must_fit(text, body)
    return text


def is_large(text: str) -> bool:
    """Whether a template has to go through a bucket. The limit counts bytes."""
    return len(text.encode()) > LONGEST_BODY


def key_of(stack: str, text: str, fresh: str) -> str:
    """Name a template in the bucket by its content, and by what nobody guesses. fresh: random hexadecimal digits.

    Whoever may plan alone may write templates, too: what a deploy has written they cannot write over before
    CloudFormation reads it.
    """
    return f"templates/{stack}/{hashlib.sha256(text.encode()).hexdigest()}-{fresh}.json"


def capabilities(body: Mapping[str, Any]) -> tuple[str, ...]:
    """Derive what has to be acknowledged, from the template; nothing that it does not need."""
    found = set(_iam(body.get("Resources", {})))
    if "CAPABILITY_NAMED_IAM" in found:
        found.discard("CAPABILITY_IAM")
    if body.get("Transform") or _has_macro(body):
        found.add("CAPABILITY_AUTO_EXPAND")
    return tuple(sorted(found))


def acknowledged_for(body: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Logical id and type of each resource for which a capability has to be acknowledged."""
    return tuple(
        (name, resource.get("Type", "?"))
        for name, resource in body.get("Resources", {}).items()
        if any(_iam({name: resource}))
    )


def retains(body: Mapping[str, Any]) -> bool:
    """Whether something would be left behind by a first attempt that fails."""
    kept = ("Retain", "RetainExceptOnCreate")
    return any(r.get("DeletionPolicy") in kept for r in body.get("Resources", {}).values())


def change_set_name(utc: str, random: str, base: str = "") -> str:
    """Name a change set so that two deploys never meet: `bbfd-20260102T030405Z-0123abcd-89abcdef`.

    base: hexadecimal digits that tell what the stack was when it was planned.
    """
    return "-".join(filter(None, (f"{CHANGE_SET}{utc}", random[:8], base)))


def _iam(resources: Mapping[str, Any]) -> Iterator[str]:
    for resource in resources.values():
        kind = resource.get("Type", "")
        if kind in _IAM_NAMES:
            named = _IAM_NAMES[kind] in resource.get("Properties", {})
            yield "CAPABILITY_NAMED_IAM" if named else "CAPABILITY_IAM"
        elif kind in _IAM_UNNAMED:
            yield "CAPABILITY_IAM"
        elif kind == "AWS::CloudFormation::Stack":
            # What the nested template holds is not seen from here.
            yield from ("CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND")


def _has_macro(value: Any) -> bool:
    if isinstance(value, Mapping):
        return "Fn::Transform" in value or any(_has_macro(v) for v in value.values())
    if isinstance(value, (list, tuple)):
        return any(_has_macro(v) for v in value)
    return False


def _must_fit(text: str, body: Mapping[str, Any]) -> None:
    size, count = len(text.encode()), len(body.get("Resources", {}))
    if size > LONGEST_TEMPLATE:
        raise Refused(
            f"the template has {size:,} bytes, CloudFormation takes {LONGEST_TEMPLATE:,}; "
            f"most are in {_heaviest(body)}",
            fix="split the stack: a service of its own for what does not have to be deployed together",
        )
    if count > MOST_RESOURCES:
        raise Refused(
            f"the template has {count} resources, CloudFormation takes {MOST_RESOURCES}; "
            f"most are in {_heaviest(body)}",
            fix="split the stack: a service of its own for what does not have to be deployed together",
        )


def _heaviest(body: Mapping[str, Any]) -> str:
    sizes: dict[str, list[int]] = {}
    for resource in body.get("Resources", {}).values():
        sizes.setdefault(resource.get("Type", "?"), []).append(
            len(json.dumps(resource, default=dict))
        )
    ranked = sorted(sizes.items(), key=lambda item: -sum(item[1]))[:3]
    return ", ".join(f"{kind} ({len(s)} of them, {sum(s):,} bytes)" for kind, s in ranked)
