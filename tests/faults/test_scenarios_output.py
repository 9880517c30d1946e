"""Scenarios 71 to 77: what is said of a deployment, to people, programs and CI, and what it costs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from bbfd.deploy.states import TABLE
from bbfd.report.schema import schema
from tests.faults.command import Ran, furnish, run, settle
from tests.faults.fake.cloudformation.records import Step
from tests.faults.fake.world import World
from tests.faults.goldens import GOLDEN, NAMES
from tests.faults.scenario import DEPLOY, PROD, STACK, WEB, holds, told_to_programs, written
from tests.faults.scenes import SCENES
from tests.faults.statuses import ROWS

_SCHEMA = schema()


# What a deploy is given, it repeats in the command that it says to type.
_LOCKED, _SOON = ("--wait-lock", "30s"), ("--timeout", "30s")


def _foreign(world: World, newer: Path, status: str) -> Ran:
    """Another's operation has the stack in it, and a deploy is asked for."""
    world.bring(STACK, status)
    return run(world, *DEPLOY, "--json", *_LOCKED, project=newer)


def _own(world: World, newer: Path, status: str) -> Ran:
    """Our own operation comes to it, and to nothing after it."""
    world.course(STACK, Step(at=0, status="UPDATE_IN_PROGRESS"), Step(at=5, status=status))
    return run(world, *DEPLOY, "--json", *_SOON, project=newer)


def _unbroken(ran: Ran) -> str:
    """What was said to people, in one line, without the name of the stack before each."""
    return " ".join(re.sub(rf"(?m)^{STACK}  +", " ", ran.stderr).split())


def _repeated(fix: str, given: tuple[str, str]) -> str:
    """The command as a deploy that was given an option says it."""
    return fix.replace(" --recreate", f" --recreate {' '.join(given)}")


def _planned(ran: Ran) -> tuple[str, str]:
    """The step that was planned for the service, and why."""
    found = [e for e in told_to_programs(ran) if e["event"] == "proposal" and e["stack"] == STACK]
    return (str(found[0]["step"]), str(found[0]["why"])) if found else ("", "")


@pytest.mark.parametrize("whose", [_foreign, _own], ids=["foreign", "own"])
@pytest.mark.parametrize("status", ROWS)
def test_71_every_status_ends_with_its_documented_exit_code(
    deployed: World, newer: Path, status: str, whose: Callable[[World, Path, str], Ran]
) -> None:
    assert ROWS.keys() == TABLE.keys()
    row = ROWS[status]
    ran = whose(deployed, newer, status)
    if whose is _own:
        gone = status == "DELETE_COMPLETE"
        holds(
            deployed,
            ran,
            exit_code=row.own,
            budget=32,
            status="" if gone else status,
            state=status if gone else None,
        )
        assert _planned(ran)[0] == "update"
        assert _repeated(row.fix, _SOON) in _unbroken(ran)
        return
    step, why = _planned(ran)
    assert step == row.step
    assert row.why in (why if step else _unbroken(ran))
    assert _repeated(row.fix, _LOCKED) in _unbroken(ran)
    holds(deployed, ran, exit_code=row.foreign, budget=52)


def _world(name: str, furnished: World, deployed: World) -> World:
    return (furnished if SCENES[name].first else deployed).twin()


# Of `logs` and `run`, of `push`, `release` and `promote`: no scene deploys with them.
_OF_OTHERS = {"log", "task", "image", "stage"}


def test_72_stdout_is_pure_json_as_the_schema_says(
    furnished: World, deployed: World, tmp_path: Path
) -> None:
    kinds = set()
    for name, scene in SCENES.items():
        ran = scene.play(_world(name, furnished, deployed), tmp_path / name, "--json")
        events = told_to_programs(ran)
        kinds |= {str(event["event"]) for event in events}
        assert (events[-1]["event"], events[-1]["exit_code"]) == ("run", scene.code)
    every = {one["$ref"].rpartition("/")[2] for one in _SCHEMA["oneOf"]}
    assert kinds == every - _OF_OTHERS


def _plain(text: str) -> bool:
    """Whether nothing in it moves a cursor, paints, or rings."""
    return all(letter == "\n" or letter.isprintable() for letter in text)


@pytest.mark.parametrize("name", NAMES)
def test_73_without_a_terminal_the_same_plain_lines_are_written(
    furnished: World, deployed: World, tmp_path: Path, name: str
) -> None:
    golden = (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")
    for variables in ({}, {"NO_COLOR": "1"}, {"TERM": "dumb"}, {"COLUMNS": "40", "TERM": "xterm"}):
        scene, world = SCENES[name], _world(name, furnished, deployed)
        shown = scene.play(world, tmp_path / "project", environment=variables).stderr
        assert shown == golden, "run `python -m tests.faults.goldens`, then read the diff"
    assert _plain(golden)
    # What is told in sentences fits 80 columns, the time and the name of the stack aside.
    quoted = [line for line in golden.splitlines() if line.startswith("  ") and "`" not in line]
    assert [line for line in quoted if len(line) > 80] == []


def _handed(path: Path) -> dict[str, str]:
    """The outputs of a step, as GitHub reads them: NAME<<DELIMITER, lines, DELIMITER."""
    found, lines = {}, iter(path.read_text(encoding="utf-8").splitlines())
    for line in lines:
        name, _, delimiter = line.partition("<<")
        value = list(iter(lambda: next(lines), delimiter))
        found[name] = "\n".join(value)
    return found


# The scene -> what the step's output `outcome` says, and whether anything was changed.
_OUTCOMES = {
    "created": ("created", "true"),
    "updated": ("updated", "true"),
    "throttled": ("updated", "true"),
    "unchanged": ("unchanged", "false"),
    "rolled_back": ("rolled back", "false"),
    "died": ("rolled back", "false"),
    "unhealthy": ("unhealthy", "false"),
    "stuck": ("stuck", "false"),
    "lost_sight": ("unknown", "false"),
    "locked": ("locked", "false"),
    "refused": ("refused", "false"),
    "nobody_to_ask": ("refused", "false"),
    "declined": ("declined", "false"),
    "interrupted": ("interrupted", "false"),
    "denied": ("refused", "false"),
}


@pytest.mark.parametrize("name", SCENES)
def test_74_the_files_of_a_github_job_are_written_however_it_ends(
    furnished: World, deployed: World, tmp_path: Path, name: str
) -> None:
    handed, shown = tmp_path / "output", tmp_path / "summary"
    handed.write_text("earlier=1\n", encoding="utf-8")
    variables = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_OUTPUT": str(handed),
        "GITHUB_STEP_SUMMARY": str(shown),
    }
    scene, world = SCENES[name], _world(name, furnished, deployed)
    ran = scene.play(world, tmp_path / "project", environment=variables)
    handed.write_text(handed.read_text(encoding="utf-8").removeprefix("earlier=1\n"))
    outputs = _handed(handed)
    assert outputs.keys() | {"version"} == {"outcome", "exit-code", "changed", "version", "outputs"}
    assert outputs.get("version", "none runs") != ""
    assert outputs["exit-code"] == str(scene.code)
    assert (outputs["outcome"], outputs["changed"]) == _OUTCOMES[name]
    table, _, stopped = shown.read_text(encoding="utf-8").partition("\n\n")
    assert table.startswith("| stack | outcome | changes | cause | duration | version |\n|---|")
    assert all(line.startswith("| ") for line in table.splitlines()[2:])
    assert "prod\\-web" in table + stopped
    assert (f"(exit code {scene.code})" in stopped) is (STACK not in json.loads(outputs["outputs"]))
    errors = [line for line in ran.lines if line.startswith(("::error", "::warning"))]
    assert len(errors) == (0 if scene.code == 0 or name == "declined" else 1)


def test_75_every_ending_takes_its_calls_and_no_more(
    furnished: World, deployed: World, tmp_path: Path
) -> None:
    for name, scene in SCENES.items():
        world = _world(name, furnished, deployed)
        ran = scene.play(world, tmp_path / name)
        assert len(ran.calls) == world.count(), "the fake's own log, and all of it"
        # A budget with much room in it would not be noticed when it is spent.
        assert scene.budget * 0.75 <= len(ran.calls), f"{name}: {len(ran.calls)}"
        assert ran.count("GetCallerIdentity") == 1
        assert ran.count("CreateChangeSet", "ExecuteChangeSet", "DeleteChangeSet") <= 3
        assert ran.count("GetSecretValue") == 0
    assert SCENES["unchanged"].budget <= 8


_SCALED = WEB.replace("Http, WebService", "Http, Scaling, WebService").replace(
    "count=2", "scaling=Scaling(minimum=2, maximum=9, cpu=60)"
)


def _in_cluster(name: str) -> str:
    """The environment in a cluster that is there: a service of another cluster is another service."""
    known = PROD.replace("Access, Environment", "Access, Environment, ExistingCluster")
    return known.replace(
        "    aws=Access(),\n", f'    aws=Access(),\n    cluster=ExistingCluster(name="{name}"),\n'
    )


@pytest.mark.parametrize("replaced", [False, True])
def test_76_a_deploy_never_resets_the_count_of_a_service_that_scales(
    furnished: World, project: Path, replaced: bool
) -> None:
    first = run(furnished, *DEPLOY, project=written(project, _SCALED, _in_cluster("one")))
    assert first.exit_code == 0, first.stderr
    settle(furnished)
    before = furnished.ecs.found(STACK)
    assert before is not None
    furnished.ecs.scale(STACK, 5)  # the load asked for it
    newer = _SCALED.replace("nginx:1.27", "nginx:1.28")
    moved = _in_cluster("two" if replaced else "one")
    ran = run(furnished, *DEPLOY, project=written(project, newer, moved))
    after = furnished.ecs.found(STACK)
    assert after is not None
    assert (after is not before) is replaced
    assert after.desired == after.primary.running == 5
    assert after.properties.get("DesiredCount") == ("5" if replaced else None)
    assert ("It starts with 5 tasks" in ran.words) is replaced
    holds(furnished, ran, exit_code=0, budget=62 if replaced else 34, status="UPDATE_COMPLETE")


_CAPABLE = PROD.replace("Access, Environment", "Access, Environment, ExistingCapacity").replace(
    "    aws=Access(),\n",
    '    aws=Access(),\n    capacity=ExistingCapacity(provider="big"),\n',
)
_ON_EC2 = WEB.replace("import Container, Fargate", "import EC2, Container").replace(
    "Fargate(", "EC2("
)


def test_77_from_instances_to_addresses_a_new_target_group_takes_over_and_the_old_one_goes_last(
    project: Path,
) -> None:
    world = World()
    furnish(world, written(project, _ON_EC2, _CAPABLE))
    first = run(world, *DEPLOY, project=project)
    assert first.exit_code == 0, first.stderr
    settle(world)
    stack = world.cloudformation.by_name(STACK)
    assert stack is not None
    before, history = stack.resources["Targets"], len(stack.events)

    ran = run(world, *DEPLOY, project=written(project, WEB, _CAPABLE))
    after = stack.resources["Targets"]
    kinds = (before.properties["TargetType"], after.properties["TargetType"])
    assert kinds == ("instance", "ip")
    # A name of our own would be in its own way.
    assert "Name" not in after.properties
    assert after.physical != before.physical
    plan = ran.stderr.partition(": deploying")[0]
    assert "! REPLACE  Targets" in plan
    assert "TargetType  instance → ip" in plan
    assert "requests are answered with 503" in plan
    happened = [
        (e["LogicalResourceId"], e["ResourceStatus"], e["PhysicalResourceId"])
        for e in stack.events[history:]
    ]
    order = [
        ("Targets", "UPDATE_COMPLETE", after.physical),
        ("Rule", "UPDATE_COMPLETE", stack.resources["Rule"].physical),
        ("Service", "UPDATE_COMPLETE", stack.resources["Service"].physical),
        ("Targets", "DELETE_COMPLETE", before.physical),
    ]
    assert [one for one in happened if one in order] == order
    serves = world.ecs.found(STACK)
    assert serves is not None
    assert serves.target_groups == [after.physical]
    holds(world, ran, exit_code=0, budget=33, status="UPDATE_COMPLETE")
