"""A call that begins an operation: it is known whether it began, whatever becomes of the answer."""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import TYPE_CHECKING

from bbfd.deploy.look.operation import Operation
from bbfd.deploy.look.token import make
from bbfd.deploy.unknown import Unknown, or_unknown
from bbfd.errors import AwsError, LostSight, Trouble

if TYPE_CHECKING:
    from bbfd.deploy.means import Means
    from bbfd.deploy.records import StackState

_TRIES = 4
# After these the call may have been carried out: its token makes every further one the same call.
AMBIGUOUS = (Trouble.UNREACHABLE, Trouble.THROTTLED)


def next_operation(state: StackState, means: Means) -> Operation:
    """Make the operation that is about to begin on a stack."""
    changed = state.updated or state.created
    stacks = means.aws.stacks
    before = or_unknown(lambda: stacks.events(state.id, after="", since=changed))
    known = () if isinstance(before, Unknown) else before
    return Operation(
        stack=state.name,
        stack_id=state.id,
        token=make(means.fresh()),
        since=known[-1].at if known else changed,
        change_set=state.change_set,
    )


def begin(operation: Operation, call: Callable[[], None], means: Means, *, fix: str) -> None:
    """Call until it is known that the operation began.

    Raises AwsError where it surely did not, LostSight, with this fix, where that is not known.
    """
    try:
        surely(call, lambda error: _has_begun(operation, means, error, fix), means)
    except AwsError as error:
        # The last call may have been carried out all the same: its events come a moment later.
        if error.trouble is Trouble.UNREACHABLE:
            raise _not_known(operation, error, fix) from error
        raise


def surely(
    call: Callable[[], None],
    happened: Callable[[AwsError], bool],
    means: Means,
    *,
    also: Container[Trouble] = (),
    again: Container[Trouble] = AMBIGUOUS,
) -> None:
    """Call until it is known that it was carried out. Raises AwsError where it surely was not.

    happened: reads that back. also: what may be said of a call that was carried out, besides what is ambiguous anyway;
    again: after which troubles it is called once more.
    """
    doubtful = False
    for left in reversed(range(_TRIES)):
        try:
            call()
        except AwsError as error:
            doubtful = doubtful or error.trouble in AMBIGUOUS
            # Once it is doubtful, a refusal may be that of our own repetition.
            if not doubtful and error.trouble not in also:
                raise
            if happened(error):
                return
            if not left or error.trouble not in again:
                raise
            means.clock.sleep(means.pace.first)
        else:
            return


def _has_begun(operation: Operation, means: Means, error: AwsError, fix: str) -> bool:
    stacks = means.aws.stacks
    events = or_unknown(lambda: stacks.events(operation.stack_id, after="", since=operation.since))
    if isinstance(events, Unknown):
        raise _not_known(operation, error, fix) from error
    return any(event.token == operation.token for event in events)


def _not_known(operation: Operation, error: AwsError, fix: str) -> LostSight:
    what = f"whether it began on {operation.stack} is not known: {error.what}"
    return LostSight(what, fix=fix)
