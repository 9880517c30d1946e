"""One path: look, plan, propose, ask, execute, watch, verify. `diff` stops at the proposal."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bbfd.deploy.account import must_be_the_right_one
from bbfd.deploy.begin import begin
from bbfd.deploy.commands import command
from bbfd.deploy.conclude import concluded, unchanged, unknown
from bbfd.deploy.delete import remove
from bbfd.deploy.lock import Looked
from bbfd.deploy.outcome import Ended, Outcome
from bbfd.deploy.progress import Doing, Finished, Phase, Proposed
from bbfd.deploy.propose import Draft, discard, draft, drafted
from bbfd.deploy.states import ABSENT, Step
from bbfd.deploy.watch import watch
from bbfd.errors import BbfdError, Interrupted, LostSight, Refused

if TYPE_CHECKING:
    from bbfd.deploy.means import Means, Wishes
    from bbfd.deploy.proposal import Proposal
    from bbfd.model.stack import Stack


def deploy(stack: Stack, wishes: Wishes, means: Means) -> Outcome:
    """Bring a stack to what its definition says.

    Until something is executed, trouble is raised (Refused, AwsError, Locked, Interrupted) and nothing of
    ours is left behind; from then on the answer is an Outcome, whatever happens.
    """
    must_be_the_right_one(means.aws)
    return deploy_here(stack, wishes, means)


def deploy_here(stack: Stack, wishes: Wishes, means: Means) -> Outcome:
    """Deploy, where the account is known to be the right one."""
    began = means.clock.monotonic()
    try:
        ended = _decided(stack, wishes, means)
    except KeyboardInterrupt:
        raise _interrupted(stack) from None
    if not isinstance(ended, Outcome):
        began = means.clock.monotonic()  # how long somebody thought about it says nothing
    outcome = ended if isinstance(ended, Outcome) else _carried_out(stack, ended, wishes, means)
    outcome = replace(outcome, seconds=means.clock.monotonic() - began)
    means.tell(Finished(stack=stack.name, outcome=outcome))
    return outcome


def propose(stack: Stack, wishes: Wishes, means: Means) -> Proposal:
    """Say what a deploy would change, and leave nothing behind."""
    must_be_the_right_one(means.aws)
    return propose_here(stack, wishes, means)


def propose_here(stack: Stack, wishes: Wishes, means: Means) -> Proposal:
    """Propose, where the account is known to be the right one."""
    try:
        made = draft(stack, wishes, means)
        discard(made, means)
    except KeyboardInterrupt:
        raise _interrupted(stack) from None
    means.tell(Proposed(stack=stack.name, proposal=made.proposal))
    return made.proposal


def _decided(stack: Stack, wishes: Wishes, means: Means) -> Draft | Outcome:
    """Everything before the first change to a resource: a draft that is agreed on, or an outcome."""
    made = draft(stack, wishes, means)
    try:
        means.tell(Proposed(stack=stack.name, proposal=made.proposal))
        if made.proposal.empty and made.proposal.guards is not False:
            return unchanged(stack, made, means)
        agreed = means.agree(made.proposal)
    except (BbfdError, KeyboardInterrupt):
        discard(made, means)
        raise
    if not agreed:
        discard(made, means)
        return _declined(stack, made.proposal)
    if made.proposal.empty:
        return unchanged(stack, made, means)
    if made.proposal.step is Step.RECREATE:
        return _anew(stack, made, wishes, means)
    return made


def _anew(stack: Stack, dead: Draft, wishes: Wishes, means: Means) -> Draft:
    """Delete what died in its first attempt, and propose it again: that it is wanted was said already."""
    means.tell(Phase(stack=stack.name, doing=Doing.REMOVING, about=dead.proposal.why))
    status = f"`{command('status', stack.tags)}`"
    try:
        _removed(dead, wishes, means, status)
    except KeyboardInterrupt:
        raise Interrupted(
            f"stopped while the dead first attempt of {stack.name} was being removed",
            fix=f"{status} shows whether it is gone; `{command('deploy', stack.tags)}` begins again",
        ) from None
    return drafted(stack, Looked(state=None, plan=ABSENT), dead.values, wishes, means)


def _removed(dead: Draft, wishes: Wishes, means: Means, status: str) -> None:
    assert dead.state is not None, "a stack that died is there"
    fix = f"{status} shows whether it is gone; then deploy again"
    name = dead.proposal.stack
    watched = remove(name, dead.state, means, timeout=wishes.timeout, fix=fix)
    if watched.status != "DELETE_COMPLETE":
        raise Refused(
            f"the dead first attempt of {name} could not be deleted: it is in {watched.status}",
            fix=f"{status} shows what stands in the way",
        )


def _carried_out(stack: Stack, agreed: Draft, wishes: Wishes, means: Means) -> Outcome:
    proposal = agreed.proposal
    fix = f"`{command('status', stack.tags)}` shows how it ends"
    detached = "stopped while it was being begun: it may go on in AWS"
    try:
        means.tell(Phase(stack=stack.name, doing=Doing.EXECUTING))
        operation = begin(stack, agreed, means)
        detached = "detached: the deployment goes on in AWS"
        watched = watch(operation, means, timeout=wishes.timeout, fix=fix)
        detached = f"stopped before its ECS services were checked; it is in {watched.status}"
        return concluded(stack, proposal, watched, means)
    except LostSight as lost:
        return unknown(proposal, lost.what, lost.fix)
    except KeyboardInterrupt:
        return unknown(proposal, detached, fix)


def _declined(stack: Stack, proposal: Proposal) -> Outcome:
    return Outcome(
        ended=Ended.DECLINED,
        stack=stack.name,
        stack_id=proposal.stack_id,
        changes=proposal.changes,
        reason="declined: nothing was changed",
        fix="say yes when asked, or give `--yes`",
    )


def _interrupted(stack: Stack) -> Interrupted:
    return Interrupted(
        f"stopped before anything of {stack.name} was executed: nothing was changed",
        fix="the same command begins again",
    )
