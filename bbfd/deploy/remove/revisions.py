"""Old revisions of task definitions stay while their service is there; they are deregistered once it is gone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from bbfd.deploy.plan.containers import TASK
from bbfd.deploy.revisions import Revision
from bbfd.deploy.unknown import Unknown, or_unknown

if TYPE_CHECKING:
    from bbfd.deploy.means import Means
    from bbfd.deploy.records import Resource


def old_revisions(
    resources: Iterable[Resource], means: Means
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Find the active revisions that a stack left behind; and what to note, also of them.

    Those that the stack names go with it.
    """
    held = {one.physical_id for one in resources if one.type == TASK and one.physical_id}
    found: list[str] = []
    notes: list[str] = []
    for family in sorted({Revision(arn=arn).family for arn in held}):
        read = or_unknown(partial(means.aws.services.revisions, family))
        if isinstance(read, Unknown):
            notes.append(f"old revisions of {family} may stay: {read.why}")
            continue
        old = [one.arn for one in read if one.arn not in held]
        if old:
            few = f"an old revision of {family} is" if len(old) == 1 else ""
            told = few or f"{len(old)} old revisions of {family} are"
            notes.append(f"{told} deregistered, once the stack is gone")
        found.extend(old)
    return tuple(found), tuple(notes)


def deregistered(revisions: Sequence[str], means: Means) -> tuple[str, ...]:
    """Deregister them; what to note. They cost nothing: trouble with them fails nothing."""
    for done, arn in enumerate(revisions):
        ended = or_unknown(partial(means.aws.services.deregister, arn))
        if isinstance(ended, Unknown):
            return (
                f"{len(revisions) - done} old revisions of its task definition stay: {ended.why}",
            )
    return ()
