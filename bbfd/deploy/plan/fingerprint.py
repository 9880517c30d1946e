"""What a stack was when a change to it was planned: whether anything was done to it since. Pure."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bbfd.deploy.records import StackState

_DIGITS = 8
_NOTHING = "0" * _DIGITS


def fingerprint(state: StackState | None) -> str:
    """Hexadecimal digits, other ones after every operation; a change set that is only made changes nothing."""
    if state is None or state.status in ("REVIEW_IN_PROGRESS", "DELETE_COMPLETE"):
        return _NOTHING
    when = state.updated or state.created
    told = "|".join((state.id, when.isoformat() if when else "", state.change_set))
    return hashlib.sha256(told.encode()).hexdigest()[:_DIGITS]


def planned_on(name: str) -> str:
    """Read it out of the name of a change set of ours; "" where there is none."""
    _, *told = name.rsplit("-", 1) if name.count("-") == 3 else (name,)
    return "".join(told)
