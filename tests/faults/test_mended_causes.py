"""What a review found of causes and of secrets: each test failed before it was mended."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.command import run
from tests.faults.fake import fates
from tests.faults.fake.faults import Effect
from tests.faults.fake.world import World
from tests.faults.scenario import DEPLOY, STACK, never_silent

SIZE = (
    "Task",
    "PROPERTY_VALIDATION",
    "expected type: String, found: Integer",
    "/Resources/Task/Properties/Cpu",
)
TAKEN = ("Task", "NAME_CONFLICT_VALIDATION", "it exists", "/Resources/Task/Properties/Family")
HOOK = {"TypeName": "Acme::Guard", "HookStatusReason": "not encrypted"}
KEY = "AKIA" + "IOSFODNN7EXAMPLE"  # in two, for whoever looks for keys in files
TOKEN = "glpat-" + "a1B2c3D4e5F6g7H8i9J0"
JOB = {"GITHUB_ACTIONS": "true"}


def _line(project: Path, words: str) -> int:
    rows = (project / "services/web.py").read_text(encoding="utf-8").splitlines()
    return 1 + next(number for number, row in enumerate(rows) if words in row)


@pytest.mark.parametrize(
    ("order", "cause", "words"),
    [
        ({"validation": (SIZE,)}, "early-validation", "cpu=256"),
        ({"validation": (TAKEN,)}, "name-taken", "container="),
        ({"hook": HOOK}, "hook-refused", "service = WebService("),
    ],
)
def test_a_refused_change_set_has_a_cause_in_json_and_an_annotation_on_its_line(
    deployed: World, newer: Path, order: dict[str, object], cause: str, words: str
) -> None:
    deployed.change_set(STACK, **order)
    ran = run(deployed, *DEPLOY, "--json", project=newer, environment=JOB)
    assert ran.exit_code == 3
    (last,) = [one for one in ran.events if one["event"] == "run"]
    (told,) = [one for one in last["outcomes"] if one["stack"] == STACK]
    assert [one["id"] for one in told["causes"]] == [cause]
    place = told["causes"][0]["place"]
    assert (place["file"], place["line"]) == ("services/web.py", _line(newer, words))
    assert f"::error file=services/web.py,line={place['line']}," in ran.stderr
    assert told["causes"][0]["evidence"][0] in ran.words


def test_no_credential_in_the_words_of_a_hook_is_told(
    deployed: World, newer: Path, tmp_path: Path
) -> None:
    deployed.change_set(STACK, hook={**HOOK, "HookStatusReason": f"found {KEY} and {TOKEN}"})
    summary = tmp_path / "summary.md"
    job = {**JOB, "GITHUB_STEP_SUMMARY": str(summary)}
    ran = run(deployed, *DEPLOY, "--json", project=newer, environment=job)
    told = ran.stdout + ran.stderr + summary.read_text(encoding="utf-8")
    assert "redacted" in told
    assert KEY not in told
    assert TOKEN not in told


@pytest.mark.parametrize("as_json", [(), ("--json",)], ids=["words", "json"])
def test_no_credential_in_the_reason_of_an_event_is_told_by_history(
    deployed: World, newer: Path, as_json: tuple[str, ...]
) -> None:
    deployed.resource("Service", phase="update", seconds=3, fails=f"the key {KEY} is not valid")
    run(deployed, *DEPLOY, project=newer)
    ran = run(deployed, "history", "web", "--env", "prod", *as_json, project=newer)
    assert "is not valid" in ran.stdout
    assert KEY not in ran.stdout


def test_aws_that_hangs_leaves_nobody_in_silence(deployed: World, newer: Path) -> None:
    began = deployed.clock.now
    deployed.fate(STACK, fates.SLOW)
    deployed.wire.fault(
        Effect.TIMED_OUT, reading=True, since=began + 30, until=began + 330, share=0.7
    )
    ran = run(deployed, *DEPLOY, project=newer)
    assert ran.exit_code == 0
    never_silent(ran)
