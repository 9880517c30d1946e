"""An end that no event tells: what the stack itself says is believed as far as it is known to be of our operation."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bbfd.deploy.look.operation import Operation
from bbfd.deploy.outcome import Ended
from bbfd.deploy.progress import Note
from bbfd.deploy.records import StackState
from bbfd.deploy.watch.unseen import Unseen
from bbfd.deploy.watch.watch import Watched, watch
from bbfd.errors import Trouble
from tests.unit.deploy.fakes import ROLLS_BACK, UPDATES, Course, FakeAws, trouble
from tests.unit.deploy.runs import deployed, updating

BLIND = [trouble(Trouble.DENIED)] * 999
RUNS = StackState(id="arn:s", name="s", status="UPDATE_IN_PROGRESS", operations=("2", "1"))
ENDED = replace(RUNS, status="UPDATE_COMPLETE")


def _operation(change_set: str = "") -> Operation:
    return Operation(stack="s", stack_id="arn:s", token="t", change_set=change_set)


@pytest.mark.parametrize("kind", [Trouble.DENIED, Trouble.THROTTLED])
@pytest.mark.parametrize(
    ("course", "ended"), [(UPDATES, Ended.UPDATED), (ROLLS_BACK, Ended.ROLLED_BACK)]
)
def test_events_that_are_refused_after_the_first_do_not_hide_the_end(
    kind: Trouble, course: Course, ended: Ended
) -> None:
    aws = updating(course)
    aws.order("events", None, *[trouble(kind)] * 999)
    assert deployed(aws, timeout=600.0).ended is ended
    assert aws.clock.now < 400


def _followed(status: str, course: Course, *, seen: bool) -> tuple[FakeAws, Watched]:
    """Follow an operation of somebody who uses no change sets, whose events are refused."""
    aws = FakeAws()
    state = aws.stacks.there(status)
    aws.stacks.happen(state.id, course, "theirs")
    aws.order("events", *([None] if seen else []), *BLIND)
    operation = Operation(stack=state.name, stack_id=state.id, token="theirs")
    return aws, watch(operation, aws.means(), timeout=600.0, fix="look")


@pytest.mark.parametrize("seen", [True, False])
def test_an_operation_without_a_change_set_ends_as_its_stack_does(seen: bool) -> None:
    course = tuple((after * 4, *more) for after, *more in UPDATES)
    aws, watched = _followed("UPDATE_COMPLETE", course, seen=seen)
    assert watched.status == "UPDATE_COMPLETE"
    assert any("is not known" in note.text for note in aws.said(Note))


def test_a_description_from_before_it_began_is_not_its_end() -> None:
    unseen = Unseen(_operation())
    before = replace(ENDED, status="UPDATE_ROLLBACK_FAILED")
    assert not any(unseen.is_over(one, begun=False) for one in (before, RUNS, ENDED))
    assert unseen.is_over(ENDED, begun=False)


def test_an_end_is_read_twice_before_it_is_believed() -> None:
    unseen = Unseen(_operation("arn:ours"))
    ended = replace(ENDED, change_set="arn:ours")
    assert not unseen.is_over(ended, begun=False)
    assert unseen.unsure
    assert unseen.is_over(ended, begun=False)


def test_an_end_of_what_was_seen_at_it_is_believed_where_our_change_set_was_the_last() -> None:
    unseen = Unseen(_operation("arn:ours"))
    assert not unseen.is_over(replace(RUNS, change_set="arn:ours"), begun=False)
    assert unseen.is_over(replace(ENDED, change_set="arn:ours"), begun=False)


def test_the_end_of_another_change_set_is_never_ours() -> None:
    unseen = Unseen(_operation("arn:ours"))
    theirs = replace(ENDED, change_set="arn:theirs")
    assert not any(unseen.is_over(theirs, begun=True) for _ in range(3))
    assert not unseen.unsure


@pytest.mark.parametrize(("last", "known"), [(("2", "1"), True), (("3", "2"), True), ((), False)])
def test_whose_end_it_is_is_told_as_far_as_the_operations_tell(
    last: tuple[str, ...], known: bool
) -> None:
    unseen = Unseen(_operation())
    unseen.is_over(RUNS, begun=False)
    words = unseen.whose(replace(ENDED, operations=last))
    assert ("is not known" not in words) is known
    assert Unseen(_operation("arn:ours")).whose(ENDED) == ""
