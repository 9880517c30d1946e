"""How our operation ended -> Outcome. What is decided here is decided by its last status and by ECS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from bbfd.deploy.commands import command, filled, named
from bbfd.deploy.look.failures import failures, said
from bbfd.deploy.look.nested import all_failures
from bbfd.deploy.outcome import Ended, Outcome, Running
from bbfd.deploy.progress import Doing, Phase
from bbfd.deploy.states import TABLE, End, Step, ending
from bbfd.deploy.unknown import Unknown, or_unknown
from bbfd.deploy.watch.evidence import About, Gathering
from bbfd.deploy.watch.verify import Verified, as_sent, running, verify, with_images
from bbfd.diagnose import Evidence, diagnosed, explains
from bbfd.model.stack import FromDeployment

if TYPE_CHECKING:
    from bbfd.deploy.means import Means
    from bbfd.deploy.plan.propose import Draft
    from bbfd.deploy.proposal import Proposal
    from bbfd.deploy.records import StackState
    from bbfd.deploy.watch.watch import Watched
    from bbfd.diagnose import Cause, Failure
    from bbfd.model.stack import Stack

_CANCELLED = "it was cancelled here, by Ctrl-C"


def concluded(stack: Stack, proposal: Proposal, watched: Watched, means: Means) -> Outcome:
    """Say how it ended."""
    end = ending(watched.status)
    if end is End.DONE:
        return _done(stack, proposal, watched, means)
    evidence = _evidence(stack, proposal, watched, means)
    found, causes = evidence.failures, named(diagnosed(evidence), stack.tags)
    failed = Outcome(
        ended=Ended.STUCK,
        stack=stack.name,
        stack_id=proposal.stack_id,
        status=watched.now or watched.status,
        changes=proposal.changes,
        reason=_reason(causes, found) or f"the stack ended in {watched.status}",
        failures=found,
        causes=causes,
        evidence=evidence,
        change_set=proposal.change_set.id if proposal.change_set else "",
        notes=_since(watched),
    )
    if end is End.ROLLED_BACK:
        return _rolled_back(failed, stack, watched, means)
    failed = replace(failed, fix=_way_out(stack, watched.status))
    if watched.status == "DELETE_COMPLETE":
        return _deleted(failed, means)
    return _with(running(failed.stack_id, means), failed)


def _with(now: tuple[Running, ...] | Unknown, failed: Outcome) -> Outcome:
    """Add what runs now, or that it could not be read."""
    if isinstance(now, Unknown):
        return replace(failed, notes=(*failed.notes, f"what runs now is not known: {now.why}"))
    return replace(failed, running=now)


def _evidence(stack: Stack, proposal: Proposal, watched: Watched, means: Means) -> Evidence:
    """What the events tell, with what was gathered of the services on the way."""
    since = watched.events[0].at if watched.events else None
    return replace(
        watched.evidence,
        stack=stack.name,
        failures=all_failures(watched.events, means.aws, since),
        body=stack.body,
        values=proposal.values,
    )


def _reason(causes: tuple[Cause, ...], found: tuple[Failure, ...]) -> str:
    """The cause where it was recognised; else what AWS said first, as it is."""
    if causes and causes[0].known:
        return "; ".join(cause.what for cause in causes)
    return said(found[0]) if found else ""


def _rolled_back(failed: Outcome, stack: Stack, watched: Watched, means: Means) -> Outcome:
    if watched.cancelled:
        # What was seen to fail until then may well be why.
        seen = diagnosed(replace(watched.evidence, stack=stack.name, body=stack.body))
        causes = named(filter(explains, seen), stack.tags)
        notes = (*failed.notes, _CANCELLED) if causes else failed.notes
        failed = replace(failed, reason=_CANCELLED, causes=causes, failures=(), notes=notes)
    failed = replace(
        failed,
        ended=Ended.ROLLED_BACK,
        fix=_again(stack, failed),
        outputs=watched.state.outputs if watched.state else {},
    )
    now = running(failed.stack_id, means)
    if isinstance(now, Unknown):
        return _with(now, failed)
    serves = not now or any(one.service.running for one in now)
    before = watched.state.parameters if serves and watched.state else {}
    return replace(_with(now, failed), version=version(stack, before))


def _again(stack: Stack, failed: Outcome) -> str:
    """What to do before the next deploy: a cancellation asks for nothing."""
    deploy = f"`{command('deploy', stack.tags)}`"
    known = {cause.id for cause in failed.causes if cause.known}
    if known == {"cancelled"} or (not known and failed.reason == _CANCELLED):
        return f"{deploy} begins again"
    if not failed.causes:
        shown = f"`{command('diagnose', stack.tags)}` shows what AWS still tells"
        return f"{shown}; mend it, then {deploy}"
    where = stack.definition or "the definition"
    # Without a cause nobody knows what is to be corrected.
    return f"{f'correct it in {where}' if known else 'mend that'}, then {deploy}"


def unchanged(stack: Stack, made: Draft, means: Means) -> Outcome:
    """Nothing to do: but is what runs what should run?"""
    return _standing(stack, made.proposal, made.state, means)


def unknown(proposal: Proposal, reason: str, fix: str) -> Outcome:
    """It goes on in AWS, and we do not see how it ends."""
    return Outcome(
        ended=Ended.UNKNOWN,
        stack=proposal.stack,
        stack_id=proposal.stack_id,
        changes=proposal.changes,
        reason=reason,
        fix=fix,
    )


def so_far(outcome: Outcome, evidence: Evidence, stack: Stack) -> Outcome:
    """Add what was recognised of an operation that is not seen to its end."""
    causes = named(filter(explains, diagnosed(evidence)), stack.tags)
    return replace(outcome, causes=causes, evidence=evidence)


def _done(stack: Stack, proposal: Proposal, watched: Watched, means: Means) -> Outcome:
    ended = Ended.UPDATED if proposal.step is Step.UPDATE else Ended.CREATED
    # What could not be removed while cleaning up is skipped by CloudFormation, and goes on costing money.
    left = tuple(f"left behind: {said(failure)}" for failure in failures(watched.events))
    if watched.now in _GOES:
        return _gone(stack, proposal, watched.status, watched.now, means)
    notes = (*left, *_since(watched))
    outcome = _standing(stack, proposal, watched.state, means, notes=notes, seen=watched.evidence)
    if outcome.good:
        return replace(outcome, ended=ended, status=watched.now or watched.status)
    # A service that is not there may be one that goes with its stack.
    found = or_unknown(lambda: means.aws.stacks.describe(proposal.stack_id))
    now = "" if found is None or isinstance(found, Unknown) else found.status
    if now in _GOES:
        return _gone(stack, proposal, watched.status, now, means)
    return replace(outcome, status=watched.now or watched.status)


# What somebody else does, or did, to a stack that our own operation left well.
_GOES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "DELETE_IN_PROGRESS": (
            "somebody is deleting the stack since",
            "`{watch}` shows how that ends; then `{deploy}` makes it anew",
        ),
        "DELETE_COMPLETE": (
            "somebody has deleted the stack since",
            "`{deploy}` makes it anew, once it is known who deleted it",
        ),
        "DELETE_FAILED": (
            "somebody has tried to delete the stack since: it is there in part",
            "`{delete}` removes the rest; then `{deploy}` makes it anew",
        ),
    }
)


def _gone(stack: Stack, proposal: Proposal, status: str, now: str, means: Means) -> Outcome:
    """Conclude that what was deployed does not stand: it is no success, though our operation was one."""
    why, fix = _GOES[now]
    verbs = {verb: command(verb, stack.tags) for verb in ("watch", "deploy", "delete")}
    return Outcome(
        ended=Ended.STUCK,
        stack=stack.name,
        stack_id=proposal.stack_id,
        status=now,
        changes=proposal.changes,
        reason=f"it ended in {status}, as asked; {why}{_another(stack.name, proposal.stack_id, means)}",
        fix=fix.format(**verbs),
        change_set=proposal.change_set.id if proposal.change_set else "",
    )


def _since(watched: Watched) -> tuple[str, ...]:
    """Say so where the stack is no longer as our operation left it."""
    if watched.now in ("", watched.status):
        return ()
    return (f"it ended in {watched.status}; another operation has begun since",)


def _standing(
    stack: Stack,
    proposal: Proposal,
    state: StackState | None,
    means: Means,
    notes: tuple[str, ...] = (),
    seen: Evidence | None = None,
) -> Outcome:
    """Conclude on a stack that is as asked: see to its termination protection, and look at its services.

    seen: what was gathered of them on the way. Where they are well, nothing was changed.
    """
    means.tell(Phase(stack=stack.name, doing=Doing.VERIFYING))
    notes = (*notes, *_guarded(stack, proposal, state, means))
    found = _verified(stack, proposal, state, means)
    ill = _ill(stack, proposal, found, means, seen or Evidence(stack=stack.name))
    values = state.parameters if state else proposal.values
    return Outcome(
        ended=Ended.UNHEALTHY if found.ill else Ended.UNCHANGED,
        stack=stack.name,
        stack_id=proposal.stack_id,
        status=state.status if state else "",
        changes=proposal.changes,
        reason="; ".join(found.ill),
        fix=_see(stack, found),
        causes=named(diagnosed(ill), stack.tags),
        evidence=ill,
        change_set=proposal.change_set.id if proposal.change_set else "",
        version="" if found.doubtful else version(stack, values),
        outputs=state.outputs if state else {},
        running=found.running,
        verified=not found.unknown,
        notes=(*notes, found.unknown) if found.unknown else notes,
    )


def _verified(stack: Stack, proposal: Proposal, state: StackState | None, means: Means) -> Verified:
    """Look at its services, and at the images that they run."""
    found = verify(
        stack.body,
        proposal.stack_id,
        means,
        patience=means.pace.settle,
        outputs=state.outputs if state and ending(state.status) is End.DONE else None,
    )
    if found.doubtful:
        return replace(found, running=with_images(found.running, means.aws.services))
    sent = as_sent(found.running, stack.body, proposal.values, means.aws.services)
    return replace(found, running=sent)


def _guarded(
    stack: Stack, proposal: Proposal, state: StackState | None, means: Means
) -> tuple[str, ...]:
    """Have termination protection follow the environment: on after a first create that held, off once agreed to."""
    stacks, stack_id = means.aws.stacks, proposal.stack_id
    if stack.protected and not (state and state.termination_protection):
        done = or_unknown(lambda: stacks.protect(stack_id))
        if isinstance(done, Unknown):
            return (f"termination protection could not be turned on: {done.why}",)
    if proposal.guards is False:
        done = or_unknown(lambda: stacks.unguard(stack_id))
        if isinstance(done, Unknown):
            return (f"termination protection could not be turned off: {done.why}",)
        return ("termination protection was turned off",)
    return ()


def _ill(
    stack: Stack, proposal: Proposal, found: Verified, means: Means, seen: Evidence
) -> Evidence:
    """Why services that should run do not: as seen on the way, else what ECS still tells, of whatever time."""
    if not found.ill:
        return Evidence(stack=stack.name)
    if any(map(explains, diagnosed(seen))):
        return replace(seen, body=stack.body, values=proposal.values)
    about = About(stack=stack.name, body=stack.body, values=proposal.values)
    gathering = Gathering(about, means.aws)
    for one in found.running:
        gathering.see(one.service, closely=True)
    return gathering.evidence()


def version(stack: Stack, values: Mapping[str, str]) -> str:
    """The version that the parameters of a stack tell; "" where they do not say."""
    told = {p.name for p in stack.parameters if p.source == FromDeployment(fact="version")}
    found = next((values.get(name, "") for name in told), "")
    return "" if found == "-" else found


def _see(stack: Stack, found: Verified) -> str:
    if not found.ill:
        return ""
    return f"`{command('diagnose', stack.tags)}` shows all that AWS says of it"


def _deleted(failed: Outcome, means: Means) -> Outcome:
    """Say that somebody deleted it; what has its name since is another stack, and none of ours."""
    reason = "somebody deleted the stack meanwhile"
    reason += _another(failed.stack, failed.stack_id, means)
    return replace(failed, reason=reason, causes=())


def _another(name: str, stack_id: str, means: Means) -> str:
    """Say what has the name of a stack that is gone."""
    other = or_unknown(lambda: means.aws.stacks.describe(name))
    if other is None or isinstance(other, Unknown) or other.id == stack_id:
        return ""
    return f"; what is called {name} now is another stack, in {other.status}"


def _way_out(stack: Stack, status: str) -> str:
    fix = TABLE[status].fix or "`{status}` shows what is there; then deploy again"
    return filled(fix, stack=stack.name, tags=stack.tags)
