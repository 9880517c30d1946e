"""The job of a new project, and what it installs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from bbfd._version import __version__
from bbfd.cli.workflow import WORKFLOW, requirements

ROOT = Path(__file__).parents[3]


def _role(job: Any) -> str:
    (role,) = (step["with"]["role-to-assume"] for step in job["steps"] if "configure" in str(step))
    return str(role)


def test_it_does_what_our_own_job_does_but_for_what_it_names() -> None:
    ours = yaml.safe_load((ROOT / ".github" / "workflows" / "deploy.yml").read_text("utf-8"))
    theirs = yaml.safe_load(WORKFLOW)
    assert theirs.keys() == ours.keys()
    assert theirs["concurrency"] == ours["concurrency"]
    for name, job in theirs["jobs"].items():
        told = [step.get("name") or step["uses"] for step in job["steps"]]
        assert told == [step.get("name") or step["uses"] for step in ours["jobs"][name]["steps"]]
        assert job["if"] == ours["jobs"][name]["if"]
        assert _role(job) == _role(ours["jobs"][name])
        check, last = job["steps"][-2:]
        assert check["run"] == 'bbfd check --all --env "$ENVIRONMENT" --format github'
        assert last["run"].startswith(f"bbfd {last['name']} --all")


COMMIT = {"vcs_info": {"vcs": "git", "commit_id": "abc"}}


@pytest.mark.parametrize(
    ("noted", "line"),
    [
        (None, f"bbfd[lint]=={__version__}"),
        (
            {"url": "https://a.example/b.git", **COMMIT},
            "bbfd[lint] @ git+https://a.example/b.git@abc",
        ),
        (
            {"url": "https://a.example/bbfd.whl", "archive_info": {}},
            "bbfd[lint] @ https://a.example/bbfd.whl",
        ),
    ],
)
def test_a_job_installs_bbfd_from_where_it_was_installed_here(
    noted: dict[str, object] | None, line: str
) -> None:
    found = requirements(noted if noted is None else json.dumps(noted), installed=True)
    assert found == f"{line}\n"


@pytest.mark.parametrize(
    ("noted", "installed"), [({"url": "file:///home/me/bbfd", "dir_info": {}}, True), (None, False)]
)
def test_what_only_this_machine_has_is_left_to_a_person(
    noted: dict[str, object] | None, installed: bool
) -> None:
    found = requirements(noted if noted is None else json.dumps(noted), installed=installed)
    assert "Say where" in found
    assert all(line.startswith("#") for line in found.splitlines())
    assert "/home/me" not in found
