"""A stack in each of its 23 statuses, with the events that led there, and what may still come."""

from __future__ import annotations

from bbfd.deploy.records import Resource
from tests.unit.deploy.fakes import Course, FakeAws

THEIRS = "Console-UpdateStack-0123"
CHANGING = (
    "execute",
    "delete",
    "cancel",
    "roll_back",
    "continue_rollback",
    "stop",
    "protect",
    "unguard",
)


def _went(*statuses: str) -> Course:
    return tuple((n, "dev-web", status, "") for n, status in enumerate(statuses))


_CURSED = (2, "Queue", "UPDATE_FAILED", "the queue is cursed")
_STILLBORN = (2, "Queue", "CREATE_FAILED", "the queue is cursed")
# How each status came about: seconds, logical id, status, reason.
PASTS: dict[str, Course] = {
    "REVIEW_IN_PROGRESS": _went("REVIEW_IN_PROGRESS"),
    "CREATE_IN_PROGRESS": _went("CREATE_IN_PROGRESS"),
    "CREATE_COMPLETE": _went("CREATE_IN_PROGRESS", "CREATE_COMPLETE"),
    "CREATE_FAILED": (
        *_went("CREATE_IN_PROGRESS"),
        _STILLBORN,
        (3, "dev-web", "CREATE_FAILED", ""),
    ),
    "ROLLBACK_IN_PROGRESS": (
        *_went("CREATE_IN_PROGRESS"),
        _STILLBORN,
        (3, "dev-web", "ROLLBACK_IN_PROGRESS", "The following resource(s) failed"),
    ),
    "DELETE_COMPLETE": _went("DELETE_IN_PROGRESS", "DELETE_COMPLETE"),
    "DELETE_IN_PROGRESS": _went("DELETE_IN_PROGRESS"),
    "DELETE_FAILED": (
        *_went("DELETE_IN_PROGRESS"),
        (2, "Queue", "DELETE_FAILED", "it is in use"),
        (3, "dev-web", "DELETE_FAILED", ""),
    ),
    "UPDATE_IN_PROGRESS": _went("UPDATE_IN_PROGRESS"),
    "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS": _went(
        "UPDATE_IN_PROGRESS", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"
    ),
    "UPDATE_COMPLETE": _went("UPDATE_IN_PROGRESS", "UPDATE_COMPLETE"),
    "UPDATE_FAILED": (*_went("UPDATE_IN_PROGRESS"), _CURSED, (3, "dev-web", "UPDATE_FAILED", "")),
    "UPDATE_ROLLBACK_IN_PROGRESS": (
        *_went("UPDATE_IN_PROGRESS"),
        _CURSED,
        (3, "dev-web", "UPDATE_ROLLBACK_IN_PROGRESS", "The following resource(s) failed"),
    ),
    "IMPORT_IN_PROGRESS": _went("IMPORT_IN_PROGRESS"),
    "IMPORT_COMPLETE": _went("IMPORT_IN_PROGRESS", "IMPORT_COMPLETE"),
    "IMPORT_ROLLBACK_IN_PROGRESS": (
        *_went("IMPORT_IN_PROGRESS"),
        (2, "Queue", "IMPORT_FAILED", "the queue is cursed"),
        (3, "dev-web", "IMPORT_ROLLBACK_IN_PROGRESS", "The following resource(s) failed"),
    ),
}


def _ended(status: str, *more: str) -> Course:
    return (*PASTS[status], *((4 + n, "dev-web", one, "") for n, one in enumerate(more)))


PASTS |= {
    "ROLLBACK_COMPLETE": _ended("ROLLBACK_IN_PROGRESS", "ROLLBACK_COMPLETE"),
    "ROLLBACK_FAILED": _ended("ROLLBACK_IN_PROGRESS", "ROLLBACK_FAILED"),
    "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS": _ended(
        "UPDATE_ROLLBACK_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS"
    ),
    "UPDATE_ROLLBACK_COMPLETE": _ended("UPDATE_ROLLBACK_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE"),
    "UPDATE_ROLLBACK_FAILED": _ended("UPDATE_ROLLBACK_IN_PROGRESS", "UPDATE_ROLLBACK_FAILED"),
    "IMPORT_ROLLBACK_COMPLETE": _ended("IMPORT_ROLLBACK_IN_PROGRESS", "IMPORT_ROLLBACK_COMPLETE"),
    "IMPORT_ROLLBACK_FAILED": _ended("IMPORT_ROLLBACK_IN_PROGRESS", "IMPORT_ROLLBACK_FAILED"),
}
# What comes next where something runs, from now on.
ENDS: dict[str, str] = {
    "CREATE_IN_PROGRESS": "CREATE_COMPLETE",
    "ROLLBACK_IN_PROGRESS": "ROLLBACK_COMPLETE",
    "DELETE_IN_PROGRESS": "DELETE_COMPLETE",
    "UPDATE_IN_PROGRESS": "UPDATE_COMPLETE",
    "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS": "UPDATE_COMPLETE",
    "UPDATE_ROLLBACK_IN_PROGRESS": "UPDATE_ROLLBACK_COMPLETE",
    "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS": "UPDATE_ROLLBACK_COMPLETE",
    "IMPORT_IN_PROGRESS": "IMPORT_COMPLETE",
    "IMPORT_ROLLBACK_IN_PROGRESS": "IMPORT_ROLLBACK_COMPLETE",
}


def standing(
    status: str, *, token: str = THEIRS, ends: str | None = None, **more: object
) -> FakeAws:
    """An AWS whose stack is in this status; what runs ends after 20 seconds, as usual or as told ("": never)."""
    aws = FakeAws()
    state = aws.stacks.there("CREATE_COMPLETE", **more)
    aws.stacks.happen(state.id, PASTS.get(status, _went(status)), token)
    aws.clock.now = 10.0
    end = ENDS.get(status, "") if ends is None else ends
    if end:
        aws.stacks.happen(state.id, ((20, "dev-web", end, ""),), token)
    return aws


def cursed(status: str = "UPDATE_FAILED", reason: str = "the queue is cursed") -> Resource:
    return Resource(
        logical_id="Queue",
        type="AWS::SQS::Queue",
        status=status,
        physical_id="q-1",
        reason=reason,
    )


def changed(aws: FakeAws) -> list[str]:
    """The calls that changed something."""
    return [call for call in aws.calls if call in CHANGING]
