"""Requests to end: Ctrl-C, a job that is cancelled (SIGTERM), a terminal that is closed (SIGHUP)."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

_ENDING = (signal.SIGTERM, signal.SIGHUP)
_INTERRUPTED = 130


class Requests:
    """What was asked for so far. leave: ends the process at once, with this exit code.

    ordered: not by a person: nobody can be asked.
    """

    def __init__(self, leave: Callable[[int], object] = os._exit) -> None:
        self._leave = leave
        self._last_words = ""
        self.ordered = False

    def next_ends(self, words: str) -> None:
        """Let the next request end the process at once: what there was to choose is chosen. words: said at the end."""
        self._last_words = words

    def take(self, number: int, frame: FrameType | None) -> None:
        """Take a signal. Raises KeyboardInterrupt in the main thread."""
        self.ordered = self.ordered or number in _ENDING
        if self._last_words:
            with suppress(OSError, ValueError):
                os.write(sys.stderr.fileno(), f"\n{self._last_words}\n".encode())
            self._leave(_INTERRUPTED)
        signal.default_int_handler(number, frame)


@contextmanager
def as_ctrl_c() -> Iterator[Requests]:
    """Meanwhile all mean what Ctrl-C means: nothing is left half proposed, and how to go on is said.

    One that the caller ignores (`nohup`) stays ignored.
    """
    requests = Requests()
    before = {each: signal.getsignal(each) for each in (signal.SIGINT, *_ENDING)}
    ours = (signal.SIG_DFL, signal.default_int_handler)
    meant = {each: handler for each, handler in before.items() if handler in ours}
    for each in meant:
        signal.signal(each, requests.take)
    try:
        yield requests
    finally:
        for each, handler in meant.items():
            signal.signal(each, handler)
