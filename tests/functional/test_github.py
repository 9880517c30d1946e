"""The command in a job of GitHub Actions: what the job shows, and what the next steps are handed."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.functional.projects import Done, Project

FAILS = {"create:AWS::ECS::Service@local-hello": "::error::no such | image ##vso[task]"}


class Job:
    """A job's variables and files; earlier steps have written to both."""

    def __init__(self, folder: Path) -> None:
        self.summary, self.output = folder / "summary.md", folder / "output.txt"
        self.summary.write_text("# before\n", encoding="utf-8")
        self.output.write_text("before=1\n", encoding="utf-8")

    def bbfd(self, project: Project, *arguments: str, **variables: str) -> Done:
        given = {
            **os.environ,
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "GITHUB_OUTPUT": str(self.output),
        }
        return project.process(*arguments, environment={**given, **variables})

    @property
    def outputs(self) -> dict[str, str]:
        """As GitHub reads them: the last one counts."""
        text = self.output.read_text(encoding="utf-8")
        assert text.startswith("before=1\n")
        found, lines = {}, iter(text.splitlines()[1:])
        for line in lines:
            name, _, delimiter = line.partition("<<")
            rows = []
            while (row := next(lines)) != delimiter:
                rows.append(row)
            found[name] = "\n".join(rows)
        return found

    @property
    def table(self) -> list[str]:
        """The rows of the summary."""
        text = self.summary.read_text(encoding="utf-8")
        assert text.startswith("# before\n")
        return [line for line in text.splitlines() if line.startswith("| [") or "not tried" in line]


@pytest.fixture
def job(tmp_path: Path) -> Job:
    folder = tmp_path / "runner"
    folder.mkdir()
    return Job(folder)


def test_a_deploy_that_ends_well_is_summed_up_and_handed_on(project: Project, job: Job) -> None:
    done = job.bbfd(project, "deploy", "hello", "--env", "local", "--yes")
    assert done.code == 0, done.err
    given = job.outputs
    assert (given["outcome"], given["exit-code"], given["changed"]) == ("created", "0", "true")
    assert "local-hello" in json.loads(given["outputs"])
    assert any("local-hello" in row and "CREATE" in row for row in job.table)
    assert not [line for line in done.err.splitlines() if line.startswith("::error")]


def test_a_deploy_that_fails_is_annotated_once_and_its_state_comes_last(
    project: Project, job: Job
) -> None:
    project.order(FAILS)
    done = job.bbfd(project, "deploy", "hello", "--env", "local", "--yes")
    assert done.code == 4, done.err
    lines = done.err.splitlines()
    (error,) = [line for line in lines if line.startswith("::error")]
    assert error.startswith("::error title=local-hello::cause unknown")  # which blames no line
    assert "local-hello: ROLLBACK_COMPLETE" in lines[-1]
    assert "##vso[" not in done.err
    given = job.outputs
    assert (given["outcome"], given["exit-code"]) == ("rolled back", "4")
    (row,) = [row for row in job.table if "local-hello" in row]
    assert r"no such \| image" in row


def test_a_refusal_is_summed_up_and_handed_on(project: Project, job: Job) -> None:
    done = job.bbfd(project, "deploy", "hello", "--env", "local")
    assert done.code == 3
    given = job.outputs
    assert (given["outcome"], given["exit-code"], given["changed"]) == ("refused", "3", "false")
    assert "**refused** (exit code 3)" in job.summary.read_text(encoding="utf-8")


def test_files_that_cannot_be_written_are_a_note_and_fail_nothing(
    project: Project, job: Job, tmp_path: Path
) -> None:
    gone = str(tmp_path / "gone" / "file")
    done = job.bbfd(
        project,
        *("deploy", "hello", "--env", "local", "--yes"),
        GITHUB_OUTPUT=gone,
        GITHUB_STEP_SUMMARY=gone,
    )
    assert done.code == 0, done.err
    assert done.words.count("could not be written: No such file or directory") == 2


def test_with_json_stdout_carries_objects_alone_in_a_job_too(project: Project, job: Job) -> None:
    project.order(FAILS)
    done = job.bbfd(project, "deploy", "hello", "--env", "local", "--yes", "--json")
    assert done.code == 4
    assert all(event["schema"] == 1 for event in done.events)
    assert done.events[-1]["event"] == "run"
    assert done.events[-1]["exit_code"] == 4
    assert "##vso[" not in done.out


def test_elsewhere_nothing_is_written_for_github(project: Project, job: Job) -> None:
    done = job.bbfd(project, "deploy", "hello", "--env", "local", "--yes", GITHUB_ACTIONS="")
    assert done.code == 0
    assert job.output.read_text(encoding="utf-8") == "before=1\n"
    assert not [line for line in done.err.splitlines() if line.startswith("::")]
