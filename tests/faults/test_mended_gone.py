"""A stack that somebody deletes right after our operation ended well: that is told, and it is no success."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.command import run
from tests.faults.fake.world import World
from tests.faults.scenario import DEPLOY, STACK, holds, told_to_programs


def _deleting(world: World) -> None:
    world.client("cloudformation").delete_stack(StackName=STACK, ClientRequestToken="theirs")


@pytest.mark.parametrize("events", [True, False], ids=["events", "no events"])
def test_a_stack_that_is_deleted_right_after_our_update_is_no_success(
    deployed: World, newer: Path, events: bool
) -> None:
    if not events:
        deployed.wire.deny("cloudformation:DescribeStackEvents")
    deployed.then(STACK, lambda w: w.delete(STACK))
    ran = run(deployed, *DEPLOY, "--json", project=newer)
    assert "somebody" in ran.words
    assert "deleted the stack" in ran.words
    holds(deployed, ran, exit_code=5, budget=60, state="DELETE_COMPLETE")
    if events:
        assert "`bbfd deploy web --env prod` makes it anew" in ran.words
        assert "it ended in UPDATE_COMPLETE" in ran.words
        assert told_to_programs(ran)[-1]["exit_code"] == 5


def test_a_stack_whose_deletion_begins_right_after_our_update_is_no_success(
    deployed: World, newer: Path
) -> None:
    deployed.resource("Service", STACK, phase="delete", seconds=600.0)
    deployed.then(STACK, _deleting)
    ran = run(deployed, *DEPLOY, project=newer)
    assert "it ended in UPDATE_COMPLETE" in ran.words
    assert "somebody is deleting the stack since" in ran.words
    assert "`bbfd watch web --env prod`" in ran.words
    holds(deployed, ran, exit_code=5, budget=60, status="DELETE_IN_PROGRESS")


def test_a_stack_that_is_deleted_right_after_it_was_made_is_no_success(
    furnished: World, project: Path
) -> None:
    twin = furnished.twin()
    made = run(twin, *DEPLOY, project=project)
    assert made.exit_code == 0
    done = next(one for one in twin.cloudformation.stack(STACK).operations if one.ended is not None)
    furnished.others((done.ended or 0.0) + 0.05, lambda w: w.delete(STACK))
    ran = run(furnished, *DEPLOY, project=project)
    assert "it ended in CREATE_COMPLETE" in ran.words
    holds(furnished, ran, exit_code=5, budget=60, state="DELETE_COMPLETE")


def test_a_stack_that_is_deleted_while_its_services_are_looked_at_is_no_success(
    deployed: World, newer: Path
) -> None:
    deployed.wire.latency = 0.5
    twin = deployed.twin()
    twin.wire.latency = 0.5
    asked = run(twin, *DEPLOY, project=newer).calls.of("DescribeStacks").all[-1].second
    deployed.others(asked + 0.25, lambda w: w.delete(STACK))
    ran = run(deployed, *DEPLOY, project=newer)
    assert "somebody has deleted the stack since" in ran.words
    holds(deployed, ran, exit_code=5, budget=70, state="DELETE_COMPLETE")
