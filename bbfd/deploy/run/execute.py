"""One path: look, plan, propose, ask, execute, watch, verify. `diff` stops at the proposal."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bbfd.deploy.commands import command
from bbfd.deploy.kept.keep import keep
from bbfd.deploy.kept.shelf import ARTIFACTS
from bbfd.deploy.kept.written import seal
from bbfd.deploy.look.account import must_be_the_right_one
from bbfd.deploy.look.failures import failures, said
from bbfd.deploy.look.lock import Looked
from bbfd.deploy.look.standing import NO_STACK, NOT_KNOWN, shortened, status
from bbfd.deploy.outcome import Ended, Outcome
from bbfd.deploy.plan.awaiting import SHELL, must_take_none_along
from bbfd.deploy.plan.discarding import discard
from bbfd.deploy.plan.lasting import lasting
from bbfd.deploy.plan.propose import Draft, draft, drafted, moved_on
from bbfd.deploy.progress import Doing, Finished, Note, Phase, Proposed
from bbfd.deploy.remove.delete import remove
from bbfd.deploy.run.before import before_it, waits
from bbfd.deploy.states import ABSENT, HOLDING, Step
from bbfd.deploy.watch.begin import Overtaken, begin, operation_of
from bbfd.deploy.watch.conclude import concluded, so_far, unchanged, unknown
from bbfd.deploy.watch.evidence import About
from bbfd.deploy.watch.follow import Detached, followed
from bbfd.deploy.watch.watch import Watcher
from bbfd.errors import AwsError, BbfdError, Interrupted, Locked, LostSight

if TYPE_CHECKING:
    from bbfd.deploy.look.operation import Operation
    from bbfd.deploy.means import Means, Wishes
    from bbfd.deploy.proposal import Proposal
    from bbfd.deploy.records import StackState
    from bbfd.deploy.watch.watch import Watched
    from bbfd.model.stack import Stack

_TRIES = 5  # to plan for a stack that others deploy meanwhile


def deploy(stack: Stack, wishes: Wishes, means: Means) -> Outcome:
    """Bring a stack to what its definition says.

    Until something is executed, trouble is raised (Refused, AwsError, Locked, Interrupted) and nothing of
    ours is left behind; from then on the answer is an Outcome, whatever happens.
    """
    must_be_the_right_one(means.aws)
    return deploy_here(stack, wishes, means)


def deploy_here(stack: Stack, wishes: Wishes, means: Means) -> Outcome:
    """Deploy, where the account is known to be the right one."""
    return settle(stack, prepare(stack, wishes, means), wishes, means)


def settle(stack: Stack, made: Draft, wishes: Wishes, means: Means) -> Outcome:
    """Put it to whoever decides, and carry it out or leave it."""
    try:
        means.tell(Proposed(stack=stack.name, proposal=made.proposal))
        agreed = not asks(made.proposal) or means.agree(made.proposal)
    except BbfdError:
        discard(made, means)
        raise
    except KeyboardInterrupt:
        discard(made, means)
        raise interrupted(stack) from None
    if not agreed:
        return decline(stack, made, means)
    return carry_out(stack, made, wishes, means)


def propose(stack: Stack, wishes: Wishes, means: Means) -> Proposal:
    """Say what a deploy would change, and leave nothing behind."""
    must_be_the_right_one(means.aws)
    return propose_here(stack, wishes, means)


def propose_here(stack: Stack, wishes: Wishes, means: Means) -> Proposal:
    """Propose, where the account is known to be the right one."""
    made = prepare(stack, wishes, means)
    try:
        discard(made, means)
    except KeyboardInterrupt:
        raise interrupted(stack) from None
    means.tell(Proposed(stack=stack.name, proposal=made.proposal))
    return made.proposal


def prepare(stack: Stack, wishes: Wishes, means: Means) -> Draft:
    """Everything before somebody is asked. Nothing of ours is left behind when it ends in trouble."""
    try:
        return draft(stack, wishes, means)
    except KeyboardInterrupt:
        raise interrupted(stack) from None


def asks(proposal: Proposal) -> bool:
    """Whether somebody has to agree to it: not where nothing changes, unless a protection is taken away."""
    return not proposal.empty or proposal.guards is False


def decline(stack: Stack, made: Draft, means: Means) -> Outcome:
    """Leave it, and nothing of ours behind."""
    before = made.state.status if made.state else ""
    stays = discard(made, means) is not None and made.shell
    outcome = Outcome(
        ended=Ended.DECLINED,
        stack=stack.name,
        stack_id=made.proposal.stack_id,
        status=SHELL if stays else before,
        absent=made.state is None and not stays,
        changes=made.proposal.changes,
        reason="declined: nothing was changed",
        fix="say yes when asked, or give `--yes`",
    )
    means.tell(Finished(stack=stack.name, outcome=outcome))
    return outcome


def carry_out(stack: Stack, agreed: Draft, wishes: Wishes, means: Means) -> Outcome:
    """Do what was agreed to, and see how it ends."""
    began = means.clock.monotonic()  # how long somebody thought about it says nothing
    for _ in range(_TRIES):
        try:
            outcome = _done(stack, agreed, wishes, means)
        except Overtaken as overtaken:
            if agreed.reviewed:
                raise
            text = f"{overtaken.what}: planning again"
            means.tell(Note(stack=stack.name, text=text))
        else:
            outcome = replace(outcome, seconds=means.clock.monotonic() - began)
            if stack.name == wishes.registry:
                means.buckets.learn(stack.name, outcome.outputs.get(ARTIFACTS, ""))
            means.tell(Finished(stack=stack.name, outcome=outcome))
            return outcome
        anew = prepare(stack, wishes, means)
        if not _still_agreed(stack, agreed, anew, means):
            return decline(stack, anew, means)
        agreed = anew
    discard(agreed, means)
    raise Locked(
        f"others deploy {stack.name} again and again",
        fix=f"`{command('status', stack.tags)}` shows it; deploy again when it is still",
    )


def _done(stack: Stack, agreed: Draft, wishes: Wishes, means: Means) -> Outcome:
    if agreed.proposal.empty:
        return unchanged(stack, agreed, means)
    if agreed.proposal.step is Step.RECREATE:
        made = _anew(stack, agreed, wishes, means)
        if isinstance(made, Outcome):
            return made
        agreed = made
    if agreed.back_to is None and waits(stack, agreed):
        rest = before_it(stack, agreed, wishes, means, _executed)
        if isinstance(rest, Outcome):
            return rest
        return _in_two_steps(agreed, _kept(stack, rest, wishes, means))
    return _kept(stack, agreed, wishes, means)


def _in_two_steps(agreed: Draft, outcome: Outcome) -> Outcome:
    """What the second step updates, the first one may have made: then it was created."""
    made = agreed.proposal.step is not Step.UPDATE and outcome.ended is Ended.UPDATED
    return replace(outcome, ended=Ended.CREATED) if made else outcome


def _still_agreed(stack: Stack, agreed: Draft, anew: Draft, means: Means) -> bool:
    """Whether what was agreed to holds for a plan that was made again: it does where nothing of it has changed."""
    means.tell(Proposed(stack=stack.name, proposal=anew.proposal))
    if not asks(anew.proposal) or _same(agreed.proposal, anew.proposal):
        return True
    try:
        return means.agree(anew.proposal)
    except (BbfdError, KeyboardInterrupt):
        discard(anew, means)
        raise


def _same(agreed: Proposal, anew: Proposal) -> bool:
    """Whether nothing of a plan has changed: a value that no change names may have."""
    return (agreed.changes, agreed.values) == (anew.changes, anew.values)


def interrupted(*stacks: Stack) -> Interrupted:
    """Stopped before anything was executed."""
    return Interrupted(
        f"stopped before anything of {shortened([s.name for s in stacks])} was executed: "
        "nothing was changed",
        fix="the same command begins again",
    )


def _kept(stack: Stack, agreed: Draft, wishes: Wishes, means: Means) -> Outcome:
    """Execute it, and keep what it was before, and after that how it ended."""
    if agreed.proposal.empty:  # what came first has left nothing to be done
        return unchanged(stack, agreed, means)
    try:
        sealed = seal(stack, agreed.values.values)
        operation = operation_of(stack, agreed, means, sealed)
        keeping = keep(stack, agreed, operation.token, wishes, means)
    except KeyboardInterrupt:
        discard(agreed, means)
        raise interrupted(stack) from None
    try:
        outcome = _begun(stack, agreed, operation, wishes, means)
    except BbfdError:
        keeping.not_begun()
        raise
    keeping.ended(outcome)
    return outcome


def _executed(stack: Stack, agreed: Draft, wishes: Wishes, means: Means) -> Outcome:
    """Execute a first part of it, which is nothing to go back to."""
    return _begun(stack, agreed, operation_of(stack, agreed, means), wishes, means)


def _begun(
    stack: Stack, agreed: Draft, operation: Operation, wishes: Wishes, means: Means
) -> Outcome:
    proposal = agreed.proposal
    fix = f"`{command('watch', stack.tags)}` shows how it ends"
    detached = "stopped while it was being begun: it may go on in AWS"
    token, watcher = "", None
    try:
        means.tell(Phase(stack=stack.name, doing=Doing.EXECUTING))
        begin(stack, agreed, operation, means)
        token = operation.token
        watcher = _watcher(stack, agreed, operation, means, fix)
        watched = followed(watcher, operation, stack.tags, means, wishes.timeout)
        detached = f"stopped before its ECS services were checked; it is in {watched.status}"
        outcome = concluded(stack, proposal, watched, means)
    except LostSight as lost:
        outcome = unknown(proposal, lost.what, lost.fix)
    except Detached:
        outcome = unknown(proposal, "detached: the deployment goes on in AWS", fix)
    except KeyboardInterrupt:
        outcome = unknown(proposal, detached, fix)
    if watcher is not None and outcome.ended is Ended.UNKNOWN:
        outcome = so_far(outcome, watcher.evidence(), stack)
    return replace(outcome, operation=token, status=outcome.status or _seen(stack, watcher, means))


def _seen(stack: Stack, watcher: Watcher | None, means: Means) -> str:
    """The status that was read last; read now where nothing was. "" where it cannot be."""
    if watcher is not None and watcher.seen:
        return watcher.seen
    found = status(stack.name, means)
    return "" if found in (NOT_KNOWN, NO_STACK) else found


def _watcher(stack: Stack, agreed: Draft, operation: Operation, means: Means, fix: str) -> Watcher:
    about = About(stack=stack.name, body=stack.body, values=agreed.proposal.values, tags=stack.tags)
    return Watcher(operation, means, fix, about)


def _anew(stack: Stack, dead: Draft, wishes: Wishes, means: Means) -> Draft | Outcome:
    """Delete what died in its first attempt, and propose it again: that it is wanted was said already.

    An outcome where it could not be deleted whole.
    """
    assert dead.state is not None, "a stack that died is there"
    if not _is_dead_still(stack, dead.state, means):
        return _drafted_anew(stack, dead, wishes, means)
    means.tell(Phase(stack=stack.name, doing=Doing.REMOVING, about=dead.proposal.why))
    status = f"`{command('status', stack.tags)}`"
    fix = f"`{command('watch', stack.tags)}` shows how its deletion ends; then deploy again"
    try:
        watched = remove(stack.name, dead.state, means, timeout=wishes.timeout, fix=fix)
    except KeyboardInterrupt:
        raise Interrupted(
            f"stopped while the dead first attempt of {stack.name} was being removed",
            fix=f"{status} shows whether it is gone; `{command('deploy', stack.tags)}` begins again",
        ) from None
    if watched.status != "DELETE_COMPLETE":
        return _undeleted(stack, dead, watched)
    return _drafted_anew(stack, dead, wishes, means)


def _drafted_anew(stack: Stack, dead: Draft, wishes: Wishes, means: Means) -> Draft:
    """Propose it where nothing is there any more. Raises Overtaken where somebody else made it first."""
    nothing = Looked(state=None, plan=ABSENT)
    stack = lasting(stack, dead.state, means.clock.utc())
    try:
        return drafted(stack, nothing, dead.values, wishes, means)
    except AwsError as error:
        if not moved_on(nothing, error, stack, means):
            raise
        raise Overtaken(
            f"somebody else made {stack.name} anew after this plan was made",
            fix=f"`{command('deploy', stack.tags)}` plans anew",
        ) from error


def _is_dead_still(stack: Stack, dead: StackState, means: Means) -> bool:
    """Whether it is there as it was; somebody may have thought for long. Raises Overtaken where it lives again."""
    now = means.aws.stacks.describe(dead.id)
    if now is None or now.status == "DELETE_COMPLETE":
        return False
    if (now.status, now.updated) != (dead.status, dead.updated):
        raise Overtaken(
            f"somebody else changed {stack.name} after this plan was made",
            fix=f"`{command('deploy', stack.tags)}` plans anew",
        )
    if dead.status in HOLDING:
        must_take_none_along(now, means, then=f"`{command('deploy', stack.tags)} --recreate`")
    return True


def _undeleted(stack: Stack, dead: Draft, watched: Watched) -> Outcome:
    found = failures(watched.events)
    why = f": {said(found[0])}" if found else ""
    return Outcome(
        ended=Ended.STUCK,
        stack=stack.name,
        stack_id=dead.proposal.stack_id,
        status=watched.status,
        reason=f"the dead first attempt could not be deleted: it is in {watched.status}{why}",
        fix=f"mend what stands in the way, then `{command('delete', stack.tags)}`, and deploy again",
        failures=found,
    )
