"""How a run ends is told to the end: by one `run`, by an outcome for each stack, by the state in the last line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.faults.command import Answer, Ran, ctrl_c, run
from tests.faults.fake.fate import Fate
from tests.faults.fake.fates import EXIT_1, HEALTHY
from tests.faults.fake.faults import Effect
from tests.faults.fake.world import World
from tests.faults.scenario import (
    DEPLOY,
    ENVIRONMENT,
    REGISTRY,
    STACK,
    WEB,
    holds,
    told_to_programs,
)

JSON = (*DEPLOY, "--json")
ASKING = tuple(word for word in JSON if word != "--yes")


def _run_of(ran: Ran) -> Mapping[str, Any]:
    events = told_to_programs(ran)
    last = events[-1]
    assert (last["event"], last["exit_code"]) == ("run", ran.exit_code)
    return last


def _ended(ran: Ran) -> dict[str, str]:
    return {one["stack"]: one["outcome"] for one in _run_of(ran)["outcomes"]}


def _denied(world: World) -> None:
    world.wire.fault(Effect.DENIED, "CreateChangeSet", nth=(3,))


def _held(world: World) -> None:
    tags = {"bbfd:service": "web", "bbfd:environment": "prod"}
    world.stack(STACK, "UPDATE_IN_PROGRESS", tags=tags)


MADE = {REGISTRY: "created", ENVIRONMENT: "created"}


@pytest.mark.parametrize(
    ("before", "ended", "code", "state"),
    [(_denied, "refused", 3, "there is no such stack"), (_held, "locked", 7, "UPDATE_IN_PROGRESS")],
)
def test_what_stops_a_service_after_its_environment_was_made_is_its_outcome(
    project: Path, before: Callable[[World], None], ended: str, code: int, state: str
) -> None:
    world = World()
    before(world)
    ran = run(world, *JSON, "--wait-lock", "1m", project=project)
    assert _ended(ran) == {**MADE, STACK: ended}
    holds(world, ran, exit_code=code, budget=100, state=state)
    assert [e["stack"] for e in ran.events if e["event"] == "outcome"] == [*MADE, STACK]
    assert ran.words.count("exit code") == 1


def test_ctrl_c_at_the_question_about_a_service_tells_what_was_made_before(project: Path) -> None:
    world = World()
    ran = run(world, *ASKING, project=project, input=["y", "y", ctrl_c])
    assert _ended(ran) == MADE
    assert _run_of(ran)["untried"] == {STACK: "stopped before it was begun"}
    holds(world, ran, exit_code=130, budget=100)


def test_a_second_ctrl_c_tells_programs_that_what_was_begun_goes_on(
    deployed: World, newer: Path
) -> None:
    deployed.resource("Service", STACK, seconds=600.0)
    deployed.clock.ctrl_c(at=deployed.clock.now + 30)
    ran = run(deployed, *ASKING, project=newer, input=["y", ctrl_c])
    assert ran.exit_code == 130
    assert _ended(ran)[STACK] == "unknown"
    assert _run_of(ran)["untried"] == {}


def _two(project: Path) -> Path:
    for name in ("web", "api"):
        text = WEB.replace('path="/*"', f'path="/{name}/*"')
        (project / "services" / f"{name}.py").write_text(text, encoding="utf-8")
    return project


BOTH = ("deploy", "web", "api", "--env", "prod", "--json")
SEVERAL: dict[str, tuple[tuple[str, ...], Iterable[Answer] | None, int, dict[str, str]]] = {
    "done": (("--yes",), None, 0, {STACK: "updated", "prod-api": "created"}),
    "nobody to ask": ((), None, 3, {STACK: "refused", "prod-api": "refused"}),
    "declined": ((), ["n"], 3, {STACK: "declined", "prod-api": "declined"}),
    "interrupted": ((), [ctrl_c], 130, {}),
}


@pytest.mark.parametrize("name", SEVERAL)
def test_of_several_services_too_the_last_object_is_the_run(
    deployed: World, project: Path, name: str
) -> None:
    more, typed, code, ended = SEVERAL[name]
    ran = run(deployed, *BOTH, *more, project=_two(project), input=typed)
    assert ran.exit_code == code, ran.stderr
    same = {REGISTRY: "unchanged", ENVIRONMENT: "unchanged"}
    assert _ended(ran) == {**same, **ended}
    assert deployed.left_behind() == []


def test_people_read_a_refusal_once(deployed: World, newer: Path) -> None:
    worlds = {DEPLOY[:-1]: deployed, ASKING: deployed.twin()}
    said = [run(world, *call, project=newer).stderr for call, world in worlds.items()]
    assert said[0] == said[1]
    assert said[0].count("there is no terminal to ask at") == 1


def test_another_account_prints_no_object(deployed: World, newer: Path) -> None:
    deployed.sts.answers = "999999999999"
    ran = run(deployed, *JSON, project=newer)
    assert (ran.exit_code, ran.stdout) == (3, "")


def test_ctrl_c_while_what_does_not_change_is_looked_at_names_the_state(
    deployed: World, project: Path
) -> None:
    ends = set()
    for second in range(1, 8):
        world = deployed.twin()
        world.wire.latency = 1.0
        world.clock.ctrl_c(at=world.clock.now + second - 0.5)
        ran = run(world, *JSON, project=project)
        ends.add(ran.exit_code)
        if ran.exit_code == 130:
            unread = None if told_to_programs(ran) else "its status is not known"
            at = ran.last.partition(":")[0]
            holds(world, ran, exit_code=130, budget=8, stack=at, state=unread)
    assert ends == {0, 130}


def test_ctrl_c_while_a_plan_is_made_names_the_state(deployed: World, newer: Path) -> None:
    deployed.wire.latency = 1.0
    deployed.clock.ctrl_c(at=deployed.clock.now + 3.5)
    ran = run(deployed, "plan", "web", "--env", "prod", project=newer)
    holds(deployed, ran, exit_code=130, budget=12)


def test_a_plan_that_is_refused_names_the_state(deployed: World, newer: Path) -> None:
    deployed.wire.fault(Effect.DENIED, "CreateChangeSet")
    ran = run(deployed, "plan", "web", "--env", "prod", project=newer)
    holds(deployed, ran, exit_code=3, budget=12, status="CREATE_COMPLETE")


@pytest.mark.parametrize("effect", [Effect.DENIED, Effect.THROTTLED])
@pytest.mark.parametrize(("fate", "code"), [(HEALTHY, 0), (EXIT_1, 4)])
def test_events_that_cannot_be_read_any_more_do_not_hide_how_it_ended(
    deployed: World, newer: Path, effect: Effect, fate: Fate, code: int
) -> None:
    deployed.fate(STACK, fate)
    deployed.wire.fault(effect, "DescribeStackEvents", since=deployed.clock.now + 12)
    ran = run(deployed, *JSON, project=newer)
    assert ran.seconds < 600
    assert "resource" in [event["event"] for event in ran.events]
    holds(deployed, ran, exit_code=code, budget=90)
