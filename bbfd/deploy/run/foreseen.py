"""What would stop one stack of a run is found before anything is done to another."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from bbfd.deploy.after.recover import to_be_recovered
from bbfd.deploy.look.belonging import must_be_ours
from bbfd.deploy.look.lock import decided, must_be_free_to_change
from bbfd.deploy.look.standing import telling_state
from bbfd.deploy.plan.added import added
from bbfd.deploy.plan.known import known_values
from bbfd.deploy.plan.propose import must_be_whole
from bbfd.deploy.plan.recreate import gone_with
from bbfd.deploy.plan.weighed import weighed
from bbfd.deploy.proposal import Proposal
from bbfd.deploy.states import Step, plan
from bbfd.errors import AwsError, Refused

if TYPE_CHECKING:
    from bbfd.deploy.means import Means, Wishes
    from bbfd.deploy.records import Change, StackState
    from bbfd.model.stack import Stack


def impossible(
    asked: Sequence[tuple[Stack, Wishes]], means: Means
) -> Iterator[tuple[Stack, Refused]]:
    """Find those of a run that cannot be deployed, as far as that is known without deploying those before them.

    What AWS did not answer is raised: it says nothing of a stack.
    """
    if len(asked) < 2 and not any(wishes.recover for _, wishes in asked):
        return
    here = frozenset(stack.name for stack, _ in asked)
    for stack, wishes in asked:
        try:
            with telling_state(stack.name, means):
                _must_be_possible(stack, wishes, here, means)
        except AwsError:
            raise
        except Refused as refused:
            yield stack, refused


def _must_be_possible(stack: Stack, wishes: Wishes, here: Collection[str], means: Means) -> None:
    must_be_whole(stack)
    state = means.aws.stacks.describe(stack.name)
    _must_be_usable(stack, state, wishes, means)
    half = state is not None and to_be_recovered(state, wishes)
    updated = state if half or plan(state).step is Step.UPDATE else None
    values = known_values(stack, updated, wishes, means, besides=here)
    if state is None:
        _must_hold(stack, added(stack.body), values, wishes, means)
    elif half:
        _must_hold(stack, _tasks(stack), values, wishes, means)


def _must_hold(
    stack: Stack,
    changes: tuple[Change, ...],
    values: Mapping[str, str],
    wishes: Wishes,
    means: Means,
) -> None:
    """Refuse a stack of which something is missing, before what it stands on is made, or it is recovered, for it."""
    new = Proposal(stack=stack.name, stack_id="", step=Step.CREATE, why="", changes=changes)
    weighed(new, stack, None, values, wishes, means)


def _tasks(stack: Stack) -> tuple[Change, ...]:
    """What is known of an update before CloudFormation says it: what tasks are started with is made anew."""
    return tuple(one for one in added(stack.body) if one.type == "AWS::ECS::TaskDefinition")


def _must_be_usable(stack: Stack, state: StackState | None, wishes: Wishes, means: Means) -> None:
    if state is None:
        return
    must_be_ours(state, stack.tags, adopt=wishes.adopt)
    if to_be_recovered(state, wishes):
        return
    must_be_free_to_change(state, stack, wishes, means)
    if decided(state, wishes).step is Step.RECREATE:
        gone_with(stack, state, means)
