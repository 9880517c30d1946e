"""However a command of a run ends, programs and the CI are told: by `run`, by the files of a GitHub job."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.faults.command import Answer, ctrl_c, run
from tests.faults.fake.fate import Fate
from tests.faults.fake.fates import EXIT_1, HEALTHY
from tests.faults.fake.faults import Effect
from tests.faults.fake.world import World
from tests.faults.scenario import DEPLOY, STACK, holds, told_to_programs

ARN = f"arn:aws:cloudformation:eu-west-1:333333333333:stack/{STACK}/1"
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
    assert [(one["stack"], one["outcome"]) for one in last["outcomes"]] == [
        (STACK, words) for words in ended
    ]


RUN: dict[str, tuple[tuple[str, ...], list[Answer] | None, int, dict[str, str]]] = {
    "watch": (("watch", "web"), None, 0, {STACK: "created"}),
    "cancel": (("cancel", "web", "--yes"), None, 0, {STACK: "idle"}),
    "recover": (("recover", "web", "--yes"), None, 0, {STACK: "idle"}),
    "delete": (("delete", "web", "--yes"), None, 0, {STACK: "deleted"}),
    "declined": (("delete", "web"), ["n"], 3, {STACK: "declined"}),
    "interrupted": (("delete", "web"), [ctrl_c], 130, {}),
    "refused": (("delete", "web"), None, 3, {STACK: "refused"}),
    "no such plan": (("apply", "web/bbfd-1"), None, 3, {STACK: "refused"}),
    "no such ARN": (("apply", f"{ARN}/changeSet/bbfd-1/2"), None, 3, {}),
    "no stack": (("watch", "api"), None, 3, {"prod-api": "refused"}),
}


@pytest.mark.parametrize("how", RUN)
def test_what_acts_on_a_stack_ends_with_one_run(deployed: World, newer: Path, how: str) -> None:
    call, typed, code, ended = RUN[how]
    text = (newer / "services" / "web.py").read_text(encoding="utf-8")
    (newer / "services" / "api.py").write_text(text, encoding="utf-8")
    ran = run(deployed, *call, "--env", "prod", "--json", project=newer, input=typed)
    events = told_to_programs(ran)
    assert [event["event"] for event in events].count("run") == 1
    last = events[-1]
    assert (last["event"], last["exit_code"], ran.exit_code) == ("run", code, code)
    assert {o["stack"]: o["outcome"] for o in last["outcomes"]} == ended


def test_what_was_not_deleted_after_one_that_stays_is_named(deployed: World, newer: Path) -> None:
    text = (newer / "services" / "web.py").read_text(encoding="utf-8")
    (newer / "services" / "api.py").write_text(text, encoding="utf-8")
    call = ("delete", "web", "api", "--env", "prod", "--json")
    last = told_to_programs(run(deployed, *call, project=newer, input=["n"]))[-1]
    assert last["untried"] == {"prod-api": "prod-web did not end well"}


@pytest.mark.parametrize("verb", ["watch", "cancel", "recover", "delete"])
def test_what_acts_on_what_services_stand_on_ends_with_one_run(
    furnished: World, project: Path, verb: str
) -> None:
    more = () if verb == "watch" else ("--yes",)
    ran = run(furnished, "env", verb, "prod", "--json", *more, project=project)
    last = told_to_programs(ran)[-1]
    assert (last["event"], last["exit_code"]) == ("run", 0)
    assert len(last["outcomes"]) == 2


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


TYPED: dict[str, tuple[tuple[str, ...], str]] = {
    "nothing": ((), ""),
    "image": (("--image", "web=nginx:1.26"), " --image web=nginx:1.26"),
    "how": (
        ("--at-once", "3", "--keep-going", "--timeout", "20m", "--wait-lock", "90s"),
        " --keep-going --at-once 3 --timeout 20m --wait-lock 90s",
    ),
    "what is taken": (
        ("--adopt", "--allow-missing-image"),
        " --allow-missing-image --adopt",
    ),
}


@pytest.mark.parametrize("how", TYPED)
def test_the_deploy_to_type_again_does_the_same(deployed: World, newer: Path, how: str) -> None:
    given, told = TYPED[how]
    deployed.fate(STACK, EXIT_1)
    ran = run(deployed, *DEPLOY, *given, project=newer)
    assert ran.exit_code == 4, ran.stderr
    assert f"`bbfd deploy web --env prod{told}`" in ran.words


OWN = "333333333333.dkr.ecr.eu-west-1.amazonaws.com/web"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("--tag", "v1"), "--tag v1"),
        (("--tag", "v1", "--at-once", "2"), "--tag v1 --at-once 2"),
        (("--image", f"web={OWN}:v7"), f"--image web={OWN}:v7"),
    ],
)
def test_after_an_image_was_pushed_the_same_is_typed_again(
    project: Path, given: tuple[str, ...], told: str
) -> None:
    path = project / "services" / "web.py"
    text = path.read_text(encoding="utf-8")
    text = text.replace('"public.ecr.aws/nginx/nginx:1.27"', "Repository()")
    path.write_text(text.replace("import ", "import Repository, "), encoding="utf-8")
    ran = run(World(), *DEPLOY, *given, project=project)
    assert ran.exit_code == 3
    assert f"bbfd deploy web --env prod {told}" in [line.strip() for line in ran.lines]


@pytest.mark.parametrize(("fate", "version"), [(EXIT_1, None), (HEALTHY, "1.27")])
def test_a_version_is_told_where_one_runs(
    furnished: World, project: Path, fate: Fate, version: str | None
) -> None:
    furnished.fate(STACK, fate)
    file = project / "outputs"
    variables = {"GITHUB_ACTIONS": "true", "GITHUB_OUTPUT": str(file)}
    ran = run(furnished, *DEPLOY, "--json", project=project, environment=variables)
    last = told_to_programs(ran)[-1]["outcomes"][-1]
    assert (last["stack"], last["version"]) == (STACK, version)
    assert ("version<<" in file.read_text(encoding="utf-8")) is (version is not None)


@pytest.mark.parametrize("dies", [False, True], ids=["well", "its tasks die"])
def test_who_cancelled_is_told_to_correct_something_only_where_something_failed(
    deployed: World, newer: Path, dies: bool
) -> None:
    deployed.resource("Service", STACK, phase="update", seconds=200.0)
    if dies:
        deployed.fate(STACK, EXIT_1)
    deployed.clock.ctrl_c(at=deployed.clock.now + 40)
    ran = run(deployed, *DEPLOY, project=newer, input=["c"])
    end = " ".join(ran.stderr.partition(f"{STACK}: FAILED, and rolled back")[2].split())
    assert "it was cancelled here, by Ctrl-C" in end
    assert ("exited with code 1" in end) is dies
    assert ("correct it in services/web.py" in end) is dies
    assert ("`bbfd deploy web --env prod` begins again" in end) is not dies
    holds(deployed, ran, exit_code=4, budget=70, status="UPDATE_ROLLBACK_COMPLETE")


def test_a_cancelled_deploy_is_not_to_be_corrected(deployed: World, newer: Path) -> None:
    deployed.resource("Service", STACK, phase="update", seconds=200.0)
    cloudformation = deployed.client("cloudformation")
    deployed.others(
        at=deployed.clock.now + 40,
        what=lambda world: cloudformation.cancel_update_stack(StackName=STACK),
    )
    ran = run(deployed, *DEPLOY, project=newer)
    assert "it was cancelled with bbfd" in ran.words
    assert "correct it" not in ran.words
    assert "`bbfd deploy web --env prod` begins again" in ran.words
    holds(deployed, ran, exit_code=4, budget=70, status="UPDATE_ROLLBACK_COMPLETE")


def test_where_nothing_of_a_failure_may_be_read_the_way_to_its_cause_is_named(
    deployed: World, newer: Path
) -> None:
    deployed.fate(STACK, EXIT_1)
    deployed.wire.fault(Effect.DENIED, "DescribeStackEvents", since=deployed.clock.now + 6)
    deployed.wire.fault(Effect.DENIED, "DescribeServices", since=deployed.clock.now + 6)
    ran = run(deployed, *DEPLOY, project=newer)
    assert "mend that" not in ran.words
    assert "`bbfd diagnose web --env prod` shows what AWS still tells" in ran.words
    holds(deployed, ran, exit_code=4, budget=40, status="UPDATE_ROLLBACK_COMPLETE")
