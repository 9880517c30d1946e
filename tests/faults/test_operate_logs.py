"""logs and run where CloudWatch and ECS make it hard."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.faults.command import Ran, run
from tests.faults.fake.faults import Effect
from tests.faults.fake.world import World

RUN = ("run", "web", "--env", "prod")


def _group(world: World) -> str:
    (held,) = [one for one in world.live("AWS::Logs::LogGroup") if "prod-web" in one.physical]
    return held.physical


def _write(world: World, *said: str, at: float = 0.0, stream: str = "prod-web/app/4f2a") -> None:
    """Have a container write, so many seconds from now on."""
    when = int((world.timeline.utc().timestamp() + at) * 1000)
    world.logs.written.extend((_group(world), stream, when, one) for one in said)


def _logs(world: World, project: Path, *more: str) -> Ran:
    return run(world, "logs", "web", "--env", "prod", *more, project=project)


def _messages(ran: Ran) -> list[str]:
    return [json.loads(line)["message"] for line in ran.stdout.splitlines()]


def test_ten_thousand_events_of_one_millisecond_come_once_each_in_their_order(
    deployed: World, project: Path
) -> None:
    lines = [f"line {number}" for number in range(10_000)]
    _write(deployed, *lines, at=-60.0)
    deployed.logs.page, deployed.logs.empty = 999, 3
    ran = _logs(deployed, project, "--json")
    assert (ran.exit_code, _messages(ran)) == (0, lines)


def test_what_appears_late_while_it_is_followed_comes_once(deployed: World, project: Path) -> None:
    now = deployed.clock.now
    _write(deployed, "early", at=-5.0)
    deployed.at(now + 20, lambda: _write(deployed, "late", at=-15.0))
    deployed.at(now + 40, lambda: deployed.logs.gone.add(_group(deployed)))
    deployed.at(now + 60, deployed.logs.gone.clear)
    deployed.at(now + 65, lambda: _write(deployed, "back"))
    deployed.clock.ctrl_c(at=now + 120)
    ran = _logs(deployed, project, "--json", "--follow")
    assert (ran.exit_code, _messages(ran)) == (0, ["early", "late", "back"])
    assert ran.words.count("does not exist") == 1


def test_a_filter_that_aws_does_not_take_is_told_in_its_words(
    deployed: World, project: Path
) -> None:
    for more in ((), ("--follow",)):
        ran = _logs(deployed, project, "--filter", '"open', *more)
        assert ran.exit_code == 3
        assert "Invalid filter pattern" in ran.words


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_a_long_line_is_cut_and_says_so(
    deployed: World, project: Path, form: tuple[str, ...]
) -> None:
    _write(deployed, "x" * 1_000_000, "a\x00\x1b[31mb\nsecond", at=-1.0)
    ran = _logs(deployed, project, *form)
    assert ran.exit_code == 0
    assert " ... (cut)" in ran.stdout
    assert "\x1b" not in ran.stdout
    assert "second" in ran.stdout


def test_nothing_found_is_told_as_what_was_asked_for(deployed: World, project: Path) -> None:
    _write(deployed, "well", at=-60.0)
    assert (
        "nothing of what is asked for was written since"
        in _logs(deployed, project, "--filter", "ERROR").words
    )
    assert (
        "looks further back"
        not in _logs(deployed, project, "--since", "3w", "--filter", "ERROR").words
    )


@pytest.mark.parametrize(("own", "code"), [(0, 0), (1, 1), (137, 137), (255, 255), (256, 125)])
def test_a_tasks_exit_code_is_ours_and_none_is_taken_for_a_success(
    deployed: World, project: Path, own: int, code: int
) -> None:
    deployed.ecs.exit_of = lambda _: own
    assert run(deployed, *RUN, project=project).exit_code == code


def test_a_task_without_an_exit_code_is_125(deployed: World, project: Path) -> None:
    deployed.ecs.ends["app"] = {"exitCode": None}
    assert run(deployed, *RUN, project=project).exit_code == 125


@pytest.mark.parametrize("reason", ["RESOURCE:MEMORY", "Capacity is unavailable at this time", ""])
def test_a_task_that_ecs_does_not_take_is_125_with_its_reason(
    deployed: World, project: Path, reason: str
) -> None:
    deployed.ecs.failures = [{"arn": "arn:aws:ecs:x", "reason": reason}]
    ran = run(deployed, *RUN, project=project)
    assert ran.exit_code == 125
    assert (reason or "ECS gives no reason") in ran.words


@pytest.mark.parametrize("effect", [Effect.ANSWER_LOST, Effect.TRUNCATED, Effect.THROTTLED])
def test_a_task_is_started_once_whatever_becomes_of_the_answer(
    deployed: World, project: Path, effect: Effect
) -> None:
    deployed.wire.fault(effect, "RunTask", nth=(1, 2))
    ran = run(deployed, *RUN, project=project)
    assert (ran.exit_code, len(deployed.ecs.once)) == (0, 1)


def test_a_task_whose_end_cannot_be_read_is_125_and_says_how_to_end_it(
    deployed: World, project: Path
) -> None:
    deployed.wire.fault(Effect.EXPIRED, since=deployed.clock.now + 10)
    ran = run(deployed, *RUN, project=project)
    assert ran.exit_code == 125
    assert "aws ecs stop-task" in ran.words


def test_a_task_that_ecs_has_forgotten_is_not_told_to_go_on(deployed: World, project: Path) -> None:
    deployed.at(deployed.clock.now + 5, deployed.ecs.once.clear)
    ran = run(deployed, *RUN, "--timeout", "2m", project=project)
    assert ran.exit_code == 125
    assert "it did not end" not in ran.words
    assert "ECS does not know it any more" in ran.words


def test_ctrl_c_stops_the_task(deployed: World, project: Path) -> None:
    deployed.clock.ctrl_c(at=deployed.clock.now + 10)
    ran = run(deployed, *RUN, project=project)
    (task,) = deployed.ecs.once.values()
    assert (ran.exit_code, task.stop_code) == (143, "UserInitiated")
