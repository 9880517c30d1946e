"""A stack and what goes with it: what would be removed, what stays, and away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bbfd.deploy.account import must_be_the_right_one
from bbfd.deploy.commands import command
from bbfd.deploy.failures import failures, said
from bbfd.deploy.lock import must_be_ours
from bbfd.deploy.operation import Operation
from bbfd.deploy.outcome import Ended, Outcome
from bbfd.deploy.progress import Doing, Finished, Phase
from bbfd.deploy.proposal import Removal
from bbfd.deploy.records import Change, Resource, StackState
from bbfd.deploy.states import Step, plan
from bbfd.deploy.unknown import Unknown, or_unknown
from bbfd.deploy.watch import Watched, watch
from bbfd.errors import AwsError, LostSight, Refused, Trouble

if TYPE_CHECKING:
    from bbfd.deploy.means import Means, Wishes
    from bbfd.model.stack import Stack

_KEPT = ("Retain", "RetainExceptOnCreate", "Snapshot")


def delete(stack: Stack, wishes: Wishes, means: Means) -> Outcome:
    """Delete a stack of ours. Raises Refused where it is protected, not ours, or in use by another operation."""
    began = means.clock.monotonic()
    must_be_the_right_one(means.aws)
    state = means.aws.stacks.describe(stack.name)
    if state is None or state.status == "DELETE_COMPLETE":
        outcome = Outcome(ended=Ended.ABSENT, stack=stack.name)
    else:
        _may_go(stack, state, wishes)
        removal = removal_of(stack, state, means)
        agreed = means.agree(removal)
        outcome = _away(stack, state, removal, wishes, means) if agreed else _declined(stack, state)
    outcome = _timed(outcome, means.clock.monotonic() - began)
    means.tell(Finished(stack=stack.name, outcome=outcome))
    return outcome


def removal_of(stack: Stack, state: StackState, means: Means) -> Removal:
    """Say what would be removed and what stays, by the template that the stack was made from."""
    resources = means.aws.stacks.resources(state.id)
    template = or_unknown(lambda: means.aws.stacks.template(state.id))
    body = stack.body if isinstance(template, Unknown) or not template else template
    there = [r for r in resources if r.status not in ("DELETE_COMPLETE", "DELETE_SKIPPED")]
    return Removal(
        stack=stack.name,
        stack_id=state.id,
        removed=tuple(_change(r) for r in there if not _stays(r, body)),
        kept=tuple(_change(r) for r in there if _stays(r, body)),
        protected=stack.protected,
    )


def remove(name: str, state: StackState, means: Means, *, timeout: float, fix: str) -> Watched:
    """Delete a stack by its ARN and watch it go."""
    means.tell(Phase(stack=name, doing=Doing.DELETING))
    token = f"bbfd-{means.fresh()[:32]}"
    before = means.aws.stacks.events(state.id, after="", since=state.updated or state.created)
    since = before[-1].at if before else None
    operation = Operation(stack=name, stack_id=state.id, token=token, since=since)
    _begin(operation, means, fix)
    return watch(operation, means, timeout=timeout, fix=fix)


def _begin(operation: Operation, means: Means, fix: str) -> None:
    """Begin. Whether a call whose answer was lost was carried out, its events will tell."""
    try:
        means.aws.stacks.delete(operation.stack_id, token=operation.token)
    except AwsError as error:
        if error.trouble is not Trouble.UNREACHABLE:
            raise
        events = means.aws.stacks.events(operation.stack_id, after="", since=operation.since)
        if not any(e.token == operation.token for e in events):
            what = f"whether the deletion of {operation.stack} began is not known: {error.what}"
            raise LostSight(what, fix=fix) from error


def _may_go(stack: Stack, state: StackState, wishes: Wishes) -> None:
    must_be_ours(state, stack.tags, adopt=wishes.adopt)
    if stack.protected:
        raise Refused(
            f"the environment of {stack.name} is protected: nothing of it is deleted",
            fix="take `protected` from the environment's file first, then delete",
        )
    if state.termination_protection:
        raise Refused(
            f"the stack {stack.name} has termination protection",
            fix="`aws cloudformation update-termination-protection --no-enable-termination-protection "
            f"--stack-name {stack.name}`; then delete",
        )
    decided = plan(state)
    if decided.step is Step.WAIT:
        raise Refused(
            f"another operation holds the stack {stack.name}: {decided.why}",
            fix=f"wait for it (`{command('status', stack.tags)}`), then delete",
        )
    if state.parent:
        raise Refused(f"the stack {stack.name} is nested: {decided.why}", fix="delete its parent")


def _away(
    stack: Stack, state: StackState, removal: Removal, wishes: Wishes, means: Means
) -> Outcome:
    fix = f"`{command('status', stack.tags)}` shows how it ends"
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
            notes=tuple(f"kept: {c.logical_id} ({c.type} {c.physical_id})" for c in removal.kept),
        )
    return _stuck(stack, state, watched)


def _stuck(stack: Stack, state: StackState, watched: Watched) -> Outcome:
    found = failures(watched.events)
    return Outcome(
        ended=Ended.STUCK,
        stack=stack.name,
        stack_id=state.id,
        status=watched.status,
        failures=found,
        reason=said(found[0]) if found else f"the deletion ended in {watched.status}",
        fix=f"remove what stands in the way, then `{command('delete', stack.tags)}`",
    )


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


def _stays(resource: Resource, body: Mapping[str, Any]) -> bool:
    return body.get("Resources", {}).get(resource.logical_id, {}).get("DeletionPolicy") in _KEPT


def _change(resource: Resource) -> Change:
    return Change(
        action="remove",
        logical_id=resource.logical_id,
        type=resource.type,
        physical_id=resource.physical_id,
    )
