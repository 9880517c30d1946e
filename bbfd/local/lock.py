"""Who may change the state: one process at a time, by flock(2), which the kernel lets go when a process dies."""

from __future__ import annotations

import fcntl
import json
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bbfd.errors import Locked

LOCK = "lock"
_PAUSE = 0.05  # seconds between two tries
_GLANCE = 0.1  # seconds that are waited at least: who only asks for the holder has the lock for an instant
_SILENCE = 30.0  # seconds until it is told again who is waited for


@dataclass(frozen=True, kw_only=True, slots=True)
class Holder:
    """The process that is changing the state. pid is 0 while it has not written its name yet."""

    pid: int
    since: str


class Lock:
    """An exclusive lock on a folder, for all threads of a process. Taking it twice is taking it once."""

    def __init__(
        self,
        folder: Path,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._sleep = sleep
        self._handle: int | None = None
        # Two handles of one process shut each other out as those of two processes do.
        self._trying = threading.Lock()

    @property
    def held(self) -> bool:
        """Whether this object holds it."""
        return self._handle is not None

    def take(self, *, wait: float, waiting: Callable[[str], None] = lambda _: None) -> None:
        """Take the lock, waiting at most `wait` seconds. Raises Locked, naming who has it; so `waiting` is told."""
        began = self._clock()
        told, until = began - _SILENCE, began + max(wait, _GLANCE)
        while not self._try():
            now = self._clock()
            if now >= until:
                raise self._taken(wait)
            if now >= told + _SILENCE:
                waiting(f"{self._who()} is changing the embedded AWS")
                told = now
            self._sleep(min(_PAUSE, until - now))

    def release(self) -> None:
        """Let it go; nothing happens where it is not held."""
        if self._handle is not None:
            os.ftruncate(self._handle, 0)
            os.close(self._handle)
            self._handle = None

    def _try(self) -> bool:
        with self._trying:
            return self._handle is not None or self._opened()

    def _opened(self) -> bool:
        handle = os.open(self._folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return False
        name = {"pid": os.getpid(), "since": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}
        os.ftruncate(handle, 0)
        os.pwrite(handle, json.dumps(name).encode(), 0)
        self._handle = handle
        return True

    def _who(self) -> str:
        found = holder(self._folder)
        return (
            f"process {found.pid} (since {found.since})"
            if found and found.pid
            else "another process"
        )

    def _taken(self, wait: float) -> Locked:
        found = holder(self._folder)
        stop = f"kill {found.pid}" if found and found.pid else "stop the other bbfd"
        return Locked(
            f"{self._who()} has been changing the embedded AWS in {self._folder} for longer than the {wait:g} s waited",
            fix=f"wait until it has ended, or end it: {stop}",
        )


def holder(folder: Path) -> Holder | None:
    """Who holds the lock of a folder, without waiting; None where nobody does."""
    try:
        handle = os.open(folder / LOCK, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        # A lock held for an instant: a writer that meets it tries again.
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _named(os.pread(handle, 4096, 0))
    else:
        return None
    finally:
        os.close(handle)


def _named(text: bytes) -> Holder:
    try:
        fields = json.loads(text)
        return Holder(pid=int(fields["pid"]), since=str(fields["since"]))
    except (ValueError, KeyError, TypeError):
        return Holder(pid=0, since="")
