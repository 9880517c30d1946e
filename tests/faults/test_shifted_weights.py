"""ECS moves the weights of a listener rule with each blue/green deployment. No deploy of ours ever moves them back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.command import run, settle
from tests.faults.fake.fates import EXIT_1
from tests.faults.fake.faults import Effect
from tests.faults.fake.world import World
from tests.faults.scenario import DEPLOY, STACK, WEB, holds, written

BLUE_GREEN = WEB.replace("Container, Fargate", "BlueGreen, Container, Fargate").replace(
    "    count=2", "    deployment=BlueGreen(bake=0),\n    count=2"
)
NEWER = BLUE_GREEN.replace("nginx:1.27", "nginx:1.28")
NEWEST = BLUE_GREEN.replace("nginx:1.27", "nginx:1.29")
MOVED = NEWER.replace('path="/*"', 'path="/shop/*"')


@pytest.fixture
def shifted(furnished: World, project: Path) -> World:
    """The service was deployed twice: its requests go to the second target group."""
    for web in (BLUE_GREEN, NEWER):
        done = run(furnished, *DEPLOY, project=written(project, web=web))
        assert done.exit_code == 0, done.stderr
        settle(furnished)
    assert weights(furnished) == {"Targets": 0, "OtherTargets": 100}
    return furnished


def weights(world: World) -> dict[str, int]:
    """What the rule of everybody gives now, by logical id."""
    world.timeline.advance()
    held = world.cloudformation.stack(STACK).live()
    given = world.elbv2.weights[held["Rule"].physical]
    return {name: given[held[name].physical] for name in ("Targets", "OtherTargets")}


def test_a_first_deploy_sends_all_requests_to_the_first_group(
    furnished: World, project: Path
) -> None:
    ran = run(furnished, *DEPLOY, project=written(project, web=BLUE_GREEN))
    assert weights(furnished) == {"Targets": 100, "OtherTargets": 0}
    holds(furnished, ran, exit_code=0, budget=40, status="CREATE_COMPLETE")


def test_a_new_version_is_shifted_by_ecs_and_by_nobody_else(shifted: World, project: Path) -> None:
    ran = run(shifted, *DEPLOY, project=written(project, web=NEWEST))
    assert "Rule " not in ran.words
    assert weights(shifted) == {"Targets": 100, "OtherTargets": 0}
    holds(shifted, ran, exit_code=0, budget=40, status="UPDATE_COMPLETE")


def test_a_deploy_that_changes_nothing_is_known_as_such_although_ecs_has_moved_them(
    shifted: World, project: Path
) -> None:
    ran = run(shifted, *DEPLOY, project=written(project, web=NEWER))
    assert "nothing to do" in ran.words
    assert weights(shifted) == {"Targets": 0, "OtherTargets": 100}


def test_a_rule_that_changes_keeps_the_weights_that_it_has_now(
    shifted: World, project: Path
) -> None:
    ran = run(shifted, *DEPLOY, project=written(project, web=MOVED))
    assert weights(shifted) == {"Targets": 0, "OtherTargets": 100}
    holds(shifted, ran, exit_code=0, budget=50, status="UPDATE_COMPLETE")


def test_a_version_that_fails_leaves_them_where_they_were(shifted: World, project: Path) -> None:
    shifted.fate(STACK, EXIT_1)
    ran = run(shifted, *DEPLOY, project=written(project, web=NEWEST))
    assert weights(shifted) == {"Targets": 0, "OtherTargets": 100}
    holds(shifted, ran, exit_code=4, budget=70, status="UPDATE_ROLLBACK_COMPLETE")


def test_a_rule_and_a_version_do_not_change_at_once_where_a_rollback_would_move_them(
    shifted: World, project: Path
) -> None:
    both = MOVED.replace("nginx:1.28", "nginx:1.29")
    ran = run(shifted, *DEPLOY, project=written(project, web=both))
    assert "a rollback would send requests to tasks that are gone" in ran.words
    assert weights(shifted) == {"Targets": 0, "OtherTargets": 100}
    holds(shifted, ran, exit_code=3, budget=30, status="UPDATE_COMPLETE")


def test_first_the_rule_and_then_the_version_is_safe(shifted: World, project: Path) -> None:
    assert run(shifted, *DEPLOY, project=written(project, web=MOVED)).exit_code == 0
    settle(shifted)
    shifted.fate(STACK, EXIT_1)
    both = MOVED.replace("nginx:1.28", "nginx:1.29").replace("/shop/*", "/store/*")
    ran = run(shifted, *DEPLOY, project=written(project, web=both))
    assert ran.exit_code == 4, ran.stderr
    assert weights(shifted) == {"Targets": 0, "OtherTargets": 100}


def test_a_group_that_serves_is_not_taken_away(shifted: World, project: Path) -> None:
    ran = run(shifted, *DEPLOY, project=written(project))
    assert "OtherTargets goes, and it is where Rule sends the requests now" in ran.words
    assert weights(shifted) == {"Targets": 0, "OtherTargets": 100}
    holds(shifted, ran, exit_code=3, budget=30, status="UPDATE_COMPLETE")


def test_where_nobody_may_look_whether_a_group_serves_it_is_not_taken_away(
    shifted: World, project: Path
) -> None:
    shifted.wire.fault(Effect.DENIED, "DescribeRules")
    ran = run(shifted, *DEPLOY, project=written(project))
    assert "OtherTargets goes, and whether Rule sends requests there could not be read" in ran.words
    assert weights(shifted) == {"Targets": 0, "OtherTargets": 100}
    holds(shifted, ran, exit_code=3, budget=30, status="UPDATE_COMPLETE")


def test_a_deploy_does_not_cut_into_a_shift(shifted: World, project: Path) -> None:
    found = shifted.ecs.found(STACK)
    assert found is not None
    found.primary.state = "IN_PROGRESS"
    ran = run(shifted, *DEPLOY, project=written(project, web=NEWEST))
    assert "ECS is shifting the traffic" in ran.words
    holds(shifted, ran, exit_code=3, budget=30, status="UPDATE_COMPLETE")


def test_a_service_that_rolls_becomes_one_that_is_shifted_in_two_steps(
    deployed: World, project: Path
) -> None:
    between = BLUE_GREEN.replace("BlueGreen(bake=0)", "Rolling(shiftable=True)")
    between = between.replace(
        "BlueGreen, Container, Fargate, Http,", "Container, Fargate, Http, Rolling,"
    )
    for web in (between, BLUE_GREEN):
        ran = run(deployed, *DEPLOY, project=written(project, web=web))
        assert ran.exit_code == 0, ran.stderr
        assert "AWS wants a" not in ran.words
        settle(deployed)
        assert weights(deployed)["OtherTargets"] == 0
    ran = run(deployed, *DEPLOY, project=written(project, web=NEWER))
    assert ran.exit_code == 0, ran.stderr
    assert weights(deployed) == {"Targets": 0, "OtherTargets": 100}


def test_at_once_it_is_noted(deployed: World, project: Path) -> None:
    ran = run(deployed, *DEPLOY, project=written(project, web=BLUE_GREEN))
    assert "AWS wants a deployment with Rolling(shiftable=True) in between" in ran.words
