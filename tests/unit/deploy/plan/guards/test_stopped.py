from typing import Any

import pytest

from bbfd.deploy.plan.guards._case import GOOD, Verdict
from bbfd.deploy.plan.guards.stopped import guard
from bbfd.deploy.present import Starter
from tests.unit.deploy.fakes import FakeAws, service
from tests.unit.deploy.plan.guards.cases import (
    DENIED,
    SERVICE,
    added,
    case,
    changed,
    replaced,
    resources,
)

SCHEDULE, RULE = "AWS::Scheduler::Schedule", "AWS::Events::Rule"
ASLEEP = {"It": service(desired=0, running=0)}


def _of_service(properties: dict[str, Any], live: dict[str, Any]) -> Verdict:
    body = resources(It=(SERVICE, properties))
    return guard(case(changed(SERVICE, "TaskDefinition"), body=body, live=live))


def test_a_stopped_service_whose_count_is_defined_is_said_to_be_started() -> None:
    (note,) = _of_service({"DesiredCount": 3}, ASLEEP).notes
    assert "this deploy STARTS it with the 3" in note
    assert "`bbfd stop web --env dev`" in note


def test_one_whose_count_is_left_to_autoscaling_is_said_to_stay_stopped() -> None:
    (note,) = _of_service({}, ASLEEP).notes
    assert "keeps it: `bbfd start web --env dev`" in note


@pytest.mark.parametrize("live", [{}, {"It": service()}, {"It": service(desired=0, daemon=True)}])
def test_one_that_runs_is_not_worth_a_word(live: dict[str, Any]) -> None:
    assert _of_service({"DesiredCount": 3}, live) == GOOD


def test_what_a_replacement_begins_with_is_told_elsewhere() -> None:
    body = resources(It=(SERVICE, {"DesiredCount": 3}))
    assert guard(case(replaced(SERVICE, "LaunchType"), body=body, live=ASLEEP)) == GOOD


def _of_starter(type: str, aws: FakeAws, **properties: Any) -> Verdict:
    body = resources(It=(type, properties))
    return guard(case(changed(type, "Target", physical_id="id"), body=body, aws=aws))


def _turned(type: str, *, on: bool) -> FakeAws:
    aws = FakeAws()
    starters = aws.schedules if type == SCHEDULE else aws.event_rules
    starters.known["id"] = Starter(id="id", on=on)
    return aws


@pytest.mark.parametrize("type", [SCHEDULE, RULE])
def test_what_was_turned_off_is_said_to_be_turned_on(type: str) -> None:
    (note,) = _of_starter(type, _turned(type, on=False)).notes
    assert "It is turned off, and this deploy TURNS IT ON" in note
    assert _of_starter(type, _turned(type, on=True)) == GOOD
    assert _of_starter(type, FakeAws()) == GOOD
    assert _of_starter(type, _turned(type, on=False), State="DISABLED") == GOOD


def test_what_may_not_be_read_is_said_and_what_is_new_is_not_asked_for() -> None:
    aws = _turned(SCHEDULE, on=False)
    aws.order("read_starter", DENIED)
    (note,) = _of_starter(SCHEDULE, aws).notes
    assert "was not checked" in note
    new = case(added(SCHEDULE), body=resources(It=(SCHEDULE, {})), aws=FakeAws())
    assert guard(new) == GOOD
