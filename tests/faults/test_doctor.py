"""An examination tells all that is wrong at once, changes nothing, and lasts however little AWS lets it see."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.faults.command import Ran, run
from tests.faults.fake import fates
from tests.faults.fake.faults import Effect
from tests.faults.fake.world import World
from tests.faults.scenario import STACK

DOCTOR = ("doctor", "web", "--env", "prod")
READ = ("Describe", "List", "Get", "BatchGet")


def _examined(world: World, project: Path) -> tuple[Ran, dict[str, list[dict[str, Any]]]]:
    ran = run(world, *DOCTOR, "--json", project=project)
    return ran, {one["name"]: one["complaints"] for one in json.loads(ran.stdout)}


def _of(complaints: list[dict[str, Any]], grade: str) -> list[str]:
    return [one["what"] for one in complaints if one["grade"] == grade]


def test_a_service_that_is_well_is_told_to_be_and_nothing_is_changed(
    deployed: World, project: Path
) -> None:
    ran, found = _examined(deployed, project)
    assert ran.exit_code == 0, ran.stderr
    assert any(what.startswith("2 of 2 tasks") for what in _of(found[STACK], "well"))
    assert not [call for call in ran.calls.names() if not call.startswith(READ)]


def test_a_deploy_that_was_rolled_back_is_over_and_its_cause_is_told(
    deployed: World, newer: Path
) -> None:
    deployed.fate(STACK, fates.EXIT_1)
    assert run(deployed, "deploy", "web", "--env", "prod", "--yes", project=newer).exit_code == 4
    ran, found = _examined(deployed, newer)
    assert ran.exit_code == 0
    hints = [one for one in found[STACK] if one["about"] == "last operation"]
    assert [one["cause"] for one in hints] == ["", "container-exited"]
    assert any("what is deployed is not" in what for what in _of(found[STACK], "hint"))


@pytest.mark.parametrize("service", ["ecs", "elbv2", "ecr"])
def test_what_aws_does_not_answer_takes_nothing_else_along(
    deployed: World, project: Path, service: str
) -> None:
    deployed.wire.fault(Effect.DENIED, service=service)
    ran, found = _examined(deployed, project)
    assert ran.exit_code == 0, ran.stdout
    assert any(what.startswith(STACK) for what in _of(found[STACK], "well"))


@pytest.mark.parametrize("status", ["UPDATE_ROLLBACK_FAILED", "DELETE_FAILED"])
def test_a_state_from_which_no_deploy_starts_ends_with_3_or_worse(
    deployed: World, project: Path, status: str
) -> None:
    deployed.bring(STACK, status, broken={"Service": "no luck"})
    ran, found = _examined(deployed, project)
    assert ran.exit_code in (3, 4)
    assert any(status in what for what in _of(found[STACK], "refuses"))
