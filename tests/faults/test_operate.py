"""stop, start, scale and restart, broken off wherever that can be: the same command again finishes; nothing lies."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.command import Ran, settle
from tests.faults.fake.calls import Call
from tests.faults.fake.fates import EXIT_1
from tests.faults.fake.faults import Effect
from tests.faults.fake.world import World
from tests.faults.operating import BEFORE, HELD, Real, act, real, scaling, service

# What a command leaves: count, running, what is held, the mark; `stop` alone leaves one.
ENDS: dict[str, Real] = {
    "stop": (0, 0, HELD, "2/schedules"),
    "start": (2, 2, BEFORE, ""),
    "scale 3": (3, 3, BEFORE, ""),
    "restart": (2, 2, BEFORE, ""),
}


def _before(world: World, project: Path, command: str) -> World:
    made = scaling(world.twin())
    if command == "start":
        assert act(made, project, "stop").exit_code == 0
        settle(made)
    return made


def _calls(world: World, project: Path, command: str) -> list[Call]:
    return list(act(_before(world, project, command), project, *command.split()).calls)


def _finishes(world: World, project: Path, command: str, before: Real, ran: Ran) -> None:
    """Assert that what was told is so, and that the same command does the rest."""
    assert ran.exit_code in (0, 3, 6, 130), ran.stderr
    if ran.exit_code == 0:
        assert real(world) == ENDS[command], ran.stderr
    if ran.exit_code in (3, 130):
        assert real(world) == before, ran.stderr
    if "HALF DONE" in ran.words:
        assert "same command again" in ran.words
    again = act(world, project, *command.split())
    assert (again.exit_code, real(world)) == (0, ENDS[command]), again.stderr


@pytest.mark.parametrize("command", ENDS)
def test_ctrl_c_at_each_call_leaves_what_the_same_command_finishes(
    deployed: World, project: Path, command: str
) -> None:
    for number in range(len(_calls(deployed, project, command))):
        world = _before(deployed, project, command)
        before = real(world)
        world.wire.latency = 1.0
        world.clock.ctrl_c(at=world.clock.now + number + 0.5)
        ran = act(world, project, *command.split())
        world.wire.latency = 0.0
        _finishes(world, project, command, before, ran)


@pytest.mark.parametrize("effect", [Effect.EXPIRED, Effect.ANSWER_LOST])
@pytest.mark.parametrize("command", ENDS)
def test_credentials_that_end_and_answers_that_are_lost_leave_what_the_same_command_finishes(
    deployed: World, project: Path, command: str, effect: Effect
) -> None:
    for number in range(len(_calls(deployed, project, command))):
        world = _before(deployed, project, command)
        before = real(world)
        after = tuple(range(number + 1, number + 200))
        fault = world.wire.fault(effect, nth=after if effect is Effect.EXPIRED else after[:5])
        ran = act(world, project, *command.split())
        fault.over = True
        _finishes(world, project, command, before, ran)


@pytest.mark.parametrize("command", ENDS)
def test_a_call_that_is_throttled_is_made_again(
    deployed: World, project: Path, command: str
) -> None:
    world = _before(deployed, project, command)
    world.wire.fault(Effect.THROTTLED, nth=(2, 6, 7, 9))
    ran = act(world, project, *command.split())
    assert (ran.exit_code, real(world)) == (0, ENDS[command])


@pytest.mark.parametrize("command", ENDS)
def test_a_service_that_is_deleted_meanwhile_is_told_at_once(
    deployed: World, project: Path, command: str
) -> None:
    world = _before(deployed, project, command)
    arn = service(world).arn
    world.at(world.clock.now + 1, lambda: world.ecs.remove(arn))
    ran = act(world, project, *command.split())
    assert ran.exit_code == 4
    assert ran.seconds < 60
    assert "somebody deleted the ECS service" in ran.words
    again = act(world, project, *command.split())
    assert again.exit_code == 3
    assert "is not there any more" in again.words


COUNTED: list[tuple[str, Callable[[World], object]]] = [
    ("stop", lambda world: world.ecs.recount(service(world), 2)),
    ("start", lambda world: world.ecs.recount(service(world), 0)),
    ("scale 3", lambda world: world.ecs.recount(service(world), 0)),
]


@pytest.mark.parametrize(("command", "other"), COUNTED)
def test_a_count_that_another_sets_meanwhile_is_told_and_not_waited_out(
    deployed: World, project: Path, command: str, other: Callable[[World], object]
) -> None:
    world = _before(deployed, project, command)
    world.others(at=world.clock.now + 3, what=other)
    ran = act(world, project, *command.split())
    assert ran.exit_code == 4
    assert ran.seconds < 60
    assert "somebody else, or a deploy, set the count" in ran.words


def test_another_operation_on_the_stack_is_waited_for_and_then_it_is_stopped(
    deployed: World, project: Path
) -> None:
    world = _before(deployed, project, "stop")
    world.update("prod-web", seconds=60)
    ran = act(world, project, "stop")
    assert (ran.exit_code, real(world)) == (0, ENDS["stop"])
    assert ran.seconds > 50


def test_a_restart_whose_tasks_die_is_told_as_that(deployed: World, project: Path) -> None:
    world = _before(deployed, project, "restart")
    world.fate("prod-web", EXIT_1)
    ran = act(world, project, "restart")
    assert ran.exit_code == 4
    assert "FAILED, and rolled back" in ran.words
