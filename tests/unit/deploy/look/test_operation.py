from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbfd.deploy.look.failures import failures, last_operation, said
from bbfd.deploy.look.operation import Operation, end_of, ours
from bbfd.deploy.records import Event
from tests.unit.deploy.fakes import START

OURS = Operation(stack="web", stack_id="arn:1", token="mine", change_set="arn:set")


def _events(*said: tuple[str, str, str], reasons: tuple[str, ...] = ()) -> tuple[Event, ...]:
    """Make events from (logical id, status, token)."""
    return tuple(
        Event(
            id=str(n),
            logical_id=logical_id,
            type="T",
            status=status,
            at=START + timedelta(seconds=n),
            token=token,
            of_stack=logical_id == "web",
            reason=reasons[n] if reasons else "",
        )
        for n, (logical_id, status, token) in enumerate(said)
    )


def test_old_events_and_later_operations_are_not_ours() -> None:
    events = _events(
        ("web", "UPDATE_IN_PROGRESS", "old"),
        ("web", "UPDATE_ROLLBACK_COMPLETE", "old"),
        ("web", "UPDATE_IN_PROGRESS", "mine"),
        ("A", "UPDATE_COMPLETE", "mine"),
        ("web", "UPDATE_COMPLETE", "mine"),
        ("web", "UPDATE_IN_PROGRESS", "next"),
        ("A", "UPDATE_FAILED", "next"),
        ("web", "UPDATE_ROLLBACK_COMPLETE", "next"),
    )
    assert [e.id for e in ours(events, OURS)] == ["2", "3", "4"]
    assert end_of(ours(events, OURS), OURS) == "UPDATE_COMPLETE"


def test_a_next_operation_without_a_token_is_not_ours() -> None:
    events = _events(
        ("web", "UPDATE_IN_PROGRESS", "mine"),
        ("web", "UPDATE_COMPLETE", "mine"),
        ("web", "UPDATE_IN_PROGRESS", ""),
        ("web", "UPDATE_ROLLBACK_COMPLETE", ""),
    )
    assert end_of(ours(events, OURS), OURS) == "UPDATE_COMPLETE"


@pytest.mark.parametrize("token", ["mine", "", "cancelled by somebody"])
def test_the_rollback_of_our_update_is_ours_whatever_token_it_carries(token: str) -> None:
    events = _events(
        ("web", "UPDATE_IN_PROGRESS", "mine"),
        ("A", "UPDATE_FAILED", "mine"),
        ("web", "UPDATE_ROLLBACK_IN_PROGRESS", token),
        ("web", "UPDATE_ROLLBACK_COMPLETE", token),
    )
    assert end_of(ours(events, OURS), OURS) == "UPDATE_ROLLBACK_COMPLETE"


def test_a_failed_update_that_is_then_rolled_back_ends_with_the_rollback() -> None:
    events = _events(
        ("web", "UPDATE_IN_PROGRESS", "mine"),
        ("web", "UPDATE_FAILED", "mine"),
        ("web", "UPDATE_ROLLBACK_IN_PROGRESS", ""),
        ("web", "UPDATE_ROLLBACK_COMPLETE", ""),
    )
    assert end_of(ours(events[:2], OURS), OURS) == "UPDATE_FAILED"
    assert end_of(ours(events[:3], OURS), OURS) == ""
    assert end_of(ours(events, OURS), OURS) == "UPDATE_ROLLBACK_COMPLETE"


def test_cleaning_up_is_not_the_end() -> None:
    events = _events(
        ("web", "UPDATE_IN_PROGRESS", "mine"),
        ("web", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "mine"),
    )
    assert end_of(ours(events, OURS), OURS) == ""


def test_without_an_event_of_ours_nothing_is_ours() -> None:
    events = _events(("web", "UPDATE_IN_PROGRESS", "old"), ("web", "UPDATE_COMPLETE", "old"))
    assert ours(events, OURS) == ()
    assert end_of((), OURS) == ""


def test_a_deletion_ends_when_the_stack_is_gone_or_stays() -> None:
    deletion = Operation(stack="web", stack_id="arn:1", token="mine", deletes=True)
    for status in ("DELETE_COMPLETE", "DELETE_FAILED", "UPDATE_COMPLETE"):
        events = _events(("web", "DELETE_IN_PROGRESS", "mine"), ("web", status, "mine"))
        assert end_of(ours(events, deletion), deletion) == status
    assert end_of(ours(events[:1], deletion), deletion) == ""


@given(st.lists(st.sampled_from(["UPDATE_IN_PROGRESS", "UPDATE_COMPLETE", "X"]), max_size=12))
def test_what_is_ours_only_grows_as_events_come_in(statuses: list[str]) -> None:
    events = _events(("web", "UPDATE_IN_PROGRESS", "mine"), *(("web", s, "") for s in statuses))
    spans = [ours(events[:n], OURS) for n in range(len(events) + 1)]
    for shorter, longer in pairwise(spans):
        assert longer[: len(shorter)] == shorter


def _failed(*said: tuple[str, str, str, bool]) -> tuple[Event, ...]:
    return tuple(
        Event(
            id=str(n),
            logical_id=name,
            type="T",
            status=status,
            at=START,
            reason=reason,
            echo=echo,
            of_stack=name == "web",
        )
        for n, (name, status, reason, echo) in enumerate(said)
    )


def test_the_first_real_failure_is_named_first_and_echoes_are_left_out() -> None:
    found = failures(
        _failed(
            ("A", "UPDATE_FAILED", "cancelled", True),
            ("B", "UPDATE_FAILED", "broken", False),
            ("B", "UPDATE_FAILED", "broken", False),
            ("C", "CREATE_FAILED", "also broken", False),
            ("web", "UPDATE_ROLLBACK_IN_PROGRESS", "some failed", True),
        )
    )
    assert [f.reason for f in found] == ["broken", "also broken"]


def test_a_reason_that_only_the_stack_itself_gives_is_found() -> None:
    found = failures(_failed(("web", "UPDATE_ROLLBACK_IN_PROGRESS", "export in use", False)))
    assert [f.logical_id for f in found] == ["web"]


def test_an_echo_is_better_than_nothing() -> None:
    assert len(failures(_failed(("A", "UPDATE_FAILED", "cancelled", True)))) == 1


def test_what_failed_without_a_reason_is_named_all_the_same() -> None:
    (failure,) = failures(_failed(("A", "UPDATE_FAILED", "", False)))
    assert said(failure) == "A (T): UPDATE_FAILED"


def test_the_last_operation_begins_at_its_own_start() -> None:
    events = _events(
        ("web", "UPDATE_IN_PROGRESS", ""),
        ("A", "UPDATE_FAILED", ""),
        ("web", "UPDATE_ROLLBACK_COMPLETE", ""),
        ("web", "UPDATE_IN_PROGRESS", ""),
        ("B", "UPDATE_FAILED", ""),
        ("web", "UPDATE_ROLLBACK_COMPLETE", ""),
    )
    assert [e.id for e in last_operation(events)] == ["3", "4", "5"]
