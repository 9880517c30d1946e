"""What comes first stands in the task definition; what is deployed before it has no service, or the one that runs."""

from __future__ import annotations

from typing import Any

from bbfd.deploy.plan.first import Run, all_but_services, as_they_run, runs, starts_tasks
from bbfd.deploy.records import Change, PropertyChange, Replacement

BODY: dict[str, Any] = {
    "Parameters": {"Image": {"Type": "String"}},
    "Resources": {
        "Task": {
            "Type": "AWS::ECS::TaskDefinition",
            "Metadata": {
                "bbfd:before": [{"Container": "app", "Command": ["migrate"], "Minutes": 5}]
            },
        },
        "Service": {
            "Type": "AWS::ECS::Service",
            "Properties": {"TaskDefinition": {"Ref": "Task"}},
        },
        "Scaled": {"Type": "T", "Properties": {"Id": {"Fn::GetAtt": ["Service", "Name"]}}},
        "Policy": {"Type": "T", "Properties": {"Of": {"Ref": "Scaled"}}},
        "Alarm": {"Type": "T", "Properties": {"Name": {"Fn::Sub": "a-${Service.Name}"}}},
        "Late": {"Type": "T", "DependsOn": ["Task", "Service"]},
        "Early": {"Type": "T", "Properties": {"Text": {"Fn::Sub": "${Image} of Service"}}},
    },
    "Outputs": {
        "Service": {"Value": {"Ref": "Service"}},
        "TaskDefinition": {"Value": {"Ref": "Task"}},
    },
}


def test_what_comes_first_stands_in_the_task_definition() -> None:
    assert runs(BODY) == (Run(task="Task", container="app", command=("migrate",), minutes=5),)
    assert runs({"Resources": {"Task": {"Type": "AWS::ECS::TaskDefinition"}}}) == ()


def test_without_services_nothing_is_left_that_needs_one() -> None:
    left = all_but_services(BODY)
    assert left["Resources"].keys() == {"Task", "Early"}
    assert left["Outputs"].keys() == {"TaskDefinition"}
    assert left["Parameters"] == BODY["Parameters"]


def test_a_service_is_kept_at_what_it_runs_and_nothing_says_that_it_should_run_more() -> None:
    kept = as_they_run(BODY, {"Service": "arn:task:1"})
    assert kept["Resources"]["Service"]["Properties"]["TaskDefinition"] == "arn:task:1"
    assert kept["Outputs"].keys() == {"Service"}
    assert BODY["Resources"]["Service"]["Properties"]["TaskDefinition"] == {"Ref": "Task"}


SERVICE = "AWS::ECS::Service"


def test_another_task_definition_starts_tasks() -> None:
    task = Change(action="modify", logical_id="Task", type="AWS::ECS::TaskDefinition")
    assert starts_tasks((task,))
    assert not starts_tasks((Change(action="modify", logical_id="S", type=SERVICE),))


def test_a_definition_that_was_there_before_its_service_ran_it_starts_tasks() -> None:
    """As where what came first failed, and is tried again."""
    turned = PropertyChange(path="/Properties/TaskDefinition", recreates=Replacement.NEVER)
    assert starts_tasks(
        (Change(action="modify", logical_id="S", type=SERVICE, properties=(turned,)),)
    )
    assert starts_tasks((Change(action="add", logical_id="S", type=SERVICE),))
