"""What runs on a stack is broken off, and goes back to what was there before.

CloudFormation cancels an update, and nothing else. A creation, or an update that is stuck in its ECS service, ends when
the deployment of that service is stopped: the service fails, and with it the operation.
https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CancelUpdateStack.html
https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_StopServiceDeployment.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING

from bbfd.deploy.after.reattach import failed, follow
from bbfd.deploy.after.restored import declined, idle, not_known, restored
from bbfd.deploy.commands import command, filled
from bbfd.deploy.look.attach import as_it_is, attached, latest, there, whose
from bbfd.deploy.outcome import Ended, Outcome
from bbfd.deploy.progress import Doing, Finished, Note, Phase
from bbfd.deploy.proposal import Intervention
from bbfd.deploy.states import TABLE, End, ending, plan
from bbfd.deploy.unknown import Unknown
from bbfd.deploy.watch.cancelling import CLEANUP, cancel_update
from bbfd.deploy.watch.verify import services_of
from bbfd.errors import AwsError, Interrupted, LostSight, Refused, Trouble

if TYPE_CHECKING:
    from bbfd.deploy.look.history import Past
    from bbfd.deploy.look.operation import Operation
    from bbfd.deploy.means import Means, Wishes
    from bbfd.deploy.records import ServiceState, StackState
    from bbfd.deploy.watch.watch import Watched
    from bbfd.model.stack import Stack


class Way(Enum):
    """How what runs on a stack is broken off."""

    CANCEL = "cancel"  # CloudFormation cancels the update
    STOP = "stop"  # nothing but the deployment of its ECS service can be stopped
    FOLLOW = "follow"  # it goes back already
    REFUSE = "refuse"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Row:
    way: Way
    why: str = ""


# A status that is not here is one in which nothing runs.
_TABLE: Mapping[str, _Row] = MappingProxyType(
    {
        "UPDATE_IN_PROGRESS": _Row(way=Way.CANCEL),
        "CREATE_IN_PROGRESS": _Row(way=Way.STOP),
        "UPDATE_ROLLBACK_IN_PROGRESS": _Row(way=Way.FOLLOW),
        "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS": _Row(way=Way.FOLLOW),
        "ROLLBACK_IN_PROGRESS": _Row(way=Way.FOLLOW),
        "IMPORT_ROLLBACK_IN_PROGRESS": _Row(way=Way.FOLLOW),
        "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS": _Row(
            way=Way.REFUSE,
            why="it is updated, only old resources are still being removed",
        ),
        "DELETE_IN_PROGRESS": _Row(way=Way.REFUSE, why="a deletion cannot be cancelled"),
        "IMPORT_IN_PROGRESS": _Row(way=Way.REFUSE, why="an import cannot be cancelled"),
    }
)


def cancel(stack: Stack, wishes: Wishes, means: Means, *, stop_service: bool = False) -> Outcome:
    """Break off what runs on a stack, once it was agreed to, and follow it until it is back.

    stop_service: stop the deployment of the ECS service, instead of cancelling the update.
    Raises Refused where it cannot be broken off, or nothing of it was; Interrupted before anything was.
    """
    began = means.clock.monotonic()
    try:
        decided = _decided(stack, means, stop_service)
    except KeyboardInterrupt:
        raise Interrupted(
            f"stopped before anything that runs on {stack.name} was cancelled",
            fix="the same command begins again",
        ) from None
    outcome = decided if isinstance(decided, Outcome) else _carried_out(decided, wishes, means)
    outcome = replace(outcome, seconds=means.clock.monotonic() - began)
    means.tell(Finished(stack=stack.name, outcome=outcome))
    return outcome


@dataclass(frozen=True, kw_only=True, slots=True)
class _Agreed:
    """What is done, once that was agreed to. rolling: the services whose deployment is stopped."""

    stack: Stack
    state: StackState
    operation: Operation
    way: Way
    rolling: tuple[ServiceState, ...] = ()


def _decided(stack: Stack, means: Means, stop_service: bool) -> _Agreed | Outcome:
    state = there(stack, means)
    past = latest(state, means) if state.status in _TABLE else ()
    state = as_it_is(state, past, means)
    row = _TABLE.get(state.status)
    if row is None:
        return _idle(stack, state)
    if state.status.endswith(CLEANUP) and row.way is Way.REFUSE:
        raise _too_late(stack, row.why, state.status)
    if row.way is Way.REFUSE:
        raise _refused(stack, row.why)
    way = Way.STOP if stop_service and row.way is Way.CANCEL else row.way
    rolling = _rolling(stack, state, means) if way is Way.STOP else ()
    if way is not Way.FOLLOW and not means.agree(_intervention(state, past, rolling)):
        return declined(stack, state)
    operation = attached(state, past)
    return _Agreed(stack=stack, state=state, operation=operation, way=way, rolling=rolling)


def _idle(stack: Stack, state: StackState) -> Outcome:
    """Nothing runs: a stack that is stuck has its way out named."""
    decided = plan(state)
    found = idle(stack, state, f"nothing runs that could be cancelled: {decided.why}")
    return replace(found, fix=filled(decided.fix, stack=stack.name, tags=stack.tags))


def _carried_out(agreed: _Agreed, wishes: Wishes, means: Means) -> Outcome:
    stack, state = agreed.stack, agreed.state
    try:
        _broken_off(agreed, means)
        watched = follow(stack, state, agreed.operation, means, timeout=wishes.timeout)
        return watched if isinstance(watched, Outcome) else _ended(stack, state, watched, means)
    except LostSight as lost:
        return not_known(stack, state, lost.what, lost.fix)
    except KeyboardInterrupt:
        return not_known(stack, state, "detached: what was cancelled goes on in AWS", _watch(stack))


def _broken_off(agreed: _Agreed, means: Means) -> None:
    name, why = agreed.stack.name, plan(agreed.state).why
    if agreed.way is Way.FOLLOW:
        means.tell(Phase(stack=name, doing=Doing.ATTACHING, about=why))
        return
    means.tell(Phase(stack=name, doing=Doing.CANCELLING, about=_names(agreed.rolling)))
    if agreed.way is Way.STOP:
        _stop(agreed.stack, agreed.rolling, means)
    else:
        _cancel(agreed.stack, agreed.state, means)


def _ended(stack: Stack, state: StackState, watched: Watched, means: Means) -> Outcome:
    end = ending(watched.status)
    if end is End.DONE:
        raise _too_late(stack, f"it ended in {watched.status} nevertheless", watched.status)
    if end is End.ROLLED_BACK:
        return restored(stack, Ended.CANCELLED, state, watched, means)
    return failed(stack, state, watched, means)


def _intervention(
    state: StackState, past: Sequence[Past] | Unknown, rolling: Sequence[ServiceState]
) -> Intervention:
    creates = state.status == "CREATE_IN_PROGRESS"
    effects = [f"what runs on it: {plan(state).why}; {whose(past)}"]
    effects += [
        f"the deployment of the ECS service {one.name} is stopped; it counts as failed at once"
        for one in rolling
    ]
    if creates:
        effects.append(
            "CloudFormation cannot cancel a creation: it fails, and what was made is deleted"
        )
    else:
        effects.append("the update is rolled back: what ran before it is deployed once more")
    return Intervention(
        stack=state.name,
        stack_id=state.id,
        asks=f"Break off the {'creation' if creates else 'update'} of {state.name}",
        effects=tuple(effects),
    )


def _rolling(stack: Stack, state: StackState, means: Means) -> tuple[ServiceState, ...]:
    """Find the services that are being deployed. Refused where none is."""
    arns = services_of(means.aws.stacks.resources(state.id))
    # A service that is still to be made has no ARN yet.
    found = means.aws.services.describe(tuple(a for a in arns if a)) if any(arns) else ()
    rolling = tuple(one for one in found if one.primary and one.primary.state == "IN_PROGRESS")
    if not rolling:
        creates = state.status == "CREATE_IN_PROGRESS"
        why = "no ECS service of it is being deployed"
        raise _refused(
            stack, f"CloudFormation cannot cancel a creation, and {why}" if creates else why
        )
    return rolling


def _stop(stack: Stack, rolling: Sequence[ServiceState], means: Means) -> None:
    """Stop them all: one that fails takes the operation with it, so a later one need not be stopped."""
    stopped = False
    for one in rolling:
        try:
            stopped = means.aws.services.stop(one) or stopped
        except AwsError as error:
            if not stopped and error.trouble is Trouble.UNREACHABLE:
                what = (
                    f"whether the deployment of {one.name} was stopped is not known: {error.what}"
                )
                raise LostSight(what, fix=_watch(stack)) from error
            if not stopped:
                raise
            means.tell(Note(stack=stack.name, text=f"{one.name} was not stopped: {error.what}"))
    if not stopped:
        raise _refused(stack, f"too late: the deployment of {_names(rolling)} has ended meanwhile")


def _cancel(stack: Stack, state: StackState, means: Means) -> None:
    """Cancel the update. Refused where it has ended."""
    late = cancel_update(stack.name, state.id, means, fix=_watch(stack))
    if late:
        raise _too_late(stack, f"it is in {late}", late)


def _too_late(stack: Stack, why: str, status: str) -> Refused:
    """Say that it has ended, and what is right now that it is in this status."""
    what = f"what runs on {stack.name} was not cancelled: too late: {why}"
    if ending(status) is End.DONE or status.endswith(CLEANUP):
        fix = (
            f"it is over: `{command('status', stack.tags)}` shows what runs; to go back, set the definition back, "
            f"then `{command('deploy', stack.tags)}`"
        )
        return Refused(what, fix=fix)
    way_out = TABLE[status].fix if status in TABLE else ""
    fix = filled(way_out or "`{status}` shows what is there", stack=stack.name, tags=stack.tags)
    return Refused(what, fix=fix)


def _refused(stack: Stack, why: str) -> Refused:
    return Refused(f"what runs on {stack.name} was not cancelled: {why}", fix=_watch(stack))


def _watch(stack: Stack) -> str:
    return f"`{command('watch', stack.tags)}` shows how it ends"


def _names(services: Sequence[ServiceState]) -> str:
    return ", ".join(one.name for one in services)
