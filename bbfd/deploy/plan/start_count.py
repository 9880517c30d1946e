"""A service whose count is left to autoscaling, and that a deploy replaces, begins with as many tasks as run now.

A new service that is told no count begins with one task; one that stays keeps what runs, as long as it is told none.
So the count is told for the one deploy that replaces it, and no longer with the next.
https://github.com/aws/containers-roadmap/issues/1214
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from bbfd.deploy.plan.explained import explained
from bbfd.deploy.plan.live import live
from bbfd.deploy.records import SERVICE, Replacement
from bbfd.model.stack import FromLive

if TYPE_CHECKING:
    from bbfd.deploy.means import Means
    from bbfd.deploy.records import Change, StackState
    from bbfd.model.stack import Stack

_UNTOLD = 1  # what a new service begins with that is told nothing


def start_counts(
    changes: tuple[Change, ...],
    stack: Stack,
    state: StackState | None,
    values: Mapping[str, str],
    means: Means,
) -> Mapping[str, str]:
    """Parameter -> count, of the services that these changes replace, or may replace, and that can be read.

    Also where AWS decides only on the way: a count that was so a moment ago does a service that stays less harm than
    one task does to one that does not.
    """
    if state is None or not _replaced(changes, stack):
        return {}
    known = explained(changes, stack, state, values, means).changes
    wanted = _replaced(known, stack)
    now = live(wanted, means.aws.services)
    return {
        parameter: str(now[logical_id].desired)
        for logical_id, parameter in _parameters(stack).items()
        if logical_id in now and now[logical_id].desired != _UNTOLD
    }


def begins_with(stack: Stack, values: Mapping[str, str], logical_id: str) -> bool:
    """Whether the count of this service is told for this deploy alone."""
    return bool(values.get(_parameters(stack).get(logical_id, "")))


def _replaced(changes: Iterable[Change], stack: Stack) -> tuple[Change, ...]:
    ours = _parameters(stack)
    return tuple(
        change
        for change in changes
        if change.logical_id in ours
        and change.type == SERVICE
        and change.action == "modify"
        and change.replacement is not Replacement.NEVER
    )


def _parameters(stack: Stack) -> Mapping[str, str]:
    """Logical id of a service -> the parameter that carries its count."""
    return {p.source.service: p.name for p in stack.parameters if isinstance(p.source, FromLive)}
