"""What stopped a stack, as its outcome: where others of the run have one, it has one too."""

from __future__ import annotations

from bbfd.deploy.look.standing import NO_STACK
from bbfd.deploy.outcome import Ended, Outcome
from bbfd.deploy.plan.change_set import ChangeSetRefused
from bbfd.deploy.states import TABLE
from bbfd.errors import BbfdError, Interrupted, Locked, LostSight

# Interrupted: of something that was begun, or it has no outcome.
_ENDED = {Locked: Ended.LOCKED, LostSight: Ended.UNKNOWN, Interrupted: Ended.UNKNOWN}


def outcome_of(stack: str, error: BbfdError, at: str = "") -> Outcome:
    """Conclude with what was raised. at: what the stack is at, in words; "" for what the error tells."""
    status = at or error.state.rpartition(f"{stack}: ")[2]
    return Outcome(
        ended=_ENDED.get(type(error), Ended.REFUSED),
        stack=stack,
        status=status if status in TABLE else "",
        absent=status == NO_STACK,
        reason=error.what,
        fix=error.fix,
        causes=error.causes if isinstance(error, ChangeSetRefused) else (),
    )
