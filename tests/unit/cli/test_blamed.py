"""From a cause to the line of the definition, and the variables that carry secrets."""

from dataclasses import replace
from pathlib import Path

import pytest

from bbfd.cli.blamed import background, place_of, secret_names
from bbfd.cli.project import Project
from bbfd.cli.stacks import Stacks
from bbfd.diagnose import Cause
from tests.unit.cli.projects import a_project

CAUSE = Cause(id="x", title="", what="", evidence=(), fix="", resource="Service")


@pytest.fixture
def stacks(tmp_path: Path) -> Stacks:
    project = Project(str(a_project(tmp_path)))
    return Stacks(project, project.environment("prod"))


def _line(stacks: Stacks, cause: Cause | None) -> str:
    (stack,) = stacks.of(("hello",))
    place = place_of(stack, cause, stacks.project)
    assert place is not None
    text = (Path(stacks.project.root) / place.file).read_text(encoding="utf-8")
    return text.splitlines()[place.line - 1]


def test_a_cause_that_names_a_field_is_on_its_line(stacks: Stacks) -> None:
    assert "image=" in _line(stacks, replace(CAUSE, field="container.image"))


def test_a_cause_that_names_a_property_is_on_the_line_that_made_it(stacks: Stacks) -> None:
    (stack,) = stacks.of(("hello",))
    for (resource, name), field in stack.origins.items():
        cause = replace(CAUSE, resource=resource, path=f"/Properties/{name}/0" if name else "")
        assert place_of(stack, cause, stacks.project) == stacks.project.place_of(
            stack.definition, field
        )


@pytest.mark.parametrize("cause", [None, replace(CAUSE, resource="Nobody", path="X/0")])
def test_where_nothing_is_known_it_is_the_line_of_the_service(
    stacks: Stacks, cause: Cause | None
) -> None:
    assert _line(stacks, cause).startswith("service = ")


def test_a_stack_that_no_definition_makes_has_no_line_and_no_secrets(stacks: Stacks) -> None:
    known = background(stacks)
    assert known.place("prod-gone", CAUSE) is None
    assert known.more("prod-gone") == ""
    assert known.secrets("prod-gone") == frozenset()
    assert known.watch("prod-gone") == "bbfd watch SERVICE --env prod"


def test_the_commands_name_service_and_environment(stacks: Stacks) -> None:
    known = background(stacks)
    assert known.more("prod-hello") == "bbfd diagnose hello --env prod"
    assert known.watch("prod-hello") == "bbfd watch hello --env prod"


def test_the_names_of_variables_from_secrets_are_found_in_every_container() -> None:
    containers = [
        {"Secrets": [{"Name": "A", "ValueFrom": "arn"}]},
        {"Secrets": [{"Name": "B"}]},
        {},
    ]
    task = {"Type": "AWS::ECS::TaskDefinition", "Properties": {"ContainerDefinitions": containers}}
    assert secret_names({"Resources": {"Task": task, "Other": {"Type": "X"}}}) == {"A", "B"}
    assert secret_names({}) == frozenset()
