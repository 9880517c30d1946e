"""What a rollback could not undo is told by its stack, and is part of it until it is gone."""

from __future__ import annotations

from tests.unit.local import templates
from tests.unit.local.world import World

SCALED = "update:AWS::ApplicationAutoScaling::ScalableTarget"


def _told(world: World) -> dict[str, tuple[str, str]]:
    """Resources that failed, with status and reason."""
    listed = world["cloudformation"].list_stack_resources(StackName="hello")
    return {
        one["LogicalResourceId"]: (one["ResourceStatus"], one.get("ResourceStatusReason", ""))
        for one in listed["StackResourceSummaries"]
        if one["ResourceStatus"].endswith("_FAILED")
    }


def _half_way(world: World) -> None:
    world.order({SCALED: "no", "rollback:AWS::ECS::Service": "nor <back>"})
    changed = templates.service(image="example.org/hello:2", count=4)
    ended = world.deploy("hello", changed, Parameters=world.parameters("env"))
    assert ended == "UPDATE_ROLLBACK_FAILED"


def test_what_did_not_go_back_is_listed_with_its_reason_until_it_does(own: World) -> None:
    _half_way(own)
    assert _told(own) == {"Service": ("UPDATE_FAILED", "nor <back>")}
    own.order({})
    own["cloudformation"].continue_update_rollback(StackName="hello")
    assert own.settled("hello") == "UPDATE_ROLLBACK_COMPLETE"
    assert _told(own) == {}


def test_what_was_skipped_failed_no_more(own: World) -> None:
    _half_way(own)
    own["cloudformation"].continue_update_rollback(StackName="hello", ResourcesToSkip=["Service"])
    assert own.settled("hello") == "UPDATE_ROLLBACK_COMPLETE"
    assert _told(own) == {}


def test_what_a_failed_creation_could_not_delete_goes_with_its_stack(world: World) -> None:
    world.deploy("env", templates.environment())
    world.order({"create:AWS::ECS::Service": "no", "rollback:AWS::Logs::LogGroup": "kept"})
    given = world.parameters("env")
    assert world.deploy("hello", templates.service(), Parameters=given) == "ROLLBACK_FAILED"
    ((status, reason),) = _told(world).values()
    assert (status, reason) == ("DELETE_FAILED", "kept")
    assert len(world["logs"].describe_log_groups()["logGroups"]) == 1
    world.order({})
    world.delete("hello")
    assert world["logs"].describe_log_groups()["logGroups"] == []


def test_an_update_that_failed_with_rollback_off_can_be_rolled_back(own: World) -> None:
    own.order({"update:AWS::ECS::Service": "no"})
    changed = templates.service(image="example.org/hello:2")
    proposed = own.propose("hello", changed, Parameters=own.parameters("env"))
    own["cloudformation"].execute_change_set(ChangeSetName=proposed, DisableRollback=True)
    assert own.settled("hello") == "UPDATE_FAILED"
    own["cloudformation"].rollback_stack(StackName="hello")
    assert own.settled("hello") == "UPDATE_ROLLBACK_COMPLETE"
