"""`bbfd init` in an empty folder: everything works on it at once."""

from __future__ import annotations

from pathlib import Path

from tests.functional.projects import Project


def test_a_new_project_goes_through_the_whole_main_job(tmp_path: Path) -> None:
    project = Project(tmp_path)
    begun = project.process("init")
    assert begun.code == 0
    assert "bbfd deploy hello --env local --yes" in begun.words
    assert "hello WebService Fargate" in " ".join(project.done("list").out.split())
    assert "AWS::ECS::Service" in project.done("preview", "hello", "--env", "prod").out
    for place in ("local", "prod"):
        looked = f"hello, registry, environment in {place}"
        assert project.done("check", "--all", "--env", place).err == f"{looked}: no findings\n"
    created = project.process("deploy", "hello", "--env", "local", "--yes")
    assert created.code == 0
    assert "local-hello: created" in created.words
    assert "nothing to do" in project.done("deploy", "hello", "--env", "local").words
    assert "nothing to change" in project.done("diff", "hello", "--env", "local").out
    assert "CREATE_COMPLETE" in project.done("status", "hello", "--env", "local").out
    newer = project.done("deploy", "hello", "--env", "local", "--tag", "1.28", "--yes")
    assert "nginx:1.28" in newer.words
    project.done("delete", "hello", "--env", "local", "--yes")
    project.done("env", "delete", "local", "--yes")
    with project.aws() as aws:
        assert aws.stacks() == {}


def test_what_its_readme_says_to_type_is_what_there_is(tmp_path: Path) -> None:
    """But for what needs a real account, whose number is a person's to write first."""
    project = Project(tmp_path)
    project.process("init")
    lines = (tmp_path / "README.md").read_text(encoding="utf-8").splitlines()
    typed = [
        line.partition("  ")[0].split()[1:] for line in map(str.strip, lines) if "bbfd " in line
    ]
    assert len(typed) > 5
    for arguments in typed:
        if arguments[0] in ("diff", "deploy") and arguments[-1] == "prod":
            continue
        yes = ["--yes"] if arguments[0] == "deploy" else []
        project.done(*arguments, *yes)


def test_it_is_made_in_the_folder_that_is_named(tmp_path: Path) -> None:
    here = Project(tmp_path)
    assert "cd shop && bbfd deploy" in here.process("init", "shop").words
    assert Project(tmp_path / "shop").done("list").out
