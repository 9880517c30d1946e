"""The stack: whether it is ours, and in a state from which a deploy can start."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.deploy.commands import command
from bbfd.deploy.doctor._complaint import Complaint, Grade
from bbfd.deploy.doctor._patient import Patient
from bbfd.deploy.look.belonging import must_be_ours
from bbfd.deploy.look.lock import must_be_free_to_change
from bbfd.deploy.states import Step, plan

_ABOUT = "stack"


def look(patient: Patient) -> Iterator[Complaint]:
    """Tell what the stack is at."""
    stack, means = patient.stack, patient.means
    state = means.aws.stacks.describe(stack.name)
    if state is None:
        yield Complaint(
            grade=Grade.HINT,
            about=_ABOUT,
            what=f"there is no stack {stack.name} yet",
            fix=f"`{command('deploy', stack.tags)}` makes it",
        )
        return
    must_be_ours(state, stack.tags, adopt=patient.wishes.adopt)
    must_be_free_to_change(state, stack, patient.wishes, means)
    if plan(state).step is Step.WAIT:
        yield Complaint(
            grade=Grade.HINT,
            about=_ABOUT,
            what=f"{stack.name} is in {state.status}: a deploy waits for it, and what runs was not examined",
            fix=f"`{command('watch', stack.tags)}` shows how it ends",
        )
        return
    yield Complaint(grade=Grade.WELL, about=_ABOUT, what=f"{stack.name} is {state.status}")
