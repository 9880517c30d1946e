"""Services that run are stopped, started, scaled and restarted: one, several, or all that are deployed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter

from bbfd.cli.around import of_service, those_there
from bbfd.cli.call import Call
from bbfd.cli.deploying import order_of
from bbfd.cli.means import acting_as
from bbfd.cli.stacks import Stacks
from bbfd.deploy.look.account import must_be_the_right_one
from bbfd.deploy.look.standing import telling_nothing_known
from bbfd.deploy.means import Means, Wishes
from bbfd.deploy.outcome import Outcome
from bbfd.deploy.run.in_turn import one_run
from bbfd.errors import DefinitionError
from bbfd.model.naming import stack_name
from bbfd.model.stack import Stack

Act = Callable[[Stack, Wishes, Means], Outcome]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was asked for. every: all that is deployed. last_first: in the reverse of the order of `after=`.

    keep_going: one that does not end well does not end the run. timeout, wait_lock: seconds.
    """

    every: bool = False
    last_first: bool = False
    keep_going: bool = False
    yes: bool = False
    as_json: bool = False
    timeout: float = 30 * 60.0
    wait_lock: float = 45 * 60.0


def act_on_services(
    call: Call, stacks: Stacks, names: Sequence[str], act: Act, asked: Asked
) -> int:
    """Act on services in the order of their `after=`; the exit code: of the worst."""
    with acting_as(call, stacks, asked) as means:
        with telling_nothing_known([stack_name(stacks.place.name, name) for name in names]):
            must_be_the_right_one(means.aws)
            meant = those_there(names, stacks, means, every=asked.every)
        wishes = Wishes(
            timeout=asked.timeout, wait_lock=asked.wait_lock, many=len(meant) > 1 or asked.every
        )
        with one_run(means) as run:
            run.over_each(
                [of_service(name, stacks) for name in _in_order(meant, stacks, asked)],
                lambda stack, means: act(stack, wishes, means),
                keep_going=asked.keep_going,
            )
    return run.exit_code


def _in_order(names: Iterable[str], stacks: Stacks, asked: Asked) -> list[str]:
    """Those that others come after first, or last. What has no file, or a broken one, comes after nothing."""
    known = [name for name in names if _loads(name, stacks)]
    of_stack = {stack_name(stacks.place.name, name): name for name in names}
    after = dict.fromkeys(sorted(of_stack), ()) | dict(order_of(stacks, known))
    order = [of_stack[name] for name in TopologicalSorter(after).static_order()]
    return order[::-1] if asked.last_first else order


def _loads(name: str, stacks: Stacks) -> bool:
    """Whether its order can be read: what runs can be stopped all the same where it cannot."""
    try:
        stacks.of((name,))
    except DefinitionError:
        return False
    return True
