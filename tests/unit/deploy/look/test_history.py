from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbfd.deploy.look.history import Kind, Past, attempt, operations, telling
from bbfd.deploy.look.token import make
from bbfd.deploy.records import Event
from bbfd.deploy.states import TABLE
from tests.unit.deploy.fakes import START
from tests.unit.deploy.operations import PASTS, standing

Said = tuple[str, str, str]  # logical id, status, token


def _events(*said: Said) -> tuple[Event, ...]:
    return tuple(
        Event(
            id=str(n),
            logical_id=logical_id,
            type="T",
            status=status,
            at=START + timedelta(seconds=n),
            token=token,
            of_stack=logical_id == "web",
        )
        for n, (logical_id, status, token) in enumerate(said)
    )


def _told(*said: Said) -> list[tuple[Kind, str, str]]:
    return [(one.kind, one.token, one.status) for one in operations(_events(*said))]


def test_operations_are_told_apart_by_how_they_begin() -> None:
    assert _told(
        ("web", "REVIEW_IN_PROGRESS", ""),
        ("web", "CREATE_IN_PROGRESS", "a"),
        ("Queue", "CREATE_COMPLETE", "a"),
        ("web", "CREATE_COMPLETE", "a"),
        ("web", "UPDATE_IN_PROGRESS", ""),
        ("web", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", ""),
        ("web", "UPDATE_COMPLETE", ""),
        ("web", "DELETE_IN_PROGRESS", "c"),
    ) == [
        (Kind.CREATE, "a", "CREATE_COMPLETE"),
        (Kind.UPDATE, "", "UPDATE_COMPLETE"),
        (Kind.DELETE, "c", "DELETE_IN_PROGRESS"),
    ]


def test_a_rollback_belongs_to_what_it_rolls_back_even_where_somebody_cancelled_it() -> None:
    assert _told(
        ("web", "UPDATE_IN_PROGRESS", "a"),
        ("web", "UPDATE_ROLLBACK_IN_PROGRESS", "the one who cancelled"),
        ("web", "UPDATE_ROLLBACK_COMPLETE", "the one who cancelled"),
    ) == [(Kind.UPDATE, "a", "UPDATE_ROLLBACK_COMPLETE")]


def test_an_update_that_failed_and_rolls_back_by_itself_is_one_operation() -> None:
    assert _told(
        ("web", "UPDATE_IN_PROGRESS", ""),
        ("web", "UPDATE_FAILED", ""),
        ("web", "UPDATE_ROLLBACK_IN_PROGRESS", ""),
        ("web", "UPDATE_ROLLBACK_COMPLETE", ""),
    ) == [(Kind.UPDATE, "", "UPDATE_ROLLBACK_COMPLETE")]


@pytest.mark.parametrize(
    ("before", "token"), [("UPDATE_ROLLBACK_FAILED", ""), ("UPDATE_FAILED", "somebody")]
)
def test_a_rollback_that_was_asked_for_is_an_operation_of_its_own(before: str, token: str) -> None:
    assert _told(
        ("web", "UPDATE_IN_PROGRESS", "a"),
        ("web", before, "a"),
        ("web", "UPDATE_ROLLBACK_IN_PROGRESS", token),
        ("web", "UPDATE_ROLLBACK_COMPLETE", token),
    ) == [(Kind.UPDATE, "a", before), (Kind.ROLLBACK, token, "UPDATE_ROLLBACK_COMPLETE")]


def test_a_creation_that_deletes_itself_is_one_operation() -> None:
    assert _told(
        ("web", "CREATE_IN_PROGRESS", "a"),
        ("web", "CREATE_FAILED", "a"),
        ("web", "DELETE_IN_PROGRESS", "a"),
        ("web", "DELETE_COMPLETE", "a"),
    ) == [(Kind.CREATE, "a", "DELETE_COMPLETE")]


def test_a_deletion_that_an_export_in_use_stopped_is_over() -> None:
    (deletion,) = operations(
        _events(("web", "DELETE_IN_PROGRESS", "a"), ("web", "UPDATE_COMPLETE", "a"))
    )
    assert (deletion.kind, deletion.ended) == (Kind.DELETE, START + timedelta(seconds=1))


def test_what_was_to_change_something_is_taken_with_the_rollbacks_that_followed() -> None:
    past = operations(
        _events(
            ("web", "UPDATE_IN_PROGRESS", "old"),
            ("web", "UPDATE_COMPLETE", "old"),
            ("web", "UPDATE_IN_PROGRESS", "a"),
            ("web", "UPDATE_ROLLBACK_FAILED", "a"),
            ("web", "UPDATE_ROLLBACK_IN_PROGRESS", "b"),
            ("web", "UPDATE_ROLLBACK_FAILED", "b"),
        )
    )
    assert [one.token for one in attempt(past)] == ["a", "b"]
    assert attempt(past[-1:]) == past[-1:]  # the rest is older than what AWS keeps
    assert attempt(()) == ()


def test_that_a_rollback_was_asked_for_is_no_failure() -> None:
    said = replace(_events(("web", "UPDATE_ROLLBACK_IN_PROGRESS", "b"))[0], reason="User Initiated")
    (asked_for,) = operations((said,))
    assert asked_for.failure is None
    (cancelled,) = operations((_events(("web", "UPDATE_IN_PROGRESS", "a"))[0], said))
    assert cancelled.failure is not None
    assert cancelled.failure.reason == "User Initiated"
    assert telling(()) == ()


def test_a_token_of_ours_tells_what_it_was_about() -> None:
    token = make("0" * 16, "1.9", "abc1234")
    (one,) = operations(_events(("web", "UPDATE_IN_PROGRESS", token)))
    assert one.ours is not None
    assert (one.ours.version, one.ours.commit) == ("1.9", "abc1234")


@pytest.mark.parametrize("status", [s for s in TABLE if s != "REVIEW_IN_PROGRESS"])
def test_of_each_status_the_operation_that_led_there_is_found(status: str) -> None:
    aws = standing(status, ends="")
    (life,) = aws.stacks.lives.values()
    (one,) = operations([event for _, event in life.events])
    assert one.status == status
    assert (one.ended is None) == status.endswith("_IN_PROGRESS")
    assert len(one.events) == len(PASTS[status])


statuses = st.sampled_from([*TABLE, "UPDATE_PAUSED"])


@given(st.lists(st.tuples(st.sampled_from(["web", "Queue"]), statuses, st.sampled_from("ab "))))
def test_no_event_is_lost_or_told_twice(said: list[Said]) -> None:
    events = _events(*said)
    found = operations(events)
    told = [event for one in found for event in one.events]
    assert told == list(events[len(events) - len(told) :])
    assert all(_is_whole(one) for one in found)


def _is_whole(one: Past) -> bool:
    return one.events[0].of_stack and one.seconds >= 0 and one.began == one.events[0].at
