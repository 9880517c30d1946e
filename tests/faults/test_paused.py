"""A deployment that waits for a word: it is told, and `bbfd continue` gives it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.command import run, settle
from tests.faults.fake.world import World
from tests.faults.scenario import DEPLOY, STACK, WEB, holds, written

PAUSED = (
    WEB.replace("Container, Fargate", "BlueGreen, Container, Fargate")
    .replace("Http, WebService", "Http, Pause, WebService")
    .replace(
        "    count=2", "    deployment=BlueGreen(bake=0, hooks=(Pause(minutes=20),)),\n    count=2"
    )
)
NEWER = PAUSED.replace("nginx:1.27", "nginx:1.28")
CONTINUE = ("continue", "web", "--env", "prod", "--yes")


@pytest.fixture
def paused(furnished: World, project: Path) -> World:
    """The second version waits: the deploy of it was out of time."""
    done = run(furnished, *DEPLOY, project=written(project, web=PAUSED))
    assert done.exit_code == 0, done.stderr
    settle(furnished)
    ran = run(furnished, *DEPLOY, "--timeout", "3m", project=written(project, web=NEWER))
    assert ran.exit_code == 6, ran.stderr
    assert "waits for a word at POST_TEST_TRAFFIC_SHIFT until" in ran.words
    assert ran.words.count("waits for a word") == 1
    assert "`bbfd continue web --env prod` lets it go on" in ran.words.rpartition("after 3 min")[2]
    return furnished


def _image(world: World) -> str:
    found = world.ecs.found(STACK)
    assert found is not None
    definition = world.ecs.definitions[found.stable]
    return str(definition["ContainerDefinitions"][0]["Image"])


def test_a_word_lets_it_go_on(paused: World, project: Path) -> None:
    ran = run(paused, *CONTINUE, project=project)
    assert "it goes on at once" in ran.words
    assert _image(paused).endswith("1.28")
    holds(paused, ran, exit_code=0, budget=40, status="UPDATE_COMPLETE")


def test_a_word_takes_it_back(paused: World, project: Path) -> None:
    ran = run(paused, *CONTINUE, "--rollback", project=project)
    assert _image(paused).endswith("1.27")
    holds(paused, ran, exit_code=0, budget=60, status="UPDATE_ROLLBACK_COMPLETE")


def test_without_a_word_it_goes_back_when_its_time_is_over(paused: World, project: Path) -> None:
    ran = run(paused, "watch", "web", "--env", "prod", "--timeout", "3h", project=project)
    assert "waits for a word" in ran.words
    assert "waited for a word at POST_TEST_TRAFFIC_SHIFT until" in ran.words
    assert "and nobody gave it" in ran.words
    assert "cause unknown" not in ran.words
    assert _image(paused).endswith("1.27")
    holds(paused, ran, exit_code=4, budget=250, status="UPDATE_ROLLBACK_COMPLETE")


def test_where_nothing_waits_nothing_is_done(paused: World, project: Path) -> None:
    assert run(paused, *CONTINUE, project=project).exit_code == 0
    settle(paused)
    ran = run(paused, *CONTINUE, project=project)
    assert "no deployment of an ECS service waits for a word" in ran.words
    holds(paused, ran, exit_code=0, budget=15, status="UPDATE_COMPLETE")


def test_nobody_is_asked_without_a_terminal(paused: World, project: Path) -> None:
    ran = run(paused, *CONTINUE[:-1], project=project)
    assert "there is no terminal to ask at" in ran.words
    holds(paused, ran, exit_code=3, budget=15, status="UPDATE_IN_PROGRESS")
