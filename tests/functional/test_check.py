"""`bbfd check`: the mistakes of services, and of templates of any origin, all at once."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.functional.projects import Project

# Two services for EC2 instances, moved to Fargate by their launch type and by nothing else.
MOVED = Path(__file__).parent / "moved.yaml"
# The errors of the migration guides, in the order in which AWS tells them: one with each deployment.
OF_THE_GUIDES = {
    "FARGATE-EXEC-ROLE-AWSLOGS": "to have execution role ARN to support log driver awslogs.",
    "AWSVPC-HOST-PORT": "the host ports and container ports in port mappings must match.",
    "FARGATE-NETWORK-MODE-MISSING": "Fargate only supports network mode 'awsvpc'.",
    "FARGATE-REQUIRES-COMPATIBILITIES": "Task definition does not support launch_type FARGATE.",
    "FARGATE-CPU-REQUIRED": "Fargate requires that 'cpu' be defined at the task level.",
    "TG-TARGET-TYPE-DEFAULT": "has target type instance, which is incompatible with the awsvpc network mode",
    "SERVICE-NETWORK-CONFIG": "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
    "SERVICE-ROLE-AWSVPC": "You cannot specify an IAM role for services that require a service linked role.",
    "EXEC-ROLE-ECR-POLICY": "is not authorized to perform: ecr:GetAuthorizationToken",
}


@pytest.fixture
def wrong(project: Project) -> Project:
    """`hello` with a size that Fargate has not."""
    project.change("services/hello.py", "memory=512", "memory=600")
    return project


@pytest.mark.parametrize("place", ["local", "dev", "stage", "prod"])
def test_nothing_is_found_in_the_examples_and_what_they_stand_on(
    project: Project, place: str
) -> None:
    done = project.bbfd("check", "--all", "--env", place)
    looked = f"6 services, registry, environment in {place}"
    assert (done.code, done.out, done.err) == (0, "", f"{looked}: no findings\n")


def test_a_variable_of_the_containers_shell_is_no_mistake(project: Project) -> None:
    given = (
        'port=80, command=("sh", "-c", "echo ${HOME}"), variables={"FORMAT": "${level}: ${text}"}'
    )
    project.change("services/hello.py", "port=80", given)
    done = project.bbfd("check", "hello", "--env", "prod")
    assert (done.code, done.out) == (0, "")


def test_all_errors_of_the_migration_guides_are_told_at_once(project: Project) -> None:
    done = project.process("check", str(MOVED), "--format", "json")
    assert done.code == 3
    found = {f["rule"]: f for f in done.record["findings"]}
    for rule, said in OF_THE_GUIDES.items():
        assert said in found[rule]["aws_error"]
        assert found[rule]["level"] == "error"
        assert found[rule]["fix"]
        assert found[rule]["doc"].startswith("https://docs.aws.amazon.com/")


def test_a_finding_has_its_line_in_the_template(project: Project) -> None:
    found = project.bbfd("check", str(MOVED), "--format", "json").record["findings"]
    lines = MOVED.read_text(encoding="utf-8").splitlines()
    places = {f["rule"]: lines[f["line"] - 1].strip() for f in found if f["resource"] != "JobTask"}
    assert places["AWSVPC-HOST-PORT"] == "HostPort: 0"
    assert places["SERVICE-ROLE-AWSVPC"] == "Role: !Ref ServiceRole"
    assert places["TG-TARGET-TYPE-DEFAULT"] in ("Targets:", "Properties:")


def test_a_finding_in_a_service_has_its_line_in_the_definition(wrong: Project) -> None:
    done = wrong.process("check", "hello", "--env", "prod")
    assert done.code == 3
    line = wrong.root.joinpath("services/hello.py").read_text(encoding="utf-8").splitlines()
    number = next(n for n, text in enumerate(line, 1) if "memory=600" in text)
    assert f"services/hello.py:{number}: error FARGATE-CPU-MEMORY" in done.out
    assert done.err == "hello in prod: 1 error\n"


def test_each_format_tells_the_same_findings(wrong: Project) -> None:
    call = ("check", "hello", "--env", "prod", "--format")
    (ours,) = wrong.bbfd(*call, "json").record["findings"]
    assert ours["rule"] == "FARGATE-CPU-MEMORY"
    (run,) = json.loads(wrong.bbfd(*call, "sarif").out)["runs"]
    (result,) = run["results"]
    place = result["locations"][0]["physicalLocation"]
    assert result["ruleId"] == ours["rule"]
    assert place["artifactLocation"]["uri"] == ours["file"]
    assert place["region"]["startLine"] == ours["line"]
    github = wrong.bbfd(*call, "github").out
    assert re.fullmatch(r"::error file=services/hello.py,line=\d+,.*::.*\n", github)
    assert f"line={ours['line']}," in github


def test_a_service_with_errors_is_not_deployed(wrong: Project) -> None:
    done = wrong.process("deploy", "hello", "--env", "local", "--yes")
    assert done.code == 3
    assert "FARGATE-CPU-MEMORY" in done.err
    assert "AWS was not called" in done.words
    assert not wrong.state.exists()


def test_a_mistake_of_another_service_does_not_stop_this_one(wrong: Project) -> None:
    assert wrong.bbfd("check", "blog", "--env", "prod").code == 0
    assert wrong.bbfd("check", "--all", "--env", "prod").code == 3
