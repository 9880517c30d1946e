"""What a validator answers, before it is told in our words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from bbfd.rules._rule import Level
from bbfd.template.document import Path

# What foreign code may raise on an input it did not expect: everything that is not ours, nor a request to stop.
CRASHES: Final = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    BufferError,
    EOFError,
    ImportError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)


class Said(NamedTuple):
    """What a validator said. path: in the body of the template."""

    id: str
    level: Level
    title: str
    message: str
    path: Path
    fix: str = ""
    doc: str = ""


class Heard(NamedTuple):
    """What it said of a template. failure: why that is not all, "" where it is."""

    said: tuple[Said, ...]
    failure: str = ""


# Asks a validator about a template: its text as JSON, its name, its region ("" for the validator's own).
Ask = Callable[[str, str, str], Heard]


def crashes(*packages: str) -> tuple[type[Exception], ...]:
    """CRASHES, and the exceptions of these packages, which need not be known to us by name."""
    every = Exception.__subclasses__()
    return (*CRASHES, *(each for each in every if each.__module__.partition(".")[0] in packages))


def why(error: BaseException) -> str:
    """What raised, and what it said, in one line."""
    return f"{type(error).__name__}: {' '.join(str(error).split())}"


def said_again(id: Any, level: str, title: str, message: str, path: Any, *rest: str) -> Said:
    """What was said, from its JSON. Raises TypeError or ValueError for what is no such thing."""
    words = (id, title, message, *rest)
    if not all(isinstance(each, str) for each in words) or not isinstance(path, list):
        raise TypeError("not what a validator says")
    return Said(id, Level(level), title, message, tuple(path), *rest)
