"""A validator in a process of its own, with a deadline: for templates that may keep it busy for minutes.

Both take time with the square of a list's length: a thousand variables of a container are one second, ten thousand
are a hundred. A process can be ended; native code in this one cannot.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from typing import Any, Final

from bbfd.rules.validators._heard import Heard, said_again

# From here on a template is worth a process: 0.3 s more, where it takes a second or two anyway.
_LONG: Final = 700  # what is in a list
_LARGE: Final = 250_000  # characters
_SMALL: Final = 2_000  # characters: no list in it can be long
# Ten times what the largest templates that AWS takes were seen to need.
DEADLINE: Final = 30.0


def is_much(content: str) -> bool:
    """Whether a template, as JSON, may keep a validator busy for longer than anybody waits."""
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


def ask_apart(
    module: str, content: str, name: str, region: str, *, deadline: float = DEADLINE
) -> Heard:
    """What `asked` of a module says to the template, if it answers within so many seconds."""
    import subprocess

    # The path of this process, before anything is imported that a file in the working folder could stand for.
    code = f"import sys; sys.path[:] = {sys.path!r}; from {__name__} import answer; answer()"
    call = json.dumps([module, content, name, region]).encode()
    command = [sys.executable, "-c", code]
    try:
        done = subprocess.run(
            command, input=call, capture_output=True, timeout=deadline, check=False
        )
    except subprocess.TimeoutExpired:
        return Heard((), f"no answer within {deadline:g} s: the template is too much for it")
    except OSError as error:
        return Heard((), f"it could not be started: {error.strerror}")
    if done.returncode != 0:
        last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        return Heard((), last or f"it ended with {done.returncode}")
    return understood(done.stdout)


def understood(answer: bytes) -> Heard:
    """The answer of the other process; one that is none is a failure."""
    try:
        said, failure = json.loads(answer)
        return Heard(tuple(said_again(*each) for each in said), str(failure))
    except (ValueError, TypeError, RecursionError):
        return Heard((), "its answer makes no sense")


def answer() -> None:
    """In the other process: answer the call on stdin."""
    module, content, name, region = json.loads(sys.stdin.buffer.read())
    said, failure = import_module(module).asked(content, name, region)
    print(json.dumps([[[*each] for each in said], failure], default=lambda level: level.value))
