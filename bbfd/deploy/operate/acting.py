"""What all that is done to running services has in common: how it begins, is asked about, and how its end is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from bbfd.deploy.after.restored import idle, not_known
from bbfd.deploy.commands import command
from bbfd.deploy.outcome import Ended, Outcome, Running
from bbfd.deploy.progress import Finished
from bbfd.deploy.proposal import Intervention
from bbfd.errors import Interrupted

if TYPE_CHECKING:
    from bbfd.deploy.means import Means
    from bbfd.deploy.operate.settling import Settled
    from bbfd.deploy.operate.standing import Standing
    from bbfd.deploy.records import ServiceState
    from bbfd.model.stack import Stack


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


def begun(now: Standing, act: Callable[[], Outcome]) -> Outcome:
    """Carry on with what was begun: Ctrl-C leaves it to AWS from here on."""
    try:
        return act()
    except KeyboardInterrupt:
        return _left(now, "detached: it goes on in AWS")


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


def _left(now: Standing, why: str) -> Outcome:
    fix = f"`{command('status', now.stack.tags)} --watch` shows how it ends"
    return not_known(now.stack, now.state, why, fix)
