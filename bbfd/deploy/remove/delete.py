"""A stack, away: what would go is shown, agreed to, cleared where it has to be, and deleted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bbfd.deploy.by_hand import kept, out_of_the_way
from bbfd.deploy.commands import command
from bbfd.deploy.look.account import must_be_the_right_one
from bbfd.deploy.look.belonging import must_be_ours
from bbfd.deploy.look.failures import failures, said, undeleted
from bbfd.deploy.look.operation import Operation
from bbfd.deploy.outcome import Ended, Outcome
from bbfd.deploy.plan.awaiting import is_shell, must_take_none_along
from bbfd.deploy.plan.unprotected import guard_off
from bbfd.deploy.progress import Doing, Finished, Phase
from bbfd.deploy.remove.clearing import clear
from bbfd.deploy.remove.removal import removal_of
from bbfd.deploy.remove.revisions import deregistered
from bbfd.deploy.states import Step, plan
from bbfd.deploy.unknown import Unknown, or_unknown
from bbfd.deploy.watch.begun import begin
from bbfd.deploy.watch.watch import Watched, watch
from bbfd.errors import LostSight, Refused

if TYPE_CHECKING:
    from bbfd.deploy.means import Means, Wishes
    from bbfd.deploy.outcome import Failure
    from bbfd.deploy.proposal import Removal
    from bbfd.deploy.records import StackState
    from bbfd.model.stack import Stack


def delete(stack: Stack, wishes: Wishes, means: Means) -> Outcome:
    """Delete a stack of ours. Raises Refused where it is protected, not ours, or in use by another operation."""
    must_be_unprotected(stack)
    began = means.clock.monotonic()
    must_be_the_right_one(means.aws)
    state = means.aws.stacks.describe(stack.name)
    if state is None or state.status == "DELETE_COMPLETE":
        outcome = Outcome(ended=Ended.ABSENT, stack=stack.name)
    else:
        _may_go(stack, state, wishes, means)
        removal = removal_of(stack, state, means)
        agreed = means.agree(removal)
        began = means.clock.monotonic()  # how long somebody thought about it says nothing
        if agreed:
            _must_be_as_it_was(stack, state, means)
            outcome = _away(stack, state, removal, wishes, means)
        else:
            outcome = _declined(stack, state)
    outcome = _timed(outcome, means.clock.monotonic() - began)
    means.tell(Finished(stack=stack.name, outcome=outcome))
    return outcome


def must_be_unprotected(stack: Stack) -> None:
    """Refuse a stack whose environment is protected. AWS is not asked."""
    if stack.protected:
        raise Refused(
            f"the environment of {stack.name} is protected: nothing of it is deleted",
            fix="take `protected` from the environment's file first, deploy, then delete",
        )


def remove(name: str, state: StackState, means: Means, *, timeout: float, fix: str) -> Watched:
    """Delete a stack by its ARN and watch it go."""
    means.tell(Phase(stack=name, doing=Doing.DELETING))
    token = f"bbfd-{means.fresh()[:32]}"
    changed, stacks = state.updated or state.created, means.aws.stacks
    before = or_unknown(lambda: stacks.events(state.id, after="", since=changed))
    known = () if isinstance(before, Unknown) else before
    operation = Operation(
        stack=name,
        stack_id=state.id,
        token=token,
        since=known[-1].at if known else None,
        change_set=state.change_set,
        deletes=True,
    )
    begin(operation, lambda: stacks.delete(state.id, token=token), means, fix=fix)
    return watch(operation, means, timeout=timeout, fix=fix)


def _may_go(stack: Stack, state: StackState, wishes: Wishes, means: Means) -> None:
    must_be_ours(state, stack.tags, adopt=wishes.adopt)
    again = f"`{command('delete', stack.tags)}`"
    decided = plan(state)
    if state.parent:
        raise Refused(f"the stack {stack.name} is nested: {decided.why}", fix="delete its parent")
    if decided.step is Step.WAIT:
        raise Refused(
            f"another operation holds the stack {stack.name}: {decided.why}",
            fix=f"`{command('watch', stack.tags)}` shows how it ends; then {again}",
        )
    if state.termination_protection:
        off = guard_off(stack, state)
        raise Refused(
            f"the stack {stack.name} has termination protection", fix=f"{off}; then {again}"
        )
    if is_shell(state):
        must_take_none_along(state, means, then=again)


def _must_be_as_it_was(stack: Stack, state: StackState, means: Means) -> None:
    """Refuse a stack that was changed while somebody was asked: it is not what was agreed to."""
    now = means.aws.stacks.describe(state.id)
    if now is not None and (now.status, now.updated) == (state.status, state.updated):
        if is_shell(now):
            must_take_none_along(now, means, then=f"`{command('delete', stack.tags)}`")
        return
    raise Refused(
        f"somebody else changed {stack.name} meanwhile: it was in {state.status}, and nothing was deleted",
        fix=f"`{command('watch', stack.tags)}` shows what it is at; `{command('delete', stack.tags)}` asks anew",
    )


def _away(
    stack: Stack, state: StackState, removal: Removal, wishes: Wishes, means: Means
) -> Outcome:
    clear(stack, removal, means)
    fix = f"`{command('watch', stack.tags)}` shows how it ends"
    try:
        watched = remove(stack.name, state, means, timeout=wishes.timeout, fix=fix)
    except LostSight as lost:
        return _unknown(stack, state, lost.what, lost.fix)
    except KeyboardInterrupt:
        return _unknown(stack, state, "detached: the deletion goes on in AWS", fix)
    if watched.status == "DELETE_COMPLETE":
        return Outcome(
            ended=Ended.DELETED,
            stack=stack.name,
            stack_id=state.id,
            status=watched.status,
            changes=removal.removed,
            notes=(*map(kept, removal.kept), *deregistered(removal.revisions, means)),
        )
    return _stuck(stack, state, watched, means)


def _stuck(stack: Stack, state: StackState, watched: Watched, means: Means) -> Outcome:
    found = failures(watched.events) or _left(state, means)
    return Outcome(
        ended=Ended.STUCK,
        stack=stack.name,
        stack_id=state.id,
        status=watched.status,
        failures=found,
        reason=said(found[0]) if found else f"the deletion ended in {watched.status}",
        fix=f"{out_of_the_way(found)}; then `{command('delete', stack.tags)}`",
    )


def _left(state: StackState, means: Means) -> tuple[Failure, ...]:
    """Read from the resources what no event has told."""
    resources = or_unknown(lambda: means.aws.stacks.resources(state.id))
    return () if isinstance(resources, Unknown) else undeleted(resources)


def _unknown(stack: Stack, state: StackState, reason: str, fix: str) -> Outcome:
    return Outcome(ended=Ended.UNKNOWN, stack=stack.name, stack_id=state.id, reason=reason, fix=fix)


def _declined(stack: Stack, state: StackState) -> Outcome:
    return Outcome(
        ended=Ended.DECLINED,
        stack=stack.name,
        stack_id=state.id,
        status=state.status,
        reason="declined: nothing was deleted",
        fix="say yes when asked, or give `--yes`",
    )


def _timed(outcome: Outcome, seconds: float) -> Outcome:
    return replace(outcome, seconds=seconds)
