"""A stack that died in its first attempt: it can only be deleted, and may be when it holds nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bbfd.deploy.by_hand import by_hand
from bbfd.deploy.commands import command
from bbfd.deploy.look.failures import failures, said
from bbfd.deploy.plan.awaiting import must_take_none_along
from bbfd.deploy.plan.losable import losable
from bbfd.deploy.plan.unprotected import guard_off, unprotected
from bbfd.deploy.proposal import Proposal
from bbfd.deploy.records import Change
from bbfd.deploy.states import HOLDING, Step
from bbfd.deploy.unknown import Unknown, or_unknown
from bbfd.errors import Refused

if TYPE_CHECKING:
    from bbfd.deploy.means import Means
    from bbfd.deploy.plan.values import Values
    from bbfd.deploy.records import StackState
    from bbfd.deploy.states import Plan
    from bbfd.model.stack import Stack


def recreation(
    stack: Stack, state: StackState, plan: Plan, values: Values, means: Means
) -> Proposal:
    """Propose to make it anew; refused where something would be lost with it."""
    removed = gone_with(stack, state, means)
    added = (
        Change(action="add", logical_id=name, type=resource["Type"])
        for name, resource in stack.body["Resources"].items()
    )
    return Proposal(
        stack=stack.name,
        stack_id=state.id,
        step=Step.RECREATE,
        why=_why(state, plan, means),
        changes=(*removed, *added),
        values=values.values,
        protected=stack.protected,
        notes=values.notes,
    )


def gone_with(stack: Stack, state: StackState, means: Means) -> tuple[Change, ...]:
    """List what goes with it, of what may; refused where something would be lost."""
    if state.status in HOLDING:
        gone = losable(stack, state, means)
        again = f"`{command('deploy', stack.tags)} --recreate`"
        must_take_none_along(state, means, then=again)
        return gone
    must_hold_nothing(stack, state, means)
    return ()


def must_hold_nothing(stack: Stack, state: StackState, means: Means) -> None:
    """Refuse where something would be lost with it, or where it may not be deleted."""
    left = [r for r in means.aws.stacks.resources(state.id) if r.status != "DELETE_COMPLETE"]
    if left:
        names = ", ".join(f"{r.logical_id} ({r.type} {r.physical_id})" for r in left)
        ways = dict.fromkeys(by_hand(r.type, r.physical_id) for r in left)
        steps = (
            *unprotected(stack, state),
            f"`{command('delete', stack.tags)}`, which leaves them",
        )
        raise Refused(
            f"the stack {stack.name} died in its first attempt, and still holds {names}",
            fix="; then ".join(
                ("; ".join(filter(None, ("keep these, or remove them by hand", *ways))), *steps)
            )
            + "; then deploy again",
        )
    if state.termination_protection:
        raise Refused(
            f"the stack {stack.name} died in its first attempt and has to be deleted, but is protected",
            fix=f"{guard_off(stack, state)}; then deploy again",
        )


def _why(state: StackState, plan: Plan, means: Means) -> str:
    events = or_unknown(lambda: means.aws.stacks.events(state.id, after="", since=None))
    died = () if isinstance(events, Unknown) else failures(events)
    return f"{plan.why}; it died of {said(died[0])}" if died else plan.why
