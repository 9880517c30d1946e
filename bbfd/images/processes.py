"""Programs, started and ended: each leads a group of its own, so that all that it started ends with it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from threading import Lock, Thread
from typing import IO

from bbfd.errors import EngineError
from bbfd.images.hidden import hidden, without
from bbfd.images.records import Ended, Invocation

Heard = Callable[[str], object]

_KEPT = 5000  # lines: whoever asks for more than the last of them reads a file
_MOST = (
    8 << 20
)  # characters of these: no answer of an engine has as many, and a build may say any number
_LONGEST = 65_536  # bytes of a line: what is longer is several
_GRACE = 5.0  # seconds that a program has to end by itself
_LAST_WORDS = 10.0  # seconds for what is still in the pipes once all has ended: as good as never
_BREAKS = re.compile(r"[\r\n]+")


class _Last:
    """The last of what was said: so many pieces, and so many characters."""

    def __init__(self) -> None:
        self._pieces: deque[str] = deque(maxlen=_KEPT)
        self._size = 0

    def add(self, piece: str) -> None:
        """Take a piece, and let go of the oldest."""
        if len(self._pieces) == _KEPT:
            self._size -= len(self._pieces.popleft())
        self._pieces.append(piece)
        self._size += len(piece)
        while self._size > _MOST:
            self._size -= len(self._pieces.popleft())

    def __iter__(self) -> Iterator[str]:
        return iter(self._pieces)


class Process:
    """A program that runs. heard: told each line that it says, in a thread of its own. hides: what is taken out."""

    def __init__(
        self, process: subprocess.Popen[bytes], heard: Heard, hides: tuple[str, ...] = ()
    ) -> None:
        self._hides = hides
        self._process = process
        self._heard = heard
        self._lock = Lock()
        self._said = _Last()
        self._output = _Last()
        self._readers = [
            Thread(target=self._read, args=pipe, daemon=True)
            for pipe in ((process.stdout, self._output), (process.stderr, None))
        ]
        for reader in self._readers:
            reader.start()

    @property
    def said(self) -> tuple[str, ...]:
        """The last lines that it said."""
        with self._lock:
            return tuple(self._said)

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def wait(self, seconds: float | None = None) -> Ended | None:
        """How it ended; None where it did not within so many seconds."""
        try:
            code = self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None
        self._signal(signal.SIGKILL)  # what it left behind holds the pipes open
        for reader in self._readers:
            reader.join(_LAST_WORDS)
        with self._lock:
            return Ended(code=code, output="".join(self._output), said=tuple(self._said))

    def end(self) -> None:
        """End it and all that it started: first asked, then killed."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            self._signal(number)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_GRACE)

    def _signal(self, number: int) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, number)

    def _read(self, pipe: IO[bytes], kept: _Last | None) -> None:
        with pipe:
            for line in iter(lambda: pipe.readline(_LONGEST), b""):
                self._take(without(line.decode("utf-8", "replace"), self._hides), kept)

    def _take(self, text: str, kept: _Last | None) -> None:
        lines = [line for line in _BREAKS.split(text) if line.strip()]
        with self._lock:
            for line in lines:
                self._said.add(line)
            if kept is not None:
                kept.add(text)
        for line in lines:
            self._heard(line)


def unheard(_: str) -> None:
    """Nobody listens."""


class Processes:
    """Starts programs. variables: the environment variables that they have besides their own."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables

    def run(
        self, invocation: Invocation, heard: Heard = unheard, seconds: float | None = None
    ) -> Ended:
        """Start a program and wait for its end. Raises EngineError where it takes longer, or is not there."""
        with self.started(invocation, heard) as process:
            ended = process.wait(seconds)
        if ended is None:
            raise EngineError(
                f"`{' '.join(invocation.words[:2])}` did not end within {seconds:g} seconds",
                fix="look at what keeps it, and try again",
            )
        return ended

    @contextmanager
    def started(self, invocation: Invocation, heard: Heard = unheard) -> Iterator[Process]:
        """A program that has ended when this is left, however it is left."""
        process = self._start(invocation)
        watched = Process(process, heard, hidden(invocation.hides, self._variables))
        try:
            _tell(process, invocation.told)
            yield watched
        finally:
            watched.end()

    def _start(self, invocation: Invocation) -> subprocess.Popen[bytes]:
        try:
            return subprocess.Popen(
                invocation.words,
                env={**self._variables, **invocation.variables},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        except OSError as error:
            raise EngineError(
                f"`{invocation.words[0]}` cannot be started: {error.strerror}",
                fix="install it, or take another engine: --engine docker|podman|buildah|finch",
            ) from error


def _tell(process: subprocess.Popen[bytes], words: str) -> None:
    assert process.stdin is not None
    with suppress(BrokenPipeError), process.stdin as pipe:
        pipe.write(words.encode())
