"""What a replacement means is said, type by type; a count that a deploy sets back as well."""

from __future__ import annotations

from typing import Any

import pytest

from bbfd.deploy.meanings import MEANINGS, REVISED, meanings
from bbfd.deploy.records import Change, ServiceState
from tests.unit.deploy import fakes
from tests.unit.deploy.guards.cases import SERVICE, case, changed, replaced


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
