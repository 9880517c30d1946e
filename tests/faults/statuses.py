"""The policy for each status of a stack, said by hand: what a deploy does with it, and how one that ends in it ends."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, kw_only=True)
class Row:
    """What a status leads to, said by hand. step: what a deploy does; "": it does nothing.

    foreign, own: the exit code, where another's operation, or our own, has the stack in it. why, fix: what is said,
    to the last word.
    """

    step: str
    foreign: int
    own: int
    why: str
    fix: str = ""


_ANEW = (
    "`bbfd deploy web --env prod --recreate` deletes what it holds and makes it anew, where no data goes with it; "
    "`bbfd delete web --env prod` only deletes it"
)
ROWS = MappingProxyType(
    {
        "DELETE_COMPLETE": Row(step="create", foreign=0, own=5, why="there is no such stack"),
        "REVIEW_IN_PROGRESS": Row(
            step="create", foreign=0, own=6, why="an empty shell, nothing was executed yet"
        ),
        "CREATE_IN_PROGRESS": Row(step="", foreign=7, own=6, why="it is being created"),
        "CREATE_COMPLETE": Row(step="update", foreign=0, own=0, why="it was created"),
        "CREATE_FAILED": Row(
            step="",
            foreign=3,
            own=5,
            why="its creation failed with rollback turned off: what was made is still there",
            fix=_ANEW,
        ),
        "ROLLBACK_IN_PROGRESS": Row(
            step="", foreign=7, own=6, why="its creation failed and is being rolled back"
        ),
        "ROLLBACK_COMPLETE": Row(
            step="recreate",
            foreign=0,
            own=4,
            why="its creation failed and was rolled back: a stack in this state can only be deleted",
        ),
        "ROLLBACK_FAILED": Row(
            step="",
            foreign=3,
            own=5,
            why="its creation failed, and so did the rollback: something could not be deleted",
            fix=_ANEW,
        ),
        "DELETE_IN_PROGRESS": Row(step="", foreign=7, own=6, why="it is being deleted"),
        "DELETE_FAILED": Row(
            step="",
            foreign=3,
            own=5,
            why="it could not be deleted whole",
            fix="see what it holds with `bbfd status web --env prod`; `bbfd delete web --env prod` removes it; "
            "then deploy again",
        ),
        "UPDATE_IN_PROGRESS": Row(step="", foreign=7, own=6, why="it is being updated"),
        "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS": Row(
            step="", foreign=7, own=6, why="it was updated, old resources are being removed"
        ),
        "UPDATE_COMPLETE": Row(step="update", foreign=0, own=0, why="it was updated"),
        "UPDATE_FAILED": Row(
            step="",
            foreign=3,
            own=5,
            why="its update failed with rollback turned off: it is half old, half new",
            fix="`bbfd recover web --env prod` goes back to the last state that held; then deploy again",
        ),
        "UPDATE_ROLLBACK_IN_PROGRESS": Row(
            step="", foreign=7, own=6, why="its update failed and is being rolled back"
        ),
        "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS": Row(
            step="",
            foreign=7,
            own=6,
            why="its update was rolled back, new resources are being removed",
        ),
        "UPDATE_ROLLBACK_COMPLETE": Row(
            step="update", foreign=0, own=4, why="its last update was rolled back"
        ),
        "UPDATE_ROLLBACK_FAILED": Row(
            step="",
            foreign=3,
            own=5,
            why="its update failed, and so did the rollback: it cannot be updated",
            fix="`bbfd diagnose web --env prod` shows what failed; mend it, then "
            "`bbfd recover web --env prod` goes on with the rollback; then deploy again",
        ),
        "IMPORT_IN_PROGRESS": Row(
            step="", foreign=7, own=6, why="resources are being imported into it"
        ),
        "IMPORT_COMPLETE": Row(
            step="update", foreign=0, own=0, why="resources were imported into it"
        ),
        "IMPORT_ROLLBACK_IN_PROGRESS": Row(
            step="", foreign=7, own=6, why="an import failed and is being rolled back"
        ),
        "IMPORT_ROLLBACK_COMPLETE": Row(
            step="update", foreign=0, own=4, why="its last import was rolled back"
        ),
        "IMPORT_ROLLBACK_FAILED": Row(
            step="",
            foreign=3,
            own=5,
            why="an import failed, and so did its rollback",
            fix="see why with `aws cloudformation describe-stack-events --stack-name prod-web`, "
            "and finish the rollback in the CloudFormation console; then deploy again",
        ),
    }
)
