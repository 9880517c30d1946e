"""Environments that come and go, as they are in AWS: found by the tags of their stacks. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bbfd.deploy.after.deployed import services_in
from bbfd.deploy.commands import ENVIRONMENT, SERVICE
from bbfd.deploy.plan.lasting import told
from bbfd.deploy.states import Step, plan
from bbfd.model.naming import environment_stack_name
from bbfd.model.passing import EXPIRES, LIKE, moment

if TYPE_CHECKING:
    from datetime import datetime

    from bbfd.deploy.records import StackState


@dataclass(frozen=True, kw_only=True, slots=True)
class Staying:
    """One that is there. like: the environment that it was made like. own: its own stack.

    services: name -> stack; of those alone that say by a tag that they go with it.
    """

    name: str
    like: str
    expires: datetime
    own: StackState
    services: Mapping[str, StackState]

    @property
    def by(self) -> str:
        """Who brought it up, or prolonged it last; "" where that is not known."""
        said = self.own.outputs.get("DeployedBy", "")
        return "" if said == "-" else said

    def is_due(self, now: datetime) -> bool:
        """Whether its time is over."""
        return self.expires <= now


def staying(states: Iterable[StackState]) -> tuple[Staying, ...]:
    """Every one of an account and region, in the order of their names."""
    every = tuple(states)
    found = (_staying(state, every) for state in every)
    return tuple(sorted((one for one in found if one), key=lambda one: one.name))


def _staying(own: StackState, every: tuple[StackState, ...]) -> Staying | None:
    """Only what says by tags that it comes and goes, like which, and until when.

    Whoever may make some stack may write any tags: only what has the name, too, speaks for an environment.
    """
    expires, like = moment(own.tags.get(EXPIRES)), own.tags.get(LIKE)
    name = own.tags.get(ENVIRONMENT)
    if expires is None or not like or not name or SERVICE in own.tags or own.parent:
        return None
    if own.name != environment_stack_name(name):
        return None
    services = services_in(name, every)
    mine = {each: state for each, state in services.items() if EXPIRES in state.tags}
    return Staying(name=name, like=like, expires=expires, own=own, services=mine)


def kept(one: Staying, now: datetime) -> str:
    """Say why an environment is not removed now; "" where it may be."""
    if not one.is_due(now):
        return f"{one.name} is there until {told(one.expires)}"
    busy = [name for name, state in one.services.items() if plan(state).step is Step.WAIT]
    if plan(one.own).step is Step.WAIT:
        busy.insert(0, "its own stack")
    if busy:
        return f"{one.name} is due, and something is done to it: {', '.join(busy)}; the next run looks again"
    return ""
