"""A deploy is kept before it is executed, and how it ended after it. Trouble with that is a note, never a failure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bbfd._version import __version__
from bbfd.deploy.kept.records import NOT_BEGUN, End, Kept
from bbfd.deploy.kept.shelf import Shelf, Unreadable, folder_of, is_of, shelf_of
from bbfd.deploy.look.token import read
from bbfd.deploy.plan.digest import digest
from bbfd.deploy.plan.facts import UNSAID, facts_of
from bbfd.deploy.progress import Note
from bbfd.deploy.unknown import Unknown
from bbfd.errors import AwsError
from bbfd.model.stack import FromImage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bbfd.deploy.means import Means, Wishes
    from bbfd.deploy.outcome import Outcome
    from bbfd.deploy.plan.propose import Draft
    from bbfd.model.stack import Stack

_LONGEST = 2000  # characters of a reason


class Keeping:
    """One operation: kept, or not, and then nothing more is done about it."""

    def __init__(self, shelf: Shelf | None, kept: Kept | None, means: Means) -> None:
        self._shelf = shelf
        self._kept = kept
        self._means = means

    def ended(self, outcome: Outcome) -> None:
        """Keep how it ended."""
        running = (one.service.primary for one in outcome.running)
        reason = self._means.clean(outcome.stack, outcome.reason)
        self._end(
            End(
                ended=outcome.ended.value,
                at=self._means.clock.utc(),
                status=outcome.status,
                reason=reason[:_LONGEST],
                seconds=0.0,
                revisions=tuple(one.task_definition for one in running if one is not None),
            )
        )

    def not_begun(self) -> None:
        """Keep that it was surely not begun: AWS refused it, or somebody else came first."""
        self._end(End(ended=NOT_BEGUN, at=self._means.clock.utc()))

    def _end(self, end: End) -> None:
        if self._shelf is None or self._kept is None:
            return
        seconds = (end.at - self._kept.began).total_seconds()
        kept = replace(self._kept, end=replace(end, seconds=round(seconds, 1)))
        try:
            self._shelf.put_end(kept)
        except AwsError as error:
            self._means.tell(_end_not_kept(kept.stack, error.what))
        except KeyboardInterrupt:
            pass  # how it ended is told all the same, and CloudFormation's events have it for 90 days


def keep(stack: Stack, agreed: Draft, token: str, wishes: Wishes, means: Means) -> Keeping:
    """Keep what is about to be executed.

    Not the registry's own stack, which has the bucket, nor where nobody said which registry there is.
    """
    nothing = Keeping(None, None, means)
    if not wishes.registry or stack.name == wishes.registry:
        return nothing
    values = agreed.values.values
    if not _is_of(stack, values):
        return _not_kept(stack, "its definition says something else than its plan", means)
    shelf = shelf_of(stack.name, wishes.registry, means)
    if isinstance(shelf, Unknown):
        return _not_kept(stack, shelf.why, means)
    try:
        kept = _made(stack, agreed, token, shelf, means)
        shelf.put(kept, stack, values)
    except AwsError as error:
        return _not_kept(stack, error.what, means)
    return Keeping(shelf, kept, means)


def kept_already(stack: Stack, token: str, wishes: Wishes, means: Means) -> Keeping:
    """Find what was kept of an operation that somebody else's process began, or one that is gone."""
    nothing = Keeping(None, None, means)
    if not wishes.registry or stack.name == wishes.registry or read(token) is None:
        return nothing
    shelf = shelf_of(stack.name, wishes.registry, means)
    if isinstance(shelf, Unknown):
        means.tell(_end_not_kept(stack.name, shelf.why))
        return nothing
    try:
        own = tuple(one for one in shelf.folders() if is_of(one, token))
        found = tuple(one for one in shelf.read(own) if _is_ours(one, token))
    except AwsError as error:
        means.tell(_end_not_kept(stack.name, error.what))
        return nothing
    for one in found:
        if isinstance(one, Kept):
            return Keeping(shelf, one, means)
        means.tell(_end_not_kept(stack.name, one.why))
    return nothing


def _is_ours(one: Kept | Unreadable, token: str) -> bool:
    return isinstance(one, Unreadable) or one.token == token


def _end_not_kept(stack: str, why: str) -> Note:
    return Note(stack=stack, text=f"how it ended could not be kept for `bbfd history`: {why}")


def _not_kept(stack: Stack, why: str, means: Means) -> Keeping:
    text = f"this deploy is not kept, so that no rollback to it will be possible: {why}"
    means.tell(Note(stack=stack.name, text=text))
    return Keeping(None, None, means)


def _is_of(stack: Stack, values: Mapping[str, str]) -> bool:
    """Whether these are the values of this very template: a plan may be older than its definition."""
    names = [name for name, fact in facts_of(stack.parameters).items() if fact == "digest"]
    return all(values.get(name) == digest(stack, values) for name in names)


def _made(stack: Stack, agreed: Draft, token: str, shelf: Shelf, means: Means) -> Kept:
    began, values = means.clock.utc(), agreed.values.values
    number = max((one.number for one in shelf.folders()), default=0) + 1
    facts = {
        fact: values.get(name, UNSAID).removeprefix(UNSAID)
        for name, fact in facts_of(stack.parameters).items()
    }
    images = {
        p.name: values[p.name]
        for p in stack.parameters
        if isinstance(p.source, FromImage) and p.name in values
    }
    change_set = agreed.proposal.change_set
    return Kept(
        number=number,
        folder=folder_of(stack.name, number, began, token),
        stack=stack.name,
        stack_id=change_set.stack_id if change_set else agreed.proposal.stack_id,
        token=token,
        began=began,
        to=agreed.back_to,
        by=facts.get("by", ""),
        commit=facts.get("commit", ""),
        version=facts.get("version", ""),
        tool=__version__,
        digest=facts.get("digest", ""),
        images=images,
    )
