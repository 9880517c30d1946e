"""The continuous deployment job: its own steps, run in order without a terminal, against the embedded AWS."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.functional.projects import ENTRY, NOT_FOUND, ROOT, Done, Project

FILE = ROOT / ".github" / "workflows" / "deploy.yml"
SERVICES = ("hello", "kafka-connect", "sample-serve")


@pytest.fixture(scope="module")
def workflow() -> dict[str, Any]:
    found = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    # A bare `on` is a truth value in YAML 1.1, and a key of GitHub's in YAML 1.2.
    return {("on" if key is True else key): value for key, value in found.items()}


@pytest.fixture
def runner(project: Project, tmp_path: Path) -> Mapping[str, str]:
    """The variables of a runner, with `bbfd` on its path as pip would have put it there."""
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "entry.py").write_text(ENTRY, encoding="utf-8")
    program = programs / "bbfd"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{programs}/entry.py" "$@"\n')
    program.chmod(0o755)
    return {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(tmp_path / "home"),
        "CI": "true",
        "GITHUB_ACTIONS": "true",
    }


def _run(
    workflow: Mapping[str, Any], job: str, project: Project, runner: Mapping[str, str]
) -> dict[str, Done]:
    """Each `run` step but the first, as GitHub runs it: by bash, which stops at a command that fails."""
    done: dict[str, Done] = {}
    install, *steps = (step for step in workflow["jobs"][job]["steps"] if "run" in step)
    assert install["run"].startswith("python -m pip install")
    for step in steps:
        ended = subprocess.run(
            ["bash", "-e", "-c", step["run"]],
            cwd=project.root,
            env={**runner, **workflow["env"], "ENVIRONMENT": "local"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        done[step["name"]] = Done(ended.returncode, ended.stdout, ended.stderr)
        if ended.returncode:
            break
    return done


def test_a_pull_request_is_checked_and_shown_what_it_would_change(
    workflow: dict[str, Any], project: Project, runner: Mapping[str, str]
) -> None:
    done = _run(workflow, "review", project, runner)
    assert {name: step.code for name, step in done.items()} == {"check": 0, "diff": 0}
    for service in SERVICES:
        assert f"local-{service} will be created" in done["diff"].out
    with project.aws() as aws:
        assert aws.stacks() == {}


def test_a_push_is_deployed_and_the_same_push_again_changes_nothing(
    workflow: dict[str, Any], project: Project, runner: Mapping[str, str]
) -> None:
    first = _run(workflow, "deploy", project, runner)
    assert {name: step.code for name, step in first.items()} == {"check": 0, "deploy": 0}
    with project.aws() as aws:
        assert {f"local-{service}" for service in SERVICES} < aws.stacks().keys()
        before = {service: aws.runs(f"local-{service}") for service in SERVICES}
    again = _run(workflow, "deploy", project, runner)["deploy"]
    assert again.code == 0
    assert "5 stacks: CREATE_COMPLETE; nothing to do" in again.words
    with project.aws() as aws:
        assert {service: aws.runs(f"local-{service}") for service in SERVICES} == before


def test_a_mistake_is_told_on_its_line_and_ends_the_job(
    workflow: dict[str, Any], project: Project, runner: Mapping[str, str]
) -> None:
    project.change("services/hello.py", "memory=512", "memory=600")
    done = _run(workflow, "deploy", project, runner)
    assert {name: step.code for name, step in done.items()} == {"check": 3}
    assert done["check"].out.startswith("::error file=services/hello.py,line=7,")
    assert not project.state.exists()


def test_a_deployment_that_fails_ends_the_job_with_an_annotation(
    workflow: dict[str, Any], project: Project, runner: Mapping[str, str]
) -> None:
    project.order({"create:AWS::ECS::Service@local-sample-serve": NOT_FOUND})
    done = _run(workflow, "deploy", project, runner)["deploy"]
    assert done.code == 4
    (told,) = [line for line in done.err.splitlines() if line.startswith("::error")]
    assert told.startswith("::error file=services/sample-serve.py,line=")
    assert "its image is not in its registry" in told


def test_the_workflow_is_what_we_say_of_it(workflow: dict[str, Any]) -> None:
    assert workflow["on"]["push"] == {"branches": ["main"]}
    assert "pull_request" in workflow["on"]
    assert workflow["permissions"] == {"contents": "read", "id-token": "write"}
    assert workflow["concurrency"]["cancel-in-progress"] is False
    assert workflow["concurrency"]["group"].startswith("deploy-")
    jobs = workflow["jobs"]
    assert jobs["review"]["if"] == "github.event_name == 'pull_request'"
    assert jobs["deploy"]["if"] == "github.event_name == 'push'"
    typed = {name: [step.get("run", "") for step in job["steps"]] for name, job in jobs.items()}
    assert not [line for line in typed["review"] if "bbfd deploy" in line]
    assert [line for line in typed["deploy"] if line.startswith("bbfd deploy") and "--yes" in line]


def test_a_pull_request_never_has_the_role_that_deploys(workflow: dict[str, Any]) -> None:
    taken = {
        name: [
            step["with"]["role-to-assume"]
            for step in job["steps"]
            if "aws-region" in step.get("with", {})
        ]
        for name, job in workflow["jobs"].items()
    }
    assert taken == {"review": ["${{ vars.AWS_ROLE_PLAN }}"], "deploy": ["${{ vars.AWS_ROLE }}"]}
