"""A stack, its resources, its template -> Removal: what a deletion would remove, clear away first, and keep."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bbfd.deploy.look.failures import said, undeleted
from bbfd.deploy.plan.awaiting import that_go_with
from bbfd.deploy.proposal import Removal
from bbfd.deploy.records import Change
from bbfd.deploy.remove.clearing import clearings
from bbfd.deploy.remove.revisions import old_revisions
from bbfd.deploy.unknown import Unknown, or_unknown

if TYPE_CHECKING:
    from bbfd.deploy.means import Means
    from bbfd.deploy.records import Resource, StackState
    from bbfd.model.stack import Stack

_KEPT = ("Retain", "RetainExceptOnCreate", "Snapshot")
_GONE = ("DELETE_COMPLETE", "DELETE_SKIPPED")


def removal_of(stack: Stack, state: StackState, means: Means) -> Removal:
    """Say what would be removed and what stays, by the template that the stack was made from."""
    resources = means.aws.stacks.resources(state.id)
    read = or_unknown(lambda: means.aws.stacks.template(state.id))
    known = not isinstance(read, Unknown) and bool(read)
    body = stack.body if isinstance(read, Unknown) or not read else read
    there = [resource for resource in resources if resource.status not in _GONE]
    removed = tuple(_change(r) for r in there if not _stays(r, body))
    revisions, told = old_revisions(there, means)
    return Removal(
        stack=stack.name,
        stack_id=state.id,
        removed=removed,
        kept=tuple(_change(r) for r in there if _stays(r, body)),
        # What is only thought to go is not touched: its own template may keep it.
        cleared=clearings(state, removed, means.aws) if known else (),
        revisions=revisions,
        protected=stack.protected,
        notes=(
            *told,
            *(f"the last deletion failed at {said(one)}" for one in undeleted(there)),
            *(
                ()
                if known or body
                else ("what it keeps is not known: its template was not readable",)
            ),
            *that_go_with(state, means),
        ),
    )


def _stays(resource: Resource, body: Mapping[str, Any]) -> bool:
    return body.get("Resources", {}).get(resource.logical_id, {}).get("DeletionPolicy") in _KEPT


def _change(resource: Resource) -> Change:
    return Change(
        action="remove",
        logical_id=resource.logical_id,
        type=resource.type,
        physical_id=resource.physical_id,
    )
