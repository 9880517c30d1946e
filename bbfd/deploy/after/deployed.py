"""What is deployed, by the tags of its stacks: whatever files there are, or are no longer. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from bbfd.deploy.commands import ENVIRONMENT, SERVICE
from bbfd.model.naming import stack_name

if TYPE_CHECKING:
    from bbfd.deploy.records import StackState


def services_in(environment: str, states: Iterable[StackState]) -> Mapping[str, StackState]:
    """Name of each service that is deployed to an environment -> its stack, in the order of their names.

    Whoever may make some stack may write any tags: only what has the name, too, is a service's.
    """
    found = {
        state.tags[SERVICE]: state
        for state in states
        if state.tags.get(ENVIRONMENT) == environment
        and SERVICE in state.tags
        and state.name == stack_name(environment, state.tags[SERVICE])
    }
    return {name: found[name] for name in sorted(found)}


def other_environments(environment: str, states: Iterable[StackState]) -> tuple[str, ...]:
    """The environments besides this one of which a stack is there."""
    found = {state.tags[ENVIRONMENT] for state in states if ENVIRONMENT in state.tags}
    return tuple(sorted(found - {environment}))
