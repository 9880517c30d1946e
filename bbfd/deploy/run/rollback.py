"""Back to a deploy that was kept, on the one path: look, plan, propose, ask, begin, watch, verify, conclude."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from bbfd.deploy.after.recount import NEWEST, History, recounted
from bbfd.deploy.commands import command, lasting
from bbfd.deploy.kept.joined import Entry, before, present
from bbfd.deploy.kept.restored import Given, images_of, moved, restored
from bbfd.deploy.kept.shelf import shelf_of
from bbfd.deploy.kept.written import Misshapen
from bbfd.deploy.look.account import must_be_the_right_one
from bbfd.deploy.look.lock import Looked, look
from bbfd.deploy.plan.digest import digest
from bbfd.deploy.plan.discarding import discard
from bbfd.deploy.plan.facts import facts_of
from bbfd.deploy.plan.fingerprint import fingerprint
from bbfd.deploy.plan.first import runs, starts_tasks
from bbfd.deploy.plan.image import region_of
from bbfd.deploy.plan.propose import Draft
from bbfd.deploy.run.execute import prepare, settle
from bbfd.deploy.states import Step
from bbfd.deploy.unknown import Unknown, or_unknown
from bbfd.deploy.watch.begin import Overtaken
from bbfd.errors import BbfdError, Refused

if TYPE_CHECKING:
    from datetime import datetime

    from bbfd.deploy.kept.records import Kept, Whole
    from bbfd.deploy.means import Means, Wishes
    from bbfd.deploy.outcome import Outcome
    from bbfd.deploy.records import StackState
    from bbfd.model.stack import Stack

_CLOCK = 60.0  # seconds that a machine's clock may be ahead, and nobody has to be told


def roll_back(
    stack: Stack, wishes: Wishes, means: Means, *, to: int | None, given: Given
) -> Outcome:
    """Bring a stack back to what an earlier deploy made of it.

    stack: by its name and tags. to: the number of that deploy; None: the last one before the present that ended well.
    given: what the environment gives for a parameter now. Raises as `deploy` does, until something is executed.
    """
    must_be_the_right_one(means.aws)
    looked = look(stack, wishes, means)
    state = _must_be_there(stack, looked)
    found, goal = _found(stack, state, to, wishes, means)
    whole = _whole(stack, goal, wishes, means)
    sealed = _must_be_what_was_executed(stack, goal, whole, found)
    old = restored(whole, stack, given, state.parameters)
    notes = _must_have_images(old, goal, wishes, means)
    undone = _undone(found)
    wishes = replace(wishes, image=None, tag=None, commit=goal.commit, by=_who(means))
    # Who else changed the stack may have left our digest there: what differs, CloudFormation says.
    wishes = replace(wishes, force=wishes.force or bool(undone))
    made = prepare(old, wishes, means)
    try:
        _must_stand_still(stack, looked, made)
    except BbfdError:
        discard(made, means)
        raise
    notes = _untold(notes, made)
    told = (_told(goal), *sealed, *notes, *undone, *_not_run(old, made))
    told = (*told, *moved(old, whole, made.values.values, given))
    proposal = replace(made.proposal, notes=(*told, *made.proposal.notes))
    made = replace(made, proposal=proposal, reviewed=True, back_to=goal.number)
    try:
        return settle(old, made, wishes, means)
    except Overtaken as overtaken:
        raise Refused(overtaken.what, fix=_anew(stack)) from overtaken


def _must_be_there(stack: Stack, looked: Looked) -> StackState:
    if looked.state is None or looked.plan.step is not Step.UPDATE:
        status = looked.state.status if looked.state else "not there"
        raise Refused(
            f"the stack {stack.name} is {status}: there is nothing to bring back",
            fix=f"`{command('deploy', stack.tags)}` makes it anew",
        )
    return looked.state


def _found(
    stack: Stack, state: StackState, to: int | None, wishes: Wishes, means: Means
) -> tuple[History, Kept]:
    """Read the history as far back as it has to be, and choose the deploy to go back to."""
    found = recounted(state, means, registry=wishes.registry)
    if found.older and _chosen(found, to) is None:
        found = recounted(state, means, registry=wishes.registry, newest=NEWEST + found.older)
    return found, _goal(stack, found, to)


def _entries(found: History) -> tuple[Entry, ...]:
    return () if isinstance(found.operations, Unknown) else found.operations


def _chosen(found: History, to: int | None) -> Entry | None:
    entries = _entries(found)
    if to is None:
        return before(entries)
    # Who was overtaken, and then stopped for good, may have left one of the same number.
    named = [one for one in entries if one.kept and one.kept.number == to]
    return next((one for one in named if one.stands), named[0] if named else None)


def _goal(stack: Stack, found: History, to: int | None) -> Kept:
    """Choose the deploy to go back to."""
    chosen = _chosen(found, to)
    if chosen is None or chosen.kept is None:
        what = f"there is no deploy {to} that is kept"
        if to is None:
            what = "no deploy before the present is kept that ended well"
        raise _none(stack, found, what)
    if not chosen.stands:
        end = chosen.kept.end
        why = f": {end.reason}" if end and end.reason else ""
        raise Refused(
            f"deploy {to} did not end well ({chosen.ended or 'how it ended is not known'}){why}",
            fix=f"choose another one: {_numbers(_entries(found))}",
        )
    return chosen.kept


def _none(stack: Stack, found: History, what: str) -> Refused:
    why = "".join(f"; {one}" for one in found.unread)
    return Refused(f"{what}{why}", fix=f"{_numbers(_entries(found))}; {_by_deploy(stack)}")


def _numbers(entries: Sequence[Entry]) -> str:
    numbers = [str(one.kept.number) for one in entries if one.kept and one.stands]
    return f"--to takes {' or '.join(numbers)}" if numbers else "none is kept that it could go to"


def _by_deploy(stack: Stack) -> str:
    return f"an older version is deployed by `{command('deploy', stack.tags)} --tag TAG`"


def _whole(stack: Stack, goal: Kept, wishes: Wishes, means: Means) -> Whole:
    """Read all of it. What was changed in the bucket since is refused: its digest is another one."""
    shelf = shelf_of(stack.name, wishes.registry, means)
    assert not isinstance(shelf, Unknown), "what is kept was listed a moment ago"
    try:
        whole = shelf.whole(goal)
    except Misshapen as error:
        raise Refused(
            f"deploy {goal.number} is kept and could not be read: {error}", fix=_by_deploy(stack)
        ) from error
    names = facts_of(whole.stack.parameters)
    secret = any(p.name not in whole.values for p in whole.stack.parameters)
    if (
        "digest" in names.values()
        and not secret
        and digest(whole.stack, whole.values) != goal.digest
    ):
        raise Refused(
            f"what is kept of deploy {goal.number} is not what was deployed: its digest is another one",
            fix=_by_deploy(stack),
        )
    return whole


def _must_be_what_was_executed(
    stack: Stack, goal: Kept, whole: Whole, found: History
) -> tuple[str, ...]:
    """Hold what is kept against the token in its operation's events: whoever writes into a bucket does not write these.

    What to note where the events do not reach back so far. Raises Refused.
    """
    entries = _entries(found)
    past = next((one.past for one in entries if one.kept is goal), None)
    if past is not None:
        if past.ours and past.ours.seal == whole.seal:
            return ()
        what = f"what is kept of deploy {goal.number} is not what was deployed: CloudFormation's events say so"
        raise Refused(what, fix=_by_deploy(stack))
    reached = [one.began for one in entries if one.past and one.past.began <= goal.began]
    if reached:
        raise Refused(_unheard_of(goal, min(reached), entries), fix=_by_deploy(stack))
    note = f"that deploy {goal.number} is kept as it was could not be checked: no events reach back to it"
    return (f"{note}; look at the changes",)


def _unheard_of(goal: Kept, first: datetime, entries: Sequence[Entry]) -> str:
    """Say why the events should know of it: that is by a machine's clock, which may have been wrong."""
    gaps = (one.kept.began - one.began for one in entries if one.kept and one.past)
    ahead = max((gap.total_seconds() for gap in gaps), default=0.0)
    wrong = ""
    if ahead > _CLOCK:
        wrong = f", and such a clock was {lasting(ahead)} ahead with another deploy: it may be older than they are"
    return (
        f"deploy {goal.number} is kept, and CloudFormation's events know of no such deploy: they begin at "
        f"{first:%Y-%m-%d %H:%M:%S}Z, and it at {goal.began:%Y-%m-%d %H:%M:%S}Z by its machine's clock{wrong}"
    )


def _must_have_images(old: Stack, goal: Kept, wishes: Wishes, means: Means) -> tuple[str, ...]:
    """Refuse a deploy whose image is gone from its repository; what to note where nobody could look."""
    notes = []
    for image in images_of(old):
        if region_of(image) != means.aws.region:
            continue
        there = or_unknown(partial(means.aws.images.digest, image))
        if isinstance(there, Unknown):
            notes.append(f"whether the image {image} still exists was not checked: {there.why}")
        elif there is None and wishes.missing_image:
            notes.append(f"the image {image} is not in its repository")
        elif there is None:
            raise Refused(
                f"the image {image} of deploy {goal.number} is no longer in its repository",
                fix="push it there again, or choose another deploy: "
                f"`{command('history', old.tags)}` lists them",
            )
    return tuple(notes)


def _untold(notes: Sequence[str], made: Draft) -> tuple[str, ...]:
    """Leave out what the plan says of its own, as of an image that is not there."""
    said = tuple(made.proposal.notes)
    return tuple(note for note in notes if not any(one.startswith(note) for one in said))


def _who(means: Means) -> str:
    found = or_unknown(means.aws.identity.who)
    return "" if isinstance(found, Unknown) else found.arn


def _must_stand_still(stack: Stack, looked: Looked, made: Draft) -> None:
    """Refuse where another operation came between what was looked at and the plan: what is before it is another one."""
    if made.state is None or fingerprint(made.state) == fingerprint(looked.state):
        return
    raise Refused(
        f"somebody else deployed {stack.name} while its history was read", fix=_anew(stack)
    )


def _anew(stack: Stack) -> str:
    return (
        f"`{command('history', stack.tags)}` shows what runs now; "
        f"`{command('rollback', stack.tags)}` begins again"
    )


def _told(goal: Kept) -> str:
    told = ("version", goal.version), ("commit", goal.commit), ("by", goal.by)
    words = ", ".join(f"{name} {value}" for name, value in told if value)
    return f"back to deploy {goal.number} of {goal.began:%Y-%m-%d %H:%M:%S}Z{f': {words}' if words else ''}"


def _undone(found: History) -> tuple[str, ...]:
    """Say what is undone that was not ours, or was not kept."""
    now = present(_entries(found))
    if now is None or now.kept is not None or now.past is None:
        return ()
    whose = "by bbfd, and is not kept" if now.past.ours else "by somebody else"
    return (
        f"what the stack is now was made {whose}, at {now.began:%Y-%m-%d %H:%M:%S}Z: it is undone, too",
    )


def _not_run(old: Stack, made: Draft) -> tuple[str, ...]:
    """Say what a deploy would run first, and a rollback does not."""
    if not starts_tasks(made.proposal.changes):
        return ()
    return tuple(
        f"`{' '.join(run.command)}` is not run by a rollback, and what it did since is not undone"
        for run in runs(old.body)
    )
