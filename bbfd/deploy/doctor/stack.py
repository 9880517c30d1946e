"""The stack: whether it is ours, and in a state from which a deploy can start."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.deploy.commands import command
from bbfd.deploy.doctor._complaint import Complaint, Grade
from bbfd.deploy.doctor._patient import Patient
from bbfd.deploy.doctor._state import state_of


def look(patient: Patient) -> Iterator[Complaint]:
    """Tell what the stack is at."""
    stack = patient.stack
    absent = Complaint(
        grade=Grade.HINT,
        about="stack",
        what=f"there is no stack {stack.name} yet",
        fix=f"`{command('deploy', stack.tags)}` makes it",
    )
    yield state_of(stack, absent, patient.wishes, patient.means, ", and what runs was not examined")
