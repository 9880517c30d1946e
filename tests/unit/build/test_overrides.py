"""The last word on a property, the boundary of every role, and the tags of a service."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from troposphere import Ref

from bbfd.build.environment import environment_stack
from bbfd.build.service import service_stack
from bbfd.model.definition import Definition
from bbfd.model.stack import Overridden, Stack
from tests.unit.examples import JOB, WORKER, environment, properties, stack, web


def built(**fields: Any) -> Stack:
    where = environment()
    return service_stack(
        Definition("web", web(**fields), "w.py"), Definition("test", where, "e.py")
    )


def test_a_property_is_what_the_override_says_and_it_is_told() -> None:
    made = stack(web(override={"Task.Cpu": "512"}))
    assert properties(made, "Task")["Cpu"] == "512"
    told = Overridden(path=("Task", "Cpu"), old="256", new="512", field="override.Task.Cpu")
    assert made.overrides == (told,)
    assert made.origins["Task", "Cpu"] == "override.Task.Cpu"


def test_nothing_else_changes() -> None:
    made, plain = stack(web(override={"Task.Cpu": "512"})), stack()
    left = {**properties(made, "Task"), "Cpu": "256"}
    assert left == properties(plain, "Task")
    assert properties(plain, "Task")["Cpu"] == "256"


def test_what_is_shared_between_stacks_stays_as_it_was() -> None:
    path = "Service.DeploymentConfiguration.MaximumPercent"
    assert properties(stack(web(override={path: 150})), "Service")["DeploymentConfiguration"][
        "MaximumPercent"
    ] == (150)
    assert properties(stack(), "Service")["DeploymentConfiguration"]["MaximumPercent"] == 200


def test_items_of_lists_are_numbered_and_a_tuple_is_for_keys_with_dots() -> None:
    label = ("Task", "ContainerDefinitions", "0", "DockerLabels", "com.example.team")
    made = stack(web(override={"Task.ContainerDefinitions.0.Privileged": False, label: "web"}))
    container = properties(made, "Task")["ContainerDefinitions"][0]
    assert container["Privileged"] is False
    assert container["DockerLabels"] == {"com.example.team": "web"}


def test_none_takes_a_property_away() -> None:
    made = stack(web(override={"Service.PropagateTags": None}))
    assert "PropagateTags" not in properties(made, "Service")
    assert made.overrides[0].old == "SERVICE"


def test_what_becomes_of_a_resource_can_be_said_too() -> None:
    made = stack(web(override={"Logs.DeletionPolicy": "Retain"}))
    assert made.body["Resources"]["Logs"]["DeletionPolicy"] == "Retain"


def test_a_reference_brings_its_parameter() -> None:
    made = stack(web(override={"Service.Role": Ref("Vpc")}))
    assert properties(made, "Service")["Role"] == {"Ref": "Vpc"}
    assert "Vpc" in made.body["Parameters"]


def test_what_is_referred_to_no_more_is_no_parameter() -> None:
    assert "PrivateSubnets" in stack().body["Parameters"]
    made = stack(web(override={"Service.NetworkConfiguration": None}))
    assert "PrivateSubnets" not in made.body["Parameters"]
    assert "Vpc" in made.body["Parameters"]


@pytest.mark.parametrize(
    ("path", "what", "fix"),
    [
        ("Tusk.Cpu", "Tusk.Cpu: there is no such resource", "did you mean `Task`?"),
        ("Task", "Task: it names no property", 'write "Task.PROPERTY", as in the template'),
        (
            "Task.ContainerDefinitions.3.Image",
            "Task.ContainerDefinitions.3.Image: 3 is no item of the list",
            "write its number: 0 to 0",
        ),
        (
            "Service.Cluster.Name",
            "Service.Cluster.Name: there is no Name in {'Ref': 'Cluster'}",
            "name what is around it",
        ),
    ],
)
def test_an_override_of_nothing_is_refused_with_what_there_is(
    path: str, what: str, fix: str
) -> None:
    (refused,) = built(override={path: "x"}).refusals
    assert (refused.what, refused.fix, refused.field) == (what, fix, f"override.{path}")


def test_every_role_has_the_environments_boundary() -> None:
    arn = "arn:aws:iam::123456789012:policy/developers"
    where = environment(permissions_boundary=arn)
    for made in (stack(web(), where), stack(WORKER, where), stack(JOB, where)):
        roles = roles_of(made)
        assert {"TaskRole", "ExecutionRole"} <= roles.keys()
        assert {each["PermissionsBoundary"] for each in roles.values()} == {arn}
    own = environment_stack(Definition("test", where, "e.py"))
    assert own is not None
    assert roles_of(own)
    assert all(each["PermissionsBoundary"] == arn for each in roles_of(own).values())


def test_a_boundary_by_name_is_the_accounts_own_policy() -> None:
    made = stack(web(), environment(permissions_boundary="developers"))
    arn = "arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/developers"
    assert properties(made, "TaskRole")["PermissionsBoundary"] == {"Fn::Sub": arn}


def roles_of(made: Stack) -> dict[str, Any]:
    every = made.body["Resources"].items()
    return {n: each["Properties"] for n, each in every if each["Type"] == "AWS::IAM::Role"}


def test_tags_of_a_service_come_beside_those_of_the_environment() -> None:
    where = environment(tags={"team": "platform", "stage": "test"})
    made = stack(replace(web(), tags={"team": "web"}), where)
    assert made.tags["team"] == "web"
    assert made.tags["stage"] == "test"
    assert made.tags["bbfd:service"] == "web"


def test_a_tag_that_aws_does_not_take_is_refused() -> None:
    (refused,) = built(tags={"bbfd:service": "x"}).refusals
    assert refused.field == "tags.bbfd:service"
