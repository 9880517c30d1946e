"""A stack that is back at what it was: do its services run?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bbfd.deploy.commands import command
from bbfd.deploy.outcome import Ended, Outcome
from bbfd.deploy.plan.template import deployed
from bbfd.deploy.progress import Doing, Phase
from bbfd.deploy.watch.verify import verify, with_images

if TYPE_CHECKING:
    from bbfd.deploy.means import Means
    from bbfd.deploy.records import StackState
    from bbfd.deploy.watch.watch import Watched
    from bbfd.model.stack import Stack


def restored(
    stack: Stack, ended: Ended, state: StackState, watched: Watched, means: Means
) -> Outcome:
    """Conclude with `ended`, or with "unhealthy" where a service of the stack is not as it should be."""
    means.tell(Phase(stack=stack.name, doing=Doing.VERIFYING))
    found = verify(deployed(stack, state, means), state.id, means, patience=means.pace.settle)
    nothing = watched.status == "ROLLBACK_COMPLETE"
    notes = (f"nothing of it runs; `{command('deploy', stack.tags)}` makes it anew",)
    return Outcome(
        ended=Ended.UNHEALTHY if found.ill else ended,
        stack=stack.name,
        stack_id=state.id,
        status=watched.status,
        reason="; ".join(found.ill),
        fix=f"`{command('diagnose', stack.tags)}` shows why" if found.ill else "",
        outputs=watched.state.outputs if watched.state else {},
        running=with_images(found.running, means.aws.services),
        verified=not found.unknown,
        notes=(*(notes if nothing else ()), *((found.unknown,) if found.unknown else ())),
    )


def idle(stack: Stack, state: StackState, why: str, *notes: str) -> Outcome:
    """Conclude that there is nothing to do."""
    return Outcome(
        ended=Ended.IDLE,
        stack=stack.name,
        stack_id=state.id,
        status=state.status,
        reason=why,
        outputs=state.outputs,
        notes=notes,
    )


def declined(stack: Stack, state: StackState) -> Outcome:
    """Conclude that somebody said no."""
    return Outcome(
        ended=Ended.DECLINED,
        stack=stack.name,
        stack_id=state.id,
        status=state.status,
        reason="declined: nothing was changed",
        fix="say yes when asked, or give `--yes`",
    )


def not_known(stack: Stack, state: StackState, why: str, fix: str, seen: str = "") -> Outcome:
    """Conclude that it goes on in AWS, and that its end was not seen. seen: the status that was read last."""
    return Outcome(
        ended=Ended.UNKNOWN,
        stack=stack.name,
        stack_id=state.id,
        status=seen or state.status,
        reason=why,
        fix=fix,
    )
