from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bbfd.deploy.after.diagnosis import Diagnosis, diagnose
from bbfd.deploy.after.reattach import reattach
from bbfd.deploy.look.token import make
from bbfd.deploy.means import Wishes
from bbfd.deploy.records import Rollout
from bbfd.deploy.states import TABLE
from bbfd.diagnose import ServiceEvent, StoppedContainer, StoppedTask
from bbfd.errors import Refused, Trouble
from tests.unit.deploy.fakes import (
    SERVICE_BODY,
    SERVICE_RESOURCES,
    START,
    TASKS,
    FakeAws,
    service,
    stack,
    trouble,
)
from tests.unit.deploy.operations import changed, standing

FAILING = service(
    running=0,
    rollouts=(Rollout(id="1", primary=True, task_definition=TASKS, state="IN_PROGRESS", failed=2),),
    events=(ServiceEvent(id="1", text="(service web) was unable to start", at=START, ill=True),),
)
CRASH = StoppedTask(
    arn="arn:aws:ecs:eu-west-1:111122223333:task/dev/4f2a",
    code="EssentialContainerExited",
    reason="Essential container in task exited",
    containers=(StoppedContainer(name="app", exit_code=1),),
    at=START + timedelta(seconds=1),
)
WELL = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE", "REVIEW_IN_PROGRESS")
GOING_WELL = (
    "CREATE_IN_PROGRESS",
    "UPDATE_IN_PROGRESS",
    "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
    "IMPORT_IN_PROGRESS",
    "DELETE_IN_PROGRESS",
)


def _there(status: str, *, ill: bool = False, **more: Any) -> FakeAws:
    aws = standing(status, ends="", **more)
    aws.stacks.held = SERVICE_RESOURCES
    aws.stacks.bodies = SERVICE_BODY
    if ill:
        aws.services.states = [(FAILING,)]
        aws.services.tasks = (CRASH,)
    return aws


def _diagnosed(aws: FakeAws) -> Diagnosis:
    return diagnose(stack(), aws.means())


@pytest.mark.parametrize("status", [s for s in TABLE if s != "DELETE_COMPLETE"])
def test_each_status_is_looked_at_and_nothing_is_changed(status: str) -> None:
    aws = _there(status)
    found = _diagnosed(aws)
    assert found.well == (status in (*WELL, *GOING_WELL))
    assert bool(found.causes) != found.well
    assert changed(aws) == []


@pytest.mark.parametrize("status", [s for s in TABLE if s != "DELETE_COMPLETE"])
def test_each_status_is_looked_at_without_events_and_that_is_said(status: str) -> None:
    aws = _there(status)
    aws.order("events", *[trouble(Trouble.DENIED)] * 9)
    found = _diagnosed(aws)
    assert found.well == (status in (*WELL, *GOING_WELL))
    said = status != "REVIEW_IN_PROGRESS"
    assert (trouble(Trouble.DENIED).what in found.evidence.unread) == said


def test_no_stack_is_refused() -> None:
    with pytest.raises(Refused, match="there is no stack dev-web"):
        _diagnosed(FakeAws())


def test_a_stack_that_is_well_costs_no_closer_look() -> None:
    aws = _there("UPDATE_COMPLETE")
    assert _diagnosed(aws).well
    assert not {"stopped", "targets", "breaker", "tail"} & set(aws.calls)


def test_why_an_update_failed_is_found_after_its_rollback() -> None:
    found = _diagnosed(_there("UPDATE_ROLLBACK_COMPLETE"))
    assert [one.reason for one in found.evidence.failures] == ["the queue is cursed"]
    assert found.last[0].status == "UPDATE_ROLLBACK_COMPLETE"


@pytest.mark.parametrize("status", ["UPDATE_COMPLETE", "UPDATE_IN_PROGRESS", "CREATE_IN_PROGRESS"])
def test_why_a_service_does_not_run_is_found_whatever_the_stack_says(status: str) -> None:
    found = _diagnosed(_there(status, ill=True))
    assert not found.well
    assert found.ill
    assert [cause.id for cause in found.causes] == ["container-exited"]
    (seen,) = found.evidence.services
    assert (seen.logical_id, seen.tasks[0].arn) == ("Service", CRASH.arn)


def test_what_went_wrong_before_the_operation_that_failed_is_not_its_cause() -> None:
    aws = _there("UPDATE_ROLLBACK_COMPLETE")
    old = START - timedelta(minutes=30)
    event = ServiceEvent(id="1", text="was unable to start", at=START, ill=True)
    aws.services.states = [(service(events=(event,)),)]
    aws.services.tasks = (
        StoppedTask(arn="arn:task/old", code="EssentialContainerExited", at=old),
        CRASH,
    )
    (seen,) = _diagnosed(aws).evidence.services
    assert [task.arn for task in seen.tasks] == [CRASH.arn]


@pytest.mark.parametrize(
    "call", ["resources", "describe_services", "stopped", "targets", "breaker"]
)
def test_what_may_not_be_read_is_named_and_takes_that_piece_alone(call: str) -> None:
    aws = _there("UPDATE_COMPLETE", ill=True)
    if call in ("resources", "describe_services"):  # verified first
        aws.order(call, None, *[trouble(Trouble.DENIED)] * 9)
    else:
        aws.order(call, *[trouble(Trouble.DENIED)] * 9)
    found = _diagnosed(aws)
    assert found.ill
    assert any(trouble(Trouble.DENIED).what in one for one in found.evidence.unread)


def test_that_the_services_may_not_be_read_is_not_taken_for_their_health() -> None:
    aws = _there("UPDATE_COMPLETE")
    aws.order("describe_services", *[trouble(Trouble.DENIED)] * 9)
    found = _diagnosed(aws)
    assert "not known" in found.evidence.unread[0]


def _service_failed() -> FakeAws:
    """An update that was rolled back because of its service, which runs again as it did before."""
    aws = _there("UPDATE_IN_PROGRESS")
    (life,) = aws.stacks.lives.values()
    aws.stacks.happen(
        life.state.id,
        (
            (0, "Service", "UPDATE_FAILED", "it did not stabilise"),
            (1, "dev-web", "UPDATE_ROLLBACK_IN_PROGRESS", "The following resource(s) failed"),
            (2, "dev-web", "UPDATE_ROLLBACK_COMPLETE", ""),
        ),
    )
    life.events = [
        (at, replace(e, type="AWS::ECS::Service") if e.logical_id == "Service" else e)
        for at, e in life.events
    ]
    aws.clock.now += 5
    event = ServiceEvent(id="1", text="deployment failed", at=START, ill=True)
    aws.services.states = [(service(events=(event,)),)]
    aws.services.tasks = (CRASH,)
    return aws


def test_why_a_service_failed_is_found_although_it_runs_again_as_it_did_before() -> None:
    found = _diagnosed(_service_failed())
    assert found.ill == ()
    assert [cause.id for cause in found.causes] == ["container-exited"]
    assert found.running[0].service.running == 2


def test_a_service_that_runs_again_is_told_as_it_is_now() -> None:
    aws = _service_failed()
    done = Rollout(id="1", primary=True, task_definition=TASKS, state="COMPLETED", running=2)
    (before,) = aws.services.states[0]
    aws.services.states = [(replace(before, rollouts=(done,)),)]
    found = _diagnosed(aws)
    assert [cause.id for cause in found.causes] == ["container-exited"]
    assert [(one.state, one.failed) for one in found.evidence.services] == [("COMPLETED", 0)]


@pytest.mark.parametrize(
    ("token", "told"),
    [(make("0" * 16), "it was cancelled with bbfd"), ("console-1", "somebody cancelled")],
)
def test_who_cancelled_is_told_by_the_token(token: str, told: str) -> None:
    aws = _there("UPDATE_IN_PROGRESS")
    (life,) = aws.stacks.lives.values()
    aws.stacks.happen(
        life.state.id,
        (
            (0, "dev-web", "UPDATE_ROLLBACK_IN_PROGRESS", "User Initiated"),
            (1, "dev-web", "UPDATE_ROLLBACK_COMPLETE", ""),
        ),
    )
    life.events = [
        (at, replace(e, token=token) if "ROLLBACK" in e.status else e) for at, e in life.events
    ]
    aws.clock.now += 5
    (cause,) = _diagnosed(aws).causes
    assert cause.what.startswith(told)


def test_watching_late_finds_the_same() -> None:
    outcome = reattach(stack(), Wishes(), _service_failed().means())
    assert [cause.id for cause in outcome.causes] == ["container-exited"]
