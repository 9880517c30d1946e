"""Execute a change set, once. An answer that was lost is read back, never guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bbfd.deploy.commands import command
from bbfd.deploy.operation import Operation
from bbfd.deploy.propose import discard
from bbfd.deploy.submission import retains
from bbfd.errors import AwsError, LostSight, Refused, Trouble

if TYPE_CHECKING:
    from bbfd.deploy.means import Means
    from bbfd.deploy.propose import Draft
    from bbfd.deploy.records import ChangeSet
    from bbfd.model.stack import Stack

_TRIES = 4
# After these the call may have been carried out: the answer was lost, or our own repetition was refused.
_AMBIGUOUS = (
    Trouble.UNREACHABLE,
    Trouble.INVALID,
    Trouble.EXISTS,
    Trouble.ABSENT,
    Trouble.THROTTLED,
)
_BEGUN = ("EXECUTE_IN_PROGRESS", "EXECUTE_COMPLETE", "EXECUTE_FAILED")


def begin(stack: Stack, agreed: Draft, means: Means) -> Operation:
    """Execute what was agreed on. Refused, with everything of ours removed, where it surely did not begin."""
    change_set = agreed.proposal.change_set
    assert change_set is not None, "a draft that is agreed on has a change set"
    operation = Operation(
        stack=stack.name,
        stack_id=change_set.stack_id,
        token=f"bbfd-{means.fresh()[:32]}",
        since=change_set.created,
        change_set=change_set.id,
    )
    for _ in range(_TRIES):
        try:
            _execute(stack, change_set, operation, means)
            return operation
        except AwsError as error:
            if error.trouble not in _AMBIGUOUS:
                discard(agreed, means)
                raise
            if _has_begun(stack, change_set, operation, means, error):
                return operation
            if error.trouble in (Trouble.INVALID, Trouble.EXISTS):
                discard(agreed, means)
                raise
            failed = error
            means.clock.sleep(means.pace.first)
    discard(agreed, means)
    raise failed


def _execute(stack: Stack, change_set: ChangeSet, operation: Operation, means: Means) -> None:
    means.aws.stacks.execute(
        change_set, token=operation.token, keep_only_created=retains(stack.body)
    )


def _has_begun(
    stack: Stack, change_set: ChangeSet, operation: Operation, means: Means, error: AwsError
) -> bool:
    """Read back whether our operation began after all."""
    try:
        now = means.aws.stacks.change_set(change_set.id, change_set.stack_id)
    except AwsError as unread:
        if unread.trouble is not Trouble.ABSENT:
            raise LostSight(
                f"whether the change set of {stack.name} was executed is not known: {error.what}",
                fix=f"`{command('status', stack.tags)}` shows what the stack is at",
            ) from error
        return _has_events(operation, means) or _overtaken(stack)
    if now.execution in _BEGUN:
        return True
    if now.execution == "OBSOLETE":
        return _has_events(operation, means) or _overtaken(stack)
    return False


def _has_events(operation: Operation, means: Means) -> bool:
    events = means.aws.stacks.events(operation.stack_id, after="", since=operation.since)
    return any(e.token == operation.token for e in events)


def _overtaken(stack: Stack) -> bool:
    raise Refused(
        f"somebody else deployed {stack.name} after this plan was made",
        fix=f"`{command('deploy', stack.tags)}` plans anew",
    )
