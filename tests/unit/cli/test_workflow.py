"""The job of a new project, and what it installs."""

from __future__ import annotations

import json

import pytest
import yaml

from bbfd._version import __version__
from bbfd.cli.workflow import requirements, workflow


def test_a_new_project_has_the_job_that_the_command_writes_it() -> None:
    text = workflow("prod", "eu-west-1")
    found = yaml.safe_load(text)
    runs = [step["run"] for job in found["jobs"].values() for step in job["steps"] if "run" in step]
    assert "python -m pip install -r requirements.txt" in runs
    assert "bbfd deploy --all --env prod --yes" in runs
    assert "env" not in found  # requirements.txt says what is installed, and it alone


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
