"""A stack that another operation holds is waited for, then looked at anew."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bbfd.deploy.commands import command, filled, lasting
from bbfd.deploy.failures import said, undeleted
from bbfd.deploy.losable import HOLDING
from bbfd.deploy.progress import Doing, Heartbeat, Phase
from bbfd.deploy.states import Plan, Step, plan
from bbfd.deploy.unknown import Unknown, or_unknown
from bbfd.errors import AwsError, Locked, Refused, Trouble

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bbfd.deploy.means import Means, Wishes
    from bbfd.deploy.records import StackState
    from bbfd.model.stack import Stack

# Everything that we own carries these, with the values of its definition.
OUR_TAGS = "bbfd:"
_PASSING = (Trouble.THROTTLED, Trouble.UNREACHABLE)


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
        state = _free(state, stack, wishes, means)
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
    """Say at which resources its deletion, or its rollback, failed."""
    resources = or_unknown(lambda: means.aws.stacks.resources(state.id))
    found = () if isinstance(resources, Unknown) else undeleted(resources)
    return "".join(f"; {said(failure)}" for failure in found)


def must_be_ours(state: StackState, tags: Mapping[str, str], *, adopt: bool) -> None:
    """Refuse a stack that does not carry our tags, or those of another definition."""
    if state.status in ("REVIEW_IN_PROGRESS", "DELETE_COMPLETE"):
        return  # a shell gets its tags with its first operation
    wanted = {key: value for key, value in tags.items() if key.startswith(OUR_TAGS)}
    other = {k: state.tags[k] for k in wanted if k in state.tags and state.tags[k] != wanted[k]}
    if other:
        said = ", ".join(f"{key}={value}" for key, value in sorted(other.items()))
        raise Refused(
            f"the stack {state.name} belongs to something else ({said})",
            fix="rename the service or the environment, so that its stack gets another name",
        )
    if not adopt and any(key not in state.tags for key in wanted):
        raise Refused(
            f"the stack {state.name} was not made by bbfd: it does not carry our tags",
            fix=f"rename the service, or take the stack over with `{command('deploy', tags)} --adopt`",
        )


def _existing(state: StackState | None) -> StackState | None:
    return None if state is None or state.status == "DELETE_COMPLETE" else state


def _free(state: StackState, stack: Stack, wishes: Wishes, means: Means) -> StackState | None:
    """Wait until nobody holds the stack. By its ARN: the name of a deleted stack may mean another one."""
    clock, began = means.clock, means.clock.monotonic()
    held = plan(state)
    means.tell(Phase(stack=stack.name, doing=Doing.WAITING, about=held.why))
    told = began
    while held.step is Step.WAIT:
        waited = clock.monotonic() - began
        if waited >= wishes.wait_lock:
            raise Locked(
                f"another operation has held the stack {stack.name} for {lasting(waited)}: {held.why}",
                fix=f"`{command('status', stack.tags)}` shows it; a longer `--wait-lock` waits longer",
            )
        clock.sleep(min(means.pace.lock, wishes.wait_lock - waited))
        if clock.monotonic() - told >= means.pace.heartbeat:
            told = clock.monotonic()
            means.tell(Heartbeat(stack=stack.name, seconds=told - began, status=state.status))
        state = _again(state, means)
        held = plan(state)
    return state


def _again(state: StackState, means: Means) -> StackState:
    """Read it again; a read that fails for now leaves what was known."""
    try:
        return means.aws.stacks.describe(state.id) or _gone(state)
    except AwsError as error:
        if error.trouble in _PASSING:
            return state
        raise


def _gone(state: StackState) -> StackState:
    return replace(state, status="DELETE_COMPLETE")
