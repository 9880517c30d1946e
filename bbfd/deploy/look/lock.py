"""A stack that another operation holds is waited for, then looked at anew."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bbfd.deploy.commands import filled
from bbfd.deploy.look.belonging import must_be_ours
from bbfd.deploy.look.waiting import wait_for
from bbfd.deploy.progress import Doing, Phase
from bbfd.deploy.states import HOLDING, Plan, Step, plan
from bbfd.deploy.unknown import Unknown, or_unknown
from bbfd.errors import Refused

if TYPE_CHECKING:
    from bbfd.deploy.means import Means, Wishes
    from bbfd.deploy.records import StackState
    from bbfd.model.stack import Stack

_GONE = ("DELETE_COMPLETE", "DELETE_SKIPPED")


@dataclass(frozen=True, kw_only=True, slots=True)
class Looked:
    """A stack that nobody else holds, and what to do with it. state: None when there is none."""

    state: StackState | None
    plan: Plan


def look(stack: Stack, wishes: Wishes, means: Means) -> Looked:
    """Read the stack, wait while another operation holds it, and decide; refused where nothing may be done."""
    means.tell(Phase(stack=stack.name, doing=Doing.LOOKING))
    state = means.aws.stacks.describe(stack.name)
    if state is not None:
        must_be_ours(state, stack.tags, adopt=wishes.adopt)
    if state is not None and plan(state).step is Step.WAIT:
        state = wait_for(state, stack, wishes, means)
    if state is not None:
        must_be_free_to_change(state, stack, wishes, means)
    return Looked(state=_existing(state), plan=decided(state, wishes))


def decided(state: StackState | None, wishes: Wishes) -> Plan:
    """Decide what a deploy does: by the table, and by what was asked for of a first attempt that died."""
    found = plan(state)
    if state is None or not wishes.recreate or state.status not in HOLDING or state.parent:
        return found
    return replace(found, step=Step.RECREATE, fix="")


def must_be_free_to_change(state: StackState, stack: Stack, wishes: Wishes, means: Means) -> None:
    """Refuse a stack from whose state no deploy can start."""
    plan = decided(state, wishes)
    if plan.step is Step.REFUSE:
        raise Refused(
            f"the stack {stack.name} is in {state.status}: {plan.why}{_where(state, means)}",
            fix=filled(plan.fix, stack=stack.name, tags=stack.tags),
        )


def _where(state: StackState, means: Means) -> str:
    """Say at which resources its last operation failed; of a first attempt also what it holds."""
    found = or_unknown(lambda: means.aws.stacks.resources(state.id))
    held = () if isinstance(found, Unknown) else tuple(r for r in found if r.status not in _GONE)
    failed = (r for r in held if r.status.endswith("_FAILED"))
    told = [f"{r.logical_id} ({r.type}): {r.reason or 'AWS gave no reason'}" for r in failed]
    if held and state.status in HOLDING:
        told.append(f"it holds {', '.join(r.logical_id for r in held)}")
    return "".join(f"; {words}" for words in told)


def _existing(state: StackState | None) -> StackState | None:
    return None if state is None or state.status == "DELETE_COMPLETE" else state
