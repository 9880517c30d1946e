"""A service that scales: a deploy tells no count, but where it replaces the service: then as many tasks as run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.command import Ran, run, settle
from tests.faults.fake.world import World
from tests.faults.scenario import DEPLOY, PROD, STACK, WEB, holds, written

SCALED = WEB.replace("Http, WebService", "Http, Scaling, WebService").replace(
    "count=2", "scaling=Scaling(minimum=2, maximum=9, cpu=60)"
)
NEWER = SCALED.replace("nginx:1.27", "nginx:1.28")
ONE = PROD.replace("Access, Environment", "Access, Environment, ExistingCluster").replace(
    "    aws=Access(),\n", '    aws=Access(),\n    cluster=ExistingCluster(name="one"),\n'
)
TWO = ONE.replace('"one"', '"two"')  # the service has to be made anew in another cluster


@pytest.fixture
def scaled(furnished: World, project: Path) -> World:
    """The service runs in the cluster `one`, and the load asked for 5 tasks."""
    done = run(furnished, *DEPLOY, project=written(project, web=SCALED, prod=ONE))
    assert done.exit_code == 0, done.stderr
    settle(furnished)
    furnished.ecs.scale(STACK, 5)
    return furnished


def _desired(world: World) -> int:
    found = world.ecs.found(STACK)
    assert found is not None
    return found.desired


def _told(ran: Ran) -> list[str]:
    """The counts that were sent for the service's own stack, change set by change set."""
    return [
        one["ParameterValue"]
        for made in ran.calls.of("CreateChangeSet").parameters()
        if made["StackName"] == STACK
        for one in made["Parameters"]
        if one["ParameterKey"] == "StartCount"
    ]


def test_a_new_version_tells_no_count_and_what_the_load_asked_for_stays(
    scaled: World, project: Path
) -> None:
    ran = run(scaled, *DEPLOY, project=written(project, web=NEWER, prod=ONE))
    assert _told(ran) == [""]
    assert "DesiredCount" not in ran.words
    assert _desired(scaled) == 5
    holds(scaled, ran, exit_code=0, budget=45, status="UPDATE_COMPLETE")


def test_a_service_that_is_replaced_starts_with_the_tasks_that_run(
    scaled: World, project: Path
) -> None:
    before = scaled.ecs.found(STACK)
    ran = run(scaled, *DEPLOY, project=written(project, web=SCALED, prod=TWO))
    assert _told(ran) == ["", "5"]
    assert "It starts with 5 tasks, as many as run now" in ran.words
    assert "STARTS WITH 1" not in ran.words
    assert scaled.ecs.found(STACK) is not before
    assert _desired(scaled) == 5
    holds(scaled, ran, exit_code=0, budget=60, status="UPDATE_COMPLETE")


def test_the_deploy_after_it_lets_go_of_the_count_and_changes_nothing_in_ecs(
    scaled: World, project: Path
) -> None:
    moved = written(project, web=SCALED, prod=TWO)
    run(scaled, *DEPLOY, project=moved)
    settle(scaled)
    scaled.ecs.scale(STACK, 8)
    ran = run(scaled, *DEPLOY, project=moved)
    assert _told(ran) == [""]
    assert "what runs stays, and 8 tasks run now" in ran.words
    assert "a rollback of this deploy would set it to 5 again" in ran.words
    assert _desired(scaled) == 8
    holds(scaled, ran, exit_code=0, budget=45, status="UPDATE_COMPLETE")
    again = run(scaled, *DEPLOY, project=moved)
    assert _told(again) == []
    assert "nothing to do" in again.words


def test_a_count_that_nobody_may_read_is_told_loudly_to_be_one(
    scaled: World, project: Path
) -> None:
    scaled.wire.deny("ecs:DescribeServices")
    ran = run(
        scaled, "diff", "web", "--env", "prod", project=written(project, web=SCALED, prod=TWO)
    )
    assert _told(ran) == [""]
    said = " ".join(ran.stdout.split())
    assert "It STARTS WITH 1 TASK" in said
    assert "how many run now could not be read" in said
    assert scaled.left_behind() == []
