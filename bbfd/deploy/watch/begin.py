"""Execute a change set, once. An answer that was lost is read back, never guessed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from bbfd.deploy.commands import command, lasting
from bbfd.deploy.look.operation import Operation
from bbfd.deploy.look.token import make
from bbfd.deploy.plan.discarding import discard
from bbfd.deploy.progress import Note
from bbfd.deploy.submission import retains
from bbfd.deploy.watch.begun import AMBIGUOUS, surely
from bbfd.errors import AwsError, LostSight, Refused, Trouble

if TYPE_CHECKING:
    from bbfd.deploy.means import Means
    from bbfd.deploy.plan.propose import Draft
    from bbfd.deploy.records import ChangeSet
    from bbfd.model.stack import Stack

T = TypeVar("T")

_PATIENCE = 15 * 60.0  # seconds without an answer, after which it stays unknown whether it began
# After these the call may have been carried out: our own repetition was refused.
_REFUSED = (Trouble.INVALID, Trouble.HELD, Trouble.EXISTS, Trouble.ABSENT)
_BEGUN = ("EXECUTE_IN_PROGRESS", "EXECUTE_COMPLETE", "EXECUTE_FAILED")


class Overtaken(Refused):
    """Somebody else's operation came between the plan and its execution: ours was not begun."""


def operation_of(stack: Stack, agreed: Draft, means: Means, seal: str = "") -> Operation:
    """Name the operation that would carry out what was agreed on. seal: of what is kept of it."""
    change_set = agreed.proposal.change_set
    assert change_set is not None, "a draft that is agreed on has a change set"
    return Operation(
        stack=stack.name,
        stack_id=change_set.stack_id,
        token=_token(agreed, means, seal),
        since=change_set.created,
        change_set=change_set.id,
    )


def begin(stack: Stack, agreed: Draft, operation: Operation, means: Means) -> None:
    """Execute what was agreed on. Refused, with everything of ours removed, where it surely did not begin."""
    change_set = agreed.proposal.change_set
    assert change_set is not None, "a draft that is agreed on has a change set"
    try:
        # What was taken over is not ours to delete, should its first operation fail.
        keep_only_created = retains(stack.body) and not agreed.taken
        _execute(stack, change_set, operation, means, keep_only_created)
    except Refused:
        discard(agreed, means)
        raise


def _token(agreed: Draft, means: Means, seal: str) -> str:
    """What the events of the operation carry: that it is ours, and which version it brings."""
    told = {name: agreed.values.values.get(name, "") for name in ("Version", "Commit")}
    version, commit = (text.removeprefix("-") for text in told.values())
    return make(means.fresh(), version, commit, seal)


def _execute(
    stack: Stack, change_set: ChangeSet, operation: Operation, means: Means, keep: bool
) -> None:
    """Call until it is known that the operation began; the token makes every call the same one."""

    def call() -> None:
        means.aws.stacks.execute(change_set, token=operation.token, keep_only_created=keep)

    def happened(error: AwsError) -> bool:
        return _has_begun(stack, change_set, operation, means, error)

    surely(call, happened, means, also=_REFUSED, again=(*AMBIGUOUS, *_REFUSED))


def _has_begun(
    stack: Stack, change_set: ChangeSet, operation: Operation, means: Means, error: AwsError
) -> bool:
    """Read back whether our operation began after all."""
    read = _Patient(stack.name, means)
    try:
        now = read(lambda: _execution(change_set, means))
        if now in _BEGUN or read(lambda: _has_events(operation, means)):
            return True
    except AwsError:
        raise LostSight(
            f"whether the change set of {stack.name} was executed is not known: {error.what}",
            fix=f"`{command('watch', stack.tags)}` shows what the stack is at",
        ) from error
    if now in _LOST or error.trouble is Trouble.HELD:
        raise Overtaken(
            f"somebody else deployed {stack.name} after this plan was made",
            fix=f"`{command('deploy', stack.tags)}` plans anew",
        )
    return False


class _Patient:
    """Reads on while AWS does not answer, never silent for longer than a heartbeat."""

    def __init__(self, stack: str, means: Means) -> None:
        self._stack = stack
        self._means = means
        self._began = means.clock.monotonic()
        self._told = False

    def __call__(self, read: Callable[[], T]) -> T:
        wait = self._means.pace.first
        while True:
            try:
                return read()
            except AwsError as error:
                if error.trouble not in AMBIGUOUS or self._waited >= _PATIENCE:
                    raise
                self._tell()
            self._means.clock.sleep(wait)
            wait = min(wait * 2, self._means.pace.heartbeat / 2)

    def _tell(self) -> None:
        text = "AWS does not answer whether the deployment began: it is asked again until it does"
        if self._told:
            text = f"no answer yet, after {lasting(self._waited)}"
        self._means.tell(Note(stack=self._stack, text=text))
        self._told = True

    @property
    def _waited(self) -> float:
        return self._means.clock.monotonic() - self._began


# Another operation of the stack began: it makes every other change set obsolete, or removes it.
_GONE = "GONE"
_LOST = ("OBSOLETE", _GONE)


def _execution(change_set: ChangeSet, means: Means) -> str:
    try:
        return means.aws.stacks.change_set(change_set.id, change_set.stack_id).execution
    except AwsError as error:
        if error.trouble is Trouble.ABSENT:
            return _GONE
        raise


def _has_events(operation: Operation, means: Means) -> bool:
    events = means.aws.stacks.events(operation.stack_id, after="", since=operation.since)
    return any(e.token == operation.token for e in events)
