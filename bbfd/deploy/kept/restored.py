"""A deploy that was kept -> the stack to be deployed again: its service as it was, its environment as it is. Pure.

The environment gives a service its network, cluster, load balancer and so on as parameters. What they were then may be
gone. So these are learned anew, as with every deploy; template, image and the service's own values are from then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from bbfd.deploy.plan.masked import HIDDEN
from bbfd.errors import Refused
from bbfd.model.stack import (
    FromCertificate,
    FromImage,
    FromKey,
    FromSecret,
    FromStack,
    FromTags,
    FromZone,
    Parameter,
    Refusal,
)

if TYPE_CHECKING:
    from bbfd.deploy.kept.records import Whole
    from bbfd.model.stack import Stack

# Name of a parameter -> what the environment gives for it now; None where it is not the environment's to give.
Given = Callable[[str], Parameter | Refusal | None]
_LEARNED = (FromCertificate, FromKey, FromSecret, FromStack, FromTags, FromZone)


def restored(whole: Whole, now: Stack, given: Given, held: Mapping[str, str]) -> Stack:
    """Make the stack of a deploy that was kept. now: the stack by its name, as its environment has it.

    held: the parameters that it has: a value that was not kept, as it looks secret, is taken from there.
    """
    return replace(
        whole.stack,
        name=now.name,
        parameters=tuple(_parameter(p, whole, given, held) for p in whole.stack.parameters),
        definition=now.definition,
        protected=now.protected,
    )


def moved(stack: Stack, whole: Whole, values: Mapping[str, str], given: Given) -> tuple[str, ...]:
    """Say which values of the environment are not what they were then. values: those to be sent."""
    return tuple(
        f"{p.name} has moved since: it was {whole.values[p.name]}, and is {values.get(p.name, '')} now, which is taken"
        for p in stack.parameters
        if (isinstance(p.source, _LEARNED) or given(p.name) is not None)
        and p.name in whole.values
        and whole.values[p.name] != values.get(p.name)
    )


def images_of(stack: Stack) -> tuple[str, ...]:
    """The images that it starts."""
    found = (p.default for p in stack.parameters if isinstance(p.source, FromImage))
    return tuple(dict.fromkeys(image for image in found if image))


def _parameter(then: Parameter, whole: Whole, given: Given, held: Mapping[str, str]) -> Parameter:
    number, now = whole.kept.number, given(then.name)
    if isinstance(now, Refusal):
        raise Refused(
            f"deploy {number} takes {then.name} from its environment, which has none any more: {now.what}",
            fix=now.fix,
        )
    if now is not None:
        return replace(now, type=then.type)
    if then.source is not None and not isinstance(then.source, FromImage):
        return then
    value = whole.values.get(then.name, held.get(then.name))
    if value is None or value == HIDDEN:
        there = "CloudFormation hides the one that the stack has" if value else "the stack has none"
        raise Refused(
            f"the value of {then.name} was not kept with deploy {number}, as it is secret or looks so, and {there}",
            fix="deploy the commit that it was made from: `bbfd history` names it",
        )
    return replace(then, default=value)
