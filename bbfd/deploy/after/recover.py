"""A stack that no deploy can start from is brought back to the last state that held, where CloudFormation can do that.

https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ContinueUpdateRollback.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_RollbackStack.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING

from bbfd.deploy.after.reattach import failed, follow
from bbfd.deploy.after.restored import declined, idle, not_known, restored
from bbfd.deploy.by_hand import by_hand
from bbfd.deploy.commands import command, filled
from bbfd.deploy.look.attach import there
from bbfd.deploy.outcome import Ended, Outcome
from bbfd.deploy.progress import Doing, Finished, Phase
from bbfd.deploy.proposal import Intervention
from bbfd.deploy.states import EXPRESS, NESTED, End, Step, ending, plan
from bbfd.deploy.unknown import Unknown, or_unknown
from bbfd.deploy.watch.begun import begin, next_operation
from bbfd.errors import Interrupted, LostSight, Refused

if TYPE_CHECKING:
    from bbfd.deploy.means import Means, Wishes
    from bbfd.deploy.records import Resource, StackState
    from bbfd.deploy.watch.watch import Watched
    from bbfd.model.stack import Stack


class Way(Enum):
    """How a stack is brought back."""

    CONTINUE = "continue"  # its rollback failed, and goes on
    ROLL_BACK = "roll back"  # its update failed, and was left as it was
    BY_HAND = "by hand"  # nothing but its deletion ends this state


# A status that is not here needs nothing, or is one in which something runs.
_TABLE: Mapping[str, Way] = MappingProxyType(
    {
        "UPDATE_ROLLBACK_FAILED": Way.CONTINUE,
        "UPDATE_FAILED": Way.ROLL_BACK,
        "CREATE_FAILED": Way.BY_HAND,
        "ROLLBACK_FAILED": Way.BY_HAND,
        "DELETE_FAILED": Way.BY_HAND,
        "IMPORT_ROLLBACK_FAILED": Way.BY_HAND,
    }
)

# What can be brought back without a person's hands.
RECOVERABLE = frozenset(status for status, way in _TABLE.items() if way is not Way.BY_HAND)
_GONE = ("DELETE_COMPLETE", "DELETE_SKIPPED")


def to_be_recovered(state: StackState, wishes: Wishes) -> bool:
    """Whether a deploy brings a stack back first: it was asked to, and that can be done."""
    decided = plan(state)
    return (
        wishes.recover
        and state.status in RECOVERABLE
        and decided is not EXPRESS
        and decided is not NESTED
    )


def recover(stack: Stack, wishes: Wishes, means: Means, skip: Sequence[str] = ()) -> Outcome:
    """Bring a stack back to the last state that held, once that was agreed to.

    skip: logical ids that a failed rollback leaves as they are. Nothing is ever skipped unasked.
    Raises Refused where nobody can do that but a person; Interrupted before anything was done.
    """
    began = means.clock.monotonic()
    try:
        decided = _decided(stack, means, tuple(skip))
    except KeyboardInterrupt:
        raise Interrupted(
            f"stopped before anything was done to {stack.name}", fix="the same command begins again"
        ) from None
    outcome = decided if isinstance(decided, Outcome) else _carried_out(decided, wishes, means)
    outcome = replace(outcome, seconds=means.clock.monotonic() - began)
    means.tell(Finished(stack=stack.name, outcome=outcome))
    return outcome


@dataclass(frozen=True, kw_only=True, slots=True)
class _Agreed:
    """What is done, once that was agreed to."""

    stack: Stack
    state: StackState
    way: Way
    skip: tuple[str, ...] = ()


def _decided(stack: Stack, means: Means, skip: tuple[str, ...]) -> _Agreed | Outcome:
    state = there(stack, means)
    way = _TABLE.get(state.status)
    if way is None:
        return _needless(stack, state)
    if way is Way.BY_HAND or plan(state) is EXPRESS:
        raise _by_hand(stack, state, means)
    left = _left(state, means)
    _must_be_among(skip, left, stack, state, way)
    if not means.agree(_intervention(state, way, left, skip)):
        return declined(stack, state)
    return _Agreed(stack=stack, state=state, way=way, skip=skip)


def _needless(stack: Stack, state: StackState) -> Outcome:
    decided = plan(state)
    if decided.step is Step.WAIT:
        raise Refused(
            f"an operation runs on {stack.name}: {decided.why}",
            fix=f"`{command('watch', stack.tags)}` shows how it ends; then recover, if it has to be",
        )
    if decided.step is Step.RECREATE:
        anew = f"`{command('deploy', stack.tags)}` deletes it and makes it anew"
        return idle(stack, state, f"nothing is left to recover: {decided.why}", anew)
    return idle(stack, state, f"there is nothing to recover: {decided.why}")


def _carried_out(agreed: _Agreed, wishes: Wishes, means: Means) -> Outcome:
    stack, state = agreed.stack, agreed.state
    fix = f"`{command('watch', stack.tags)}` shows how it ends"
    means.tell(Phase(stack=stack.name, doing=Doing.RECOVERING, about=plan(state).why))
    try:
        operation = next_operation(state, means)
        begin(operation, lambda: _call(agreed, operation.token, means), means, fix=fix)
        watched = follow(stack, state, operation, means, timeout=wishes.timeout)
        ended = watched if isinstance(watched, Outcome) else _ended(agreed, watched, means)
    except LostSight as lost:
        ended = not_known(stack, state, lost.what, lost.fix)
    except KeyboardInterrupt:
        return not_known(stack, state, "detached: it may go on in AWS", fix)
    return replace(ended, operation=operation.token)


def _call(agreed: _Agreed, token: str, means: Means) -> None:
    stacks, stack_id = means.aws.stacks, agreed.state.id
    if agreed.way is Way.CONTINUE:
        stacks.continue_rollback(stack_id, skip=agreed.skip, token=token)
    else:
        stacks.roll_back(stack_id, token=token)


def _ended(agreed: _Agreed, watched: Watched, means: Means) -> Outcome:
    stack, state = agreed.stack, agreed.state
    if ending(watched.status) is not End.ROLLED_BACK:
        outcome = failed(stack, state, watched, means)
        left = _left(state, means)
        return replace(outcome, fix=_skips(stack, left, agreed.skip) or outcome.fix)
    outcome = restored(stack, Ended.RECOVERED, state, watched, means)
    told = f"left as they were: {', '.join(agreed.skip)}; a deploy may fail at them"
    return replace(outcome, notes=(*outcome.notes, *((told,) if agreed.skip else ())))


def _left(state: StackState, means: Means) -> tuple[Resource, ...] | Unknown:
    """Read at which resources the last operation failed."""
    found = or_unknown(lambda: means.aws.stacks.resources(state.id))
    if isinstance(found, Unknown):
        return found
    return tuple(r for r in found if r.status.endswith("_FAILED"))


def _must_be_among(
    skip: tuple[str, ...],
    left: tuple[Resource, ...] | Unknown,
    stack: Stack,
    state: StackState,
    way: Way,
) -> None:
    """Refuse what cannot be skipped: AWS would, after it was asked."""
    if not skip:
        return
    if way is not Way.CONTINUE:
        raise Refused(
            f"nothing can be skipped in {state.status}: --skip is for a rollback that failed",
            fix=f"`{command('recover', stack.tags)}`, without it",
        )
    if isinstance(left, Unknown):
        raise Refused(
            f"what failed in {stack.name} is not known, so nothing of it is skipped: {left.why}",
            fix="get cloudformation:ListStackResources on it",
        )
    names = {one.logical_id for one in left}
    strange = [name for name in skip if name not in names]
    if strange:
        raise Refused(
            f"what did not fail cannot be skipped: {', '.join(strange)}",
            fix=f"what failed: {', '.join(sorted(names)) or 'nothing'}",
        )


def _intervention(
    state: StackState, way: Way, left: tuple[Resource, ...] | Unknown, skip: tuple[str, ...]
) -> Intervention:
    verb = "Go on with the rollback of" if way is Way.CONTINUE else "Roll back"
    return Intervention(
        stack=state.name,
        stack_id=state.id,
        asks=f"{verb} {state.name}",
        effects=(plan(state).why, *_effects(left, skip)),
    )


def _effects(left: tuple[Resource, ...] | Unknown, skip: tuple[str, ...]) -> Iterator[str]:
    if isinstance(left, Unknown):
        yield f"what failed is not known: {left.why}"
        return
    for one in left:
        if one.logical_id in skip:
            yield f"{_said(one)}; it is LEFT AS IT IS: the stack will not match its template"
        else:
            yield f"{_said(one)}; it goes back to what it was before"


def _skips(stack: Stack, left: tuple[Resource, ...] | Unknown, skip: tuple[str, ...]) -> str:
    """Say how each resource that failed is skipped, one by one."""
    if isinstance(left, Unknown) or not left:
        return ""
    again = command("recover", stack.tags) + "".join(f" --skip {name}" for name in skip)
    ways = [f"`{again} --skip {one.logical_id}`" for one in left if one.logical_id not in skip]
    return (
        f"mend what stands in the way, then `{again}`; or leave one as it is, after which the stack does not "
        f"match its template: {', '.join(ways)}"
    )


def _by_hand(stack: Stack, state: StackState, means: Means) -> Refused:
    decided = plan(state)
    found = or_unknown(lambda: means.aws.stacks.resources(state.id))
    held = () if isinstance(found, Unknown) else tuple(r for r in found if r.status not in _GONE)
    left = [one for one in held if one.status.endswith("_FAILED")]
    told = "".join(f"; {_said(one)}" for one in left)
    told += f"; it holds {', '.join(one.logical_id for one in held)}" if held else ""
    ways = [by_hand(one.type, one.physical_id) for one in left]
    fix = filled(decided.fix, stack=stack.name, tags=stack.tags)
    return Refused(
        f"nothing but a person brings {stack.name} back from {state.status}: {decided.why}{told}",
        fix="; ".join(filter(None, (*dict.fromkeys(ways), fix))),
    )


def _said(one: Resource) -> str:
    return f"{one.logical_id} ({one.type}): {one.reason or one.status}"
