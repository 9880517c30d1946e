"""What stands in the way of a deploy, and what the running service suffers from: all of it, and nothing is changed.

NAME.py          ONE FILE, ONE EXAMINATION: `look(patient) -> Iterator[Complaint]`, of one service
_patient.py      a service's stack, and what was read of it once, for all examinations
_complaint.py    one thing that was found, and how grave it is
_state.py        whether a deploy could start from what a stack is at
_surroundings.py whose account it is, its roles, and what services stand on

An examination asks for as little as it needs. What may not be read is told as unknown, and takes nothing else along.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from bbfd.deploy.doctor._complaint import Complaint, Examined, Grade
from bbfd.deploy.doctor._patient import Patient
from bbfd.deploy.doctor._surroundings import surroundings
from bbfd.deploy.outcome import worst
from bbfd.discover import modules_in
from bbfd.errors import AwsError, Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bbfd.deploy.means import Means, Wishes
    from bbfd.model.stack import Stack

__all__ = ["Complaint", "Examined", "Grade", "Patient", "examined", "exit_code"]

Look = Callable[[Patient], Iterator[Complaint]]


@lru_cache(maxsize=1)
def all_examinations() -> tuple[tuple[str, Look], ...]:
    """Name and function of every examination, file by file."""
    modules = modules_in(sys.modules[__name__])
    return tuple((module.__name__.rpartition(".")[2], module.look) for module in modules)


def examined(
    name: str,
    beneath: Sequence[Stack],
    services: Sequence[tuple[Stack, Wishes]],
    means: Means,
) -> tuple[Examined, ...]:
    """Look at what services stand on, then at each of them.

    name: the environment's. In another account than the environment's nothing else is looked at.
    """
    found, reachable = surroundings(name, beneath, means)
    if not reachable:
        return (found,)
    return (found, *(_one(stack, wishes, beneath, means) for stack, wishes in services))


def exit_code(every: Iterable[Examined]) -> int:
    """0: all well; 3: a deploy would be refused; 4: a service that runs suffers, whatever else there is."""
    codes = {Grade.REFUSES: 3, Grade.SUFFERS: 4}
    return worst(codes.get(one.grade, 0) for each in every for one in each.complaints)


def _one(stack: Stack, wishes: Wishes, beneath: Sequence[Stack], means: Means) -> Examined:
    patient = Patient(stack, wishes, beneath, means)
    complaints = [one for about, look in all_examinations() for one in _heard(about, look, patient)]
    complaints.sort(key=lambda one: one.grade.order)
    return Examined(name=stack.name, complaints=tuple(dict.fromkeys(complaints)))


def _heard(about: str, look: Look, patient: Patient) -> Iterator[Complaint]:
    """Hear one examination out. What AWS does not let us see is unknown; what is refused, a deploy is refused for."""
    about = about.replace("_", " ")
    try:
        yield from look(patient)
    except AwsError as error:
        yield Complaint(grade=Grade.UNKNOWN, about=about, what=error.what, fix=error.fix)
    except Refused as refused:
        yield Complaint(grade=Grade.REFUSES, about=about, what=refused.what, fix=refused.fix)
