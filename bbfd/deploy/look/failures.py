"""The events of our own operation, or the resources that it left -> why it failed. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from bbfd.deploy.look.token import read
from bbfd.diagnose import Failure

if TYPE_CHECKING:
    from bbfd.deploy.records import Event, Resource


def failures(events: Iterable[Event]) -> tuple[Failure, ...]:
    """List the failures, the first one first; those that only follow from another are left out.

    A stack's own event counts where its rollback names a reason: an export in use is said nowhere else.
    """
    failed = [e for e in events if _failed(e)]
    real = [e for e in failed if e.reason and not e.echo] or _unexplained(failed)
    seen: dict[tuple[str, str], Failure] = {}
    for event in real:
        seen.setdefault((event.logical_id, event.reason), _failure(event))
    return tuple(seen.values())


def _unexplained(failed: list[Event]) -> list[Event]:
    """Where AWS gave no reason at all, the resource that failed is known still.

    Where somebody cancelled it, each resource repeats that, and the stack's own event alone says so itself.
    """
    bare = [e for e in failed if not e.reason and not e.of_stack]
    said = [e for e in failed if e.reason]
    return bare or ([e for e in said if e.of_stack] or said)[:1]


def undeleted(resources: Iterable[Resource]) -> tuple[Failure, ...]:
    """List the resources at which the last deletion failed."""
    return tuple(
        Failure(
            logical_id=resource.logical_id,
            type=resource.type,
            status=resource.status,
            reason=resource.reason or "AWS gave no reason",
            physical_id=resource.physical_id,
        )
        for resource in resources
        if resource.status == "DELETE_FAILED"
    )


def last_operation(events: Sequence[Event]) -> tuple[Event, ...]:
    """Give the events of the operation before now: from the last start of a creation or update on."""
    starts = [n for n, e in enumerate(events) if e.of_stack and e.status in _STARTS]
    return tuple(events[starts[-1] :]) if starts else tuple(events)


_STARTS = ("CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "IMPORT_IN_PROGRESS")


def said(failure: Failure) -> str:
    """Put a failure into one sentence."""
    where = f" of the nested stack {failure.stack}" if failure.stack else ""
    return f"{failure.logical_id}{where} ({failure.type}): {failure.reason or failure.status}"


def _failed(event: Event) -> bool:
    return event.status.endswith("_FAILED") or (
        event.of_stack and event.status.endswith("ROLLBACK_IN_PROGRESS")
    )


def _failure(event: Event) -> Failure:
    return Failure(
        logical_id=event.logical_id,
        type=event.type,
        status=event.status,
        reason=event.reason,
        code=event.code,
        physical_id=event.physical_id,
        of_stack=event.of_stack,
        ours=read(event.token) is not None,
        at=event.at,
    )
