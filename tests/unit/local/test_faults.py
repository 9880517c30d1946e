"""Failures ordered from outside: CloudFormation really fails, and what ran before still runs."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from bbfd.errors import Place, UsageError
from bbfd.local.condition import status
from bbfd.local.faults import Act, Fate, fate, load
from tests.unit.local import templates
from tests.unit.local.world import World

UPDATE = Act(operation="update", type="AWS::ECS::Service", logical_id="Service", stack="hello")


def _seen(world: World) -> dict[str, Any]:
    """What ECS and ELB say of the service, apart from CloudFormation."""
    made = world.resources("hello")
    service = world["ecs"].describe_services(
        cluster=world.outputs("env")["Cluster"], services=[made["Service"]]
    )["services"][0]
    task = world["ecs"].describe_task_definition(taskDefinition=service["taskDefinition"])
    rules = world["elbv2"].describe_rules(ListenerArn=world.outputs("env")["HttpListener"])
    return {
        "made": made,
        "revision": service["taskDefinition"],
        "deployments": [d["taskDefinition"] for d in service["deployments"]],
        "running": service["runningCount"],
        "image": task["taskDefinition"]["containerDefinitions"][0]["image"],
        "state": task["taskDefinition"]["status"],
        "target group": service["loadBalancers"][0]["targetGroupArn"],
        "groups": [
            g["TargetGroupArn"] for g in world["elbv2"].describe_target_groups()["TargetGroups"]
        ],
        "forwards": [a.get("TargetGroupArn") for r in rules["Rules"] for a in r["Actions"]],
    }


@pytest.mark.parametrize(
    "fault",
    [
        "update:AWS::ECS::Service",
        "update:Service@hello",
        "Scaled",
        "AWS::ApplicationAutoScaling::ScalableTarget",
    ],
)
def test_after_a_failed_update_image_revision_and_target_group_are_those_before(
    own: World, fault: str
) -> None:
    before = _seen(own)
    own.order({fault: "Resource handler returned message: the tasks kept stopping"})
    changed = templates.service(image="example.org/hello:broken", count=4, port=8080)
    ended = own.deploy("hello", changed, Parameters=own.parameters("env"))
    assert ended == "UPDATE_ROLLBACK_COMPLETE"
    assert "the tasks kept stopping" in " ".join(own.failures("hello").values())
    assert _seen(own) == before


def test_after_a_failed_update_the_next_one_works(own: World) -> None:
    own.order({"update:AWS::ECS::Service": "no"})
    changed = templates.service(image="example.org/hello:2")
    own.deploy("hello", changed, Parameters=own.parameters("env"))
    own.order({})
    assert own.deploy("hello", changed, Parameters=own.parameters("env")) == "UPDATE_COMPLETE"
    assert _seen(own)["image"] == "example.org/hello:2"


def test_a_failed_creation_leaves_nothing_but_the_stack(own: World) -> None:
    own.order({"create:AWS::ECS::Service@second": "no capacity"})
    second = templates.service(priority=2000)
    ended = own.deploy("second", second, Parameters=own.parameters("env"))
    groups = own["elbv2"].describe_target_groups()["TargetGroups"]
    assert ended == "ROLLBACK_COMPLETE"
    assert own.failures("second")["Service"] == "no capacity"
    assert [g["TargetGroupArn"] for g in groups] == [own.resources("hello")["Targets"]]


def test_a_failing_deletion_leaves_the_stack_to_try_again(own: World) -> None:
    own.order({"delete:Logs": "it is in use"})
    assert own.delete("hello") == "DELETE_FAILED"
    own.order({})
    assert own.delete("hello") == ""


def test_a_failing_rollback_is_a_state_of_its_own_and_can_be_continued(own: World) -> None:
    own.order({"update:Scaled": "no", "rollback:AWS::ECS::Service": "not even that"})
    changed = templates.service(count=4)
    ended = own.deploy("hello", changed, Parameters=own.parameters("env"))
    assert ended == "UPDATE_ROLLBACK_FAILED"
    own.order({})
    own["cloudformation"].continue_update_rollback(StackName="hello")
    assert own.settled("hello") == "UPDATE_ROLLBACK_COMPLETE"


def test_a_delay_makes_progress_visible_while_calls_are_answered(world: World) -> None:
    logs = {"Resources": {"Logs": {"Type": "AWS::Logs::LogGroup", "Properties": {}}}}
    world.order({"*": 0.6})
    started = time.monotonic()
    world.start("slow", logs)
    assert world.status("slow") == "CREATE_IN_PROGRESS"
    assert world.settled("slow") == "CREATE_COMPLETE"
    assert time.monotonic() - started >= 0.6


def test_an_update_can_be_cancelled_while_it_is_delayed(own: World) -> None:
    before = _seen(own)
    own.order({"Task": 0.6})
    changed = templates.service(image="example.org/hello:2")
    own.start("hello", changed, Parameters=own.parameters("env"))
    own["cloudformation"].cancel_update_stack(StackName="hello")
    assert own.settled("hello") == "UPDATE_ROLLBACK_COMPLETE"
    assert _seen(own) == before


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("update:AWS::ECS::Service", True),
        ("AWS::ECS::Service", True),
        ("update:Service", True),
        ("Service@hello", True),
        ("*", True),
        ("update:*@hello", True),
        ("create:AWS::ECS::Service", False),
        ("rollback:Service", False),
        ("Service@other", False),
        ("AWS::ECS::TaskDefinition", False),
    ],
)
def test_a_key_names_operation_resource_and_stack(key: str, *, meant: bool) -> None:
    assert fate({key: "no"}, UPDATE) == (Fate(reason="no") if meant else Fate())


def test_a_rollback_is_spared_unless_it_is_named() -> None:
    act = Act(operation="rollback", type="AWS::ECS::Service", logical_id="Service", stack="hello")
    assert fate({"*": "no", "Service": 1}, act) == Fate()
    assert fate({"rollback:Service": "no"}, act) == Fate(reason="no")


def test_the_longest_delay_comes_before_the_failure() -> None:
    assert fate({"*": 1, "Service": 2.5, "update:*": "no"}, UPDATE) == Fate(delay=2.5, reason="no")


def test_a_reason_holds_no_character_that_an_answer_in_xml_cannot() -> None:
    assert fate({"*": "a\x1b[31m\0\ud800\tb\n\x9b\U0001f600"}, UPDATE) == Fate(
        reason="a\ufffd[31m\ufffd\ufffd\tb\n\x9b\U0001f600"
    )


ODD = ["[]", "{", '{"a": true}', '{"a": ["b"]}', '{"a": NaN}', '{"a": -1}', '{"a": 1e999}']


@pytest.mark.parametrize("text", [*ODD, "[" * 100_000], ids=range(8))
def test_a_file_that_is_not_a_mapping_is_the_users_mistake(tmp_path: Path, text: str) -> None:
    (tmp_path / "faults.json").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError):
        load(tmp_path)


@pytest.mark.parametrize(
    ("text", "why", "at"),
    [
        ("", "it is empty", (1, 1)),
        (" \n", "it is empty", (1, 1)),
        ("[]", "it is no mapping", (1, 1)),
        ('{"Logs": 1,\n  "Service" 2}', "expecting ':' delimiter", (2, 13)),
        ('{"Logs": 1,\n  "Service": true}', "Service is neither a reason nor seconds", (2, 3)),
    ],
)
def test_a_wrong_file_is_told_once_with_its_place_and_what_to_do(
    text: str, why: str, at: tuple[int, int], tmp_path: Path
) -> None:
    path = tmp_path / "faults.json"
    path.write_text(text, encoding="utf-8")
    for look in (load, status):
        with pytest.raises(UsageError) as raised:
            look(tmp_path)
        assert raised.value.what.startswith(f"{why}: ")
        assert raised.value.place == Place(str(path), *at)
        assert f"`rm {path}`" in raised.value.fix


def test_no_failures_are_ordered_by_an_empty_mapping(tmp_path: Path) -> None:
    (tmp_path / "faults.json").write_text("{}", encoding="utf-8")
    assert status(tmp_path).faults is False
