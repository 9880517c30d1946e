"""What will happen in the fake AWS, and when: carried out, in order, as soon as somebody looks."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from tests.faults.fake.numbers import Numbers


class Clock(Protocol):
    """What the fake needs of a clock. now: seconds since its start."""

    start: datetime

    @property
    def now(self) -> float: ...
    def sleep(self, seconds: float) -> None: ...


class Timeline:
    """No timers: nothing runs until `advance`, and then each thing happens at its own time."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._numbers = Numbers()
        self._planned: list[tuple[float, int, Callable[[], object]]] = []
        self._then: float | None = None

    @property
    def now(self) -> float:
        """Seconds since the start; in what happens, the time at which it happens."""
        return self.clock.now if self._then is None else self._then

    def utc(self, seconds: float | None = None) -> datetime:
        return self.clock.start + timedelta(seconds=self.now if seconds is None else seconds)

    def at(self, seconds: float, what: Callable[[], object]) -> None:
        heapq.heappush(self._planned, (max(seconds, self.now), next(self._numbers), what))

    def after(self, seconds: float, what: Callable[[], object]) -> None:
        self.at(self.now + seconds, what)

    def advance(self) -> None:
        """Let happen what was due until now."""
        if self._then is not None:
            return
        until = self.clock.now
        try:
            while self._planned and self._planned[0][0] <= until:
                self._then, _, what = heapq.heappop(self._planned)
                what()
        finally:
            self._then = None

    def finish(self, longest: float = 100_000.0) -> float:
        """Let everything planned happen, however late; the time of the last. For what a test asks at the end."""
        last, most = self.now, self.now + longest
        try:
            while self._planned and self._planned[0][0] <= most:
                self._then, _, what = heapq.heappop(self._planned)
                last = self._then
                what()
        finally:
            self._then = None
        return last
