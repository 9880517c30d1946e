"""A credential in every place where AWS can say something, and in none of what is told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.faults.command import Ran, run
from tests.faults.fake import fates
from tests.faults.fake.faults import Effect
from tests.faults.fake.world import World
from tests.faults.scenario import STACK
from tests.faults.scenes import SCENES

KEY = "AKIA" + "IOSFODNN7EXAMPLE"  # in two, for whoever looks for keys in files
PASSWORD = "letmein-" + "a1b2c3"
PLANTED = f"::warning::{KEY} postgres://web:{PASSWORD}@db/web ::end::"
HOW = {"words": ((), False), "json": (("--json",), False), "screen": ((), True)}
# Where there is something to look at, break off, bring back or take away.
BROKEN = {"Service": "it cannot be brought back"}
STATES = {
    "rolled back": lambda world: world.bring(STACK, "UPDATE_ROLLBACK_COMPLETE", reason="no luck"),
    "half way": lambda world: world.bring(STACK, "UPDATE_ROLLBACK_FAILED", broken=BROKEN),
    "not deleted": lambda world: world.bring(STACK, "DELETE_FAILED", broken=BROKEN),
    "under way": lambda world: world.bring(STACK, "UPDATE_IN_PROGRESS"),
    "first attempt": lambda world: world.bring(STACK, "ROLLBACK_COMPLETE", broken=BROKEN),
}
COMMANDS = (
    ("deploy", "web", "--yes"),
    ("diff", "web"),
    ("plan", "web"),
    ("status", "web"),
    ("history", "web"),
    ("diagnose", "web"),
    ("doctor", "web"),
    ("watch", "web"),
    ("cancel", "web", "--yes"),
    ("recover", "web", "--yes"),
    ("delete", "web", "--yes"),
)
seen = pytest.mark.parametrize("how", HOW.values(), ids=HOW)
printed = pytest.mark.parametrize("more", [(), ("--json",)], ids=["words", "json"])


def _job(folder: Path) -> dict[str, str]:
    names = {"GITHUB_STEP_SUMMARY": "summary.md", "GITHUB_OUTPUT": "outputs"}
    files = {name: str(folder / file) for name, file in names.items()}
    return {"GITHUB_ACTIONS": "true", "TERM": "xterm-256color", **files}


def _told(ran: Ran, job: dict[str, str]) -> str:
    files = (Path(job[name]) for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT"))
    written = [file.read_text(encoding="utf-8") for file in files if file.exists()]
    return "".join((ran.stdout, ran.stderr, *written))


def _clean(ran: Ran, job: dict[str, str]) -> None:
    told = re.sub(r"\s+", "", _told(ran, job))
    assert KEY not in told
    assert PASSWORD not in told
    assert ran.exit_code != 70, ran.stderr


@seen
@pytest.mark.parametrize("name", sorted(SCENES))
def test_a_deployment_tells_none_however_it_ends(
    name: str,
    how: tuple[tuple[str, ...], bool],
    furnished: World,
    deployed: World,
    project: Path,
    tmp_path: Path,
) -> None:
    scene = SCENES[name]
    world = furnished if scene.first else deployed
    world.wire.planted = PLANTED
    job = _job(tmp_path)
    ran = scene.play(world, project, *how[0], environment=job, screen=how[1])
    _clean(ran, job)


@seen
@pytest.mark.parametrize("command", COMMANDS, ids=lambda one: one[0])
@pytest.mark.parametrize("state", sorted(STATES))
def test_no_command_tells_one_whatever_state_the_stack_is_in(
    state: str,
    command: tuple[str, ...],
    how: tuple[tuple[str, ...], bool],
    deployed: World,
    newer: Path,
    tmp_path: Path,
) -> None:
    STATES[state](deployed)
    deployed.fate(STACK, fates.EXIT_1)
    deployed.wire.planted = PLANTED
    job = _job(tmp_path)
    where = ("--env", "prod", *(("--wait-lock", "1m") if command[0] == "deploy" else ()))
    ran = run(deployed, *command, *where, *how[0], project=newer, environment=job, screen=how[1])
    _clean(ran, job)


@printed
@pytest.mark.parametrize("command", COMMANDS, ids=lambda one: one[0])
@pytest.mark.parametrize("denied", ["DescribeStacks", "DescribeStackEvents", "*ChangeSet", "List*"])
def test_no_command_tells_one_that_a_denial_holds(
    denied: str,
    command: tuple[str, ...],
    more: tuple[str, ...],
    deployed: World,
    newer: Path,
    tmp_path: Path,
) -> None:
    deployed.wire.fault(Effect.DENIED, denied)
    deployed.wire.planted = PLANTED
    job = _job(tmp_path)
    ran = run(deployed, *command, "--env", "prod", *more, project=newer, environment=job)
    _clean(ran, job)


ORDERS: dict[str, dict[str, object]] = {
    "hook": {"hook": {"TypeName": "Acme::Guard", "HookStatusReason": "no"}},
    "validation": {"validation": (("Task", "PROPERTY_VALIDATION", "no", "/Resources/Task"),)},
    "reason": {"fails": "it cannot be made"},
}


@printed
@pytest.mark.parametrize("order", sorted(ORDERS))
@pytest.mark.parametrize("command", COMMANDS[:3], ids=lambda one: one[0])
def test_a_refused_change_set_tells_none(
    command: tuple[str, ...],
    order: str,
    more: tuple[str, ...],
    deployed: World,
    newer: Path,
    tmp_path: Path,
) -> None:
    deployed.change_set(STACK, **ORDERS[order])
    deployed.wire.planted = PLANTED
    job = _job(tmp_path)
    ran = run(deployed, *command, "--env", "prod", *more, project=newer, environment=job)
    _clean(ran, job)
