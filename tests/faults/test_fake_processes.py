"""The command runs on the fake: in this process on the virtual clock, and as a process over HTTP."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.faults.command import furnish, run, settle
from tests.faults.fake import fates
from tests.faults.fake.world import World
from tests.faults.processes import begun, real
from tests.functional.projects import examples

DEPLOY = ("deploy", "hello", "--env", "prod", "--yes")
NEWER = (*DEPLOY, "--image", "hello=public.ecr.aws/nginx/nginx:1.28")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return examples(tmp_path_factory.mktemp("project")).root


@pytest.fixture(scope="module")
def furnished(folder: Path) -> World:
    world = World()
    furnish(world, folder)
    assert run(world, *DEPLOY, project=folder).exit_code == 0
    settle(world)
    return world


def test_the_same_run_goes_the_same_way(furnished: World, folder: Path) -> None:
    def ran() -> tuple[int, float, str]:
        done = run(furnished.twin(), *NEWER, project=folder)
        return done.exit_code, done.seconds, done.calls.said()

    assert ran() == ran()
    assert ran()[0] == 0


def test_a_failed_rollout_takes_no_real_time(furnished: World, folder: Path) -> None:
    world = furnished.twin()
    world.fate("prod-hello", fates.EXIT_1)
    done = run(world, *NEWER, project=folder)
    assert (done.exit_code, world.truth("prod-hello").status) == (4, "UPDATE_ROLLBACK_COMPLETE")
    assert "KeyError: 'DATABASE_URL'" in done.words
    assert world.left_behind() == []


def test_a_process_deploys_over_http(furnished: World, folder: Path) -> None:
    world = real(furnished, speed=20)
    with begun(world, *NEWER, project=folder) as process:
        assert process.ended() == 0, process.err
    assert world.truth("prod-hello").status == "UPDATE_COMPLETE"
    assert world.wire.alarms == []


def test_a_process_is_interrupted_by_a_real_signal(furnished: World, folder: Path) -> None:
    world = real(furnished, speed=5)
    world.fate("prod-hello", fates.NEVER)
    with begun(world, *NEWER, project=folder) as process:
        process.said("Service")
        process.said("UPDATE_IN_PROGRESS")
        process.signal(signal.SIGINT)
        code = process.ended()
    assert code not in (0, 70), process.err
    assert world.truth("prod-hello").status == "UPDATE_IN_PROGRESS"
