"""What happened to a stack: its operations, by CloudFormation's events and by what was kept of our own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bbfd.deploy.kept.joined import Entry, joined
from bbfd.deploy.kept.records import Kept
from bbfd.deploy.kept.shelf import Unreadable, shelf_of
from bbfd.deploy.look.attach import every, there
from bbfd.deploy.unknown import Unknown, or_unknown

if TYPE_CHECKING:
    from bbfd.deploy.means import Means
    from bbfd.deploy.records import StackState
    from bbfd.model.stack import Stack

NEWEST = 20  # of those that are kept; of each one object is read


@dataclass(frozen=True, kw_only=True, slots=True)
class History:
    """A stack and its operations, the newest first; or why they could not be read.

    unread: what of that could not be read, or was not, a sentence each. older: how many kept deploys were not read.
    """

    state: StackState
    operations: tuple[Entry, ...] | Unknown
    unread: tuple[str, ...] = ()
    older: int = 0


def recount(stack: Stack, means: Means, *, registry: str = "", newest: int = NEWEST) -> History:
    """Read the operations of a stack. Raises Refused where there is no stack of ours.

    registry: the name of the stack that has the artifacts bucket. newest: how many kept deploys are read.
    """
    state = there(stack, means)
    return recounted(state, means, registry=registry, newest=newest)


def recounted(state: StackState, means: Means, *, registry: str, newest: int = NEWEST) -> History:
    """Do the same for a stack that was read."""
    past = every(state, means)
    kept, unread, older = _kept(state.name, registry, newest, means)
    if isinstance(past, Unknown):
        if not kept:
            return History(state=state, operations=past, unread=unread)
        unread = (f"CloudFormation's events could not be read: {past.why}", *unread)
    found = joined(() if isinstance(past, Unknown) else past, kept)
    return History(state=state, operations=found, unread=unread, older=older)


def _kept(
    stack: str, registry: str, newest: int, means: Means
) -> tuple[tuple[Kept, ...], tuple[str, ...], int]:
    """Read what is kept; what could not be read, and how much was not."""
    if not registry or stack == registry:  # of the registry itself nothing is kept
        return (), (), 0
    shelf = shelf_of(stack, registry, means)
    folders = shelf if isinstance(shelf, Unknown) else or_unknown(shelf.folders)
    if isinstance(shelf, Unknown) or isinstance(folders, Unknown):
        why = folders.why if isinstance(folders, Unknown) else ""
        return (), (f"what was kept of our own deploys could not be read: {why}",), 0
    found = tuple(shelf.read(folders[:newest]))
    kept = tuple(one for one in found if isinstance(one, Kept))
    return kept, tuple(_unread(found)), len(folders) - len(found)


def _unread(found: Iterable[Kept | Unreadable]) -> Iterable[str]:
    for one in found:
        if isinstance(one, Unreadable):
            yield f"deploy {one.number} is kept and could not be read: {one.why}"
