"""What is kept, with what CloudFormation's events tell: each operation once. Pure.

The events are of about 90 days and of everybody's operations; what is kept is of ours, for as long as it is not pruned.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from bbfd.deploy.kept.records import NOT_BEGUN, Kept
from bbfd.deploy.look.history import Kind
from bbfd.deploy.outcome import Ended
from bbfd.deploy.states import End, ending

if TYPE_CHECKING:
    from bbfd.deploy.look.history import Past

_WELL = (Ended.CREATED.value, Ended.UPDATED.value)
_STANDS = (*_WELL, Ended.UNHEALTHY.value)
_OPEN = ("", Ended.UNKNOWN.value, NOT_BEGUN)  # we did not see how it ended


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One operation. past: as the events tell it; kept: as we kept it. At least one of both."""

    past: Past | None = None
    kept: Kept | None = None

    @property
    def began(self) -> datetime:
        """When it began, by AWS's clock where that is known."""
        if self.past is not None:
            return self.past.began
        assert self.kept is not None, "an entry has one of both"
        return self.kept.began

    @property
    def ended(self) -> str:
        """How we kept that it ended; "" where we did not."""
        return self.kept.end.ended if self.kept and self.kept.end else ""

    @property
    def stands(self) -> bool:
        """Whether the stack was left as this operation wanted it."""
        return self._is(_STANDS)

    @property
    def well(self) -> bool:
        """Whether it ended well, its services included as far as anybody has seen."""
        return self._is(_WELL)

    def _is(self, ends: Collection[str]) -> bool:
        """By what we kept, unless CloudFormation tells of another end: into a bucket anybody may have written."""
        if self.past is not None and self.past.ended is not None and not self._is_done:
            return False
        return self.ended in ends or (self.ended in _OPEN and self._is_done)

    @property
    def _is_done(self) -> bool:
        past = self.past
        if past is None or past.ended is None or past.kind in (Kind.DELETE, Kind.ROLLBACK):
            return False
        return ending(past.status) is End.DONE


def joined(past: Sequence[Past], kept: Sequence[Kept]) -> tuple[Entry, ...]:
    """Put both together, the newest first. What was kept and then not begun is left out."""
    by_token = {one.token: one for one in kept}
    seen = {one.token for one in past}
    told = [Entry(past=one, kept=by_token.get(one.token)) for one in past]
    alone = [
        one
        for one in kept
        if one.token not in seen and not (one.end and one.end.ended == NOT_BEGUN)
    ]
    placed = [(one.began, one.kept.number if one.kept else 0, one) for one in told]
    placed += _placed(alone, told)
    return tuple(one for *_, one in sorted(placed, key=lambda place: place[:2], reverse=True))


def _placed(alone: Sequence[Kept], told: Sequence[Entry]) -> Iterator[tuple[datetime, int, Entry]]:
    """Place those of which no events tell: by a machine's clock, which may be wrong, and by number, which is not."""
    known = [(one.kept.number, one.began) for one in told if one.kept]
    latest = datetime.max.replace(tzinfo=timezone.utc)
    for one in sorted(alone, key=lambda one: (one.number, one.began), reverse=True):
        earlier = (began for number, began in known if number < one.number)
        later = (began for number, began in known if number > one.number)
        latest = min((latest, max((one.began, *earlier)), *later))
        yield latest, one.number, Entry(kept=one)


def present(entries: Sequence[Entry]) -> Entry | None:
    """Find the operation that the stack stands at; None where none is known."""
    return next((one for one in entries if one.stands), None)


def before(entries: Sequence[Entry]) -> Entry | None:
    """Find the last one before the present that was kept and ended well."""
    now = present(entries)
    later = entries[entries.index(now) + 1 :] if now else entries
    return next((one for one in later if one.kept and one.well), None)
