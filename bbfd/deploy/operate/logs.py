"""The logs of all tasks of a service, merged in the order of time: read once, or followed."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from bbfd.deploy.log import LogSpan

if TYPE_CHECKING:
    from bbfd.deploy.log import LogEvent
    from bbfd.deploy.means import Clock
    from bbfd.deploy.needs import Logs
    from bbfd.deploy.records import ContainerPlan

# CloudWatch shows events some seconds after they were written, and those of one task later than those of another. What
# was read lately is read again each time; what is longer ago, now and then.
_LATELY = 20_000  # milliseconds
_LATE = 300_000
_NOW_AND_THEN = 30_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """What a container wrote at once: a line, or several. task: its id. at: by the clock of its host."""

    at: datetime
    task: str
    container: str
    message: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Narrowed:
    """Which of it is wanted. container, task (its id, or how that begins), pattern: "" for all."""

    container: str = ""
    task: str = ""
    pattern: str = ""


def milliseconds(at: datetime) -> int:
    """As CloudWatch counts."""
    return int(at.timestamp() * 1000)


def spans(
    plans: Iterable[ContainerPlan],
    own: tuple[str, ...],
    wanted: Narrowed,
    since: int,
    until: int | None,
) -> tuple[LogSpan, ...]:
    """What is to be read. own: the log groups that hold nothing but these tasks' logs, read in one go.

    In the others, and where one container or task is wanted, each container is read by the names of its streams.
    """
    found: dict[LogSpan, None] = {}
    for plan in plans:
        place = plan.log
        if place is None or wanted.container not in ("", plan.name):
            continue
        span = LogSpan(group=place.group, since=since, until=until, pattern=wanted.pattern)
        if wanted != Narrowed(pattern=wanted.pattern) or place.group not in own:
            span = replace(span, prefix=f"{place.prefix}/{plan.name}/{wanted.task}")
        found[span] = None
    return tuple(found)


def read(wanted: Iterable[LogSpan], logs: Logs, absent: Callable[[str], None]) -> Iterator[Entry]:
    """Everything in these spans, the oldest first. absent: told of a log group that does not exist."""
    every = (_events(span, logs, absent) for span in wanted)
    return map(entry, heapq.merge(*every, key=_place))


def entry(event: LogEvent) -> Entry:
    """By the name of its stream, PREFIX/CONTAINER/TASK-ID."""
    prefixed, _, task = event.stream.rpartition("/")
    return Entry(
        at=datetime.fromtimestamp(event.at / 1000, timezone.utc),
        task=task,
        container=prefixed.rpartition("/")[2],
        message=event.message,
    )


class Follower:
    """Reads on, again and again: every event once, also one that appears up to four minutes late.

    absent: told, each time, of a log group that does not exist (yet).
    """

    def __init__(
        self, wanted: Iterable[LogSpan], logs: Logs, clock: Clock, absent: Callable[[str], None]
    ) -> None:
        self._marks = [_Mark(span=span, newest=span.since, floor=span.since) for span in wanted]
        self._logs = logs
        self._clock = clock
        self._absent = absent

    def poll(self) -> Iterator[Entry]:
        """What is new, the oldest first."""
        now = milliseconds(self._clock.utc())
        read_ = (self._read(mark, now) for mark in self._marks)
        # What is read and not handed on, as AWS refused the next page, is new the next time, too.
        for event, mark in heapq.merge(*read_, key=lambda one: _place(one[0])):
            if mark.take(event, now):
                yield entry(event)

    def _read(self, mark: _Mark, now: int) -> Iterator[tuple[LogEvent, _Mark]]:
        return ((event, mark) for event in _events(mark.window(now), self._logs, self._absent))


@dataclass(kw_only=True)
class _Mark:
    """How far a span was read. newest: never later than now, whatever a host's clock says. seen: id -> its time."""

    span: LogSpan
    newest: int
    floor: int
    looked: int = 0
    seen: dict[str, int] = field(default_factory=dict)

    def window(self, now: int) -> LogSpan:
        """What to read this time. What lies below the floor is never read again, and need not be remembered."""
        if now - self.looked < _NOW_AND_THEN:
            return replace(self.span, since=max(self.floor, self.newest - _LATELY))
        self.looked = now
        self.floor = max(self.floor, self.newest - _LATE)
        self.seen = {id_: at for id_, at in self.seen.items() if at >= self.floor}
        return replace(self.span, since=self.floor)

    def take(self, event: LogEvent, now: int) -> bool:
        """Whether it is new."""
        if event.id in self.seen:
            return False
        self.seen[event.id] = event.at
        self.newest = max(self.newest, min(event.at, now))
        return True


def _events(span: LogSpan, logs: Logs, absent: Callable[[str], None]) -> Iterator[LogEvent]:
    """Page by page. A page may be empty although more follow. Emulators of AWS heed no prefix."""
    more = ""
    while True:
        page = logs.page(span, more=more)
        if page is None:
            absent(span.group)
            return
        yield from (event for event in page.events if event.stream.startswith(span.prefix))
        if not page.more or page.more == more:
            return
        more = page.more


def _place(event: LogEvent) -> tuple[int, str]:
    return event.at, event.stream
