"""However a command of a run ends, programs and the CI are told: by `run`, by the files of a GitHub job."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.faults.command import Answer, ctrl_c, run
from tests.faults.fake.fates import EXIT_1
from tests.faults.fake.world import World
from tests.faults.scenario import DEPLOY, STACK, told_to_programs

APPLIED: dict[str, tuple[tuple[str, ...], list[Answer] | None, int, list[str]]] = {
    "done": (("--yes",), None, 0, ["updated"]),
    "declined": ((), ["n"], 3, ["declined"]),
    "nobody to ask": ((), None, 3, ["refused"]),
    "interrupted": ((), [ctrl_c], 130, []),
    "failed": (("--yes",), None, 4, ["rolled back"]),
}


@pytest.mark.parametrize("how", APPLIED)
def test_apply_ends_with_one_run(deployed: World, newer: Path, how: str) -> None:
    more, typed, code, ended = APPLIED[how]
    made = run(deployed, "plan", "web", "--env", "prod", "--json", project=newer)
    if how == "failed":
        deployed.fate(STACK, EXIT_1)
    call = ("apply", json.loads(made.stdout)["plan"], "--env", "prod", "--json", *more)
    ran = run(deployed, *call, project=newer, input=typed)
    last = told_to_programs(ran)[-1]
    assert (last["event"], last["exit_code"], ran.exit_code) == ("run", code, code)
    assert [(one["stack"], one["outcome"]) for one in last["outcomes"]] == [  # type: ignore[attr-defined]
        (STACK, words) for words in ended
    ]


WRONG = {
    "no such service": (("deploy", "wbe", "--env", "prod", "--yes"), "wrong"),
    "no such environment": (("deploy", "web", "--env", "prdo", "--yes"), "wrong"),
    "no such environment of its own": (("env", "deploy", "prdo", "--yes"), "wrong"),
    "no plan": (("apply", "web", "--env", "prod", "--yes"), "wrong"),
    "a broken definition": (DEPLOY, "wrong"),
}


@pytest.mark.parametrize("how", WRONG)
def test_the_next_steps_of_a_job_are_told_what_was_wrong(
    deployed: World, project: Path, how: str
) -> None:
    call, words = WRONG[how]
    if how == "a broken definition":
        (project / "services" / "web.py").write_text("service = 1 +\n", encoding="utf-8")
    files = {name: project / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    variables = {"GITHUB_ACTIONS": "true", **{name: str(path) for name, path in files.items()}}
    ran = run(deployed, *call, project=project, environment=variables)
    assert ran.exit_code == 2, ran.stderr
    assert f"\n{words}\n" in files["GITHUB_OUTPUT"].read_text(encoding="utf-8")
    assert "exit code 2" in files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8")
