"""Old revisions of a task definition, and old deploys that are kept, away: what nothing runs or goes back to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bbfd.deploy.commands import command
from bbfd.deploy.kept.joined import Entry
from bbfd.deploy.kept.records import Kept
from bbfd.deploy.kept.shelf import Folder, Shelf, Unreadable, bucket_of
from bbfd.deploy.look.belonging import must_be_ours
from bbfd.deploy.operate.acting import acted
from bbfd.deploy.outcome import Ended, Outcome
from bbfd.deploy.plan.containers import TASK
from bbfd.deploy.proposal import Intervention
from bbfd.deploy.records import SERVICE
from bbfd.deploy.revisions import Revision
from bbfd.deploy.states import Step, plan
from bbfd.errors import AwsError, Interrupted, Refused

if TYPE_CHECKING:
    from bbfd.deploy.means import Means
    from bbfd.deploy.records import StackState
    from bbfd.model.stack import Stack

_CLUSTER = "Cluster"  # the parameter of a service's stack


@dataclass(frozen=True, kw_only=True, slots=True)
class Pruning:
    """What is asked for. keep: how many of the newest stay. deletes: revisions too, that are deregistered.

    registry: the name of the stack that has the artifacts bucket. dry: only say it.
    """

    keep: int
    registry: str
    deletes: bool = False
    dry: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Old:
    """What goes. deregistered: active revisions; deleted: inactive ones, too; folders: of deploys that are kept."""

    deregistered: tuple[Revision, ...] = ()
    deleted: tuple[Revision, ...] = ()
    folders: tuple[Folder, ...] = ()

    def said(self, verb: str = "is") -> tuple[str, ...]:
        """What happens to what, a sentence each. verb: "would be" where nothing does."""
        kept = tuple(
            f"deploy {one.number} {verb} forgotten: no rollback to it" for one in self.folders
        )
        return (
            *(f"{_short(one)} {verb} deregistered" for one in self.deregistered),
            *(f"{_short(one)} {verb} deleted" for one in self.deleted),
            *kept,
        )


def prune(stack: Stack, asked: Pruning, means: Means) -> Outcome:
    """Take away what is old of one service. Trouble with reading what is in use is raised: it is never guessed."""

    def act() -> Outcome:
        state = _still(stack, means)
        shelf = _shelf(stack, asked.registry, means)
        old = _old(stack, state, asked, shelf, means)
        notes = () if shelf else (_no_shelf(asked.registry),)
        if not old.said():
            return _ended(Ended.IDLE, stack, state, "nothing is older than what is kept", notes)
        if asked.dry:
            return _ended(Ended.SHOWN, stack, state, "", (*old.said("would be"), *notes))
        question = Intervention(
            stack=stack.name,
            stack_id=state.id if state else "",
            asks=f"Prune {_counted(old)} of {stack.name}",
            effects=old.said(),
        )
        if not means.agree(question):
            return _ended(Ended.DECLINED, stack, state, "declined: nothing was changed", ())
        _take_away(old, shelf, means)
        return _ended(Ended.PRUNED, stack, state, "", (*old.said(), *notes))

    return acted(stack, means, act)


def _shelf(stack: Stack, registry: str, means: Means) -> Shelf | None:
    """Find where its deploys are kept; None where there is no bucket, so that none is."""
    bucket = bucket_of(registry, means)
    return Shelf(bucket, stack.name, means) if bucket else None


def _no_shelf(registry: str) -> str:
    return f"no deploy is kept: the stack {registry} that makes the artifacts bucket does not exist"


def _still(stack: Stack, means: Means) -> StackState | None:
    """Read the stack. Refused while an operation runs: what that goes back to may be what would go."""
    state = means.aws.stacks.describe(stack.name)
    if state is None or state.status == "DELETE_COMPLETE":
        return None
    must_be_ours(state, stack.tags, adopt=False)
    if plan(state).step is Step.WAIT:
        raise Refused(
            f"another operation runs on {stack.name}: what it may go back to is not touched",
            fix=f"`{command('watch', stack.tags)}` shows how it ends; then prune again",
        )
    return state


def _old(
    stack: Stack, state: StackState | None, asked: Pruning, shelf: Shelf | None, means: Means
) -> Old:
    stays, folders = _of_history(asked.keep, shelf)
    named = {arn for one in stays if one.end for arn in one.end.revisions}
    own, families = _own(stack, state, means)
    gone: list[Revision] = []
    deleted: list[Revision] = []
    for family in families:
        active = means.aws.services.revisions(family)
        inactive = means.aws.services.revisions(family, active=False) if asked.deletes else ()
        if not (active or inactive):
            continue
        used = {*named, *own, *_running(family, state, means)}
        old = _unused(active[asked.keep :], used)
        gone.extend(old)
        if asked.deletes:
            deleted.extend((*old, *_unused(inactive, used)))
    return Old(deregistered=tuple(gone), deleted=tuple(deleted), folders=folders)


def _unused(some: Sequence[Revision], used: Collection[str]) -> tuple[Revision, ...]:
    return tuple(one for one in some if one.arn not in used)


def _of_history(keep: int, shelf: Shelf | None) -> tuple[tuple[Kept, ...], tuple[Folder, ...]]:
    """Tell the deploys that stay, and the folders of those that go: older than `keep` that ended well."""
    folders = shelf.folders() if shelf else ()
    stays: list[Kept] = []
    well = 0
    for number, folder in enumerate(folders):
        if well >= keep or shelf is None:
            return tuple(stays), folders[number:]
        for one in shelf.read((folder,)):
            if isinstance(one, Unreadable):
                raise _unread(one, folder)
            stays.append(one)
            well += Entry(kept=one).well
    return tuple(stays), ()


def _unread(one: Unreadable, folder: Folder) -> Refused:
    return Refused(
        f"deploy {one.number} is kept and could not be read, so that what it ran is not known: {one.why}",
        fix=f"prune with a version of bbfd that can read it; or remove {folder.key}/ from the artifacts bucket",
    )


def _own(
    stack: Stack, state: StackState | None, means: Means
) -> tuple[frozenset[str], tuple[str, ...]]:
    """Tell what the stack and its services name, and the families of that; of a stack that is gone, the one it had."""
    held = means.aws.stacks.resources(state.id) if state else ()
    tasks = {one.physical_id for one in held if one.type == TASK and one.physical_id}
    services = tuple(one.physical_id for one in held if one.type == SERVICE and one.physical_id)
    found = means.aws.services.describe(services) if services else ()
    rollouts = {rollout.task_definition for one in found for rollout in one.rollouts}
    families = sorted({Revision(arn=arn).family for arn in tasks} or {stack.name})
    return frozenset(tasks | rollouts), tuple(families)


def _running(family: str, state: StackState | None, means: Means) -> frozenset[str]:
    """Tell the revisions that tasks of the family run now, whoever started them."""
    cluster = state.parameters.get(_CLUSTER, "") if state else ""
    if not cluster:
        return frozenset()
    found = means.aws.services.live(cluster, family)
    return frozenset(task.task_definition for task in found)


def _take_away(old: Old, shelf: Shelf | None, means: Means) -> None:
    """Take it away. Trouble in the middle, and Ctrl-C, say how much of it is gone already."""
    gone = 0
    try:
        for one in reversed(old.deregistered):  # the oldest first
            means.aws.services.deregister(one.arn)
            gone += 1
        if old.deleted:
            means.aws.services.delete_revisions(tuple(one.arn for one in old.deleted))
            gone += len(old.deleted)
        if old.folders and shelf is not None:
            shelf.remove(tuple(one.key for one in old.folders))
    except AwsError as error:
        what = f"{error.what}; {_so_far(gone, old)}"
        raise AwsError(what, fix=error.fix, trouble=error.trouble, code=error.code) from error
    except KeyboardInterrupt:
        fix = "the same command goes on where it was stopped"
        raise Interrupted(f"stopped: {_so_far(gone, old)}", fix=fix) from None


def _so_far(gone: int, old: Old) -> str:
    if not gone:
        return "nothing is gone yet"
    return f"{gone} of {len(old.said())} {'is' if gone == 1 else 'are'} gone already"


def _counted(old: Old) -> str:
    revisions = {one.arn for one in (*old.deregistered, *old.deleted)}
    counts = (len(revisions), "revision"), (len(old.folders), "kept deploy")
    return " and ".join(f"{n} {what}{'s' if n != 1 else ''}" for n, what in counts if n)


def _short(one: Revision) -> str:
    return one.arn.rpartition("/")[2]


def _ended(
    ended: Ended, stack: Stack, state: StackState | None, reason: str, notes: tuple[str, ...]
) -> Outcome:
    return Outcome(
        ended=ended,
        stack=stack.name,
        stack_id=state.id if state else "",
        status=state.status if state else "",
        absent=state is None,
        reason=reason,
        notes=notes,
    )
