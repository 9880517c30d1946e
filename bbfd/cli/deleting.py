"""Stacks, away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bbfd.cli.call import Call
from bbfd.cli.deploying import Asked
from bbfd.cli.means import acting
from bbfd.cli.passing import forget
from bbfd.cli.stacks import Stacks
from bbfd.deploy.after.deployed import other_environments, services_in
from bbfd.deploy.commands import ENVIRONMENT, SERVICE
from bbfd.deploy.look.account import must_be_the_right_one
from bbfd.deploy.look.standing import telling_nothing_known
from bbfd.deploy.means import Means
from bbfd.deploy.plan.shared import of_others, whose
from bbfd.deploy.progress import Note
from bbfd.deploy.records import StackState
from bbfd.deploy.remove.delete import delete, must_be_unprotected
from bbfd.deploy.run.in_turn import InTurn, one_run
from bbfd.deploy.run.reaping import last_first
from bbfd.errors import Refused
from bbfd.model.naming import stack_name
from bbfd.model.stack import Stack


def delete_services(call: Call, stacks: Stacks, names: Sequence[str], asked: Asked) -> int:
    """Delete the stacks of services. A stack of ours is one by its tags, whether its file is there or not."""
    doomed = [_known_by_name(name, stacks) for name in names]
    with acting(
        call, stacks, yes=asked.yes, as_json=asked.as_json, wait_lock=asked.wait_lock
    ) as means:
        if not stacks.place.value.protected:  # else AWS is not asked at all
            with telling_nothing_known([stack.name for stack in doomed]):
                must_be_the_right_one(means.aws)
                _must_be_known(names, stacks, means)
        with one_run(means) as run:
            _must_be_unprotected(doomed, run)
            _in_turn(doomed, stacks, asked, run)
    return run.exit_code


def delete_environment(call: Call, stacks: Stacks, asked: Asked, *, every: bool = False) -> int:
    """Delete an environment's own stack, and its registry where nobody else uses that. every: its services first."""
    environment, registry = stacks.environment(), stacks.registry()
    alone = stacks.alone
    doomed = [environment] if environment else []
    with acting(
        call, stacks, yes=asked.yes, as_json=asked.as_json, wait_lock=asked.wait_lock
    ) as means:
        if not stacks.place.value.protected:
            with telling_nothing_known([stack.name for stack in doomed]):
                must_be_the_right_one(means.aws)
        with one_run(means) as run:
            _must_be_unprotected([*doomed, *([registry] if alone else [])], run)
            with run.over(doomed[0].name if doomed else registry.name):
                there = means.aws.stacks.every()
                services = _services(stacks, there) if every else []
                if not every:
                    _must_be_empty(stacks, there)
            doomed = [*services, *doomed]
            if alone and not _is_used(registry, stacks, there, means):
                doomed.append(registry)
            _in_turn(doomed, stacks, asked, run)
    if run.exit_code == 0:
        forget(stacks.project.root, stacks.place.name)
    return run.exit_code


def _services(stacks: Stacks, there: Sequence[StackState]) -> list[Stack]:
    """Those that are deployed to it, none before one that comes after it."""
    after = {name: service.value.after for name, service in stacks.services.items()}
    names = last_first(services_in(stacks.place.name, there), after)
    return [_known_by_name(name, stacks) for name in names]


def _in_turn(doomed: Sequence[Stack], stacks: Stacks, asked: Asked, run: InTurn) -> None:
    run.over_each(doomed, lambda stack, means: delete(stack, asked.beneath(stacks), means))


def _must_be_unprotected(doomed: Sequence[Stack], run: InTurn) -> None:
    names = [stack.name for stack in doomed]
    for stack in doomed:
        with run.over(stack.name), telling_nothing_known(names):
            must_be_unprotected(stack)


def _known_by_name(name: str, stacks: Stacks) -> Stack:
    """What a deletion needs of a service: its definition may be gone, or be broken."""
    place = stacks.place
    tags = {SERVICE: name, ENVIRONMENT: place.name, **place.value.marks}
    return Stack(
        name=stack_name(place.name, name), body={}, tags=tags, protected=place.value.protected
    )


def _must_be_known(names: Sequence[str], stacks: Stacks, means: Means) -> None:
    """Raise DefinitionError for a name that neither a file has nor a stack."""
    unknown = [name for name in names if name not in stacks.project.service_names]
    if unknown:
        there = services_in(stacks.place.name, means.aws.stacks.every())
        for name in unknown:
            if name not in there:
                stacks.project.service(name)


def _must_be_empty(stacks: Stacks, there: Sequence[StackState]) -> None:
    """A service lives in what would be deleted; half of that would go, and the rest stick."""
    left = services_in(stacks.place.name, there)
    if left:
        place = stacks.place.name
        raise Refused(
            f"services are still deployed to {place}: {', '.join(left)}",
            fix=f"`bbfd delete {' '.join(left)} --env {place}`, then delete the environment",
        )


def _is_used(registry: Stack, stacks: Stacks, there: Sequence[StackState], means: Means) -> bool:
    """Whether others use the registry; said, if so."""
    why = "; ".join(_users(registry, stacks, there, means))
    if why:
        means.tell(Note(stack=registry.name, text=f"the registry is kept: {why}"))
    return bool(why)


def _users(
    registry: Stack, stacks: Stacks, there: Sequence[StackState], means: Means
) -> Iterator[str]:
    """What else the registry may be for: an environment that this project does not know, another's repository."""
    known = stacks.project.environment_names
    unknown = [name for name in other_environments(stacks.place.name, there) if name not in known]
    if unknown:
        yield f"what is deployed to {', '.join(unknown)} may use it, which this project does not know"
    state = next((one for one in there if one.name == registry.name), None)
    yield from whose(of_others(registry, state, means))
