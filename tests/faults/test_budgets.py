"""How often AWS is asked, counted from the fake's own log, and how long a run takes on its clock."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from bbfd.deploy.outcome import worst
from tests.faults.command import run, settle
from tests.faults.fake import fates
from tests.faults.fake.faults import Effect
from tests.faults.fake.world import World
from tests.faults.scenario import DEPLOY, STACK, WEB, changed, holds, never_silent, written

FIFTY = 50


def _many(project: Path, number: int, version: str = "1.27", **after: tuple[str, ...]) -> Path:
    """Write so many services, each on a path of its own. after: name -> those that come before it."""
    (project / "services" / "web.py").unlink(missing_ok=True)
    for n in range(number):
        name = f"s{n:03d}"
        text = WEB.replace('path="/*"', f'path="/{name}/*"').replace("1.27", version)
        text = text.replace("count=2,", f"count=1,\n    after={after.get(name, ())!r},")
        (project / "services" / f"{name}.py").write_text(text, encoding="utf-8")
    return project


@pytest.fixture(scope="module")
def fifty(tmp_path_factory: pytest.TempPathFactory, _furnished: World) -> World:
    folder = _many(written(tmp_path_factory.mktemp("fifty")), FIFTY)
    world = _furnished.twin()
    done = run(world, "deploy", "--all", "--env", "prod", "--yes", project=folder)
    assert done.exit_code == 0, done.stderr
    settle(world)
    return world


def test_one_unchanged_service_takes_at_most_eight_calls(deployed: World, project: Path) -> None:
    ran = run(deployed, *DEPLOY, project=project)
    holds(deployed, ran, exit_code=0, budget=8)
    assert ran.calls.mutations().names() == []
    assert "image tags were not resolved" in ran.words


def test_fifty_unchanged_services_take_at_most_ten_calls(fifty: World, project: Path) -> None:
    world = fifty.twin()
    ran = run(world, "deploy", "--all", "--env", "prod", "--yes", project=_many(project, FIFTY))
    assert ran.exit_code == 0, ran.stderr
    assert len(ran.calls) <= 10, ran.calls.said()
    assert ran.calls.mutations().names() == []


def test_fifty_updates_under_a_limit_take_little_more_than_their_stacks(
    fifty: World, project: Path
) -> None:
    world = fifty.twin()
    world.wire.limit(rate=10.0, burst=20.0)
    folder = _many(project, FIFTY, version="1.28")
    ran = run(world, "deploy", "--all", "--env", "prod", "--yes", project=folder)
    assert ran.exit_code == 0, ran.stderr
    assert world.left_behind() == []
    own = max(_seconds(world, f"prod-s{n:03d}") for n in range(FIFTY))
    assert own > 10
    assert ran.seconds - own <= 25


def test_one_limit_for_all_of_aws_fails_nothing(fifty: World, project: Path) -> None:
    world = fifty.twin()
    world.wire.limit(rate=10.0, burst=20.0, each_service=False)
    folder = _many(project, FIFTY, version="1.28")
    ran = run(world, "deploy", "--all", "--env", "prod", "--yes", project=folder)
    assert ran.exit_code == 0, ran.stderr


def test_a_long_rollout_is_read_at_most_every_five_seconds(deployed: World, project: Path) -> None:
    deployed.fate(STACK, fates.HEALTHY.but(after=1500.0))
    ran = run(deployed, *DEPLOY, project=changed(project))
    assert ran.exit_code == 0, ran.stderr
    assert ran.seconds > 1200
    assert len(ran.calls.reads()) / ran.seconds <= 0.18  # 0.2, with room
    never_silent(ran)


ALL = ("deploy", "--all", "--env", "prod", "--yes")
HUNDRED = [f"prod-s{n:03d}" for n in range(100)]


def test_a_hundred_services_from_one_process_within_their_budgets(
    furnished: World, project: Path
) -> None:
    """Made, then left as they are, then updated; the latter under a limit of calls."""
    folder, world = _many(project, 100), furnished
    made = run(world, *ALL, project=folder)
    assert made.exit_code == 0, made.stderr
    assert {_status(world, name) for name in HUNDRED} == {"CREATE_COMPLETE"}
    assert len(made.calls) <= 30 * 100, made.calls.said()

    settle(world)
    same = run(world, *ALL, project=folder)
    assert same.exit_code == 0, same.stderr
    assert same.calls.mutations().names() == []
    assert len(same.calls) <= 20, same.calls.said()
    assert same.seconds <= 5

    settle(world)
    world.wire.limit(rate=10.0, burst=20.0)
    ran = run(world, *ALL, project=_many(project, 100, version="1.28"))
    assert ran.exit_code == 0, ran.stderr
    assert {_status(world, name) for name in HUNDRED} == {"UPDATE_COMPLETE"}
    assert world.left_behind() == []
    assert len(ran.calls) <= 12 * 100, ran.calls.said()
    # Four calls each have to pass the limit: a change set made, looked at, executed, and its events.
    assert ran.seconds - max(_seconds(world, name) for name in HUNDRED) <= 100


@pytest.mark.parametrize("seed", range(2))
def test_of_fifty_that_are_failed_held_and_throttled_each_has_an_outcome(
    fifty: World, project: Path, seed: int
) -> None:
    world, chance = fifty.twin(), Random(seed)
    names = [f"prod-s{n:03d}" for n in range(FIFTY)]
    failed, held = chance.sample(names, 6), chance.sample(names, 3)
    _trouble(world, chance, failed, held)
    call = (*ALL, "--keep-going", "--wait-lock", "3m", "--json")
    ran = run(world, *call, project=_many(project, FIFTY, version="1.28"))
    last = ran.events[-1]
    codes = {one["stack"]: one["exit_code"] for one in last["outcomes"]}
    assert set(names) <= codes.keys()
    assert last["untried"] == {}
    assert ran.exit_code == last["exit_code"] == worst(codes.values())
    ends = {0: "UPDATE_COMPLETE", 4: "UPDATE_ROLLBACK_COMPLETE", 7: "UPDATE_IN_PROGRESS"}
    for name in names:
        assert codes[name] in ({3, 4, 7} if name in failed else {0, 3, 7}), name
        assert codes[name] == 3 or _status(world, name) == ends[codes[name]], name
    by_code = {code: {n for n in names if codes[n] == code} for code in (3, 7)}
    assert len(by_code[3]) <= 2
    assert by_code[7] <= set(held)
    assert world.left_behind() == []
    assert len(ran.calls) <= 40 * FIFTY, ran.calls.said()
    assert ran.seconds <= 400


def _trouble(world: World, chance: Random, failed: list[str], held: list[str]) -> None:
    for name in failed:
        world.fate(name, chance.choice([fates.EXIT_1, fates.NO_CAPACITY]))
    for name in held:
        world.update(name, seconds=chance.choice([90.0, 4000.0]))
    world.wire.fault(Effect.DENIED, "CreateChangeSet", nth=(7, 23))
    begun = world.clock.now
    for at in (5.0, 30.0, 60.0):
        world.wire.fault(Effect.THROTTLED, since=begun + at, until=begun + at + 8, share=0.5)


def _status(world: World, name: str) -> str:
    truth = world.truth(name)
    return truth.status if truth else ""


def test_who_comes_after_another_begins_when_that_one_has_ended(
    furnished: World, project: Path
) -> None:
    folder = _many(project, 3, s000=("s002",), s001=("s000",))
    ran = run(furnished, "deploy", "--all", "--env", "prod", "--yes", project=folder)
    assert ran.exit_code == 0, ran.stderr
    begun = [call.parameters["StackName"] for call in ran.calls.of("ExecuteChangeSet")]
    names = [arn.split("/")[1] for arn in begun]
    assert names == ["prod-s002", "prod-s000", "prod-s001"]


def test_what_comes_after_one_that_failed_is_not_begun(furnished: World, project: Path) -> None:
    folder = _many(project, 3, s001=("s000",))
    furnished.fate("prod-s000", fates.EXIT_1)
    call = ("deploy", "--all", "--env", "prod", "--yes", "--keep-going", "--json")
    ran = run(furnished, *call, project=folder)
    assert ran.exit_code == 4
    last = ran.events[-1]
    assert last["untried"].keys() == {"prod-s001"}
    assert {one["stack"]: one["exit_code"] for one in last["outcomes"]}["prod-s002"] == 0
    assert furnished.left_behind() == []


def _seconds(world: World, name: str) -> float:
    """How long the last operation of a stack took, by its own events."""
    stack = world.cloudformation.by_name(name)
    assert stack is not None
    last = stack.operations[-1]
    assert last.ended is not None
    return float(last.ended - last.began)
