"""What would surely fail is refused before anything happens. ONE FILE, ONE GUARD.

NAME.py    `guard(case) -> Verdict`: what blocks the plan, and what a reader should know
_case.py   what a guard looks at, and what it answers

A guard asks AWS only where the plan touches what it guards, with one kind of call, and reads no secret. What it may not
read is a note, and a failure only where live traffic might be cut off.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import lru_cache

from bbfd.deploy.plan.guards._case import Case, Objection, Verdict, together
from bbfd.discover import modules_in
from bbfd.errors import Refused

__all__ = ["Case", "Objection", "Verdict", "all_guards", "judged", "must_hold"]


@lru_cache(maxsize=1)
def all_guards() -> tuple[Callable[[Case], Verdict], ...]:
    """Every guard, file by file."""
    return tuple(module.guard for module in modules_in(sys.modules[__name__]))


def judged(case: Case) -> Verdict:
    """All that the guards have to say of a plan; nothing is refused."""
    return together(guard(case) for guard in all_guards())


def must_hold(case: Case) -> tuple[str, ...]:
    """Refuse a plan that would surely fail, naming all that stands in its way; else what is to be noted."""
    found = judged(case)
    if found.objections:
        case.addresses.give_back(case.stack.name)
        raise _refused(case.stack.name, found.objections)
    return found.notes


def _refused(stack: str, objections: tuple[Objection, ...]) -> Refused:
    if len(objections) == 1:
        return Refused(objections[0].what, fix=objections[0].fix)
    numbered = list(enumerate(objections, start=1))
    what = "".join(f"\n  {number}. {one.what}" for number, one in numbered)
    return Refused(
        f"{len(objections)} things stand in the way of {stack}:{what}",
        fix="".join(f"\n  {number}. {one.fix}" for number, one in numbered),
    )
