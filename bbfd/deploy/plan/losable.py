"""Whether a stack that a failed operation left may be deleted to be made anew: nothing that matters goes with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bbfd.deploy.by_hand import by_hand
from bbfd.deploy.commands import command
from bbfd.deploy.plan.storing import STORES
from bbfd.deploy.plan.template import deployed
from bbfd.deploy.plan.unprotected import unprotected
from bbfd.deploy.records import Change
from bbfd.deploy.states import HOLDING
from bbfd.errors import Refused

if TYPE_CHECKING:
    from bbfd.deploy.means import Means
    from bbfd.deploy.records import Resource, StackState
    from bbfd.model.stack import Stack

# Some refuse to be deleted while they hold data; that comes late, and leaves half a stack. A queue of a first attempt
# that failed was never worked with.
_STATEFUL = STORES - {"AWS::SQS::Queue"}
_LEFT = "DELETE_SKIPPED"  # by a rollback: retained already


def losable(stack: Stack, state: StackState, means: Means) -> tuple[Change, ...]:
    """List what goes when a dead first attempt is deleted, to be made anew.

    Raises Refused where it is not one, where it is protected, and where it holds data, or what would be retained.
    """
    if state.status not in HOLDING:
        raise Refused(
            f"{stack.name} is in {state.status}: only a first attempt that failed is made anew",
            fix=f"`{command('deploy', stack.tags)}`, without --recreate",
        )
    if stack.protected or state.termination_protection:
        raise Refused(
            f"{stack.name} would be deleted to be made anew, and is protected",
            fix="; then ".join(
                (*unprotected(stack, state), f"`{command('deploy', stack.tags)} --recreate`")
            ),
        )
    found = means.aws.stacks.resources(state.id)
    held = tuple(r for r in found if r.status != "DELETE_COMPLETE")
    _must_not_matter(stack, state, held, deployed(stack, state, means))
    return tuple(
        Change(action="remove", logical_id=r.logical_id, type=r.type, physical_id=r.physical_id)
        for r in held
    )


def _must_not_matter(
    stack: Stack, state: StackState, held: tuple[Resource, ...], body: Mapping[str, Any]
) -> None:
    resources = body.get("Resources", {})
    matters = [r for r in held if r.physical_id and _matters(r, resources.get(r.logical_id, {}))]
    if matters:
        names = ", ".join(f"{r.logical_id} ({r.type} {r.physical_id})" for r in matters)
        ways = [by_hand(r.type, r.physical_id) for r in matters]
        again = f"`{command('delete', stack.tags)}` deletes the rest of it, then deploy again"
        raise Refused(
            f"{stack.name} is in {state.status} and holds what may not be lost, or would be left: {names}",
            fix="; ".join(filter(None, (*dict.fromkeys(ways), again))),
        )


def _matters(resource: Resource, said: Mapping[str, Any]) -> bool:
    retained = said.get("DeletionPolicy") in ("Retain", "Snapshot") or resource.status == _LEFT
    return retained or resource.type in _STATEFUL
