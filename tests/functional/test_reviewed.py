"""`bbfd plan`, then `bbfd apply`: exactly what was reviewed, or nothing."""

from __future__ import annotations

from tests.functional.projects import Project

PLAN = ("plan", "hello", "--env", "local", "--json")


def _stands(project: Project) -> None:
    project.done("env", "deploy", "local", "--yes")


def test_what_was_planned_is_carried_out_once(project: Project) -> None:
    _stands(project)
    plan = project.done(*PLAN).record["plan"]
    project.done("apply", plan, "--env", "local", "--yes")
    with project.aws() as aws:
        assert aws.stacks()["local-hello"] == "CREATE_COMPLETE"
    again = project.process("apply", plan, "--env", "local", "--yes")
    assert again.code == 3
    assert "it was carried out" in again.words


def test_a_plan_that_another_deploy_overtook_is_refused(project: Project) -> None:
    _stands(project)
    project.done("deploy", "hello", "--env", "local", "--yes")
    planned = project.done(*PLAN, "--tag", "9.9.9").record
    assert planned["version"]["after"] == "9.9.9"
    project.done("deploy", "hello", "--env", "local", "--yes", "--tag", "8.8.8")
    late = project.process("apply", planned["plan"], "--env", "local", "--yes")
    assert late.code == 3
    assert "went with another deploy" in late.words


def test_a_plan_can_be_discarded_with_its_empty_stack(project: Project) -> None:
    _stands(project)
    plan = project.done(*PLAN).record["plan"]
    project.done("plan", "--discard", plan, "--env", "local")
    with project.aws() as aws:
        assert "local-hello" not in aws.stacks()
        assert aws.change_sets() == []
