"""What a replacement means is said, type by type; a count that a deploy sets back as well."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bbfd.deploy.plan.meanings import MEANINGS, REVISED, meanings
from bbfd.deploy.records import Change, PropertyChange, Replacement, ServiceState
from bbfd.model.stack import FromLive, Parameter
from tests.unit.deploy import fakes
from tests.unit.deploy.plan.guards.cases import SERVICE, case, changed, replaced


def _meaning(
    change: Change, now: ServiceState | None = None, policy: str = "", **properties: Any
) -> str:
    resource = {"Type": change.type, "Properties": properties}
    if policy:
        resource["UpdateReplacePolicy"] = policy
    live = {"It": now} if now else {}
    return meanings(case(change, body={"Resources": {"It": resource}}, live=live)).get("It", "")


def _running(count: int) -> ServiceState:
    return fakes.service(desired=count, running=count)


MOVED = replaced(SERVICE, "LaunchType")


def test_an_autoscaled_service_that_is_replaced_starts_with_one_task_and_that_is_loud() -> None:
    said = _meaning(MOVED, _running(7))
    assert "STARTS WITH 1 TASK" in said
    assert "7 tasks run now" in said
    assert "scaled out" in said


def test_a_service_with_a_count_starts_with_that() -> None:
    said = _meaning(MOVED, _running(7), DesiredCount=2)
    assert "starts with 2 tasks" in said
    assert "7 tasks run now" in said
    assert "1 TASK" not in said


def test_where_one_runs_one_is_no_less() -> None:
    said = _meaning(MOVED, _running(1))
    assert said.endswith("1 task runs now")


def test_what_could_not_be_read_is_said() -> None:
    assert "could not be read" in _meaning(MOVED)


def test_behind_a_load_balancer_the_new_tasks_have_to_be_healthy_first() -> None:
    said = _meaning(MOVED, _running(2), LoadBalancers=[{"ContainerName": "app"}])
    assert "once the load balancer finds them healthy" in said


def test_a_count_that_the_deploy_sets_back_is_said() -> None:
    new_tasks = changed(SERVICE, "TaskDefinition")
    assert "5 tasks run now; the definition says 2" in _meaning(
        new_tasks, _running(5), DesiredCount=2
    )
    assert _meaning(new_tasks, _running(2), DesiredCount=2) == ""
    assert _meaning(new_tasks, _running(5)) == ""
    assert _meaning(new_tasks, None, DesiredCount=2) == ""


SCALED = Parameter(name="Start", type="String", default="", source=FromLive(service="It"))
COUNTED: dict[str, Any] = {
    "Conditions": {"Counted": {"Fn::Not": [{"Fn::Equals": [{"Ref": "Start"}, ""]}]}},
    "Resources": {
        "It": {
            "Type": SERVICE,
            "Properties": {
                "DesiredCount": {"Fn::If": ["Counted", {"Ref": "Start"}, {"Ref": "AWS::NoValue"}]}
            },
        }
    },
}


def _told(change: Change, start: str, now: ServiceState | None = None) -> str:
    live = {"It": now} if now else {}
    found = case(change, body=COUNTED, parameters=(SCALED,), values={"Start": start}, live=live)
    return meanings(found).get("It", "")


def test_a_scaled_service_that_is_told_its_count_starts_with_as_many_as_run() -> None:
    said = _told(MOVED, "7", _running(7))
    assert said.endswith("It starts with 7 tasks, as many as run now")
    assert "STARTS WITH 1 TASK" in _told(MOVED, "", _running(7))


def test_a_plan_that_was_kept_says_that_the_count_is_of_then() -> None:
    said = _told(MOVED, "7", _running(9))
    assert "starts with 7 tasks, as many as ran when this was planned; 9 tasks run now" in said
    assert "could not be read" in _told(MOVED, "7")


def test_where_it_may_stay_the_count_is_set_all_the_same_and_that_is_said() -> None:
    may = replace(MOVED, replacement=Replacement.MAYBE)
    assert "should it stay after all, its count is set to that" in _told(may, "7", _running(7))


def test_a_count_that_is_no_longer_told_is_no_change_of_count() -> None:
    gone = changed(SERVICE)
    gone = replace(gone, properties=(PropertyChange(path="DesiredCount", before="5"),))
    said = _told(gone, "", _running(8))
    assert "what runs stays, and 8 tasks run now" in said
    assert "a rollback of this deploy would set it to 5 again" in said
    assert "what runs stays" in _told(gone, "")
    assert _told(changed(SERVICE, "TaskDefinition"), "", _running(8)) == ""


@pytest.mark.parametrize(
    ("policy", "expected"),
    [("", "it goes with it"), ("Retain", "is kept"), ("Snapshot", "a snapshot")],
)
@pytest.mark.parametrize("type", ["AWS::Logs::LogGroup", "AWS::RDS::DBInstance", "AWS::New::Type"])
def test_what_becomes_of_what_it_holds_follows_its_policy(
    type: str, policy: str, expected: str
) -> None:
    assert expected in _meaning(replaced(type, "P"), policy=policy)


def test_a_type_that_nobody_described_is_taken_to_hold_data() -> None:
    assert "what the old one holds is not moved" in _meaning(replaced("AWS::New::Type", "P"))


@pytest.mark.parametrize("type", sorted(MEANINGS))
def test_every_type_of_the_table_says_what_it_means(type: str) -> None:
    said = _meaning(replaced(type, "P"))
    assert said
    assert "{" not in said


@pytest.mark.parametrize("type", sorted(REVISED))
def test_a_revision_is_no_replacement(type: str) -> None:
    assert _meaning(replaced(type, "P")) == ""
