"""The commands around a deployment: looked at, followed, broken off, recovered, whatever the file says now.

Who only looks gets what was found; what is followed, broken off or recovered is told as a run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from bbfd.cli.call import Call
from bbfd.cli.means import acting
from bbfd.cli.stacks import Stacks
from bbfd.deploy.after.deployed import services_in
from bbfd.deploy.commands import ENVIRONMENT, SERVICE, command
from bbfd.deploy.look.account import must_be_the_right_one
from bbfd.deploy.look.standing import telling_nothing_known, telling_state
from bbfd.deploy.means import Means
from bbfd.deploy.outcome import Outcome
from bbfd.deploy.progress import Note
from bbfd.deploy.run.in_turn import one_run
from bbfd.errors import DefinitionError, Refused
from bbfd.model.naming import stack_name
from bbfd.model.stack import Stack

T = TypeVar("T")


def standing(call: Call, environment: str | None) -> Stacks:
    """The stacks of an environment."""
    project = call.project()
    return Stacks(project, project.environment(environment))


def look_at_services(
    call: Call,
    stacks: Stacks,
    names: Sequence[str],
    look: Callable[[Stack, Means], T],
    *,
    every: bool,
) -> list[T]:
    """Look at the stacks of services; every: of all that are there. A definition may be gone, or be broken."""
    with acting(call, stacks, wait_lock=0.0) as means:
        there = those_there(names, stacks, means, every=every)
        return [_looked(look, of_service(name, stacks), means) for name in there]


def look_at_environment(call: Call, stacks: Stacks, look: Callable[[Stack, Means], T]) -> list[T]:
    """Look at what services stand on, as far as it is there: the registry, the environment's own stack."""
    with acting(call, stacks, wait_lock=0.0) as means:
        must_be_the_right_one(means.aws)
        return [_looked(look, stack, means) for stack in _there(stacks, means)]


def act_on_service(
    call: Call,
    stacks: Stacks,
    name: str,
    act: Callable[[Stack, Means], Outcome],
    *,
    yes: bool = False,
    as_json: bool = False,
) -> int:
    """Act on the stack of a service; the exit code. Its definition may be gone, or be broken."""
    stack = of_service(name, stacks)
    with acting(call, stacks, yes=yes, as_json=as_json, wait_lock=0.0) as means:
        with telling_nothing_known([stack.name]):
            must_be_the_right_one(means.aws)
            must_be_known(name, stack, stacks, means)
        with one_run(means) as run:
            run.over_each((stack,), act)
    return run.exit_code


def act_on_environment(
    call: Call,
    stacks: Stacks,
    act: Callable[[Stack, Means], Outcome],
    *,
    yes: bool = False,
    as_json: bool = False,
) -> int:
    """Act on what services stand on, as far as it is there; the exit code: of the worst."""
    with acting(call, stacks, yes=yes, as_json=as_json, wait_lock=0.0) as means:
        must_be_the_right_one(means.aws)
        with one_run(means) as run:
            run.over_each(_there(stacks, means), act, keep_going=True)
    return run.exit_code


def must_be_known(name: str, stack: Stack, stacks: Stacks, means: Means) -> None:
    """Raise DefinitionError for a name that neither a file has nor a stack."""
    if name in stacks.project.service_names:
        return
    must_be_the_right_one(means.aws)
    if means.aws.stacks.describe(stack.name) is None:
        stacks.project.service(name)  # which raises, with the names that are near


def those_there(
    names: Sequence[str], stacks: Stacks, means: Means, *, every: bool
) -> tuple[str, ...]:
    """every: of all services those that are deployed, those without a file too; else the ones that were named."""
    if not every:
        for name in names:
            must_be_known(name, of_service(name, stacks), stacks, means)
        return tuple(names)
    place = stacks.place.name
    there = services_in(place, means.aws.stacks.every())
    absent = [name for name in names if name not in there]
    if absent:
        means.tell(Note(stack=place, text=f"not deployed: {', '.join(absent)}"))
    return tuple(there)


def _looked(look: Callable[[Stack, Means], T], stack: Stack, means: Means) -> T:
    with telling_state(stack.name, means):
        return look(stack, means)


def _there(stacks: Stacks, means: Means) -> list[Stack]:
    beneath = stacks.beneath()
    there = [one for one in beneath if means.aws.stacks.describe(one.name) is not None]
    if not there:
        raise _not_there(beneath, stacks)
    return there


def _not_there(beneath: Sequence[Stack], stacks: Stacks) -> Refused:
    names = " nor ".join(one.name for one in beneath)
    tags = {ENVIRONMENT: stacks.place.name}
    return Refused(f"there is no stack {names}", fix=f"`{command('deploy', tags)}` makes it")


def of_service(name: str, stacks: Stacks) -> Stack:
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
        tags={SERVICE: name, ENVIRONMENT: place.name, **place.value.marks},
        protected=place.value.protected,
    )
