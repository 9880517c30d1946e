from dataclasses import replace
from typing import Any

import pytest

from bbfd.deploy.after.reattach import reattach
from bbfd.deploy.look.token import make
from bbfd.deploy.means import Wishes
from bbfd.deploy.outcome import Ended, Outcome
from bbfd.deploy.progress import Finished, Note, Phase
from bbfd.deploy.records import Identity
from bbfd.deploy.states import TABLE
from bbfd.errors import Interrupted, Refused, Trouble
from tests.unit.deploy.fakes import (
    SERVICE_BODY,
    SERVICE_RESOURCES,
    FakeAws,
    service,
    stack,
    trouble,
)
from tests.unit.deploy.operations import THEIRS, changed, cursed, standing

# Status -> the exit code of `bbfd watch` where what runs ends as it usually does. 3: refused.
CODES = {
    "DELETE_COMPLETE": 3,
    "REVIEW_IN_PROGRESS": 3,
    "CREATE_IN_PROGRESS": 0,
    "CREATE_COMPLETE": 0,
    "CREATE_FAILED": 5,
    "ROLLBACK_IN_PROGRESS": 4,
    "ROLLBACK_COMPLETE": 4,
    "ROLLBACK_FAILED": 5,
    "DELETE_IN_PROGRESS": 0,
    "DELETE_FAILED": 5,
    "UPDATE_IN_PROGRESS": 0,
    "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS": 0,
    "UPDATE_COMPLETE": 0,
    "UPDATE_FAILED": 5,
    "UPDATE_ROLLBACK_IN_PROGRESS": 4,
    "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS": 4,
    "UPDATE_ROLLBACK_COMPLETE": 4,
    "UPDATE_ROLLBACK_FAILED": 5,
    "IMPORT_IN_PROGRESS": 0,
    "IMPORT_COMPLETE": 0,
    "IMPORT_ROLLBACK_IN_PROGRESS": 4,
    "IMPORT_ROLLBACK_COMPLETE": 4,
    "IMPORT_ROLLBACK_FAILED": 5,
}
RUNNING = [status for status in CODES if TABLE[status].step.value == "wait"]
OVER = [status for status in CODES if status not in RUNNING and CODES[status] != 3]


def _watched(aws: FakeAws, **more: Any) -> Outcome:
    return reattach(stack(**more), Wishes(timeout=600.0), aws.means())


def _code(aws: FakeAws) -> int:
    try:
        return _watched(aws).exit_code
    except Refused as refused:
        return refused.exit_code


def test_every_status_has_a_code() -> None:
    assert set(CODES) == set(TABLE)


@pytest.mark.parametrize("token", [THEIRS, "", make("0" * 16, "1.9")])
@pytest.mark.parametrize("status", CODES)
def test_each_status_ends_with_its_code_and_changes_nothing(status: str, token: str) -> None:
    aws = standing(status, token=token)
    assert _code(aws) == CODES[status]
    assert changed(aws) == []


@pytest.mark.parametrize("status", RUNNING)
def test_what_runs_is_followed_to_its_end_without_a_look_at_events_too(status: str) -> None:
    aws = standing(status)
    aws.order("events", *[trouble(Trouble.DENIED)] * 99)
    assert _code(aws) == CODES[status]
    assert changed(aws) == []


@pytest.mark.parametrize("status", OVER)
def test_how_it_ended_is_told_without_a_look_at_events_too(status: str) -> None:
    aws = standing(status)
    aws.order("events", *[trouble(Trouble.DENIED)] * 99)
    assert _code(aws) == CODES[status]


@pytest.mark.parametrize("status", RUNNING)
def test_what_does_not_end_is_unknown_and_says_how_to_watch_on(status: str) -> None:
    outcome = _watched(standing(status, ends=""))
    assert (outcome.ended, outcome.exit_code) == (Ended.UNKNOWN, 6)
    assert "`bbfd watch web --env dev`" in outcome.fix


@pytest.mark.parametrize("status", ["UPDATE_ROLLBACK_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE"])
def test_the_cause_is_told_of_what_failed_before_anybody_looked(status: str) -> None:
    aws = standing(status)
    outcome = _watched(aws)
    assert "the queue is cursed" in outcome.reason
    assert [one.logical_id for one in outcome.failures] == ["Queue"]
    assert aws.said(Finished)[-1].outcome == outcome


def test_a_rollback_that_failed_a_second_time_names_why_the_update_failed() -> None:
    aws = standing("UPDATE_ROLLBACK_FAILED")
    (life,) = aws.stacks.lives.values()
    again = (
        (0, "dev-web", "UPDATE_ROLLBACK_IN_PROGRESS", ""),
        (1, "dev-web", "UPDATE_ROLLBACK_FAILED", ""),
    )
    aws.stacks.happen(life.state.id, again, "somebody")
    aws.clock.now += 5
    outcome = _watched(aws)
    assert (outcome.exit_code, "the queue is cursed" in outcome.reason) == (5, True)


@pytest.mark.parametrize(
    ("token", "said"),
    [
        (THEIRS, f"somebody else's: {THEIRS}"),
        ("", "somebody else's: begun without a token"),
        (make("0" * 16), "begun by bbfd"),
        (make("0" * 16, "1.9", "abc1234"), "begun by bbfd: version 1.9, commit abc1234"),
    ],
)
def test_whose_it_is_is_told(token: str, said: str) -> None:
    running = standing("UPDATE_IN_PROGRESS", token=token)
    outcome = _watched(running)
    assert running.said(Phase)[0].about == said
    assert outcome.operation == token
    over = standing("UPDATE_COMPLETE", token=token)
    _watched(over)
    assert over.said(Note)[0].text.endswith(said)


def test_only_the_last_operation_is_told_of() -> None:
    aws = standing("UPDATE_ROLLBACK_COMPLETE")
    (life,) = aws.stacks.lives.values()
    fine = ((0, "dev-web", "UPDATE_IN_PROGRESS", ""), (5, "dev-web", "UPDATE_COMPLETE", ""))
    aws.stacks.happen(life.state.id, fine, "next")
    outcome = _watched(aws)
    assert (outcome.ended, outcome.failures) == (Ended.UPDATED, ())


def test_an_operation_that_follows_at_once_is_not_followed() -> None:
    aws = standing("UPDATE_IN_PROGRESS")
    (life,) = aws.stacks.lives.values()
    fails = (
        (20, "dev-web", "UPDATE_IN_PROGRESS", ""),
        (21, "Queue", "UPDATE_FAILED", "theirs"),
        (30, "dev-web", "UPDATE_ROLLBACK_COMPLETE", ""),
    )
    aws.stacks.happen(life.state.id, fails, "next")
    assert _watched(aws).ended is Ended.UPDATED


def test_a_deletion_is_followed_by_its_arn_until_the_stack_is_gone() -> None:
    outcome = _watched(standing("DELETE_IN_PROGRESS"))
    assert (outcome.ended, outcome.status) == (Ended.DELETED, "DELETE_COMPLETE")


@pytest.mark.parametrize("end", ["DELETE_FAILED", "UPDATE_COMPLETE"])
def test_a_deletion_that_does_not_succeed_is_stuck(end: str) -> None:
    outcome = _watched(standing("DELETE_IN_PROGRESS", ends=end))
    assert (outcome.ended, outcome.exit_code) == (Ended.STUCK, 5)
    assert "`bbfd delete web --env dev`" in outcome.fix


@pytest.mark.parametrize("status", ["UPDATE_COMPLETE", "UPDATE_IN_PROGRESS"])
def test_a_service_that_does_not_run_is_no_success(status: str) -> None:
    aws = standing(status)
    aws.stacks.held = SERVICE_RESOURCES
    aws.stacks.bodies = SERVICE_BODY
    aws.services.states = [(service(running=0),)]
    outcome = _watched(aws)
    assert (outcome.ended, outcome.exit_code) == (Ended.UNHEALTHY, 4)
    assert "0 of 2 tasks" in outcome.reason


def test_looking_protects_nothing() -> None:
    aws = standing("CREATE_COMPLETE")
    assert _watched(aws, protected=True).exit_code == 0
    assert changed(aws) == []


def test_ctrl_c_leaves_what_runs_to_aws() -> None:
    aws = standing("UPDATE_IN_PROGRESS")
    aws.order("events", None, KeyboardInterrupt())
    outcome = _watched(aws)
    assert (outcome.ended, outcome.reason) == (Ended.UNKNOWN, "detached: it goes on in AWS")
    assert changed(aws) == []


def test_ctrl_c_where_nothing_runs_is_no_detaching() -> None:
    aws = standing("UPDATE_ROLLBACK_COMPLETE")
    aws.order("resources", KeyboardInterrupt())
    with pytest.raises(Interrupted, match="nothing runs"):
        _watched(aws)


# What every command around a deployment refuses


def test_another_account_is_refused_before_the_stack_is_read() -> None:
    aws = standing("UPDATE_COMPLETE")
    aws.still.identity_of = Identity(account="999999999999", arn="arn:me", region="eu-west-1")
    with pytest.raises(Refused, match="999999999999"):
        _watched(aws)
    assert "describe" not in aws.calls


def test_no_stack_is_refused_with_the_command_that_makes_it() -> None:
    with pytest.raises(Refused, match="there is no stack dev-web") as refused:
        _watched(FakeAws())
    assert refused.value.fix == "`bbfd deploy web --env dev` makes it"


@pytest.mark.parametrize("more", [{"tags": {}}, {"tags": {"bbfd:service": "other"}}])
def test_a_stack_that_is_not_ours_is_refused(more: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        _watched(standing("UPDATE_COMPLETE", **more))


def test_a_nested_stack_is_refused() -> None:
    with pytest.raises(Refused, match="nested"):
        _watched(standing("UPDATE_COMPLETE", parent="arn:parent"))


def test_a_status_from_the_future_is_refused() -> None:
    with pytest.raises(Refused, match="UPDATE_PAUSED_FOR_TEA"):
        _watched(standing("UPDATE_PAUSED_FOR_TEA"))


def test_the_whole_past_is_read_only_where_the_last_operation_did_not_begin_lately() -> None:
    aws = standing("UPDATE_ROLLBACK_COMPLETE")
    (life,) = aws.stacks.lives.values()
    late = life.events[-1][1].at.replace(hour=23)
    life.state = replace(life.state, updated=late)
    assert "the queue is cursed" in _watched(aws).reason
    assert aws.calls.count("events") == 2
    life.state = replace(life.state, updated=life.events[0][1].at)
    aws.calls.clear()
    assert "the queue is cursed" in _watched(aws).reason
    assert aws.calls.count("events") == 1


def test_a_part_of_the_past_that_begins_within_an_operation_is_not_taken_for_the_whole() -> None:
    aws = standing("UPDATE_ROLLBACK_COMPLETE")
    (life,) = aws.stacks.lives.values()
    (_, began), *rest = life.events
    earlier = (-3600.0, replace(began, at=began.at.replace(hour=2)))
    life.events = [earlier, *[one for one in rest if one[1].of_stack]]
    life.events.insert(1, (-3599.0, replace(rest[0][1], at=earlier[1].at)))
    life.state = replace(life.state, updated=began.at)
    assert "the queue is cursed" in _watched(aws).reason


def test_why_a_deletion_failed_before_is_told() -> None:
    aws = standing("DELETE_FAILED")
    aws.stacks.held = (cursed("DELETE_FAILED", "it is in use"),)
    assert "it is in use" in _watched(aws).reason
