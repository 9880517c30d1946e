"""An operation is followed to its end, past Ctrl-C: somebody decides whether to leave it, cancel it, or watch on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bbfd.deploy.commands import command
from bbfd.deploy.look.standing import last_seen
from bbfd.deploy.means import Choice
from bbfd.deploy.progress import Doing, Note, Phase
from bbfd.deploy.watch.cancelling import cancel_update
from bbfd.errors import AwsError, Interrupted, LostSight

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bbfd.deploy.look.operation import Operation
    from bbfd.deploy.means import Means
    from bbfd.deploy.watch.watch import Watched, Watcher


class Detached(Exception):
    """Somebody left an operation to AWS."""


def followed(
    watcher: Watcher, operation: Operation, tags: Mapping[str, str], means: Means, timeout: float
) -> Watched:
    """Follow it until it ends. Raises Detached, LostSight, and Interrupted for a second Ctrl-C.

    tags: of its stack, for the command that watches it again.
    """
    cancelled = False
    while True:
        try:
            return replace(watcher.follow(timeout), cancelled=cancelled)
        except KeyboardInterrupt:
            choice = _chosen(operation, watcher.seen, tags, means)
        if choice is Choice.DETACH:
            raise Detached
        if choice is Choice.CANCEL:
            cancelled = _cancelled(operation, tags, means) or cancelled


def _cancelled(operation: Operation, tags: Mapping[str, str], means: Means) -> bool:
    """Have an update rolled back. Where that is too late, or refused, it is told, and watched on."""
    name = operation.stack
    means.tell(Phase(stack=name, doing=Doing.CANCELLING))
    fix = f"`{command('watch', tags)}` shows how it ends"
    try:
        late = cancel_update(name, operation.stack_id, means, fix=fix)
    except (AwsError, LostSight) as error:
        means.tell(Note(stack=name, text=f"it was not cancelled: {error.what}"))
        return False
    if late:
        text = f"it was not cancelled: too late, it is in {late}"
        means.tell(Note(stack=name, text=text))
    return not late


def _chosen(operation: Operation, seen: str, tags: Mapping[str, str], means: Means) -> Choice:
    try:
        return means.interrupted((operation.stack,))
    except KeyboardInterrupt:
        raise Interrupted(
            f"stopped; the operation on {operation.stack} goes on in AWS",
            fix=f"`{command('watch', tags)}` shows how it ends",
            state=f"{operation.stack}: {last_seen(seen)}",
        ) from None
