"""Several stacks in one run, in the order given: registry, environment, services."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from bbfd.deploy.account import must_be_the_right_one
from bbfd.deploy.execute import deploy_here, propose_here
from bbfd.deploy.foreseen import must_be_possible

if TYPE_CHECKING:
    from bbfd.deploy.means import Means, Wishes
    from bbfd.deploy.outcome import Outcome
    from bbfd.deploy.proposal import Proposal
    from bbfd.model.stack import Stack


def deploy_in_turn(asked: Iterable[tuple[Stack, Wishes]], means: Means) -> tuple[Outcome, ...]:
    """Deploy one after the other, stopping at the first that does not end well; its outcome is the last one.

    What would stop any of them, and can be known beforehand, is raised before the first is touched.
    """
    must_be_the_right_one(means.aws)
    every = tuple(asked)
    must_be_possible(every, means)
    outcomes: list[Outcome] = []
    for stack, wishes in every:
        outcomes.append(deploy_here(stack, wishes, means))
        if not outcomes[-1].good:
            break
    return tuple(outcomes)


def propose_in_turn(asked: Iterable[tuple[Stack, Wishes]], means: Means) -> tuple[Proposal, ...]:
    """Say what each would change."""
    must_be_the_right_one(means.aws)
    return tuple(propose_here(stack, wishes, means) for stack, wishes in asked)
