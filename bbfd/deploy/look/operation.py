"""Which of a stack's events belong to our own operation, and whether it has ended. Pure.

A stack runs one operation at a time. So everything from the first event that carries our token, to the
stack's own event that ends it, is ours, whatever token a rollback's events carry.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bbfd.deploy.states import End, ending

if TYPE_CHECKING:
    from bbfd.deploy.records import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class Operation:
    """One operation on a stack: one that we began, or one that is followed.

    token: what its events carry; "" for any, from `since` on. since: by AWS's clock, not later than its first event.
    change_set: the ARN of what the stack says was executed last, while this operation runs.
    deletes: it deletes the stack.
    """

    stack: str
    stack_id: str
    token: str
    since: datetime | None = None
    change_set: str = ""
    deletes: bool = False

    @property
    def known(self) -> bool:
        """Whether its events can be told from those of others."""
        return bool(self.token) or self.since is not None

    def is_end(self, status: str) -> bool:
        """Whether this operation is over when its stack is in this status."""
        if self.deletes:
            # A deletion that an export in use has cancelled ends in UPDATE_COMPLETE (boto/botocore#2590).
            return status in ("DELETE_COMPLETE", "DELETE_FAILED", "UPDATE_COMPLETE")
        return ending(status) is not End.GOES_ON


def ours(events: Sequence[Event], operation: Operation) -> tuple[Event, ...]:
    """Take the events of our operation out of all that were read, in the order of time."""
    first = next((n for n, e in enumerate(events) if _is_of(e, operation)), len(events))
    span: list[Event] = []
    status = ""
    for event in events[first:]:
        if operation.is_end(status) and not _goes_on(event, operation):
            break
        span.append(event)
        if event.of_stack:
            status = event.status
    return tuple(span)


def end_of(span: Sequence[Event], operation: Operation) -> str:
    """Give the status that our operation ended in; "" while it goes on."""
    status = next((e.status for e in reversed(span) if e.of_stack), "")
    return status if operation.is_end(status) else ""


def _is_of(event: Event, operation: Operation) -> bool:
    """Whether an event is one with which an operation may begin."""
    if operation.since is not None and event.at < operation.since:
        return False
    return operation.known and operation.token in ("", event.token)


def _goes_on(event: Event, operation: Operation) -> bool:
    """Whether an event after an end is still ours: an update that failed may be rolled back by itself."""
    if event.token:
        return event.token == operation.token
    return not (event.of_stack and event.status in _STARTS)


_STARTS = ("CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS", "IMPORT_IN_PROGRESS")
