"""State -> plan -> change set -> Proposal. Nothing of the stack's resources is touched here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bbfd.deploy import submission as sent
from bbfd.deploy.commands import command
from bbfd.deploy.look.failures import failures, last_operation, said
from bbfd.deploy.look.lock import Looked, look
from bbfd.deploy.plan.awaiting import is_shell, lost_with
from bbfd.deploy.plan.change_set import asked, failed, ready
from bbfd.deploy.plan.digest import canonical, stands, unchanged, unresolved
from bbfd.deploy.plan.discarding import discard
from bbfd.deploy.plan.fingerprint import fingerprint
from bbfd.deploy.plan.lasting import lasting
from bbfd.deploy.plan.recreate import recreation
from bbfd.deploy.plan.shared import NOTHING, Others, of_others, with_others
from bbfd.deploy.plan.shared import said as said_of
from bbfd.deploy.plan.start_count import start_counts
from bbfd.deploy.plan.taken import must_be_taken_over, taken_over
from bbfd.deploy.plan.values import Values, looked_up, resolve, with_these
from bbfd.deploy.plan.weighed import weighed
from bbfd.deploy.plan.weights import live_weights
from bbfd.deploy.progress import Note
from bbfd.deploy.proposal import Proposal
from bbfd.deploy.records import Readiness
from bbfd.deploy.states import HOLDING, Step, plan
from bbfd.deploy.unknown import Unknown, or_unknown
from bbfd.errors import AwsError, BbfdError, Locked, Refused, Trouble

if TYPE_CHECKING:
    from bbfd.deploy.means import Means, Wishes
    from bbfd.deploy.records import ChangeSet, StackState
    from bbfd.model.stack import Stack

ARTIFACTS = "ArtifactsBucket"
_AGAIN = "another operation came first: planning again"
# Also because what is read of a stack may be old for seconds: https://github.com/boto/botocore/issues/1056
_TRIES = 6  # to plan for a stack that others deploy meanwhile


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """A proposal, and what has to be cleaned up when it is not carried out.

    state: the stack before. name: of our change set; "" when there is none. shell: the stack is empty still,
        and there only because our change set was made. taken: the logical ids of what exists and is taken over.
    reviewed: this very plan was looked at before: no other takes its place. tags: of the stack.
    back_to: the number of the kept deploy that it goes back to.
    """

    proposal: Proposal
    values: Values
    state: StackState | None
    name: str = ""
    shell: bool = False
    taken: tuple[str, ...] = ()
    reviewed: bool = False
    back_to: int | None = None
    tags: Mapping[str, str] = field(default_factory=dict)


def draft(stack: Stack, wishes: Wishes, means: Means) -> Draft:
    """Work out what a deploy would do. On any trouble, and on Ctrl-C, nothing of ours is left behind."""
    must_be_whole(stack)
    for turn in range(_TRIES):
        looked = look(stack, wishes, means)
        try:
            return _draft(stack, looked, wishes, means)
        except (AwsError, Refused) as error:
            if not moved_on(looked, error, stack, means):
                raise
        means.tell(Note(stack=stack.name, text=_AGAIN))
        means.clock.sleep(min(means.pace.first * 2**turn, means.pace.heartbeat))
    raise Locked(
        f"others deploy {stack.name} again and again",
        fix=f"`{command('status', stack.tags)}` shows it; deploy again when it is still",
    )


def moved_on(looked: Looked, error: AwsError | Refused, stack: Stack, means: Means) -> bool:
    """Whether it was refused because another deployment began, or ended, after the stack was looked at.

    Also by us: what another first deployment has made meanwhile looks like what a deletion kept.
    """
    if isinstance(error, AwsError):
        if error.trouble in (Trouble.EXISTS, Trouble.HELD):
            return True
        if error.trouble not in (Trouble.INVALID, Trouble.ABSENT):
            return False
    elif looked.state is not None:
        return False
    now = or_unknown(lambda: means.aws.stacks.describe(stack.name))
    return not isinstance(now, Unknown) and plan(now).step is not looked.plan.step


def _draft(stack: Stack, looked: Looked, wishes: Wishes, means: Means) -> Draft:
    state = looked.state if looked.plan.step is Step.UPDATE else None
    others = of_others(stack, looked.state, means)
    stack = lasting(with_others(stack, others), looked.state, means.clock.utc())
    values = resolve(stack, state, wishes, means, gone=_gone(looked, means))
    values = replace(values, notes=(*values.notes, *said_of(others)))
    if looked.plan.step is Step.RECREATE and looked.state is not None:
        proposal = recreation(stack, looked.state, looked.plan, values, means)
        proposal = weighed(proposal, stack, None, values.values, wishes, means)
        return Draft(proposal=proposal, values=values, state=looked.state)
    stays = state is not None and not wishes.force and unchanged(stack, state, values.values)
    if not (stays and wishes.many):  # of many that stay, no tag is looked up
        values = looked_up(stack, values, means, all_of_them=not stays)
    if state is not None and stays and unchanged(stack, state, values.values):
        notes = (*values.notes, *unresolved(stack, values.values))
        proposal = _proposal(stack, looked, replace(values, notes=notes), means, others)
        return Draft(proposal=replace(proposal, empty=True), values=values, state=state)
    return drafted(stack, looked, values, wishes, means, others)


def _gone(looked: Looked, means: Means) -> Collection[str]:
    """List the physical ids of what goes before anything is made: nothing of it is in the way."""
    dead = looked.state
    if looked.plan.step is not Step.RECREATE or dead is None or dead.status not in HOLDING:
        return ()
    return {one.physical_id for one in means.aws.stacks.resources(dead.id)}


def drafted(
    stack: Stack,
    looked: Looked,
    values: Values,
    wishes: Wishes,
    means: Means,
    others: Others = NOTHING,
) -> Draft:
    """Make the change set for a stack that is free. others: what the stack holds besides, in a registry.

    Where it replaces a service that scales, it is made once more, with the count that runs now; and where it changes
    a rule whose weights ECS shifts, with those that it has now.
    """
    made = _made(stack, looked, values, wishes, means, others)
    try:
        changes, state = made.proposal.changes, made.state
        counts = start_counts(changes, stack, state, values.values, means)
        weights = live_weights(changes, stack, state, means)
        told = {**counts, **weights}
        if not told.items() <= values.values.items():
            discard(made, means)
            values = with_these(stack, values, told)
            made = _made(stack, looked, values, wishes, means, others)
        return _weighed(stack, made, wishes, means)
    except (BbfdError, KeyboardInterrupt):
        discard(made, means)
        raise


def _made(
    stack: Stack, looked: Looked, values: Values, wishes: Wishes, means: Means, others: Others
) -> Draft:
    taken = taken_over(stack, looked.state, wishes, means)
    submission = _submission(stack, looked, values, wishes, means)
    submission = replace(submission, takes_over=bool(taken))
    proposal = _proposal(stack, looked, values, means, others)
    ours = Draft(
        proposal=proposal,
        values=values,
        state=looked.state,
        name=submission.name,
        shell=looked.state is None,
        taken=taken,
        tags=stack.tags,
    )
    try:
        return _proposed(stack, ours, submission, wishes, means)
    except (BbfdError, KeyboardInterrupt):
        discard(ours, means)
        raise


def must_be_whole(stack: Stack) -> None:
    """Refuse a stack that could not be built whole."""
    for refusal in stack.refusals[:1]:
        raise Refused(f"the stack {stack.name} is not whole: {refusal.what}", fix=refusal.fix)


def _proposed(
    stack: Stack, ours: Draft, submission: sent.Submission, wishes: Wishes, means: Means
) -> Draft:
    made = asked(submission, stack, ours.state, means)
    change_set = ready(made, wishes, means, stack=stack.name)
    proposal = replace(ours.proposal, stack_id=change_set.stack_id)
    nothing = replace(ours, proposal=replace(proposal, empty=True), name="", shell=False)
    if change_set.readiness is Readiness.EMPTY:
        discard(ours, means)
        return nothing
    if change_set.readiness is Readiness.FAILED:
        raise failed(change_set, stack, submission, means)
    must_be_taken_over(stack, ours.taken, change_set)
    if _tells_facts_alone(stack, ours, change_set, means):
        discard(ours, means)
        return nothing
    proposal = replace(proposal, change_set=change_set, changes=change_set.changes)
    return replace(ours, proposal=proposal)


def _weighed(stack: Stack, made: Draft, wishes: Wishes, means: Means) -> Draft:
    if made.proposal.change_set is None:
        return made
    proposal = weighed(made.proposal, stack, made.state, made.values.values, wishes, means)
    # One call for each stack: of many, only where nothing was executed yet is it likely that somebody waits.
    if made.state is not None and (is_shell(made.state) or not wishes.many):
        lost = lost_with(made.state, made.name, means)
        proposal = replace(proposal, notes=(*proposal.notes, *lost))
    return replace(made, proposal=proposal)


def _tells_facts_alone(stack: Stack, ours: Draft, change_set: ChangeSet, means: Means) -> bool:
    """Whether nothing would change but what the stack tells of its last deploy: it stays as that one left it."""
    state = ours.state
    if state is None or change_set.changes or not stands(stack, state, ours.values.values):
        return False
    deployed = or_unknown(lambda: means.aws.stacks.template(state.id))
    if isinstance(deployed, Unknown):
        return False
    return bool(canonical(deployed) == canonical(stack.body))


def _submission(
    stack: Stack, looked: Looked, values: Values, wishes: Wishes, means: Means
) -> sent.Submission:
    text = sent.compact(stack.body)
    large = sent.is_large(text)
    fresh = means.fresh()
    return sent.Submission(
        stack=stack.name,
        name=sent.change_set_name(
            f"{means.clock.utc():%Y%m%dT%H%M%SZ}", fresh, fingerprint(looked.state)
        ),
        token=f"bbfd-{fresh[:32]}",
        creates=looked.plan.step is not Step.UPDATE,
        values=values.values,
        tags=stack.tags,
        capabilities=sent.capabilities(stack.body),
        body="" if large else text,
        url=_uploaded(stack, text, wishes, means) if large else "",
    )


def _uploaded(stack: Stack, text: str, wishes: Wishes, means: Means) -> str:
    registry = means.aws.stacks.describe(wishes.registry) if wishes.registry else None
    bucket = registry.outputs.get(ARTIFACTS, "") if registry else ""
    if not bucket:
        name = wishes.registry or "of this environment's registry"
        raise Refused(
            f"the template of {stack.name} has {len(text.encode()):,} bytes and has to go through a bucket, "
            f"and the stack {name} that makes it does not exist",
            fix="`bbfd env deploy` for this environment makes it",
        )
    key = sent.key_of(stack.name, text, means.fresh())
    return means.aws.bucket.put(bucket, key, text.encode(), owner=means.aws.account)


def _proposal(
    stack: Stack, looked: Looked, values: Values, means: Means, others: Others
) -> Proposal:
    state, guarded = looked.state, guards(stack, looked.state)
    # It guards what others put there, too.
    kept = None if others.names and guarded is False else guarded
    return Proposal(
        stack=stack.name,
        stack_id=state.id if state else "",
        step=looked.plan.step,
        why=looked.plan.why,
        values=values.values,
        before=state.parameters if state else {},
        protected=stack.protected,
        guards=kept,
        notes=(*values.notes, *_history(state, means)),
    )


def guards(stack: Stack, state: StackState | None) -> bool | None:
    """Tell whether termination protection is to be turned on or off; None: neither."""
    guarded = state is not None and state.termination_protection
    return None if stack.protected == guarded else stack.protected


def _history(state: StackState | None, means: Means) -> tuple[str, ...]:
    """Say why the last update was rolled back."""
    if state is None or state.status != "UPDATE_ROLLBACK_COMPLETE":
        return ()
    events = or_unknown(lambda: means.aws.stacks.events(state.id, after="", since=state.updated))
    found = () if isinstance(events, Unknown) else failures(last_operation(events))
    return (f"the last update was rolled back: {said(found[0])}",) if found else ()
