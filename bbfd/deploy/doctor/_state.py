"""What a stack is at: ours, and in a state from which a deploy can start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bbfd.deploy.commands import command
from bbfd.deploy.doctor._complaint import Complaint, Grade
from bbfd.deploy.look.belonging import must_be_ours
from bbfd.deploy.look.lock import must_be_free_to_change
from bbfd.deploy.states import Step, plan

if TYPE_CHECKING:
    from bbfd.deploy.means import Means, Wishes
    from bbfd.model.stack import Stack


def state_of(stack: Stack, absent: Complaint, wishes: Wishes, means: Means, left: str) -> Complaint:
    """Tell what it is at. absent: where there is none. left: what was left out because something is done to it.

    Raises Refused where no deploy would start.
    """
    about = absent.about
    state = means.aws.stacks.describe(stack.name)
    if state is None:
        return absent
    must_be_ours(state, stack.tags, adopt=wishes.adopt)
    must_be_free_to_change(state, stack, wishes, means)
    if plan(state).step is Step.WAIT:
        return Complaint(
            grade=Grade.HINT,
            about=about,
            what=f"{stack.name} is in {state.status}: a deploy waits for it{left}",
            fix=f"`{command('watch', stack.tags)}` shows how it ends",
        )
    return Complaint(grade=Grade.WELL, about=about, what=f"{stack.name} is {state.status}")
