"""A deployment that waits for a word gets it: it goes on, or back, and is followed to its end.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContinueServiceDeployment.html
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bbfd.deploy.after.reattach import ended, follow
from bbfd.deploy.after.restored import declined, idle, not_known, restored
from bbfd.deploy.commands import command, waiting
from bbfd.deploy.look.attach import as_it_is, attached, latest, there, whose
from bbfd.deploy.outcome import Ended, Outcome
from bbfd.deploy.progress import Doing, Finished, Phase
from bbfd.deploy.proposal import Intervention
from bbfd.deploy.states import End, Step, ending, plan
from bbfd.deploy.watch.verify import services_of
from bbfd.errors import AwsError, Interrupted, LostSight, Refused, Trouble

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bbfd.deploy.look.history import Past
    from bbfd.deploy.means import Means, Wishes
    from bbfd.deploy.records import Hold, ServiceState, StackState
    from bbfd.deploy.unknown import Unknown
    from bbfd.model.stack import Stack

Held = tuple["ServiceState", "Hold"]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Agreed:
    stack: Stack
    state: StackState
    past: Sequence[Past] | Unknown
    held: tuple[Held, ...]
    back: bool


def carry_on(stack: Stack, wishes: Wishes, means: Means, *, back: bool = False) -> Outcome:
    """Give what waits the word, once it was agreed to, and follow what runs on the stack to its end.

    back: the word is to roll back. Raises Refused where it waits no more; Interrupted before the word was given.
    """
    began = means.clock.monotonic()
    try:
        decided = _decided(stack, means, back=back)
    except KeyboardInterrupt:
        raise Interrupted(
            f"stopped before what waits on {stack.name} was given a word",
            fix="the same command begins again",
        ) from None
    outcome = decided if isinstance(decided, Outcome) else _carried_out(decided, wishes, means)
    outcome = replace(outcome, seconds=means.clock.monotonic() - began)
    means.tell(Finished(stack=stack.name, outcome=outcome))
    return outcome


def _decided(stack: Stack, means: Means, *, back: bool) -> _Agreed | Outcome:
    state = there(stack, means)
    past = latest(state, means)
    state = as_it_is(state, past, means)
    held = _held(state, means)
    if not held:
        return idle(stack, state, "no deployment of an ECS service waits for a word")
    if not means.agree(_intervention(state, past, held, back=back)):
        return declined(stack, state)
    return _Agreed(stack=stack, state=state, past=past, held=held, back=back)


def _held(state: StackState, means: Means) -> tuple[Held, ...]:
    services = means.aws.services
    arns = tuple(arn for arn in services_of(means.aws.stacks.resources(state.id)) if arn)
    found = services.describe(arns) if arns else ()
    asked = ((one, services.awaits(one)) for one in found if one.shifting and one.pauses)
    return tuple((one, hold) for one, hold in asked if hold is not None)


def _intervention(
    state: StackState, past: Sequence[Past] | Unknown, held: Sequence[Held], *, back: bool
) -> Intervention:
    effects = [f"{waiting(*one)}; {whose(past)}" for one in held]
    word = "what ran before stays, the new tasks stop" if back else "it goes on at once"
    return Intervention(
        stack=state.name,
        stack_id=state.id,
        asks=f"{'Roll back' if back else 'Go on with'} the deployment of {state.name}",
        effects=(*effects, word),
    )


def _carried_out(agreed: _Agreed, wishes: Wishes, means: Means) -> Outcome:
    stack, state = agreed.stack, agreed.state
    names = ", ".join(service.name for service, _ in agreed.held)
    doing = Doing.CANCELLING if agreed.back else Doing.CONTINUING
    means.tell(Phase(stack=stack.name, doing=doing, about=names))
    watch = f"`{command('watch', stack.tags)}` shows how it ends"
    try:
        _told(agreed, watch, means)
        if plan(state).step is not Step.WAIT:
            return not_known(stack, state, "it goes on in ECS, and no stack waits for it", watch)
        operation = attached(state, agreed.past)
        watched = follow(stack, state, operation, means, timeout=wishes.timeout)
    except LostSight as lost:
        return not_known(stack, state, lost.what, lost.fix)
    except KeyboardInterrupt:
        return not_known(stack, state, "detached: it goes on in AWS", watch)
    if isinstance(watched, Outcome):
        return watched
    if agreed.back and ending(watched.status) is End.ROLLED_BACK:
        return restored(stack, Ended.CANCELLED, state, watched, means)
    return ended(stack, state, watched, means)


def _told(agreed: _Agreed, watch: str, means: Means) -> None:
    for service, hold in agreed.held:
        try:
            given = means.aws.services.go_on(hold, back=agreed.back)
        except AwsError as error:
            if error.trouble is not Trouble.UNREACHABLE:
                raise
            what = f"whether {service.name} was given the word is not known: {error.what}"
            raise LostSight(what, fix=watch) from error
        if not given:
            raise Refused(f"too late: {service.name} does not wait any more", fix=watch)
