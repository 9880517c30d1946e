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
    assert "2 of 2 tasks of web run" in " ".join(_of(found[STACK], "well"))
    assert not [call for call in ran.calls.names if not call.startswith(READ)]


def test_a_service_that_cannot_keep_its_tasks_suffers_with_the_cause(
    deployed: World, newer: Path, project: Path
) -> None:
    deployed.fate(STACK, fates.EXIT_1)
    run(deployed, "deploy", "web", "--env", "prod", "--yes", project=newer)
    ran = run(deployed, *DOCTOR, project=project)
    assert ran.exit_code in (0, 4)
    assert "container-exited" in ran.stdout or "exit" in ran.stdout


@pytest.mark.parametrize("status", ["UPDATE_ROLLBACK_FAILED", "DELETE_FAILED"])
def test_a_state_from_which_no_deploy_starts_ends_with_3_or_worse(
    deployed: World, project: Path, status: str
) -> None:
    deployed.bring(STACK, status, broken={"Service": "no luck"})
    ran, found = _examined(deployed, project)
    assert ran.exit_code in (3, 4)
    assert any(status in what for what in _of(found[STACK], "refuses"))
