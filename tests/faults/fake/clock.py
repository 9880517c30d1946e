"""Time that nobody waits for, and threads that take turns on it: a discrete event simulation.

Exactly one thread runs at a time. It gives up its turn in `sleep` (or by ending); then whoever wakes first goes on,
and the clock stands at that time. What was ordered with `at` happens on the way, in the thread that passes its time.
"""

from __future__ import annotations

import heapq
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from tests.faults.fake.numbers import Numbers

START = datetime(2026, 11, 21, 9, 0, 0, tzinfo=timezone.utc)
_NEVER = float("inf")
_STUCK = 120.0  # real seconds
_MONOTONIC = 1000.0  # a monotonic clock starts anywhere


@dataclass(eq=False)
class _Turn:
    """One thread's place. thrown: what comes out of its sleep instead of an ordinary awakening."""

    wake: float = 0.0
    order: int = 0
    gate: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    thrown: BaseException | None = None
    done: bool = False

    def arise(self) -> None:
        thrown, self.thrown = self.thrown, None
        if thrown is not None:
            raise thrown


class VirtualClock:
    """A clock, and the workers of a run (`bbfd.deploy.means.Clock` and `Workers`). now: seconds since the start.

    Whatever thread `each` did not begin is the main one.
    """

    def __init__(self, start: datetime = START) -> None:
        self.start = start
        self.now = 0.0
        self._numbers = Numbers(1)
        self._orders: list[tuple[float, int, Callable[[], object]]] = []
        self._main = _Turn()
        self._turns: dict[int, _Turn] = {}
        self._workers: list[_Turn] = []
        self._waiting: list[_Turn] = []
        self._failed: list[BaseException] = []
        self._closing = False

    def monotonic(self) -> float:
        return _MONOTONIC + self.now

    def utc(self) -> datetime:
        return self.start + timedelta(seconds=self.now)

    def sleep(self, seconds: float) -> None:
        """Give up the turn until then. Raises what was thrown: by an order, or by `interrupt`."""
        turn = self._turn()
        if self._closing and turn is not self._main:
            raise KeyboardInterrupt
        turn.arise()
        self._wait(turn, self.now + max(0.0, seconds))

    def at(self, seconds: float, what: Callable[[], object]) -> None:
        """Have something happen, `seconds` after the start. What it raises comes out of the main thread's waiting."""
        heapq.heappush(self._orders, (max(seconds, self.now), next(self._numbers), what))

    def ctrl_c(self, at: float) -> None:
        """Ctrl-C at that time: KeyboardInterrupt out of the main thread's `sleep`, `each` or `wait`."""
        self.at(at, _ctrl_c)

    def each(self, calls: Sequence[Callable[[], None]]) -> None:
        """Run them side by side, and wait until all are done. What the first one failed with is raised then.

        An interrupt comes out of here at once; the workers stay where they are, and go on in `wait` (or `sleep`).
        """
        if self._alive() or self._turn() is not self._main:
            raise RuntimeError("each() within each(): the threads of the run are under way already")
        self._failed = []
        self._workers = [_Turn(wake=self.now, order=next(self._numbers)) for _ in calls]
        self._waiting.extend(self._workers)
        for turn, call in zip(self._workers, calls, strict=True):
            threading.Thread(target=self._work, args=(turn, call), daemon=True).start()
        self.wait()

    def wait(self) -> None:
        """Wait until all that `each` began are done: after an interrupt that was answered with "go on"."""
        self._wait(self._main, _NEVER if self._alive() else self.now)
        if self._failed:
            raise self._failed[0]

    def interrupt(self) -> None:
        """Let every worker's present sleep, or its next, raise KeyboardInterrupt, once."""
        for turn in self._workers:
            turn.thrown = KeyboardInterrupt()
            if turn in self._waiting:
                turn.wake = self.now

    def close(self) -> None:
        """Leave no thread behind: every sleep raises KeyboardInterrupt from now on."""
        self._orders.clear()
        self._closing = True
        if self._alive():
            self.interrupt()
            with suppress(BaseException):
                self.wait()
        self._closing = False

    def _alive(self) -> bool:
        return any(not turn.done for turn in self._workers)

    def _turn(self) -> _Turn:
        return self._turns.get(threading.get_ident(), self._main)

    def _wait(self, turn: _Turn, until: float) -> None:
        turn.wake, turn.order = until, next(self._numbers)
        self._waiting.append(turn)
        following = self._next()
        if following is not turn:
            following.gate.release()
            if not turn.gate.acquire(timeout=_STUCK):
                raise RuntimeError(
                    "a thread keeps its turn: does it wait for a lock of one that sleeps?"
                )
        turn.arise()

    def _next(self) -> _Turn:
        """Pass the time until the first one wakes, and what is ordered until then."""
        while True:
            first = min(self._waiting, key=lambda turn: (turn.wake, turn.order))
            if not self._orders or self._orders[0][0] > first.wake:
                break
            when, _, what = heapq.heappop(self._orders)
            self.now = max(self.now, when)
            try:
                what()
            except BaseException as error:  # noqa: BLE001 - whatever it is belongs to the main thread
                self._main.thrown, self._main.wake, self._main.order = error, self.now, 0
        self._waiting.remove(first)
        self.now = max(self.now, first.wake)
        return first

    def _work(self, turn: _Turn, call: Callable[[], None]) -> None:
        turn.gate.acquire()
        self._turns[threading.get_ident()] = turn
        try:
            turn.arise()
            call()
        except BaseException as error:  # noqa: BLE001 - raised again in the main thread
            self._failed.append(error)
        turn.done = True
        del self._turns[threading.get_ident()]
        if not self._alive() and self._main.wake == _NEVER:
            self._main.wake = self.now
        self._next().gate.release()


class SystemClock:
    """Time as it is, for a fake behind HTTP, which asks for nothing else.

    now: where it begins. speed: how much faster things happen in the fake than outside.
    """

    def __init__(self, now: float = 0.0, speed: float = 1.0) -> None:
        self.start = datetime.now(timezone.utc) - timedelta(seconds=now)
        self._then, self._began, self._speed = now, time.monotonic(), speed

    @property
    def now(self) -> float:
        return self._then + (time.monotonic() - self._began) * self._speed

    def monotonic(self) -> float:
        return _MONOTONIC + self.now

    def utc(self) -> datetime:
        return self.start + timedelta(seconds=self.now)

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


def _ctrl_c() -> None:
    raise KeyboardInterrupt
