"""The operations that a stack went through, told apart by its events. Pure.

A stack runs one operation at a time, and its own events say when one begins and how it ends. Tokens and operation ids
do not: whoever cancels an update gives its rollback another token, and every rollback has an operation id of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING

from bbfd.deploy.look.failures import failures
from bbfd.deploy.look.token import Token, read
from bbfd.deploy.states import End, ending

if TYPE_CHECKING:
    from bbfd.deploy.outcome import Failure
    from bbfd.deploy.records import Event


class Kind(Enum):
    """What an operation is."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    IMPORT = "import"
    ROLLBACK = "rollback"  # one that was asked for; else it belongs to what is rolled back


_STARTS = {
    "CREATE_IN_PROGRESS": Kind.CREATE,
    "UPDATE_IN_PROGRESS": Kind.UPDATE,
    "DELETE_IN_PROGRESS": Kind.DELETE,
    "IMPORT_IN_PROGRESS": Kind.IMPORT,
}
_ENDS_OF_DELETION = ("DELETE_COMPLETE", "DELETE_FAILED", "UPDATE_COMPLETE")


@dataclass(frozen=True, kw_only=True, slots=True)
class Past:
    """An operation, over or not. status: that of the stack, as its last event has it. ended: None while it goes on."""

    kind: Kind
    token: str
    began: datetime
    status: str
    ended: datetime | None = None
    events: tuple[Event, ...] = ()

    @property
    def ours(self) -> Token | None:
        """What its token tells, where it is one of ours."""
        return read(self.token)

    @property
    def seconds(self) -> float:
        """How long it took; of one that goes on, how long to its last event."""
        last = self.ended or max(event.at for event in self.events)
        return (last - self.began).total_seconds()

    @property
    def failure(self) -> Failure | None:
        """What made it fail, where it did: the first failure."""
        return next(iter(failures(telling(self.events))), None)


def operations(events: Sequence[Event]) -> tuple[Past, ...]:
    """Tell a stack's operations apart, in the order of time. events: in that order, and without gaps."""
    spans: list[list[Event]] = []
    for event in events:
        if _begins(event, spans[-1] if spans else []):
            spans.append([])
        if spans:
            spans[-1].append(event)
    return tuple(map(_past, spans))


def attempt(past: Sequence[Past]) -> tuple[Past, ...]:
    """Give the last operation that was to change something, with the rollbacks that were asked for since."""
    first = [n for n, one in enumerate(past) if one.kind is not Kind.ROLLBACK]
    return tuple(past[first[-1] :]) if first else tuple(past)


def telling(span: Sequence[Event]) -> tuple[Event, ...]:
    """Give the events of an operation that can tell why it failed: that a rollback was asked for is no reason."""
    return tuple(span[1:] if span and _goes_back(span[0]) else span)


def _begins(event: Event, span: Sequence[Event]) -> bool:
    if not event.of_stack or not (event.status in _STARTS or _goes_back(event)):
        return False
    if not span:
        return True
    if event.token and event.token == span[0].token:
        return False  # a creation that deletes itself when it fails
    return event.status in _STARTS or _is_asked_for(event, span)


def _is_asked_for(event: Event, span: Sequence[Event]) -> bool:
    """Whether a rollback is an operation of its own: what is rolled back was over, and did not end in it by itself."""
    status = next(e.status for e in reversed(span) if e.of_stack)
    if not _is_end(status, _kind(span[0])):
        return False
    return bool(event.token) or status.endswith("ROLLBACK_FAILED")


def _goes_back(event: Event) -> bool:
    return event.status.endswith("ROLLBACK_IN_PROGRESS")


def _kind(first: Event) -> Kind:
    return _STARTS.get(first.status, Kind.ROLLBACK)


def _is_end(status: str, kind: Kind) -> bool:
    if kind is Kind.DELETE:
        return status in _ENDS_OF_DELETION
    return ending(status) is not End.GOES_ON


def _past(span: Sequence[Event]) -> Past:
    last = next(e for e in reversed(span) if e.of_stack)
    kind = _kind(span[0])
    return Past(
        kind=kind,
        token=span[0].token,
        began=span[0].at,
        status=last.status,
        ended=last.at if _is_end(last.status, kind) else None,
        events=tuple(span),
    )
