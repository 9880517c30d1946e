"""What all that is done to running services has in common: how it begins, is asked about, and how its end is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bbfd.deploy.after.restored import idle, not_known
from bbfd.deploy.commands import command
from bbfd.deploy.operate.standing import Standing, standing
from bbfd.deploy.outcome import Ended, Outcome, Running
from bbfd.deploy.progress import Finished
from bbfd.deploy.proposal import Intervention
from bbfd.errors import AwsError, Interrupted, Trouble

if TYPE_CHECKING:
    from bbfd.deploy.means import Means, Wishes
    from bbfd.deploy.operate.settling import Settled
    from bbfd.deploy.records import ServiceState
    from bbfd.model.stack import Stack


Step = Callable[[], object]


def acted(stack: Stack, means: Means, act: Callable[[], Outcome]) -> Outcome:
    """Act, and tell how it ended. Raises Interrupted where Ctrl-C came before anything was done."""
    began = means.clock.monotonic()
    try:
        outcome = act()
    except KeyboardInterrupt:
        raise Interrupted(
            f"stopped before anything was done to {stack.name}",
            fix="the same command begins again",
        ) from None
    outcome = replace(outcome, seconds=means.clock.monotonic() - began)
    means.tell(Finished(stack=stack.name, outcome=outcome))
    return outcome


def acted_on(
    stack: Stack, wishes: Wishes, means: Means, act: Callable[[Standing], Outcome]
) -> Outcome:
    """Do the same to what stands. Raises Refused where there is no stack of ours; Locked."""

    def begin() -> Outcome:
        now = standing(stack, wishes, means)
        return _gone(now) if now.gone else act(now)

    return acted(stack, means, begin)


def carried_out(now: Standing, steps: Sequence[Step], see: Callable[[], Outcome]) -> Outcome:
    """Ask AWS for one step after the other, then see how it ends. What breaks off half way is told as just that.

    Raises AwsError where the first step was refused: nothing was changed.
    """
    number = 0
    try:
        for step in steps:
            step()
            number += 1
    except KeyboardInterrupt:
        return _half(now, f"stopped after {number} of {len(steps)} steps, or at the next one")
    except AwsError as error:
        if number == 0 and error.trouble is not Trouble.UNREACHABLE:
            raise
        return _half(now, f"{error.what} (step {number + 1} of {len(steps)})", error.fix)
    return _seen(now, see)


def _seen(now: Standing, see: Callable[[], Outcome]) -> Outcome:
    """See how it ends: from here on AWS goes on alone where we cannot look."""
    try:
        return see()
    except KeyboardInterrupt:
        return _left(now, "detached: it goes on in AWS")
    except AwsError as error:
        lost = _left(now, f"all was asked for, and how it ends cannot be read: {error.what}")
        return replace(lost, fix=f"{error.fix}; {lost.fix}")


def agreed(now: Standing, means: Means, asks: str, effects: Iterable[str]) -> bool:
    """Ask first in a protected environment; in others nobody is asked."""
    if not now.stack.protected:
        return True
    asked = Intervention(
        stack=now.state.name, stack_id=now.state.id, asks=asks, effects=tuple(effects)
    )
    return means.agree(asked)


def refused(now: Standing, why: str, fix: str) -> Outcome:
    """Conclude that it cannot be done, and that nothing was."""
    return Outcome(
        ended=Ended.REFUSED,
        stack=now.stack.name,
        stack_id=now.state.id,
        status=now.state.status,
        reason=why,
        fix=fix,
        running=running(now.services),
    )


def nothing_to_do(now: Standing, why: str, *notes: str) -> Outcome:
    """Conclude that it is as asked already."""
    return replace(
        idle(now.stack, now.state, why, *notes), running=running(now.services), verified=True
    )


def done(
    ended: Ended, now: Standing, services: Iterable[ServiceState], notes: Iterable[str] = ()
) -> Outcome:
    """Conclude that it is as asked now."""
    return Outcome(
        ended=ended,
        stack=now.stack.name,
        stack_id=now.state.id,
        status=now.state.status,
        running=running(services),
        outputs=now.state.outputs,
        verified=True,
        notes=tuple(notes),
    )


def not_settled(now: Standing, found: Settled, why: str) -> Outcome:
    """Conclude that they are not as asked: not yet, or never where their tasks die again and again."""
    why = found.told or why
    look = f"`{command('diagnose', now.stack.tags)}` looks closer"
    if not found.hopeless:
        return replace(_left(now, why), running=running(found.services), causes=found.causes)
    return Outcome(
        ended=Ended.UNHEALTHY,
        stack=now.stack.name,
        stack_id=now.state.id,
        status=now.state.status,
        reason=why,
        fix=look,
        causes=found.causes,
        evidence=found.evidence,
        running=running(found.services),
    )


def running(services: Iterable[ServiceState]) -> tuple[Running, ...]:
    """Tell services as they are, without a look at their images."""
    return tuple(Running(service=service) for service in services)


def _gone(now: Standing) -> Outcome:
    return refused(
        now,
        "; ".join(now.gone),
        f"`{command('doctor', now.stack.tags)}` looks closer; a stack whose service somebody deleted is mended by "
        f"`{command('delete', now.stack.tags)}` and a deploy",
    )


def _half(now: Standing, why: str, fix: str = "") -> Outcome:
    again = "type the same command again: it does what is left"
    return Outcome(
        ended=Ended.HALF_DONE,
        stack=now.stack.name,
        stack_id=now.state.id,
        status=now.state.status,
        reason=why,
        fix="; ".join(filter(None, (fix, again))),
    )


def _left(now: Standing, why: str) -> Outcome:
    fix = f"`{command('status', now.stack.tags)} --watch` shows how it ends"
    return not_known(now.stack, now.state, why, fix)
