"""What earlier deploys were, and back to one of them, through the command, on the embedded AWS."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.functional.projects import Project, examples

WHERE = ("hello", "--env", "local")
DEPLOY = ("deploy", *WHERE, "--yes")
STACK = "local-hello"


@pytest.fixture(scope="module")
def _three(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Deployed three times: as it is written, with another version, and with another variable, too."""
    project = examples(tmp_path_factory.mktemp("three"))
    project.done(*DEPLOY, "--image", "hello=nginx:1.27")
    project.done(*DEPLOY, "--image", "hello=nginx:1.28")
    project.done(*DEPLOY, "--image", "hello=nginx:1.29")
    return project


@pytest.fixture
def three(_three: Project, tmp_path: Path) -> Project:
    project = examples(tmp_path)
    shutil.copytree(_three.state, project.state)
    return project


def _operations(project: Project) -> list[Any]:
    return list(project.done("history", *WHERE, "--json").record["operations"])


def _numbers(project: Project) -> list[int | None]:
    return [one["kept"] and one["kept"]["number"] for one in _operations(project)]


def _template(project: Project) -> Any:
    with project.aws() as aws:
        return aws["cloudformation"].get_template(StackName=STACK)["TemplateBody"]


def _parameters(project: Project) -> dict[str, str]:
    with project.aws() as aws:
        (stack,) = aws["cloudformation"].describe_stacks(StackName=STACK)["Stacks"]
    found = {one["ParameterKey"]: one["ParameterValue"] for one in stack["Parameters"]}
    return {name: value for name, value in found.items() if name != "DeployedBy"}


def test_each_deploy_has_a_number_and_tells_what_it_brought(three: Project) -> None:
    newest = _operations(three)[0]
    assert _numbers(three) == [3, 2, 1]
    assert newest["kept"]["images"] == {"Image": "nginx:1.29"}
    assert newest["kept"]["outcome"] == "updated"
    assert newest["kept"]["by"]
    said = three.done("history", *WHERE).out
    assert "version 1.29" in said


def test_back_to_the_last_one_and_back_again(three: Project) -> None:
    before = _template(three), _parameters(three)
    done = three.done("rollback", *WHERE, "--yes")
    assert "back to deploy 2" in done.words
    assert _parameters(three)["Image"] == "nginx:1.28"
    assert _operations(three)[0]["kept"]["back_to"] == 2
    three.done("rollback", *WHERE, "--to", "3", "--yes")
    assert (_template(three), _parameters(three)) == before
    assert _numbers(three) == [5, 4, 3, 2, 1]
    assert _operations(three)[0]["kept"]["back_to"] == 3


def _revisions(project: Project, status: str = "ACTIVE") -> list[int]:
    with project.aws() as aws:
        found = aws["ecs"].list_task_definitions(familyPrefix=STACK, status=status)
    return [int(arn.rpartition(":")[2]) for arn in found["taskDefinitionArns"]]


def test_old_revisions_stay_until_they_are_pruned(three: Project) -> None:
    assert _revisions(three) == [1, 2, 3]
    said = three.done("prune", *WHERE, "--keep", "2", "--dry-run")
    assert "local-hello:1 would be deregistered" in said.words
    assert "is deregistered" not in said.words
    assert "only shown: nothing was changed" in said.words
    assert _revisions(three) == [1, 2, 3]
    done = three.done("prune", *WHERE, "--keep", "2", "--yes")
    assert "deploy 1 is forgotten" in done.words
    assert _revisions(three) == [2, 3]
    assert _revisions(three, "INACTIVE") == [1]
    assert [number for number in _numbers(three) if number] == [3, 2]
    refused = three.bbfd("rollback", *WHERE, "--to", "1", "--yes")
    assert refused.code == 3
    assert "there is no deploy 1 that is kept" in refused.words
    three.done("rollback", *WHERE, "--yes")
    three.done("prune", *WHERE, "--keep", "2", "--delete", "--yes")
    assert _revisions(three, "INACTIVE") == []
    assert _numbers(three)[0] == 4


def test_what_a_rollback_goes_back_to_cannot_be_pruned(three: Project) -> None:
    refused = three.bbfd("prune", *WHERE, "--keep", "1", "--yes")
    assert refused.code == 2
    assert _revisions(three) == [1, 2, 3]


def test_what_a_deletion_leaves_is_deregistered_and_said_before(three: Project) -> None:
    done = three.done("delete", *WHERE, "--yes")
    assert "2 old revisions of local-hello are deregistered" in done.words
    assert _revisions(three) == []


def test_that_an_image_was_never_pushed_is_said_once_by_a_rollback_as_by_a_deploy(
    three: Project,
) -> None:
    file = "services/mine.py"
    three.write(
        file,
        "from bbfd import Container, Repository, Worker\n\n"
        "service = Worker(container=Container(image=Repository(tag='1')))\n",
    )
    three.done("deploy", "mine", "--env", "local", "--yes")
    three.done("deploy", "mine", "--env", "local", "--tag", "2", "--yes")
    said = three.done("rollback", "mine", "--env", "local", "--yes").words
    assert "back to deploy 1" in said
    assert said.count("mine:1 is not in its repository") == 1


@pytest.mark.parametrize("call", [("rollback",), ("stop",), ("start",), ("cancel",)])
def test_of_a_service_that_nobody_knows_no_stack_is_told(
    three: Project, call: tuple[str, ...]
) -> None:
    verb, *more = call
    done = three.bbfd(verb, "nope", "--env", "local", *more)
    assert done.code == 2
    assert "there is no service `nope`" in done.words
    assert "local-nope" not in done.words
