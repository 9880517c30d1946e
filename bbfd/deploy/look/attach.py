"""A stack that is there and is ours, with the operation that runs on it, or that was the last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bbfd.deploy.commands import command, filled
from bbfd.deploy.look.account import must_be_the_right_one
from bbfd.deploy.look.belonging import must_be_ours
from bbfd.deploy.look.history import Kind, Past, operations
from bbfd.deploy.look.operation import Operation
from bbfd.deploy.look.tied import tied
from bbfd.deploy.states import TABLE, Step, plan
from bbfd.deploy.unknown import Unknown, or_unknown
from bbfd.errors import Refused

if TYPE_CHECKING:
    from bbfd.deploy.means import Means
    from bbfd.deploy.records import StackState
    from bbfd.model.stack import Stack

# How much earlier an operation may have begun than its stack says that it was changed last.
EARLIER = timedelta(minutes=5)
_SHELL = "REVIEW_IN_PROGRESS"


def there(stack: Stack, means: Means) -> StackState:
    """Read a stack. Refused in another account, where there is none, where it is not ours, nested or unheard of."""
    must_be_the_right_one(means.aws)
    state = means.aws.stacks.describe(stack.name)
    if state is None or state.status == "DELETE_COMPLETE":
        raise Refused(
            f"there is no stack {stack.name}", fix=f"`{command('deploy', stack.tags)}` makes it"
        )
    must_be_ours(state, stack.tags, adopt=False)
    if state.parent or state.status not in TABLE:
        decided = plan(state)
        raise Refused(
            f"the stack {stack.name} is in {state.status}: {decided.why}",
            fix=filled(decided.fix, stack=stack.name, tags=stack.tags),
        )
    return state


def is_shell(state: StackState) -> bool:
    """Whether nothing was ever executed on it."""
    return state.status == _SHELL


def latest(state: StackState, means: Means) -> tuple[Past, ...] | Unknown:
    """Read the last operations of a stack, as many as are needed to see how the last one began."""
    changed = state.updated or state.created
    found = _read(state, means, since=changed - EARLIER) if changed else ()
    if isinstance(found, Unknown) or any(one.kind is not Kind.ROLLBACK for one in found):
        return found
    return every(state, means)


def every(state: StackState, means: Means) -> tuple[Past, ...] | Unknown:
    """Read all operations that CloudFormation still knows of: about 90 days."""
    return _read(state, means, since=None)


def _read(state: StackState, means: Means, since: datetime | None) -> tuple[Past, ...] | Unknown:
    stacks = means.aws.stacks
    events = or_unknown(lambda: stacks.events(state.id, after="", since=since))
    return events if isinstance(events, Unknown) else operations(events)


def as_it_is(state: StackState, past: Sequence[Past] | Unknown, means: Means) -> StackState:
    """Read a stack again where its events tell an end and its status does not: one of the two is old."""
    if isinstance(past, Unknown) or not past or past[-1].ended is None:
        return state
    if plan(state).step is not Step.WAIT:
        return state
    now = means.aws.stacks.describe(state.id)
    return now or replace(state, status="DELETE_COMPLETE")


def attached(state: StackState, past: Sequence[Past] | Unknown) -> Operation:
    """Take hold of the operation that runs on a stack."""
    operation = Operation(
        stack=state.name,
        stack_id=state.id,
        token="",
        change_set=state.change_set,
        deletes=state.status == "DELETE_IN_PROGRESS",
    )
    if isinstance(past, Unknown) or not past:
        return operation
    return tied(operation, past, runs=True)


def whose(past: Sequence[Past] | Unknown) -> str:
    """Say whose the last operation is, and what it is about, as far as its token tells."""
    if isinstance(past, Unknown):
        return f"whose it is, is not known: {past.why}"
    if not past:
        return "whose it is, is not known: it has no events"
    ours = past[-1].ours
    if ours is None:
        return f"somebody else's: {past[-1].token or 'begun without a token'}"
    told = (
        f"version {ours.version}" if ours.version else "",
        ours.commit and f"commit {ours.commit}",
    )
    words = ", ".join(filter(None, told))
    return f"begun by bbfd: {words}" if words else "begun by bbfd"
