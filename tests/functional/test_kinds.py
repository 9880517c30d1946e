"""Kinds that ECS keeps no service of: they are deployed, looked at, changed and deleted like any other."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.functional.projects import Project


@pytest.mark.parametrize("kind", ["backend", "worker", "scheduled", "event", "task", "daemon"])
def test_each_kind_is_deployed_and_looked_at_from_its_first_day(tmp_path: Path, kind: str) -> None:
    project = Project(tmp_path)
    project.process("init", "--kind", kind)
    created = project.process("deploy", "hello", "--env", "local", "--yes")
    assert (created.code, "local-hello: created" in created.words) == (0, True)
    assert "CREATE_COMPLETE" in project.done("status", "hello", "--env", "local").out
    assert "nothing to do" in project.done("deploy", "hello", "--env", "local").words
    newer = project.done("deploy", "hello", "--env", "local", "--tag", "2", "--yes")
    assert "local-hello: updated" in newer.words
    project.done("delete", "hello", "--env", "local", "--yes")


def test_a_time_limit_is_deployed_and_changed(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.process("init", "--kind", "scheduled")
    file = tmp_path / "services" / "hello.py"
    text = file.read_text(encoding="utf-8")
    for limit in (30, 60):
        said = text.replace("    schedule=", f"    time_limit={limit},\n    schedule=")
        file.write_text(said, encoding="utf-8")
        assert project.process("deploy", "hello", "--env", "local", "--yes").code == 0
    shown = project.done("status", "hello", "--env", "local").out
    assert "AWS::StepFunctions::StateMachine" in shown
    assert "cron(0 2 * * ? *)" in shown
