"""Validators in a process of their own: they are ended when they take too long, or too much memory.

cfn-lint always is: forty conditions that build on each other keep it busy for ever, and take all memory there is. AWS's
own is where a template is large: it takes time with the square of a list's length, a hundred seconds for ten thousand
variables. A process can be ended; native code in this one cannot.
"""

from __future__ import annotations

import atexit
import json
import os
import sys
from _thread import allocate_lock
from contextlib import suppress
from importlib import import_module
from typing import IO, TYPE_CHECKING, Any, Final

from bbfd.rules.validators._heard import Heard, said_again

if TYPE_CHECKING:
    from subprocess import Popen

# From here on AWS's own is asked there: 0.3 s more, where it takes a second or two anyway.
_LONG: Final = 700  # what is in a list
_LARGE: Final = 250_000  # characters
_SMALL: Final = 2_000  # characters: no list in it can be long
# Ten times what the largest templates that AWS takes were seen to need.
DEADLINE: Final = 20.0
_MOST_MEMORY: Final = 3 * 2**30


def is_much(content: str) -> bool:
    """Whether a template, as JSON, may keep AWS's own validator busy for longer than anybody waits."""
    if len(content) < _SMALL:
        return False
    return len(content) > _LARGE or _longest(json.loads(content)) > _LONG


def _longest(value: Any) -> int:
    waiting, longest = [value], 0
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            longest = max(longest, len(node))
            waiting += node
        elif isinstance(node, dict):
            waiting += node.values()
    return longest


class Apart:
    """The other process. It is begun when it is needed, ended when it takes too long, and begun again."""

    def __init__(self, deadline: float = DEADLINE) -> None:
        self._deadline = deadline
        self._lock = allocate_lock()
        self._process: Popen[bytes] | None = None
        self._errors: IO[bytes] | None = None
        atexit.register(self.end)

    def begin(self, module: str) -> None:
        """Begin to load what a module asks, while other work goes on here."""
        with self._lock:
            self._send([module])

    def ask(self, module: str, content: str, name: str, region: str) -> Heard:
        """What `asked` of a module says to the template, if it answers in time."""
        with self._lock:
            if not self._send([module, content, name, region]):
                return Heard((), "it could not be started")
            assert self._process is not None
            assert self._process.stdout is not None
            line = self._process.stdout.readline()
            return understood(line) if line.endswith(b"\n") else Heard((), self._ended())

    def end(self) -> None:
        """End it."""
        if self._process is None:
            return
        process, self._process = self._process, None
        process.kill()
        for pipe in (process.stdin, process.stdout, self._errors):
            if pipe is not None:
                with suppress(OSError):  # what was not written yet has no reader any more
                    pipe.close()
        process.wait()

    def _send(self, call: list[str]) -> bool:
        for _ in range(2):  # once more where it ended since it was last asked
            try:
                process = self._process or self._begun()
                assert process.stdin is not None
                process.stdin.write(json.dumps(call).encode() + b"\n")
                process.stdin.flush()
                return True
            except OSError:
                self.end()
        return False

    def _begun(self) -> Popen[bytes]:
        from subprocess import PIPE, Popen
        from tempfile import TemporaryFile

        # The path of this process, before anything is imported that a file in the working folder could stand for.
        code = f"import sys; sys.path[:] = {sys.path!r}; from {__name__} import serve; serve({self._deadline!r})"
        self._errors = TemporaryFile()  # noqa: SIM115 - open as long as the process
        self._process = Popen(
            [sys.executable, "-c", code], stdin=PIPE, stdout=PIPE, stderr=self._errors
        )
        return self._process

    def _ended(self) -> str:
        """Why there is no answer."""
        import signal

        assert self._process is not None
        assert self._errors is not None
        code = self._process.wait()
        self._errors.seek(0)
        last = self._errors.read().decode(errors="replace").strip().rpartition("\n")[2]
        self.end()
        if code == -signal.SIGALRM:
            return f"no answer within {self._deadline:g} s: the template is too much for it"
        return last or f"it ended with {code}"


def understood(answer: bytes) -> Heard:
    """The answer of the other process; one that is none is a failure."""
    try:
        said, failure = json.loads(answer)
        return Heard(tuple(said_again(*each) for each in said), str(failure))
    except (ValueError, TypeError, RecursionError):
        return Heard((), "its answer makes no sense")


def serve(deadline: float) -> None:
    """In the other process: answer calls until there are no more. What a validator prints is no answer."""
    import resource
    import signal

    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, resource.RLIM_INFINITY))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    for line in sys.stdin.buffer:
        module, *call = json.loads(line)
        asked = import_module(module).asked
        if call:
            signal.setitimer(signal.ITIMER_REAL, deadline)
            said, failure = asked(*call)
            signal.setitimer(signal.ITIMER_REAL, 0)
            record = [[[*each] for each in said], failure]
            answers.write(json.dumps(record, default=lambda level: level.value) + "\n")
            answers.flush()


APART: Final = Apart()
