"""What a stack was brought to, in one short text: a deploy that changes nothing is known without a change set. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bbfd.deploy.plan.facts import facts_of
from bbfd.deploy.plan.image import split
from bbfd.deploy.states import End, Step, ending, plan
from bbfd.deploy.submission import CHANGE_SET, capabilities
from bbfd.model.stack import FromImage

if TYPE_CHECKING:
    from bbfd.deploy.records import StackState
    from bbfd.model.stack import Stack

_DIGITS = 16
UNRESOLVED = (
    "image tags were not resolved: where a tag was moved to another image, the tasks that run keep the old one; "
    "`--force` asks CloudFormation, a new tag or a digest deploys it"
)


def digest(stack: Stack, values: Mapping[str, str]) -> str:
    """Digest all that a change set would be made of, besides the facts of the deployment."""
    facts = facts_of(stack.parameters)
    whole = [
        canonical(stack.body),
        {name: value for name, value in values.items() if name not in facts},
        dict(stack.tags),
        capabilities(stack.body),
    ]
    return hashlib.sha256(_text(whole).encode()).hexdigest()[:_DIGITS]


def canonical(body: Mapping[str, Any]) -> Any:
    """Leave out of a template what cannot matter: the order of fields, and defaults, as every value is sent."""
    plain = json.loads(_text(body))
    for parameter in plain.get("Parameters", {}).values():
        parameter.pop("Default", None)
    return plain


def unchanged(stack: Stack, state: StackState, values: Mapping[str, str]) -> bool:
    """Whether the stack stands where our own last operation brought it, and that is where it is to be brought.

    Only an operation that held counts: what was rolled back did not become what was asked for. One of somebody else
    may have left our digest where it was.
    """
    held = plan(state).step is Step.UPDATE and ending(state.status) is End.DONE
    if not (held and by_us(state)) or _moves(stack):
        return False
    return stands(stack, state, values) and _digest(stack, state, values)


def by_us(state: StackState) -> bool:
    """Whether the change set that was executed last is one of ours."""
    return f"/{CHANGE_SET}" in state.change_set


def stands(stack: Stack, state: StackState, values: Mapping[str, str]) -> bool:
    """Whether the stack has these parameters, besides the facts, and these tags."""
    facts = facts_of(stack.parameters)
    had, asked = (
        {name: value for name, value in one.items() if name not in facts}
        for one in (state.parameters, values)
    )
    return had == asked and stack.tags.items() <= state.tags.items()


def unresolved(stack: Stack, values: Mapping[str, str]) -> tuple[str, ...]:
    """Say of images that are named by a tag that nobody looked where it points to."""
    named = {
        split(values[p.name])[1]
        for p in stack.parameters
        if isinstance(p.source, FromImage) and p.name in values
    }
    if all(reference.startswith("sha256:") for reference in named):
        return ()
    return (UNRESOLVED,)


def _moves(stack: Stack) -> bool:
    """Whether CloudFormation looks something up anew each time, so that the same text may come to mean another."""
    looked_up = (p.type.startswith("AWS::SSM::Parameter::Value<") for p in stack.parameters)
    return any(looked_up) or "CAPABILITY_AUTO_EXPAND" in capabilities(stack.body)


def _digest(stack: Stack, state: StackState, values: Mapping[str, str]) -> bool:
    """Whether the stack has a digest, and it is that of what is asked for."""
    names = [name for name, fact in facts_of(stack.parameters).items() if fact == "digest"]
    made = digest(stack, values)
    return bool(names) and all(state.parameters.get(name) == made for name in names)


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), default=dict)
