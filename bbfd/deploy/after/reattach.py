"""What runs on a stack is followed to its end, whoever began it; where nothing runs, how the last operation ended."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from bbfd.deploy.after.diagnosis import post_mortem
from bbfd.deploy.after.restored import not_known
from bbfd.deploy.by_hand import out_of_the_way
from bbfd.deploy.commands import command
from bbfd.deploy.kept.keep import kept_already
from bbfd.deploy.look.attach import as_it_is, attached, is_shell, latest, there, whose
from bbfd.deploy.look.failures import failures, said
from bbfd.deploy.look.history import Kind, Past, attempt, operations, telling
from bbfd.deploy.outcome import Ended, Outcome
from bbfd.deploy.plan.template import deployed
from bbfd.deploy.progress import Doing, Finished, Note, Phase
from bbfd.deploy.proposal import Proposal
from bbfd.deploy.states import End, Step, ending, plan
from bbfd.deploy.unknown import Unknown
from bbfd.deploy.watch.conclude import concluded
from bbfd.deploy.watch.evidence import About
from bbfd.deploy.watch.watch import Watched, Watcher
from bbfd.errors import Interrupted, LostSight, Refused

if TYPE_CHECKING:
    from bbfd.deploy.look.operation import Operation
    from bbfd.deploy.means import Means, Wishes
    from bbfd.deploy.records import StackState
    from bbfd.diagnose import Evidence
    from bbfd.model.stack import Stack


def reattach(stack: Stack, wishes: Wishes, means: Means) -> Outcome:
    """Follow what runs on a stack, or say how its last operation ended. Nothing is changed, whatever is pressed.

    Raises Refused where there is no stack of ours to look at, Interrupted while nothing runs.
    """
    began = means.clock.monotonic()
    state = there(stack, means)
    if is_shell(state):
        raise Refused(
            f"nothing was ever executed on {stack.name}: it is an empty shell",
            fix=f"`{command('deploy', stack.tags)}` makes it",
        )
    past = latest(state, means)
    state = as_it_is(state, past, means)
    if plan(state).step is Step.WAIT:
        outcome = _followed(stack, state, past, wishes, means)
    else:
        outcome = _over(stack, state, past, means)
    outcome = replace(outcome, seconds=means.clock.monotonic() - began)
    means.tell(Finished(stack=stack.name, outcome=outcome))
    return outcome


def follow(
    stack: Stack,
    state: StackState,
    operation: Operation,
    means: Means,
    *,
    timeout: float,
) -> Watched | Outcome:
    """Follow an operation until it ends; an outcome where its end is not seen."""
    fix = f"`{command('watch', stack.tags)}` shows how it ends"
    about = About(stack=state.name, body=stack.body, values=state.parameters, tags=stack.tags)
    watcher = Watcher(operation, means, fix, about)
    try:
        return watcher.follow(timeout)
    except LostSight as lost:
        return not_known(stack, state, lost.what, lost.fix, watcher.seen)
    except KeyboardInterrupt:
        return not_known(stack, state, "detached: it goes on in AWS", fix, watcher.seen)


def failed(stack: Stack, state: StackState, watched: Watched, means: Means) -> Outcome:
    """Conclude on an operation that did not end well, as a deploy does."""
    watched = replace(watched, events=telling(watched.events))
    return concluded(stack, _as_proposal(stack, state), watched, means)


def _followed(
    stack: Stack,
    state: StackState,
    past: Sequence[Past] | Unknown,
    wishes: Wishes,
    means: Means,
) -> Outcome:
    means.tell(Phase(stack=stack.name, doing=Doing.ATTACHING, about=whose(past)))
    operation = attached(state, past)
    watched = follow(stack, state, operation, means, timeout=wishes.timeout)
    if isinstance(watched, Outcome):
        return replace(watched, operation=operation.token)
    if ending(watched.status) is not End.DONE and not watched.evidence.tasks:
        # Who comes late has not seen what died before.
        watched = replace(watched, evidence=_late(stack, state, watched, means))
    found = ended(stack, state, watched, means, deletes=operation.deletes)
    if found.ended is not Ended.UNKNOWN:
        _keep(stack, operation, found, wishes, means)
    return replace(found, operation=operation.token)


def _keep(
    stack: Stack, operation: Operation, outcome: Outcome, wishes: Wishes, means: Means
) -> None:
    """Keep how a deploy ended that nobody else has seen to its end."""
    with suppress(KeyboardInterrupt):  # how it ended is told all the same
        kept_already(stack, operation.token, wishes, means).ended(outcome)


def _late(stack: Stack, state: StackState, watched: Watched, means: Means) -> Evidence:
    found = post_mortem(stack, state, operations(watched.events), means)
    return found if found.tasks else watched.evidence


def _over(stack: Stack, state: StackState, past: Sequence[Past] | Unknown, means: Means) -> Outcome:
    """Nothing runs: take the last operation as if it had been followed."""
    last = () if isinstance(past, Unknown) else attempt(past)
    means.tell(Note(stack=stack.name, text=_last_words(past)))
    events = tuple(event for one in last for event in telling(one.events))
    deletes = bool(last) and last[-1].kind is Kind.DELETE
    watched = Watched(status=state.status, events=events, state=state)
    try:
        if ending(state.status) is not End.DONE:
            watched = replace(watched, evidence=post_mortem(stack, state, last, means))
        return ended(stack, state, watched, means, deletes=deletes)
    except KeyboardInterrupt:
        raise Interrupted(
            f"stopped looking at {stack.name}: nothing runs on it, and nothing was changed",
            fix="the same command looks again",
        ) from None


def _last_words(past: Sequence[Past] | Unknown) -> str:
    if isinstance(past, Unknown):
        return f"nothing runs; how the last operation went is not known: {past.why}"
    if not past:
        return "nothing runs, and it has no events"
    last = past[-1]
    when = f"{last.ended or last.began:%Y-%m-%d %H:%M:%S} UTC"
    return f"nothing runs; the last operation ({last.kind.value}) ended {when}, {whose(past)}"


def ended(
    stack: Stack, state: StackState, watched: Watched, means: Means, *, deletes: bool = False
) -> Outcome:
    """Conclude on an operation that was followed to its end, whoever began it."""
    if deletes:
        return _deleted(stack, state, watched)
    if ending(watched.status) is not End.DONE:
        return failed(stack, state, watched, means)
    # Somebody else may have deployed it: what should run, its own template says. Looking protects nothing.
    as_deployed = replace(stack, body=deployed(stack, state, means), protected=False)
    return concluded(as_deployed, _as_proposal(stack, state), watched, means)


def _deleted(stack: Stack, state: StackState, watched: Watched) -> Outcome:
    gone = watched.status == "DELETE_COMPLETE"
    found = failures(watched.events)
    why = said(found[0]) if found else f"the deletion ended in {watched.status}"
    way_out = f"{out_of_the_way(found)}; then `{command('delete', stack.tags)}`"
    return Outcome(
        ended=Ended.DELETED if gone else Ended.STUCK,
        stack=stack.name,
        stack_id=state.id,
        status=watched.status,
        failures=() if gone else found,
        reason="" if gone else why,
        fix="" if gone else way_out,
    )


def _as_proposal(stack: Stack, state: StackState) -> Proposal:
    creates = state.status.startswith("CREATE")
    return Proposal(
        stack=stack.name,
        stack_id=state.id,
        step=Step.CREATE if creates else Step.UPDATE,
        why=plan(state).why,
        values=state.parameters,
    )
