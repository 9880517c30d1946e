"""Time as it is, and threads that sleep by it: a worker for each stack of a run."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timezone
from threading import Condition, Thread, current_thread, main_thread


class Threads:
    """A clock, and workers that sleep by it. Ctrl-C reaches the main thread, which passes it on with `interrupt`.

    Who has ended is counted, not asked of the threads: Ctrl-C inside `Thread.join` makes Python 3.11 and 3.12 take a
    running thread for one that has ended.
    """

    def __init__(self) -> None:
        self._news = Condition()
        self._interruptions = 0
        self._seen: dict[Thread, int] = {}
        self._running = 0
        self._failed: list[BaseException] = []

    def monotonic(self) -> float:
        """Seconds from some start, never going back."""
        return time.monotonic()

    def utc(self) -> datetime:
        """Now."""
        return datetime.now(timezone.utc)

    def sleep(self, seconds: float) -> None:
        """Wait. A worker that was interrupted is woken by KeyboardInterrupt, once."""
        me = current_thread()
        if me is main_thread():
            time.sleep(seconds)
            return
        with self._news:
            seen = self._seen.get(me, 0)
            self._news.wait_for(lambda: self._interruptions > seen, timeout=seconds)
            if self._interruptions > seen:
                self._seen[me] = self._interruptions
                raise KeyboardInterrupt

    def each(self, calls: Sequence[Callable[[], None]]) -> None:
        """Run all side by side, and wait until all have ended."""
        # Daemons: a second Ctrl-C ends the process at once, whatever they are at.
        workers = [Thread(target=self._run, args=(call,), daemon=True) for call in calls]
        with _undisturbed():
            with self._news:
                self._failed.clear()
                self._running = len(workers)
                self._seen = dict.fromkeys(workers, self._interruptions)
            for worker in workers:
                worker.start()
        self.wait()

    def wait(self) -> None:
        """Wait on, after Ctrl-C came out of `each`. What a worker failed with comes out here, once."""
        while True:
            with self._news:
                # A wait without an end could not be interrupted everywhere.
                if self._news.wait_for(lambda: not self._running, timeout=0.2):
                    break
        if self._failed:
            raise self._failed.pop(0)

    def interrupt(self) -> None:
        """Wake every worker with KeyboardInterrupt, at its next or present sleep."""
        with self._news:
            self._interruptions += 1
            self._news.notify_all()

    def _run(self, call: Callable[[], None]) -> None:
        try:
            call()
        except BaseException as error:  # noqa: BLE001 - it comes out in the main thread
            self._failed.append(error)
        finally:
            with self._news:
                self._running -= 1
                self._news.notify_all()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Keep Ctrl-C back until all is done: half way it would leave threads that are counted and never begin.

    Not by a mask: another thread takes the signal then, and it is raised in the main thread all the same.
    """
    if current_thread() is not main_thread():
        yield
        return
    came: list[int] = []
    before = {one: signal.getsignal(one) for one in signal.valid_signals()}
    heeded = {one: handler for one, handler in before.items() if callable(handler)}
    for one in heeded:
        signal.signal(one, lambda number, _: came.append(number))
    try:
        yield
    finally:
        for one, handler in heeded.items():
            signal.signal(one, handler)
        for number in dict.fromkeys(came):
            signal.raise_signal(number)
