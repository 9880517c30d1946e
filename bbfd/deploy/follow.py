"""An operation is followed to its end, past Ctrl-C: somebody decides whether to leave it, cancel it, or watch on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bbfd.deploy.commands import command
from bbfd.deploy.means import Choice
from bbfd.deploy.progress import Doing, Note, Phase
from bbfd.deploy.standing import last_seen
from bbfd.errors import AwsError, Interrupted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bbfd.deploy.means import Means
    from bbfd.deploy.operation import Operation
    from bbfd.deploy.watch import Watched, Watcher


class Detached(Exception):
    """Somebody left an operation to AWS."""


def followed(
    watcher: Watcher, operation: Operation, tags: Mapping[str, str], means: Means, timeout: float
) -> Watched:
    """Follow it until it ends. Raises Detached, LostSight, and Interrupted for a second Ctrl-C.

    tags: of its stack, for the command that watches it again.
    """
    while True:
        try:
            return watcher.follow(timeout)
        except KeyboardInterrupt:
            choice = _chosen(operation, watcher.seen, tags, means)
        if choice is Choice.DETACH:
            raise Detached
        if choice is Choice.CANCEL:
            cancel_update(operation, means)


def cancel_update(operation: Operation, means: Means) -> None:
    """Have an update rolled back. What AWS refuses is told: the operation has moved on, and is watched on."""
    means.tell(Phase(stack=operation.stack, doing=Doing.CANCELLING))
    try:
        means.aws.stacks.cancel(operation.stack_id, token=f"bbfd-{means.fresh()[:32]}")
    except AwsError as error:
        text = f"it was not cancelled: {error.what}"
        means.tell(Note(stack=operation.stack, text=text))


def _chosen(operation: Operation, seen: str, tags: Mapping[str, str], means: Means) -> Choice:
    try:
        return means.interrupted((operation.stack,))
    except KeyboardInterrupt:
        raise Interrupted(
            f"stopped; the operation on {operation.stack} goes on in AWS",
            fix=f"`{command('watch', tags)}` shows how it ends",
            state=f"{operation.stack}: {last_seen(seen)}",
        ) from None
