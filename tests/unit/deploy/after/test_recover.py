from dataclasses import replace
from typing import Any

import pytest

from bbfd.deploy.after.recover import recover
from bbfd.deploy.look.token import read
from bbfd.deploy.means import Wishes
from bbfd.deploy.outcome import Ended, Outcome
from bbfd.deploy.proposal import Intervention
from bbfd.deploy.states import TABLE
from bbfd.errors import AwsError, Interrupted, Refused, Trouble
from tests.unit.deploy.fakes import (
    SERVICE_BODY,
    SERVICE_RESOURCES,
    FakeAws,
    service,
    stack,
    trouble,
)
from tests.unit.deploy.operations import changed, cursed, standing

FAILS_AGAIN = (
    (0, "dev-web", "UPDATE_ROLLBACK_IN_PROGRESS", ""),
    (3, "Queue", "UPDATE_FAILED", "still cursed"),
    (4, "dev-web", "UPDATE_ROLLBACK_FAILED", ""),
)
# Status -> exit code, and what was called to change anything.
POLICY: dict[str, tuple[int, list[str]]] = {
    "DELETE_COMPLETE": (3, []),
    "REVIEW_IN_PROGRESS": (0, []),
    "CREATE_IN_PROGRESS": (3, []),
    "CREATE_COMPLETE": (0, []),
    "CREATE_FAILED": (3, []),
    "ROLLBACK_IN_PROGRESS": (3, []),
    "ROLLBACK_COMPLETE": (0, []),
    "ROLLBACK_FAILED": (3, []),
    "DELETE_IN_PROGRESS": (3, []),
    "DELETE_FAILED": (3, []),
    "UPDATE_IN_PROGRESS": (3, []),
    "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS": (3, []),
    "UPDATE_COMPLETE": (0, []),
    "UPDATE_FAILED": (0, ["roll_back"]),
    "UPDATE_ROLLBACK_IN_PROGRESS": (3, []),
    "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS": (3, []),
    "UPDATE_ROLLBACK_COMPLETE": (0, []),
    "UPDATE_ROLLBACK_FAILED": (0, ["continue_rollback"]),
    "IMPORT_IN_PROGRESS": (3, []),
    "IMPORT_COMPLETE": (0, []),
    "IMPORT_ROLLBACK_IN_PROGRESS": (3, []),
    "IMPORT_ROLLBACK_COMPLETE": (0, []),
    "IMPORT_ROLLBACK_FAILED": (3, []),
}


def _there(status: str = "UPDATE_ROLLBACK_FAILED", **more: Any) -> FakeAws:
    aws = standing(status, **more)
    aws.stacks.held = (cursed(), *SERVICE_RESOURCES)
    aws.stacks.bodies = SERVICE_BODY
    return aws


def _recovered(aws: FakeAws, *skip: str, agree: bool = True) -> Outcome:
    return recover(stack(), Wishes(timeout=600.0), aws.means(agree=lambda _: agree), skip)


def test_every_status_has_its_policy() -> None:
    assert set(POLICY) == set(TABLE)


@pytest.mark.parametrize("blind", [False, True])
@pytest.mark.parametrize("status", POLICY)
def test_each_status_is_met_with_its_policy(status: str, blind: bool) -> None:
    aws = _there(status)
    if blind:
        aws.order("events", *[trouble(Trouble.DENIED)] * 99)
    code, calls = POLICY[status]
    try:
        found = _recovered(aws).exit_code
    except Refused as refused:
        found = refused.exit_code
    assert (found, changed(aws)) == (code, calls)
    assert len(aws.asked) == len(calls)


@pytest.mark.parametrize("status", [s for s, (_, calls) in POLICY.items() if calls])
def test_a_no_changes_nothing(status: str) -> None:
    aws = _there(status)
    outcome = _recovered(aws, agree=False)
    assert (outcome.ended, outcome.exit_code, changed(aws)) == (Ended.DECLINED, 3, [])


def test_a_rollback_goes_on_without_skipping_anything() -> None:
    aws = _there()
    outcome = _recovered(aws)
    assert (outcome.ended, outcome.status) == (Ended.RECOVERED, "UPDATE_ROLLBACK_COMPLETE")
    assert aws.stacks.skipped == [()]
    assert read(outcome.operation)
    (asked,) = aws.asked
    assert isinstance(asked, Intervention)
    assert asked.effects[1:] == (
        "Queue (AWS::SQS::Queue): the queue is cursed; it goes back to what it was before",
    )


def test_a_rollback_that_fails_again_names_what_failed_and_how_each_is_skipped() -> None:
    aws = _there()
    aws.stacks.return_ = FAILS_AGAIN
    outcome = _recovered(aws)
    assert (outcome.ended, outcome.exit_code) == (Ended.STUCK, 5)
    assert "still cursed" in outcome.reason
    assert [one.logical_id for one in outcome.failures] == ["Queue"]
    assert "`bbfd recover web --env dev --skip Queue`" in outcome.fix
    assert "does not match its template" in outcome.fix


def test_what_is_skipped_is_named_before_and_after() -> None:
    aws = _there()
    outcome = _recovered(aws, "Queue")
    assert aws.stacks.skipped == [("Queue",)]
    (asked,) = aws.asked
    assert isinstance(asked, Intervention)
    assert "LEFT AS IT IS: the stack will not match its template" in asked.effects[1]
    assert outcome.ended is Ended.RECOVERED
    assert "left as they were: Queue" in outcome.notes[0]


@pytest.mark.parametrize("skip", [("Nothing",), ("Queue", "Service"), ("Tasks",)])
def test_what_did_not_fail_cannot_be_skipped(skip: tuple[str, ...]) -> None:
    aws = _there()
    with pytest.raises(Refused, match="what did not fail") as refused:
        _recovered(aws, *skip)
    assert refused.value.fix == "what failed: Queue"
    assert (changed(aws), aws.asked) == ([], [])


def test_where_it_is_not_known_what_failed_nothing_is_skipped() -> None:
    aws = _there()
    aws.order("resources", trouble(Trouble.DENIED))
    with pytest.raises(Refused, match="is not known"):
        _recovered(aws, "Queue")
    aws.order("resources", trouble(Trouble.DENIED))
    assert _recovered(aws).ended is Ended.RECOVERED


def test_only_a_rollback_that_failed_can_skip() -> None:
    aws = _there("UPDATE_FAILED")
    with pytest.raises(Refused, match="--skip is for a rollback that failed"):
        _recovered(aws, "Queue")
    assert changed(aws) == []


def test_an_express_update_that_failed_is_never_rolled_back() -> None:
    aws = _there("UPDATE_FAILED", express=True)
    with pytest.raises(Refused, match="express"):
        _recovered(aws)
    assert changed(aws) == []


def test_an_express_stack_whose_rollback_failed_is_not_mistaken_for_one() -> None:
    assert _recovered(_there(express=True)).ended is Ended.RECOVERED


@pytest.mark.parametrize("status", ["CREATE_FAILED", "ROLLBACK_FAILED", "DELETE_FAILED"])
def test_what_only_a_deletion_ends_is_told_with_what_it_holds(status: str) -> None:
    aws = _there(status)
    aws.stacks.held = (cursed("DELETE_FAILED", "it is in use"), *SERVICE_RESOURCES)
    with pytest.raises(Refused, match="it is in use") as refused:
        _recovered(aws)
    assert "it holds Queue, Tasks, Service" in refused.value.what
    assert "`bbfd delete web --env dev`" in refused.value.fix


def test_a_dead_first_attempt_is_made_anew_by_a_deploy() -> None:
    outcome = _recovered(_there("ROLLBACK_COMPLETE"))
    assert outcome.ended is Ended.IDLE
    assert outcome.notes == ("`bbfd deploy web --env dev` deletes it and makes it anew",)


def test_what_runs_is_to_be_watched_first() -> None:
    with pytest.raises(Refused) as refused:
        _recovered(_there("UPDATE_ROLLBACK_IN_PROGRESS"))
    assert "`bbfd watch web --env dev`" in refused.value.fix


def test_what_ran_before_has_to_run_again() -> None:
    aws = _there()
    aws.services.states = [(service(running=0),)]
    outcome = _recovered(aws)
    assert (outcome.ended, outcome.exit_code) == (Ended.UNHEALTHY, 4)


def test_the_old_events_of_the_first_rollback_are_not_taken_for_its_end() -> None:
    aws = _there()
    (life,) = aws.stacks.lives.values()
    life.state = replace(life.state, status="UPDATE_ROLLBACK_FAILED")
    aws.stacks.stale_until = aws.clock.now + 4
    assert _recovered(aws).ended is Ended.RECOVERED


@pytest.mark.parametrize("kind", [Trouble.UNREACHABLE, Trouble.THROTTLED])
def test_a_call_that_was_lost_is_made_again(kind: Trouble) -> None:
    aws = _there()
    aws.order("continue_rollback", trouble(kind))
    assert _recovered(aws).ended is Ended.RECOVERED
    assert changed(aws) == ["continue_rollback"] * 2


@pytest.mark.parametrize("kind", [Trouble.DENIED, Trouble.INVALID])
def test_a_call_that_was_refused_is_an_error_at_once(kind: Trouble) -> None:
    aws = _there()
    aws.order("continue_rollback", trouble(kind))
    with pytest.raises(AwsError):
        _recovered(aws)
    assert changed(aws) == ["continue_rollback"]


def test_a_call_whose_fate_cannot_be_read_is_not_known() -> None:
    aws = _there()
    aws.order("continue_rollback", trouble(Trouble.UNREACHABLE))
    aws.order("events", None, trouble(Trouble.UNREACHABLE))
    outcome = _recovered(aws)
    assert (outcome.ended, outcome.exit_code) == (Ended.UNKNOWN, 6)
    assert "`bbfd watch web --env dev`" in outcome.fix


def test_ctrl_c_before_the_call_changes_nothing_and_after_it_detaches() -> None:
    before = _there()
    before.order("resources", KeyboardInterrupt())
    with pytest.raises(Interrupted):
        _recovered(before)
    assert changed(before) == []
    after = _there()
    after.order("events", None, KeyboardInterrupt())
    assert _recovered(after).ended is Ended.UNKNOWN
