"""Stacks, away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bbfd.cli.call import Call
from bbfd.cli.deploying import Asked
from bbfd.cli.means import acting
from bbfd.cli.stacks import Stacks
from bbfd.deploy.delete import delete, must_be_unprotected
from bbfd.deploy.means import Means
from bbfd.errors import Refused
from bbfd.model.naming import stack_name
from bbfd.model.stack import Stack


def delete_services(call: Call, stacks: Stacks, names: Sequence[str], asked: Asked) -> int:
    """Delete the stacks of services."""
    with acting(call, stacks, yes=asked.yes, as_json=asked.as_json) as means:
        return _in_turn(stacks.of(names), stacks, asked, means)


def delete_environment(call: Call, stacks: Stacks, asked: Asked) -> int:
    """Delete an environment's own stack, and its registry where no other environment shares it."""
    environment = stacks.environment()
    doomed = [environment] if environment else []
    if len(stacks.sharing) == 1:
        doomed.append(stacks.registry())
    for stack in doomed:
        must_be_unprotected(stack)
    with acting(call, stacks, yes=asked.yes, as_json=asked.as_json) as means:
        _must_be_empty(stacks, means)
        return _in_turn(doomed, stacks, asked, means)


def _in_turn(doomed: Iterable[Stack], stacks: Stacks, asked: Asked, means: Means) -> int:
    """Stops at the first that does not end well."""
    for stack in doomed:
        code = delete(stack, asked.beneath(stacks), means).exit_code
        if code:
            return code
    return 0


def _must_be_empty(stacks: Stacks, means: Means) -> None:
    """A service lives in what would be deleted; half of that would go, and the rest stick."""
    left = [name for name in stacks.services if _is_there(name, stacks, means)]
    if left:
        place = stacks.place.name
        raise Refused(
            f"services are still deployed to {place}: {', '.join(left)}",
            fix=f"`bbfd delete {' '.join(left)} --env {place}`, then delete the environment",
        )


def _is_there(name: str, stacks: Stacks, means: Means) -> bool:
    state = means.aws.stacks.describe(stack_name(stacks.place.name, name))
    return state is not None and state.status != "DELETE_COMPLETE"
