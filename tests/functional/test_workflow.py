"""The continuous deployment jobs: their own lines, run in order without a terminal, against the embedded AWS."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from bbfd.ci.job import Job, Target
from tests.functional.projects import ENTRY, NOT_FOUND, ROOT, Done, Project
from tests.golden.ci import VENDORS
from tests.unit.ci.jobs import body, scripts

SERVICES = ("hello", "kafka-connect", "sample-serve")
JOB = Job(
    targets=(Target(name="local", region="eu-west-1"),),
    services=SERVICES,
    install="bbfd[lint]==1.2.3",
)
# What each calls the lines that deploy. All have `diff`.
DEPLOY = {
    "github": "deploy-local",
    "gitlab": "deploy-local",
    "bitbucket": "deploy-local",
    "codebuild": "deploy",
    "jenkins": "deploy-local",
}
every_vendor = pytest.mark.parametrize("vendor", VENDORS)
# Instead of installing anything: what the job's `python` is asked for, and an environment that can be entered.
PYTHON = """#!/bin/sh
case "$*" in
  "-m pip install "*) echo "$*" >> "$HOME/installed" ;;
  "-m venv "*) mkdir -p "$3/bin" && : > "$3/bin/activate" ;;
  *) exit 64 ;;
esac
"""


@pytest.fixture
def runner(project: Project, tmp_path: Path) -> Mapping[str, str]:
    """The variables of a runner, with `bbfd` on its path as pip would have put it there."""
    programs, home = tmp_path / "bin", tmp_path / "home"
    programs.mkdir()
    home.mkdir()
    (programs / "entry.py").write_text(ENTRY, encoding="utf-8")
    called = f'#!/bin/sh\nexec "{sys.executable}" "{programs}/entry.py" "$@"\n'
    for name, text in (("bbfd", called), ("python", PYTHON), ("python3", PYTHON)):
        (programs / name).write_text(text, encoding="utf-8")
        (programs / name).chmod(0o755)
    return {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
        "CI": "true",
        "BBFD": "bbfd[lint]==1.2.3",
        "AWS_TOKEN": "a.token",
        "BITBUCKET_STEP_OIDC_TOKEN": "a.token",
    }


def run(vendor: str, name: str, project: Project, runner: Mapping[str, str]) -> Done:
    """All lines of a job, as its vendor gives them to bash, which stops at a command that fails."""
    on = {"GITHUB_ACTIONS": "true"} if vendor == "github" else {}
    script = scripts(vendor, JOB)[name]
    if vendor == "jenkins":  # what the stage before left on the disk
        script = f"{scripts(vendor, JOB)['check']}\n{script}"
    ended = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script],
        cwd=project.root,
        env={**runner, **on},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return Done(ended.returncode, ended.stdout, ended.stderr)


@every_vendor
def test_a_pull_request_is_told_what_it_would_change(
    vendor: str, project: Project, runner: Mapping[str, str]
) -> None:
    done = run(vendor, "diff", project, runner)
    assert done.code == 0, done.err
    comment = (project.root / "bbfd-diff.md").read_text(encoding="utf-8")
    assert comment.startswith("<!-- bbfd diff local -->\n")
    for service in SERVICES:
        assert f"local-{service} will be created" in done.out
        assert f"local-{service} will be created" in comment
    with project.aws() as aws:
        assert aws.stacks() == {}
    assert "bbfd[lint]==1.2.3" in (Path(runner["HOME"]) / "installed").read_text()


@every_vendor
def test_a_push_is_deployed_and_the_same_push_again_changes_nothing(
    vendor: str, project: Project, runner: Mapping[str, str]
) -> None:
    first = run(vendor, DEPLOY[vendor], project, runner)
    assert first.code == 0, first.err
    with project.aws() as aws:
        assert {f"local-{service}" for service in SERVICES} < aws.stacks().keys()
        before = {service: aws.runs(f"local-{service}") for service in SERVICES}
    again = run(vendor, DEPLOY[vendor], project, runner)
    assert again.code == 0
    assert "5 stacks: CREATE_COMPLETE; nothing to do" in again.words
    with project.aws() as aws:
        assert {service: aws.runs(f"local-{service}") for service in SERVICES} == before


def test_a_mistake_is_told_on_its_line_and_ends_the_job(
    project: Project, runner: Mapping[str, str]
) -> None:
    project.change("services/hello.py", "memory=512", "memory=600")
    done = run("github", "check", project, runner)
    assert done.code == 3
    assert done.out.startswith("::error file=services/hello.py,line=7,")
    assert not project.state.exists()


@pytest.mark.parametrize(
    ("vendor", "report"),
    [
        ("gitlab", "bbfd-check-local.xml"),
        ("bitbucket", "test-reports/check-local.xml"),
        ("jenkins", "bbfd-check-local.xml"),
    ],
)
def test_a_mistake_is_in_the_report_and_ends_the_job(
    vendor: str, report: str, project: Project, runner: Mapping[str, str]
) -> None:
    project.change("services/hello.py", "memory=512", "memory=600")
    done = run(vendor, "check", project, runner)
    assert done.code == 3
    text = (project.root / report).read_text(encoding="utf-8")
    assert 'file="services/hello.py" line="7"' in text
    assert "<failure " in text
    assert "services/hello.py:7" in done.out


@pytest.mark.parametrize("vendor", ["github", "gitlab", "bitbucket"])
def test_a_diff_that_cannot_be_made_is_told_in_the_comment_and_fails(
    vendor: str, project: Project, runner: Mapping[str, str]
) -> None:
    project.change("services/hello.py", "memory=512", "memory=600")
    assert run(vendor, "diff", project, runner).code == 3
    comment = (project.root / "bbfd-diff.md").read_text(encoding="utf-8")
    assert "**It is not known** (exit code 3)" in comment


def test_a_deployment_that_fails_ends_the_job_with_an_annotation(
    project: Project, runner: Mapping[str, str]
) -> None:
    project.order({"create:AWS::ECS::Service@local-sample-serve": NOT_FOUND})
    done = run("github", "deploy-local", project, runner)
    assert done.code == 4
    (told,) = [line for line in done.err.splitlines() if line.startswith("::error")]
    assert told.startswith("::error file=services/sample-serve.py,line=")
    assert "its image is not in its registry" in told


def test_what_is_not_said_to_be_installed_ends_the_job(
    project: Project, runner: Mapping[str, str]
) -> None:
    done = run("gitlab", "check", project, {**runner, "BBFD": ""})
    assert done.code != 0
    assert "BBFD: says what pip installs" in done.err


def test_our_own_job_is_one_that_the_command_writes() -> None:
    told = [
        "--service",
        "hello",
        "--service",
        "kafka-connect",
        "--service",
        "sample-serve",
        "--install",
        ".[lint]",
    ]
    done = Project(ROOT).done("ci", "github", "--env", "prod", *told, "--out", "-")
    assert done.out == (ROOT / VENDORS["github"].path).read_text(encoding="utf-8")


# --- the comment on GitHub, with a `gh` that keeps comments in a file ---------------------------------------------

GH = """
import json, os, pathlib, re, sys
given = sys.argv[2:]
file = pathlib.Path(os.environ["KEPT"])
kept = json.loads(file.read_text()) if file.exists() else []
method = given[given.index("--method") + 1] if "--method" in given else "GET"
url = next(word for word in given if word.startswith("repos/"))
assert url.startswith("repos/octo/shop/issues/"), url
if method == "GET":
    assert url == "repos/octo/shop/issues/7/comments", url
    assert "github-actions[bot]" in given[given.index("--jq") + 1]
    for number, (who, body) in enumerate(kept):
        if who == "github-actions[bot]":
            print(f"{number}\\t{body.splitlines()[0]}")
else:
    body = given[given.index("-F") + 1].removeprefix("body=@")
    text = pathlib.Path(body).read_text()
    if method == "POST":
        assert url == "repos/octo/shop/issues/7/comments", url
        kept.append(["github-actions[bot]", text])
    else:
        kept[int(re.fullmatch("repos/octo/shop/issues/comments/([0-9]+)", url)[1])][1] = text
    file.write_text(json.dumps(kept))
"""


def test_there_is_one_comment_on_github_and_it_is_changed(tmp_path: Path) -> None:
    (step,) = (s for s in body("github", JOB)["jobs"]["comment"]["steps"] if "run" in s)
    (tmp_path / "gh.py").write_text(GH)
    (tmp_path / "gh").write_text(f'#!/bin/sh\nexec "{sys.executable}" "{tmp_path}/gh.py" "$@"\n')
    (tmp_path / "gh").chmod(0o755)
    mark = "<!-- bbfd diff local -->"
    kept = tmp_path / "kept"
    kept.write_text(json.dumps([["eve", f"{mark}\nmine"], ["github-actions[bot]", "other\nx"]]))
    for text in ("first", "second"):
        (tmp_path / "bbfd-diff.md").write_text(f"{mark}\n{text}\n")
        subprocess.run(
            ["bash", "-e", "-c", step["run"]],
            cwd=tmp_path,
            env={
                "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}",
                "KEPT": str(kept),
                "GITHUB_REPOSITORY": "octo/shop",
                "NUMBER": "7",
                "FILE": step["env"]["FILE"],
            },
            check=True,
        )
    assert json.loads(kept.read_text()) == [
        ["eve", f"{mark}\nmine"],
        ["github-actions[bot]", "other\nx"],
        ["github-actions[bot]", f"{mark}\nsecond\n"],
    ]
