"""Environments that are due, away: each with its services first. One that fails keeps none of the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from bbfd.deploy.after.deployed import services_in
from bbfd.deploy.after.staying import Staying, kept, staying
from bbfd.deploy.commands import ENVIRONMENT, SERVICE
from bbfd.deploy.progress import Finished, Note
from bbfd.deploy.remove.delete import delete
from bbfd.deploy.run.stopped import outcome_of
from bbfd.errors import BbfdError, Interrupted
from bbfd.model.naming import environment_stack_name, stack_name
from bbfd.model.passing import LIKE
from bbfd.model.stack import Stack

if TYPE_CHECKING:
    from bbfd.deploy.means import Means, Wishes
    from bbfd.deploy.run.in_turn import InTurn


def last_first(services: Iterable[str], after: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Services in the order in which they are taken away: none before one that comes after it.

    after: name of a service -> those that come before it; of one that is not in it nothing is known.
    """
    left, found = sorted(services), list[str]()
    while left:
        needed = {other for name in left for other in after.get(name, ()) if other != name}
        free = [name for name in left if name not in needed] or left[:1]  # a circle is broken up
        found += free
        left = [name for name in left if name not in free]
    return tuple(found)


def stacks_of(one: Staying, after: Mapping[str, Sequence[str]]) -> tuple[Stack, ...]:
    """What there is of an environment, in the order in which it goes: as much as a deletion has to know."""
    names = last_first(one.services, after)
    place = {ENVIRONMENT: one.name, LIKE: one.like}
    services = (
        Stack(name=stack_name(one.name, name), body={}, tags={SERVICE: name, **place})
        for name in names
    )
    return (*services, Stack(name=environment_stack_name(one.name), body={}, tags=place))


def reap(one: Staying, after: Mapping[str, Sequence[str]], wishes: Wishes, run: InTurn) -> bool:
    """Remove an environment, up to the first of its stacks that does not go; whether all of it is gone."""
    return all(_gone(stack, one, wishes, run) for stack in stacks_of(one, after))


def _gone(stack: Stack, one: Staying, wishes: Wishes, run: InTurn) -> bool:
    means = run.means
    try:
        with run.over(stack.name):
            why = _kept(stack, one, means)
            if why:
                means.tell(Note(stack=stack.name, text=why))
                return False
            return delete(stack, wishes, means).good
    except Interrupted:
        raise
    except BbfdError as error:
        means.tell(Finished(stack=stack.name, outcome=outcome_of(stack.name, error)))
        return False


def _kept(stack: Stack, one: Staying, means: Means) -> str:
    """Look again: somebody may have prolonged it meanwhile, or be at it."""
    there = means.aws.stacks.every()
    now = next((each for each in staying(there) if each.own.id == one.own.id), None)
    if now is None:
        return f"{one.name} is no environment that comes and goes any more"
    left = services_in(one.name, there)
    if SERVICE not in stack.tags and left:
        return f"{one.name} is kept: there is still {', '.join(left)} in it"
    return kept(now, means.clock.utc())
