"""What is kept beside what CloudFormation's events tell: each operation once, in the order in which they were."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bbfd.deploy.kept.joined import Entry, before, joined, present
from bbfd.deploy.kept.records import NOT_BEGUN, End, Kept
from bbfd.deploy.look.history import Kind, Past
from tests.unit.deploy.fakes import START

HOUR = timedelta(hours=1)


def kept(number: int, ended: str | None = "updated", *, skew: timedelta = HOUR * 0) -> Kept:
    """One that began at the hour of its number, by a clock that is wrong by `skew`."""
    began = START + HOUR * number + skew
    end = None if ended is None else End(ended=ended, at=began)
    return Kept(
        number=number,
        folder=f"f/{number}",
        stack="dev-web",
        stack_id="arn:stack",
        token=f"bbfd-{number:016x}",
        began=began,
        end=end,
    )


def past(
    number: float, status: str = "UPDATE_COMPLETE", *, kind: Kind = Kind.UPDATE, token: str = ""
) -> Past:
    """One that CloudFormation tells of, at that hour by AWS's clock."""
    began = START + HOUR * number
    ended = None if "PROGRESS" in status else began
    token = token or f"bbfd-{int(number):016x}"
    return Past(kind=kind, token=token, began=began, status=status, ended=ended)


def numbers(entries: tuple[Entry, ...]) -> list[int]:
    return [one.kept.number for one in entries if one.kept]


def test_an_operation_that_both_tell_of_is_one() -> None:
    [one] = joined([past(1)], [kept(1)])
    assert (one.past, one.kept) == (past(1), kept(1))


def test_what_was_surely_not_begun_is_left_out() -> None:
    assert joined([], [kept(1, NOT_BEGUN)]) == ()
    assert numbers(joined([past(1)], [kept(1, NOT_BEGUN)])) == [1]


@given(
    some.sets(some.integers(1, 9), min_size=1),
    some.sets(some.integers(1, 9)),
    some.lists(some.integers(-100, 100), min_size=9, max_size=9),
    some.sets(some.integers(1, 9)),
)
def test_no_clock_that_is_wrong_changes_the_order(
    there: set[int], told: set[int], skews: list[int], others: set[int]
) -> None:
    ours = [kept(n, skew=HOUR * skews[n - 1]) for n in sorted(there)]
    events = [past(n) for n in told & there]
    foreign = [past(n + 0.5, token=f"Console-{n}") for n in others]
    every = sorted([*events, *foreign], key=lambda one: one.began)
    found = joined(every, ours)
    assert numbers(found) == sorted(there, reverse=True)
    assert [one.past for one in found if one.past] == every[::-1]


@pytest.mark.parametrize(
    ("ended", "status", "well", "stands"),
    [
        ("updated", "UPDATE_COMPLETE", True, True),
        ("unhealthy", "UPDATE_COMPLETE", False, True),
        ("rolled back", "UPDATE_ROLLBACK_COMPLETE", False, False),
        ("unknown", "UPDATE_COMPLETE", True, True),
        ("unknown", "UPDATE_ROLLBACK_COMPLETE", False, False),
        ("unknown", "UPDATE_IN_PROGRESS", False, False),
        ("unknown", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", False, False),
        (None, "UPDATE_COMPLETE", True, True),
        (None, "UPDATE_ROLLBACK_FAILED", False, False),
        (NOT_BEGUN, "UPDATE_COMPLETE", True, True),
    ],
)
def test_it_ended_well_only_where_that_was_seen(
    ended: str | None, status: str, well: bool, stands: bool
) -> None:
    [one] = joined([past(1, status)], [kept(1, ended)])
    assert (one.well, one.stands) == (well, stands)


@pytest.mark.parametrize("ended", ["unknown", None])
def test_without_events_what_nobody_saw_the_end_of_did_not_end_well(ended: str | None) -> None:
    [one] = joined([], [kept(1, ended)])
    assert (one.well, one.stands) == (False, False)


def test_what_events_tell_outweighs_what_lies_in_the_bucket() -> None:
    [one] = joined([past(1, "UPDATE_ROLLBACK_COMPLETE")], [kept(1, "updated")])
    assert (one.well, one.stands) == (False, False)


@pytest.mark.parametrize("kind", [Kind.DELETE, Kind.ROLLBACK])
def test_a_deletion_that_was_refused_and_a_return_are_no_deploys(kind: Kind) -> None:
    entries = joined([past(1), past(2, kind=kind, token="Console-1")], [kept(1)])
    now = present(entries)
    assert now is not None
    assert now.kept == kept(1)


def test_the_last_before_the_present_is_one_that_ended_well() -> None:
    ends = ["updated", "updated", "rolled back", "unhealthy", "rolled back"]
    found = before(joined([], [kept(n, end) for n, end in enumerate(ends, start=1)]))
    assert found is not None
    assert found.kept == kept(2)
