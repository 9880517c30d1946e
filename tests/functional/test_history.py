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
    assert newest["kept"]["ended"] == "updated"
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
