"""How a deployment or a deletion ended, for the report and for the exit code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from bbfd.diagnose import Cause, Evidence, Failure

if TYPE_CHECKING:
    from bbfd.deploy.records import Change, ServiceState

__all__ = ["EXIT_CODES", "Ended", "Failure", "Outcome", "Running", "worst"]


class Ended(Enum):
    """How it ended."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    DELETED = "deleted"
    ABSENT = "absent"  # there was nothing to delete
    DECLINED = "declined"
    REFUSED = "refused"  # nothing was changed: a correction or a decision is needed
    LOCKED = "locked"  # another operation held the stack for longer than was waited
    IDLE = "idle"  # there was nothing to cancel, or to recover
    CANCELLED = "cancelled"  # as asked, and rolled back
    RECOVERED = "recovered"  # what was left half is whole again
    STOPPED = "stopped"
    STARTED = "started"
    SCALED = "scaled"
    RESTARTED = "restarted"
    PRUNED = "pruned"
    SHOWN = "shown"  # --dry-run: there is something to do, and it was only said
    ROLLED_BACK = "rolled back"
    HELD = "held"  # what must come before its service failed: the service is as it was
    UNHEALTHY = "unhealthy"  # the stack is as asked, an ECS service of it is not
    STUCK = "stuck"
    HALF_DONE = "half done"  # broken off between two calls: the same command does the rest
    UNKNOWN = "unknown"  # it goes on in AWS


EXIT_CODES: Mapping[Ended, int] = {
    Ended.CREATED: 0,
    Ended.UPDATED: 0,
    Ended.UNCHANGED: 0,
    Ended.DELETED: 0,
    Ended.ABSENT: 0,
    Ended.IDLE: 0,
    Ended.CANCELLED: 0,
    Ended.RECOVERED: 0,
    Ended.STOPPED: 0,
    Ended.STARTED: 0,
    Ended.SCALED: 0,
    Ended.RESTARTED: 0,
    Ended.PRUNED: 0,
    Ended.SHOWN: 0,
    Ended.DECLINED: 3,
    Ended.REFUSED: 3,
    Ended.LOCKED: 7,
    Ended.ROLLED_BACK: 4,
    Ended.HELD: 4,
    Ended.UNHEALTHY: 4,
    Ended.STUCK: 5,
    Ended.HALF_DONE: 6,
    Ended.UNKNOWN: 6,
}


# From bad to good: what a run over several stacks ends with is the first of these that one of them ended with.
_WORST = (5, 6, 4, 7, 3)


def worst(codes: Iterable[int]) -> int:
    """Give the exit code of a run over several stacks: 5, then 6, 4, 7, 3; 0 where all ended well."""
    every = set(codes)
    return next((code for code in _WORST if code in every), 0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Running:
    """An ECS service of the stack. images: container -> image; empty when they were not, or cannot be, read."""

    service: ServiceState
    images: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """How it ended.

    status: the stack's status at the end, "" when there is none or it is unknown; as it was read last, where
        it goes on in AWS. absent: there is no such stack. recovered: it was brought back before, in the same run.
    reason: why it did not end well, one sentence; "" when it did.
    fix: what to type next, where something should be done.
    failures: the first is the one that the others follow from.
    causes: why, named from the evidence; the first is told in full. evidence: what they were named from.
    operation: what its events carry, as our token; change_set: the ARN of what was executed; "" for none.
    version: of the image that runs now, where that is known.
    verified: the ECS services were read and run what was asked for (or there is none).
    notes: what else a reader should know.
    """

    ended: Ended
    stack: str
    stack_id: str = ""
    status: str = ""
    absent: bool = False
    recovered: bool = False
    changes: tuple[Change, ...] = ()
    reason: str = ""
    fix: str = ""
    failures: tuple[Failure, ...] = ()
    causes: tuple[Cause, ...] = ()
    evidence: Evidence | None = None
    operation: str = ""
    change_set: str = ""
    version: str = ""
    outputs: Mapping[str, str] = field(default_factory=dict)
    running: tuple[Running, ...] = ()
    verified: bool = False
    notes: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def exit_code(self) -> int:
        """The exit code, as design.md documents them."""
        return EXIT_CODES[self.ended]

    @property
    def good(self) -> bool:
        """Whether it ended as asked."""
        return self.exit_code == 0
