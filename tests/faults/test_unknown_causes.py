"""Where nobody knows why: looked once more, closely; the definition is not blamed; good news is not quoted."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.command import run
from tests.faults.fake import fates
from tests.faults.fake.world import World
from tests.faults.scenario import DEPLOY, STACK
from tests.faults.scenes import SCENES

STRANGE = "flux capacitor misaligned"
JOB = {"GITHUB_ACTIONS": "true"}


def test_a_failure_that_nobody_knows_names_no_line_and_quotes_no_good_news(
    deployed: World, newer: Path
) -> None:
    deployed.resource("Service", phase="update", seconds=20, fails=STRANGE)
    ran = run(deployed, *DEPLOY, "--json", project=newer, environment=JOB)
    (last,) = [one for one in ran.events if one["event"] == "run"]
    ((cause,),) = [one["causes"] for one in last["outcomes"] if one["stack"] == STACK]
    assert (cause["id"], cause["place"]) == ("", None)
    assert STRANGE in cause["evidence"][0]
    assert not [said for said in cause["evidence"] if "has started" in said or "steady" in said]
    assert "::error title=prod-web::" in ran.stderr
    assert "services/web.py:" not in ran.stderr


@pytest.mark.parametrize("seconds", [17, 18, 19, 20])
def test_the_services_are_looked_at_closely_once_the_failure_is_known(
    deployed: World, newer: Path, seconds: int
) -> None:
    deployed.fate(STACK, fates.EXIT_1.but(after=seconds - 1.0))
    deployed.resource("Service", phase="update", seconds=seconds, fails=STRANGE)
    ran = run(deployed, *DEPLOY, "--json", project=newer)
    (last,) = [one for one in ran.events if one["event"] == "run"]
    (told,) = [one for one in last["outcomes"] if one["stack"] == STACK]
    assert [one["id"] for one in told["causes"]] == ["container-exited"]


def test_a_stack_that_stands_half_way_tells_what_still_runs(deployed: World, newer: Path) -> None:
    ran = SCENES["stuck"].play(deployed, newer)
    assert "runs" in [line.split()[0] for line in ran.lines if line.startswith("  ")]
    assert "2 of 2 running" in ran.last


def test_a_reason_that_nobody_knows_is_told_once_at_the_end(deployed: World, newer: Path) -> None:
    deployed.resource("Service", phase="update", seconds=20, fails=STRANGE)
    ran = run(deployed, *DEPLOY, project=newer)
    end = next(n for n, line in enumerate(ran.lines) if "FAILED, and rolled back" in line)
    assert sum(STRANGE in line for line in ran.lines[end:]) == 1
