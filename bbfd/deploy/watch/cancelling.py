"""An update is cancelled, once; it is known whether it goes back, whatever becomes of the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bbfd.deploy.look.token import make
from bbfd.deploy.states import TABLE, Step
from bbfd.deploy.watch.begun import surely
from bbfd.errors import AwsError, LostSight, Trouble

if TYPE_CHECKING:
    from bbfd.deploy.means import Means

CLEANUP = "_CLEANUP_IN_PROGRESS"


def cancel_update(name: str, stack_id: str, means: Means, *, fix: str) -> str:
    """Cancel the update that runs on a stack. Gives "" where it goes back, else the status that makes it too late.

    Raises AwsError where it was refused, though something runs; LostSight, with this fix, where that is not known.
    """
    token, late = make(means.fresh()), ""

    def happened(error: AwsError) -> bool:
        nonlocal late
        try:
            now = means.aws.stacks.describe(stack_id)
        except AwsError as second:
            raise _not_known(name, second, fix) from error
        status = now.status if now else "DELETE_COMPLETE"
        late = status if _is_over(status) else ""
        return bool(late) or "ROLLBACK" in status

    def call() -> None:
        means.aws.stacks.cancel(stack_id, token=token)

    try:
        surely(call, happened, means, also=(Trouble.INVALID,))
    except AwsError as error:
        # The last call may have arrived all the same: the status follows a moment later.
        if error.trouble is Trouble.UNREACHABLE:
            raise _not_known(name, error, fix) from error
        raise
    return late


def _not_known(name: str, error: AwsError, fix: str) -> LostSight:
    return LostSight(
        f"whether the update of {name} was cancelled is not known: {error.what}", fix=fix
    )


def _is_over(status: str) -> bool:
    """Whether nothing runs any more that could go back; a rollback is what was asked for."""
    row = TABLE.get(status)
    ended = row is not None and row.step is not Step.WAIT
    return "ROLLBACK" not in status and (ended or status.endswith(CLEANUP))
