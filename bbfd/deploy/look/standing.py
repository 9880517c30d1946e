"""What is raised tells, last of all, what the stack is at: as AWS says it then, not as it was when trouble began."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bbfd.deploy.unknown import Unknown, or_unknown
from bbfd.errors import BbfdError, DefinitionError, Interrupted, UsageError

if TYPE_CHECKING:
    from bbfd.deploy.means import Means


@contextmanager
def telling_state(stack: str, means: Means) -> Iterator[None]:
    """Add the state of a stack to what is raised, unless that has one; Ctrl-C becomes Interrupted, with it."""
    try:
        yield
    except BbfdError as error:
        error.state = error.state or f"{stack}: {status(stack, means)}"
        raise
    except KeyboardInterrupt:
        raise Interrupted(
            f"stopped while {stack} was looked at",
            fix="the same command begins again",
            state=f"{stack}: {status(stack, means)}",
        ) from None


@contextmanager
def telling_nothing_known(stacks: Sequence[str]) -> Iterator[None]:
    """Add to what is raised, unless that tells a state, that the stacks were not even looked at.

    Not to what a name or a definition is wrong about: no stack is meant then.
    """
    state = f"{shortened(stacks)}: {NOT_KNOWN}" if stacks else ""
    try:
        yield
    except (DefinitionError, UsageError):
        raise
    except BbfdError as error:
        error.state = error.state or state
        raise
    except KeyboardInterrupt:
        raise Interrupted(
            "stopped before anything was looked at",
            fix="the same command begins again",
            state=state,
        ) from None


def status(stack: str, means: Means) -> str:
    """Say what a stack is at. Asked once: it is not worth waiting for."""
    try:
        state = or_unknown(lambda: means.aws.at_once.stacks.describe(stack))
    except KeyboardInterrupt:
        return NOT_KNOWN
    if isinstance(state, Unknown):
        return NOT_KNOWN
    return state.status if state else NO_STACK


def statuses(stacks: Sequence[str], means: Means) -> Mapping[str, str]:
    """Say what each of several is at. Where one cannot be read, the others are not asked for either."""
    found: dict[str, str] = {}
    for stack in stacks:
        found[stack] = NOT_KNOWN if NOT_KNOWN in found.values() else status(stack, means)
    return found


def together(said: Mapping[str, str]) -> str:
    """Name those together that are at the same. said: name of a stack -> what it is at, in words."""
    names: dict[str, list[str]] = {}
    for stack, words in said.items():
        names.setdefault(words, []).append(stack)
    return "; ".join(f"{shortened(stacks)}: {words}" for words, stacks in names.items())


def shortened(stacks: Sequence[str]) -> str:
    """Name a few stacks, and count many."""
    return ", ".join(stacks) if len(stacks) <= _NAMED else f"{len(stacks)} stacks"


def last_seen(status: str) -> str:
    """Say what a stack was at, where it is not asked again; "" for unknown."""
    return f"{status} when it was last read" if status else NOT_KNOWN


NOT_KNOWN = "its status is not known"
NO_STACK = "there is no such stack"
_NAMED = 3  # stacks in one line: more are counted
