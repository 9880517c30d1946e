"""A deploy in two steps: a change set is made and kept for review, then exactly that one is carried out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from bbfd.deploy.commands import ENVIRONMENT, command
from bbfd.deploy.look.account import must_be_the_right_one
from bbfd.deploy.look.lock import Looked, look
from bbfd.deploy.look.waiting import Held
from bbfd.deploy.plan.awaiting import is_shell, lost_with, name_of
from bbfd.deploy.plan.digest import digest
from bbfd.deploy.plan.discarding import removed
from bbfd.deploy.plan.facts import facts_of
from bbfd.deploy.plan.fingerprint import fingerprint, planned_on
from bbfd.deploy.plan.masked import masked_changes
from bbfd.deploy.plan.propose import Draft
from bbfd.deploy.plan.values import Values
from bbfd.deploy.plan.weighed import weighed
from bbfd.deploy.proposal import Proposal
from bbfd.deploy.run.execute import prepare, settle
from bbfd.deploy.states import Step
from bbfd.deploy.submission import CHANGE_SET
from bbfd.deploy.watch.begin import Overtaken
from bbfd.errors import AwsError, Refused, Trouble

if TYPE_CHECKING:
    from bbfd.deploy.means import Means, Wishes
    from bbfd.deploy.needs import Stacks
    from bbfd.deploy.outcome import Outcome
    from bbfd.deploy.records import ChangeSet, StackState
    from bbfd.model.stack import Stack


_OBSOLETE = "OBSOLETE"
# What became of a plan that cannot be carried out any more, by its ExecutionStatus.
_SAID: Mapping[str, str] = MappingProxyType(
    {
        _OBSOLETE: "another operation of the stack began since",
        "EXECUTE_COMPLETE": "it was carried out",
        "EXECUTE_FAILED": "it was carried out, and failed",
        "EXECUTE_IN_PROGRESS": "it is being carried out",
    }
)


def planned(stack: Stack, wishes: Wishes, means: Means) -> Proposal:
    """Make the change set of a deploy and keep it. Where nothing changes there is none, and nothing is kept."""
    must_be_the_right_one(means.aws)
    made = prepare(stack, wishes, means)
    proposal = made.proposal
    if proposal.step is Step.RECREATE:
        raise Refused(
            f"{stack.name} cannot be planned for review: {proposal.why}, and has to be removed first",
            fix=f"`{command('deploy', stack.tags)}` removes it, makes it anew, and asks before",
        )
    if not made.shell or proposal.change_set is None:
        return proposal
    note = (
        f"the stack {stack.name} is there now, empty, in REVIEW_IN_PROGRESS: it goes with the plan, by "
        f"`{discarding(stack, proposal.change_set)}`"
    )
    return replace(proposal, notes=(*proposal.notes, note))


def applying(stack: Stack, change_set: ChangeSet) -> str:
    """Write the command that carries a plan out."""
    return f"bbfd apply {change_set.id} --env {stack.tags.get(ENVIRONMENT, 'E')}"


def discarding(stack: Stack, change_set: ChangeSet) -> str:
    """Write the command that discards a plan."""
    return f"bbfd plan --discard {change_set.id} --env {stack.tags.get(ENVIRONMENT, 'E')}"


def found(name: str, stack: str, stacks: Stacks) -> ChangeSet:
    """Find a plan by the name of its change set and of its stack, or by its ARN alone."""
    try:
        return stacks.change_set(name, stack)
    except AwsError as error:
        if error.trouble is not Trouble.ABSENT:
            raise
        raise Refused(
            f"there is no plan {name}: it was carried out, discarded, or went with another deploy",
            fix="plan anew with `bbfd plan SERVICE --env E`",
        ) from None


def must_be_a_plan(found: ChangeSet) -> None:
    """Refuse a change set that is not ours, by its name."""
    name = found.name or name_of(found.id)
    if not name.startswith(CHANGE_SET):
        raise Refused(
            f"the change set {name} was not made by bbfd",
            fix="carry it out, or remove it, with the tool that made it",
        )


def applied(stack: Stack, plan: ChangeSet, wishes: Wishes, means: Means) -> Outcome:
    """Carry out exactly this plan. Refused where it is no longer what was reviewed; it is kept when declined."""
    _must_be_available(stack, plan)
    looked = _looked(stack, plan, wishes, means)
    _must_stand(stack, plan, looked.state)
    proposal = Proposal(
        stack=stack.name,
        stack_id=plan.stack_id,
        step=looked.plan.step,
        why=looked.plan.why,
        changes=plan.changes,
        change_set=plan,
        values=plan.parameters,
        before=looked.state.parameters if looked.state else {},
        protected=stack.protected,
        notes=lost_with(looked.state, plan.name, means) if looked.state else (),
    )
    ours = Draft(
        proposal=_shown(proposal, stack, plan, looked.state, wishes, means),
        values=Values(values=plan.parameters),
        state=looked.state,
        taken=tuple(c.logical_id for c in plan.changes if c.action == "import"),
        reviewed=True,
    )
    try:
        return settle(stack, ours, wishes, means)
    except Overtaken as overtaken:
        raise Refused(overtaken.what, fix=_anew(stack)) from overtaken


def discarded(stack: Stack, plan: ChangeSet, means: Means) -> None:
    """Remove a plan, and the empty stack that was made for it. Refused where it was carried out, or where it stays."""
    if plan.execution in _SAID and plan.execution != _OBSOLETE:
        raise Refused(
            f"the plan {plan.name} cannot be discarded: {_SAID[plan.execution]}",
            fix=_how_it_ends(stack),
        )
    state = means.aws.stacks.describe(plan.stack_id)
    nothing = Proposal(stack=stack.name, stack_id=plan.stack_id, step=Step.UPDATE, why="")
    left = removed(
        Draft(
            proposal=nothing,
            values=Values(values={}),
            state=state,
            name=plan.name,
            shell=state is not None and is_shell(state),
            tags=stack.tags,
        ),
        means,
    )
    if left is not None and left.failed:
        raise Refused(left.what, fix=left.fix)


def _must_be_available(stack: Stack, plan: ChangeSet) -> None:
    if plan.execution == "AVAILABLE":
        return
    said = _SAID.get(plan.execution, f"it is {plan.execution or 'of no known state'}")
    goes = plan.execution == "EXECUTE_IN_PROGRESS"
    raise Refused(
        f"the plan {plan.name} cannot be carried out: {said}",
        fix=f"{_how_it_ends(stack)}; then {_anew(stack)}" if goes else _anew(stack),
    )


def _looked(stack: Stack, plan: ChangeSet, wishes: Wishes, means: Means) -> Looked:
    """Look at the stack. An operation that runs is not waited for: it makes the plan void, however it ends."""
    try:
        return look(stack, replace(wishes, waits=False), means)
    except Held:
        raise Refused(
            f"another operation runs on {stack.name}, and makes the plan {plan.name} void",
            fix=f"{_how_it_ends(stack)}; then {_anew(stack)}",
        ) from None


def _must_stand(stack: Stack, plan: ChangeSet, state: StackState | None) -> None:
    same = state is not None and state.id == plan.stack_id
    if same and planned_on(plan.name) == fingerprint(state):
        return
    moved = _by(state) if same or state is None else f": it is another one, in {state.status}"
    raise Refused(
        f"the stack {stack.name} is not what it was when {plan.name} was planned{moved}",
        fix=_anew(stack),
    )


def _anew(stack: Stack) -> str:
    return f"`{command('plan', stack.tags)}` plans anew"


def _how_it_ends(stack: Stack) -> str:
    return f"`{command('watch', stack.tags)}` shows how it ends"


def _by(state: StackState | None) -> str:
    """Say what moved it, as far as the stack tells."""
    if state is None:
        return ": it is gone"
    when = f" at {state.updated:%Y-%m-%dT%H:%M:%SZ}" if state.updated else ""
    what = state.change_set.rpartition("changeSet/")[2].partition("/")[0]
    return f": it was changed{when}{f' by the change set {what}' if what else ''}, and is in {state.status}"


def _shown(
    proposal: Proposal,
    stack: Stack,
    plan: ChangeSet,
    state: StackState | None,
    wishes: Wishes,
    means: Means,
) -> Proposal:
    """Complete it as it was when it was planned; where the definition says something else by now, as AWS has it."""
    updated = state if proposal.step is Step.UPDATE else None
    names = [name for name, fact in facts_of(stack.parameters).items() if fact == "digest"]
    made = digest(stack, plan.parameters)
    if names and all(plan.parameters.get(name) == made for name in names):
        return weighed(proposal, stack, updated, plan.parameters, wishes, means)
    note = (
        f"{stack.definition or 'the definition'} says something else by now: "
        "what was planned is carried out, as it was planned"
    )
    return replace(
        proposal,
        changes=masked_changes(plan.changes),
        notes=(*proposal.notes, note),
    )
