"""The values of a stack that are known before the stacks that it stands on are deployed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from bbfd.deploy.plan.values import resolve
from bbfd.model.stack import FromDeployment, FromListener, FromStack, FromTags

if TYPE_CHECKING:
    from bbfd.deploy.means import Means, Wishes
    from bbfd.deploy.records import StackState
    from bbfd.model.stack import Parameter, Stack


def known_values(
    stack: Stack,
    state: StackState | None,
    wishes: Wishes,
    means: Means,
    *,
    besides: Collection[str],
) -> Mapping[str, str]:
    """The values of those parameters that do not follow from some stacks. Refused where one cannot have any."""
    known = known_parameters(stack, besides)
    return resolve(replace(stack, parameters=known), state, wishes, means).values


def known_parameters(stack: Stack, besides: Collection[str]) -> tuple[Parameter, ...]:
    """Those parameters whose values do not follow from some stacks."""
    return tuple(p for p in stack.parameters if _is_known(p, stack, besides))


def _is_known(parameter: Parameter, stack: Stack, here: Collection[str]) -> bool:
    """Whether its value does not follow from a stack of this run. A priority is reserved only when it is sent."""
    source = parameter.source
    if isinstance(source, FromTags) and source.vpc:
        return all(_is_known(p, stack, here) for p in stack.parameters if p.name == source.vpc)
    if isinstance(source, FromStack):
        return parameter.default is not None or source.stack not in here
    return not isinstance(source, (FromListener, FromDeployment))
