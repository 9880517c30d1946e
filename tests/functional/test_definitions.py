"""A definition that is wrong: file, line, cause and fix, before AWS is asked; never a traceback."""

from __future__ import annotations

import pytest

from tests.functional.projects import Project

HELLO = "services/hello.py"
PREVIEW = ("preview", "hello", "--env", "local")


@pytest.mark.parametrize(
    ("old", "new", "line", "said", "fix"),
    [
        ("port=80)", "port=80", 5, "this is not Python", "correct it"),
        ("Fargate(cpu=256", "Fargate(cpus=256", 7, "cpus", "cpu"),
        ("import Container", "import Contaner", 3, "Contaner", "Container"),
        ("port=80", "port='80'", 6, "not the text '80'", "write 80 without quotes"),
        ("count=2", "count=1 // 0", 9, "ZeroDivisionError", "correct it"),
        ('"prod":', '"prd":', 9, "there is no such environment", "`prod`"),
        (
            "service =",
            "servce =",
            None,
            "does not define `service`",
            "rename `servce` to `service`",
        ),
    ],
)
def test_it_is_told_with_its_place_and_no_traceback(
    project: Project, old: str, new: str, line: int | None, said: str, fix: str
) -> None:
    project.change(HELLO, old, new)
    done = project.process(*PREVIEW)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"{HELLO}:{line}: " if line else f"{HELLO}:")
    assert said in done.words
    assert fix in done.words.partition("fix:")[2]
    assert "Traceback" not in done.err


def test_a_value_that_cannot_be_built_is_told_in_our_words_alone(project: Project) -> None:
    project.change(HELLO, "port=80", "port=99999")
    done = project.process(*PREVIEW)
    assert (done.code, done.out) == (3, "")
    assert "99999" in done.words
    assert "troposphere" not in done.err


def test_a_mistake_in_an_environment_is_told_alike(project: Project) -> None:
    project.change("environments/local.py", "account=", "acount=")
    done = project.process(*PREVIEW)
    assert done.code == 2
    assert done.err.startswith("environments/local.py:6: ")
    assert "account" in done.words.partition("fix:")[2]


def test_mistakes_in_two_files_are_told_together(project: Project) -> None:
    project.change(HELLO, "cpu=256", "cpus=256")
    project.change("services/blog.py", "port=80", "port=None.x")
    done = project.process("deploy", "--all", "--env", "local", "--yes")
    assert done.code == 2
    assert "services/hello.py:7: " in done.err
    assert "services/blog.py:6: " in done.err
    assert not project.state.exists()


@pytest.mark.parametrize(
    ("arguments", "near"),
    [
        (("preview", "helo", "--env", "local"), "`hello`"),
        (("preview", "hello", "--env", "lokal"), "`local`"),
        (("deploy", "kafka", "--env", "local", "--yes"), "`kafka-connect`"),
        (("env", "deploy", "stag", "--yes"), "`stage`"),
        (("prevew", "hello"), "`preview`"),
        (("rules", "CPU-MIX"), "`CPS-MIX`"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_name_that_is_not_known_brings_up_the_near_ones(
    project: Project, arguments: tuple[str, ...], near: str
) -> None:
    done = project.bbfd(*arguments)
    assert done.code == 2
    assert near in done.words
    assert not project.state.exists()


def test_outside_of_a_project_it_is_said_how_to_begin_one(project: Project) -> None:
    outside = Project(project.root / "services")
    outside.root.rename(project.root / "elsewhere")
    done = Project(project.root / "elsewhere").process("list")
    assert done.code == 2
    assert "bbfd init" in done.words
