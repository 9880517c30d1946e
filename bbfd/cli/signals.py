"""Requests to end: a job that is cancelled (SIGTERM), a terminal that is closed (SIGHUP)."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

_ENDING = (signal.SIGTERM, signal.SIGHUP)


@contextmanager
def as_ctrl_c() -> Iterator[None]:
    """Meanwhile they mean what Ctrl-C means: nothing is left half proposed, and how to go on is said.

    One that the caller ignores (`nohup`) stays ignored.
    """
    before = {each: signal.getsignal(each) for each in _ENDING}
    meant = [each for each, handler in before.items() if handler is signal.SIG_DFL]
    for each in meant:
        signal.signal(each, signal.default_int_handler)
    try:
        yield
    finally:
        for each in meant:
            signal.signal(each, signal.SIG_DFL)
