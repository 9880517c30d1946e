from typing import Any

import pytest

from bbfd.deploy.after.cancel import cancel
from bbfd.deploy.look.token import read
from bbfd.deploy.means import Wishes
from bbfd.deploy.outcome import Ended, Outcome
from bbfd.deploy.progress import Note, Phase
from bbfd.deploy.proposal import Intervention
from bbfd.deploy.records import Rollout, ServiceState
from bbfd.deploy.states import TABLE
from bbfd.errors import AwsError, Interrupted, Refused, Trouble
from tests.unit.deploy.fakes import (
    SERVICE_BODY,
    SERVICE_RESOURCES,
    TASKS,
    FakeAws,
    FakeServices,
    FakeStacks,
    service,
    stack,
    trouble,
)
from tests.unit.deploy.operations import changed, standing

ROLLING = service(
    running=0,
    rollouts=(Rollout(id="1", primary=True, task_definition=TASKS, state="IN_PROGRESS"),),
)
# Status -> exit code and what was called to change anything, with a service that is being rolled out.
POLICY: dict[str, tuple[int, list[str]]] = {
    "DELETE_COMPLETE": (3, []),
    "REVIEW_IN_PROGRESS": (0, []),
    "CREATE_IN_PROGRESS": (0, ["stop"]),
    "CREATE_COMPLETE": (0, []),
    "CREATE_FAILED": (0, []),
    "ROLLBACK_IN_PROGRESS": (0, []),
    "ROLLBACK_COMPLETE": (0, []),
    "ROLLBACK_FAILED": (0, []),
    "DELETE_IN_PROGRESS": (3, []),
    "DELETE_FAILED": (0, []),
    "UPDATE_IN_PROGRESS": (0, ["cancel"]),
    "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS": (3, []),
    "UPDATE_COMPLETE": (0, []),
    "UPDATE_FAILED": (0, []),
    "UPDATE_ROLLBACK_IN_PROGRESS": (0, []),
    "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS": (0, []),
    "UPDATE_ROLLBACK_COMPLETE": (0, []),
    "UPDATE_ROLLBACK_FAILED": (0, []),
    "IMPORT_IN_PROGRESS": (3, []),
    "IMPORT_COMPLETE": (0, []),
    "IMPORT_ROLLBACK_IN_PROGRESS": (0, []),
    "IMPORT_ROLLBACK_COMPLETE": (0, []),
    "IMPORT_ROLLBACK_FAILED": (0, []),
}


def _there(status: str = "UPDATE_IN_PROGRESS", **more: Any) -> FakeAws:
    ends = {"CREATE_IN_PROGRESS": "ROLLBACK_COMPLETE"}.get(status)
    aws = standing(status, **{"ends": ends, **more})
    aws.stacks.held = SERVICE_RESOURCES
    aws.stacks.bodies = SERVICE_BODY
    # Read once to see what rolls out, then while it is followed; in the end it is well.
    rolling = status == "CREATE_IN_PROGRESS"
    aws.services.states = [*([(ROLLING,)] if rolling else []), (service(),)]
    return aws


def _cancelled(aws: FakeAws, *, agree: bool = True, **more: Any) -> Outcome:
    return cancel(stack(), Wishes(timeout=600.0), aws.means(agree=lambda _: agree), **more)


def test_every_status_has_its_policy() -> None:
    assert set(POLICY) == set(TABLE)


@pytest.mark.parametrize("status", POLICY)
def test_each_status_is_met_with_its_policy(status: str) -> None:
    aws = _there(status)
    code, calls = POLICY[status]
    try:
        found = _cancelled(aws).exit_code
    except Refused as refused:
        found = refused.exit_code
    assert (found, changed(aws)) == (code, calls)
    assert len(aws.asked) == len(calls)


@pytest.mark.parametrize("status", POLICY)
def test_each_status_is_met_alike_without_a_look_at_events(status: str) -> None:
    aws = _there(status)
    aws.order("events", *[trouble(Trouble.DENIED)] * 99)
    code, calls = POLICY[status]
    try:
        found = _cancelled(aws).exit_code
    except Refused as refused:
        found = refused.exit_code
    assert (found, changed(aws)) == (code, calls)


@pytest.mark.parametrize("status", [s for s, (_, calls) in POLICY.items() if calls])
def test_a_no_changes_nothing(status: str) -> None:
    aws = _there(status)
    outcome = _cancelled(aws, agree=False)
    assert (outcome.ended, outcome.exit_code, changed(aws)) == (Ended.DECLINED, 3, [])


def test_an_update_is_cancelled_once_with_a_token_of_ours_and_followed_until_it_is_back() -> None:
    aws = _there()
    outcome = _cancelled(aws)
    assert (outcome.ended, outcome.status) == (Ended.CANCELLED, "UPDATE_ROLLBACK_COMPLETE")
    assert changed(aws) == ["cancel"]
    (life,) = aws.stacks.lives.values()
    assert read(life.events[-1][1].token)
    (asked,) = aws.asked
    assert isinstance(asked, Intervention)
    assert "the update is rolled back" in asked.effects[-1]
    assert "somebody else's" in asked.effects[0]


def test_what_ran_before_has_to_run_again() -> None:
    aws = _there()
    aws.services.states = [(service(running=0),)]
    outcome = _cancelled(aws)
    assert (outcome.ended, outcome.exit_code) == (Ended.UNHEALTHY, 4)


def test_a_rollback_that_fails_is_stuck_and_says_how_to_recover() -> None:
    aws = _there()
    aws.stacks.cancellation = (
        (0, "dev-web", "UPDATE_ROLLBACK_IN_PROGRESS", ""),
        (1, "Queue", "UPDATE_FAILED", "the queue is cursed"),
        (2, "dev-web", "UPDATE_ROLLBACK_FAILED", ""),
    )
    outcome = _cancelled(aws)
    assert (outcome.ended, outcome.exit_code) == (Ended.STUCK, 5)
    assert "the queue is cursed" in outcome.reason
    assert outcome.fix


class MovedOn(FakeStacks):
    """Between the question and the call, the update goes on by itself."""

    status = "UPDATE_COMPLETE"

    def cancel(self, stack_id: str, *, token: str) -> None:
        self.happen(stack_id, ((0, "dev-web", self.status, ""),))
        super().cancel(stack_id, token=token)


def _moved_on(status: str) -> FakeAws:
    aws = _there(ends="")
    moved = MovedOn(aws.clock, aws.ordered)
    moved.status, moved.lives = status, aws.stacks.lives
    moved.held, moved.bodies = aws.stacks.held, aws.stacks.bodies
    aws.stacks = moved
    return aws


@pytest.mark.parametrize("status", ["UPDATE_COMPLETE", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"])
def test_an_update_that_ended_meanwhile_is_too_late(status: str) -> None:
    aws = _moved_on(status)
    outcome = None
    with pytest.raises(Refused, match=f"too late: it is in {status}"):
        outcome = _cancelled(aws)
    assert outcome is None
    assert changed(aws) == ["cancel"]


@pytest.mark.parametrize(
    ("status", "code"), [("UPDATE_ROLLBACK_COMPLETE", 0), ("UPDATE_ROLLBACK_FAILED", 5)]
)
def test_an_update_that_went_back_meanwhile_is_followed(status: str, code: int) -> None:
    aws = _moved_on(status)
    assert _cancelled(aws).exit_code == code
    assert changed(aws) == ["cancel"]


def test_a_refusal_although_it_still_runs_is_an_error() -> None:
    aws = _there()
    aws.order("cancel", trouble(Trouble.INVALID))
    with pytest.raises(AwsError):
        _cancelled(aws)
    assert changed(aws) == ["cancel"]


def test_a_denied_cancellation_is_an_error_at_once() -> None:
    aws = _there()
    aws.order("cancel", trouble(Trouble.DENIED))
    with pytest.raises(AwsError):
        _cancelled(aws)


@pytest.mark.parametrize("kind", [Trouble.UNREACHABLE, Trouble.THROTTLED])
def test_a_call_that_was_lost_is_made_again_with_the_same_token(kind: Trouble) -> None:
    tokens = []

    class Counting(FakeStacks):
        def cancel(self, stack_id: str, *, token: str) -> None:
            tokens.append(token)
            super().cancel(stack_id, token=token)

    aws = _there()
    counting = Counting(aws.clock, aws.ordered)
    counting.lives, counting.held = aws.stacks.lives, aws.stacks.held
    counting.bodies = aws.stacks.bodies
    aws.stacks = counting
    aws.order("cancel", trouble(kind))
    assert _cancelled(aws).ended is Ended.CANCELLED
    assert len(tokens) == 2
    assert len(set(tokens)) == 1


def test_where_it_cannot_be_read_back_it_is_not_known() -> None:
    aws = _there()
    aws.order("cancel", trouble(Trouble.UNREACHABLE))
    aws.order("describe", None, trouble(Trouble.UNREACHABLE))
    outcome = _cancelled(aws)
    assert (outcome.ended, outcome.exit_code) == (Ended.UNKNOWN, 6)
    assert "`bbfd watch web --env dev`" in outcome.fix


def test_a_call_that_is_never_answered_is_not_known_and_says_how_to_watch() -> None:
    aws = _there()
    aws.order("cancel", *[trouble(Trouble.UNREACHABLE)] * 9)
    outcome = _cancelled(aws)
    assert (outcome.ended, outcome.exit_code) == (Ended.UNKNOWN, 6)
    assert "`bbfd watch web --env dev`" in outcome.fix


def test_ctrl_c_before_the_call_changes_nothing() -> None:
    aws = _there()
    aws.order("events", KeyboardInterrupt())
    with pytest.raises(Interrupted):
        _cancelled(aws)
    assert changed(aws) == []


def test_ctrl_c_after_the_call_detaches() -> None:
    aws = _there()
    aws.order("events", None, KeyboardInterrupt())
    outcome = _cancelled(aws)
    assert (outcome.ended, changed(aws)) == (Ended.UNKNOWN, ["cancel"])


# ECS


def test_a_creation_ends_by_stopping_its_service_and_the_consequence_is_told() -> None:
    aws = _there("CREATE_IN_PROGRESS")
    outcome = _cancelled(aws)
    (asked,) = aws.asked
    assert isinstance(asked, Intervention)
    assert any("what was made is deleted" in effect for effect in asked.effects)
    assert any("the ECS service web is stopped" in effect for effect in asked.effects)
    assert (outcome.ended, outcome.status) == (Ended.CANCELLED, "ROLLBACK_COMPLETE")
    assert outcome.notes == ("nothing of it runs; `bbfd deploy web --env dev` makes it anew",)
    assert aws.said(Phase)[0].about == "web"


def test_a_creation_without_a_service_that_rolls_out_cannot_be_cancelled() -> None:
    aws = _there("CREATE_IN_PROGRESS", ends="")
    aws.stacks.held = ()
    with pytest.raises(Refused, match="CloudFormation cannot cancel a creation"):
        _cancelled(aws)
    assert (changed(aws), aws.asked) == ([], [])


def test_the_service_of_an_update_is_stopped_only_where_that_was_asked_for() -> None:
    aws = _there(ends="UPDATE_ROLLBACK_COMPLETE")
    aws.services.states = [(ROLLING,), (service(),)]
    outcome = _cancelled(aws, stop_service=True)
    assert (outcome.ended, changed(aws)) == (Ended.CANCELLED, ["stop"])


def test_stopping_a_service_that_does_not_roll_out_is_refused() -> None:
    aws = _there()
    with pytest.raises(Refused, match="no ECS service of it is being deployed"):
        _cancelled(aws, stop_service=True)
    assert changed(aws) == []


class NotAnyMore(FakeServices):
    """What was being deployed when it was looked at, has ended when it is to be stopped."""

    def stop(self, service: ServiceState) -> bool:
        super().stop(service)
        return False


def test_a_rollout_that_ended_meanwhile_is_too_late() -> None:
    aws = _there("CREATE_IN_PROGRESS", ends="CREATE_COMPLETE")
    aws.services = NotAnyMore(aws.ordered)
    aws.services.states = [(ROLLING,)]
    with pytest.raises(Refused, match="too late: the deployment of web has ended"):
        _cancelled(aws)


def test_a_creation_that_succeeds_although_its_service_was_stopped_was_not_cancelled() -> None:
    with pytest.raises(Refused, match="too late: it ended in CREATE_COMPLETE"):
        _cancelled(_there("CREATE_IN_PROGRESS", ends="CREATE_COMPLETE"))


def test_whether_a_lost_stop_was_carried_out_is_not_known() -> None:
    aws = _there("CREATE_IN_PROGRESS")
    aws.order("stop", trouble(Trouble.UNREACHABLE))
    assert _cancelled(aws).ended is Ended.UNKNOWN


def test_what_goes_back_already_is_followed_whoever_began_it() -> None:
    aws = _there("UPDATE_ROLLBACK_IN_PROGRESS")
    outcome = _cancelled(aws, stop_service=True)
    assert (outcome.ended, changed(aws), aws.said(Note)) == (Ended.CANCELLED, [], [])
