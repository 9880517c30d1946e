"""The commands around a deployment: looked at, followed, broken off, recovered, whatever the file says now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from bbfd.cli.call import Call
from bbfd.cli.means import acting
from bbfd.cli.stacks import Stacks
from bbfd.deploy.commands import ENVIRONMENT, SERVICE, command
from bbfd.deploy.look.account import must_be_the_right_one
from bbfd.deploy.look.standing import telling_state
from bbfd.deploy.means import Means
from bbfd.errors import DefinitionError, Refused
from bbfd.model.naming import stack_name
from bbfd.model.stack import Stack

T = TypeVar("T")


def standing(call: Call, environment: str | None) -> Stacks:
    """The stacks of an environment."""
    project = call.project()
    return Stacks(project, project.environment(environment))


def around_service(
    call: Call,
    stacks: Stacks,
    name: str,
    act: Callable[[Stack, Means], T],
    *,
    yes: bool = False,
    as_json: bool = False,
) -> T:
    """Act on the stack of a service. Its definition may be gone, or be broken."""
    stack = _of_service(name, stacks)
    with acting(call, stacks, yes=yes, as_json=as_json, wait_lock=0.0) as means:
        if name not in stacks.project.service_names:
            must_be_the_right_one(means.aws)
            if means.aws.stacks.describe(stack.name) is None:
                stacks.project.service(name)  # which raises, with the names that are near
        with telling_state(stack.name, means):
            return act(stack, means)


def around_environment(
    call: Call,
    stacks: Stacks,
    act: Callable[[Stack, Means], T],
    *,
    yes: bool = False,
    as_json: bool = False,
) -> list[T]:
    """Act on what services stand on, as far as it is there: the registry, the environment's own stack."""
    beneath = stacks.beneath()
    with acting(call, stacks, yes=yes, as_json=as_json, wait_lock=0.0) as means:
        must_be_the_right_one(means.aws)
        there = [one for one in beneath if means.aws.stacks.describe(one.name) is not None]
        if not there:
            raise _not_there(beneath, stacks)
        return [_acted(act, stack, means) for stack in there]


def _acted(act: Callable[[Stack, Means], T], stack: Stack, means: Means) -> T:
    with telling_state(stack.name, means):
        return act(stack, means)


def _not_there(beneath: Sequence[Stack], stacks: Stacks) -> Refused:
    names = " nor ".join(one.name for one in beneath)
    tags = {ENVIRONMENT: stacks.place.name}
    return Refused(f"there is no stack {names}", fix=f"`{command('deploy', tags)}` makes it")


def _of_service(name: str, stacks: Stacks) -> Stack:
    """A service's stack as its definition makes it; else what can be known by its name."""
    place = stacks.place
    if name in stacks.project.service_names:
        try:
            return stacks.of((name,))[0]
        except DefinitionError:
            pass  # what is deployed can be looked at, and mended, all the same
    return Stack(
        name=stack_name(place.name, name),
        body={},
        tags={SERVICE: name, ENVIRONMENT: place.name},
        protected=place.value.protected,
    )
