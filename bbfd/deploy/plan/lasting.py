"""Until when an environment that comes and goes is there: as asked for, or as its stack says if that is later. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bbfd.deploy.commands import ENVIRONMENT, SERVICE
from bbfd.errors import Refused
from bbfd.model.passing import EXPIRES, LIKE, moment, written

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bbfd.deploy.records import StackState
    from bbfd.model.stack import Stack


def lasting(stack: Stack, state: StackState | None, now: datetime) -> Stack:
    """Give the own stack of such an environment its end. Any other stack is left as it is.

    Only `bbfd env up` asks for an end, and it never shortens one. Refused where there is none, or it is past: what is
    deployed then may be removed at any moment.
    """
    if LIKE not in stack.tags or SERVICE in stack.tags:
        return stack
    asked = moment(stack.tags.get(EXPIRES))
    there = None if state is None else moment(state.tags.get(EXPIRES))
    known = [each for each in (asked, there) if each is not None]
    if not known:
        raise Refused(
            f"the environment {stack.tags[ENVIRONMENT]} is not up",
            fix=f"{up(stack.tags)} brings it up",
        )
    until = max(known)
    if until <= now:
        raise Refused(
            f"the time of the environment {stack.tags[ENVIRONMENT]} is over since {told(until)}",
            fix=f"{up(stack.tags)} prolongs it",
        )
    return replace(stack, tags={**stack.tags, EXPIRES: written(until)})


def told(when: datetime) -> str:
    """Say a time."""
    return f"{when:%Y-%m-%d %H:%M} UTC"


def up(tags: Mapping[str, str]) -> str:
    """Write the command that brings an environment up, by the tags of one of its stacks."""
    return f"`bbfd env up {tags.get(ENVIRONMENT, 'E')} --like {tags.get(LIKE, 'E')}`"
