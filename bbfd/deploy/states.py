"""The policy: what a deploy does in each state of a stack, and what it means when our own operation ends in it.

The table covers every StackStatus that CloudFormation has (a test holds it against botocore's list); a status that is
newer than the table is refused.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html#cfn-stack-status-codes
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bbfd.deploy.records import StackState

# The states that a first attempt dies in, holding something.
HOLDING = ("CREATE_FAILED", "ROLLBACK_FAILED")


class Step(Enum):
    """What to do with a stack that is asked to be deployed."""

    CREATE = "create"
    UPDATE = "update"
    WAIT = "wait"  # another operation holds it
    RECREATE = "recreate"  # a first attempt that died: delete what holds nothing, then create
    REFUSE = "refuse"


class End(Enum):
    """What a status means when our own deploy ends in it."""

    GOES_ON = "goes on"
    DONE = "done"
    ROLLED_BACK = "rolled back"
    STUCK = "stuck"


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """The decision for a stack. fix: what to type, with {stack} and the names of commands to be filled in."""

    step: Step
    why: str
    fix: str = ""
    end: End = End.GOES_ON


def _create(why: str, end: End) -> Plan:
    return Plan(step=Step.CREATE, why=why, end=end)


def _update(why: str, end: End) -> Plan:
    return Plan(step=Step.UPDATE, why=why, end=end)


def _wait(why: str) -> Plan:
    return Plan(step=Step.WAIT, why=why)


def _refuse(why: str, fix: str) -> Plan:
    return Plan(step=Step.REFUSE, why=why, fix=fix, end=End.STUCK)


_ANEW = (
    "`{deploy} --recreate` deletes what it holds and makes it anew, where no data goes with it; "
    "`{delete}` only deletes it"
)
_DELETE_FIRST = "see what it holds with `{status}`; `{delete}` removes it; then deploy again"

TABLE: Mapping[str, Plan] = MappingProxyType(
    {
        "DELETE_COMPLETE": _create("there is no such stack", End.STUCK),
        "REVIEW_IN_PROGRESS": _create("an empty shell, nothing was executed yet", End.GOES_ON),
        "CREATE_IN_PROGRESS": _wait("it is being created"),
        "CREATE_COMPLETE": _update("it was created", End.DONE),
        "CREATE_FAILED": _refuse(
            "its creation failed with rollback turned off: what was made is still there",
            _ANEW,
        ),
        "ROLLBACK_IN_PROGRESS": _wait("its creation failed and is being rolled back"),
        "ROLLBACK_COMPLETE": Plan(
            step=Step.RECREATE,
            why="its creation failed and was rolled back: a stack in this state can only be deleted",
            end=End.ROLLED_BACK,
        ),
        "ROLLBACK_FAILED": _refuse(
            "its creation failed, and so did the rollback: something could not be deleted",
            _ANEW,
        ),
        "DELETE_IN_PROGRESS": _wait("it is being deleted"),
        "DELETE_FAILED": _refuse("it could not be deleted whole", _DELETE_FIRST),
        "UPDATE_IN_PROGRESS": _wait("it is being updated"),
        "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS": _wait(
            "it was updated, old resources are being removed"
        ),
        "UPDATE_COMPLETE": _update("it was updated", End.DONE),
        "UPDATE_FAILED": _refuse(
            "its update failed with rollback turned off: it is half old, half new",
            "`{recover}` goes back to the last state that held; then deploy again",
        ),
        "UPDATE_ROLLBACK_IN_PROGRESS": _wait("its update failed and is being rolled back"),
        "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS": _wait(
            "its update was rolled back, new resources are being removed"
        ),
        "UPDATE_ROLLBACK_COMPLETE": _update("its last update was rolled back", End.ROLLED_BACK),
        "UPDATE_ROLLBACK_FAILED": _refuse(
            "its update failed, and so did the rollback: it cannot be updated",
            "`{diagnose}` shows what failed; mend it, then `{recover}` goes on with the rollback; then deploy again",
        ),
        "IMPORT_IN_PROGRESS": _wait("resources are being imported into it"),
        "IMPORT_COMPLETE": _update("resources were imported into it", End.DONE),
        "IMPORT_ROLLBACK_IN_PROGRESS": _wait("an import failed and is being rolled back"),
        "IMPORT_ROLLBACK_COMPLETE": _update("its last import was rolled back", End.ROLLED_BACK),
        "IMPORT_ROLLBACK_FAILED": _refuse(
            "an import failed, and so did its rollback",
            "see why with `aws cloudformation describe-stack-events --stack-name {stack}`, "
            "and finish the rollback in the CloudFormation console; then deploy again",
        ),
    }
)

ABSENT = TABLE["DELETE_COMPLETE"]

EXPRESS = _refuse(
    "its last update in express mode failed: it accepts only more of the same until one completes",
    "finish it with the tool that began it, in express mode; then deploy again",
)

NESTED = _refuse(
    "it is nested in another stack: changed on its own it would no longer match its parent",
    "deploy the parent, or give this stack another name",
)


def unheard_of(status: str) -> Plan:
    """Refuse a status that CloudFormation has and this table has not: nothing is known to be safe."""
    return _refuse(
        f"its status {status} is newer than this version of bbfd",
        "update bbfd; look at the stack with `{status}`",
    )


def plan(state: StackState | None) -> Plan:
    """Decide what a deploy does with a stack; None: there is none."""
    if state is None:
        return ABSENT
    if state.parent:
        return NESTED
    if state.express and state.status == "UPDATE_FAILED":
        return EXPRESS
    return TABLE.get(state.status) or unheard_of(state.status)


def ending(status: str) -> End:
    """Tell what it means that our own deploy stands in this status. One that is unknown is not taken for an end."""
    row = TABLE.get(status)
    return row.end if row else End.GOES_ON
