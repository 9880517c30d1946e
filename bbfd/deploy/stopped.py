"""What stopped a stack, as its outcome: where others of the run have one, it has one too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bbfd.deploy.change_set import ChangeSetRefused
from bbfd.deploy.outcome import Ended, Outcome
from bbfd.deploy.states import TABLE
from bbfd.errors import BbfdError, Interrupted, Locked, LostSight

if TYPE_CHECKING:
    from bbfd.model.stack import Stack

# Interrupted: of something that was begun, or it has no outcome.
_ENDED = {Locked: Ended.LOCKED, LostSight: Ended.UNKNOWN, Interrupted: Ended.UNKNOWN}


def outcome_of(stack: Stack, error: BbfdError) -> Outcome:
    """Conclude with what was raised; with the status that it tells of the stack."""
    status = error.state.rpartition(f"{stack.name}: ")[2]
    return Outcome(
        ended=_ENDED.get(type(error), Ended.REFUSED),
        stack=stack.name,
        status=status if status in TABLE else "",
        reason=error.what,
        fix=error.fix,
        causes=error.causes if isinstance(error, ChangeSetRefused) else (),
    )
