"""What a container is told is in the AWS that it is deployed to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.functional.projects import ROOT, Project

SECRET = """\
from bbfd import Container, Secret, Worker

service = Worker(
    container=Container(image="worker:1"),
    uses=(Secret(secret="{environment}/db", keys={"USER": "username", "PASSWORD": "password"}),),
)
"""
TELLS = """\
from bbfd import Container, Http, WebService

service = WebService(container=Container(image="web:1", port=80), http=Http(path="/tells/*"))
"""
TAKES = """\
from bbfd import Container, FromEnvironment, FromService, Worker

service = Worker(
    container=Container(
        image="worker:1",
        variables={
            "URL": FromService(service="tells", output="Url"),
            "SUBNETS": FromEnvironment(output="PublicSubnets"),
        },
    ),
)
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """An environment, and no service yet."""
    empty = Project(tmp_path)
    local = (ROOT / "environments" / "local.py").read_text(encoding="utf-8")
    empty.write("environments/local.py", local)
    return empty


def container(project: Project, service: str) -> Any:
    with project.aws() as aws:
        task = aws["ecs"].describe_task_definition(taskDefinition=f"local-{service}")
    return task["taskDefinition"]["containerDefinitions"][0]


def policy(project: Project, service: str) -> list[Any]:
    """What the execution role may do."""
    with project.aws() as aws:
        found = aws["cloudformation"].describe_stack_resource(
            StackName=f"local-{service}", LogicalResourceId="ExecutionRole"
        )
        role = found["StackResourceDetail"]["PhysicalResourceId"]
        made = aws["iam"].get_role_policy(RoleName=role, PolicyName="start")
    statements: list[Any] = made["PolicyDocument"]["Statement"]
    return statements


def test_a_secret_is_found_by_its_name_and_may_be_read_with_its_key(project: Project) -> None:
    project.write("services/secretive.py", SECRET)
    refused = project.bbfd("deploy", "secretive", "--env", "local", "--yes")
    assert refused.code == 3
    assert "there is no secret local/db" in refused.words
    with project.aws() as aws:
        key = aws["kms"].create_key()["KeyMetadata"]["Arn"]
        arn = aws["secretsmanager"].create_secret(
            Name="local/db", SecretString='{"username": "u", "password": "p"}', KmsKeyId=key
        )["ARN"]
    assert project.done("deploy", "secretive", "--env", "local", "--yes").code == 0
    assert container(project, "secretive")["secrets"] == [
        {"name": "PASSWORD", "valueFrom": f"{arn}:password::"},
        {"name": "USER", "valueFrom": f"{arn}:username::"},
    ]
    may = [(each["Action"], each["Resource"]) for each in policy(project, "secretive")]
    assert (["secretsmanager:GetSecretValue"], [arn]) in may
    assert (["kms:Decrypt"], [key]) in may


def test_who_takes_an_output_is_deployed_in_one_run_with_who_tells_it(project: Project) -> None:
    project.write("services/takes.py", TAKES)
    project.write("services/tells.py", TELLS)
    alone = project.bbfd("deploy", "takes", "--env", "local", "--yes")
    assert alone.code == 3
    assert "`bbfd deploy tells --env local` makes it" in alone.words
    assert project.done("deploy", "takes", "tells", "--env", "local", "--yes").code == 0
    given = {v["name"]: v["value"] for v in container(project, "takes")["environment"]}
    with project.aws() as aws:
        (stack,) = aws["cloudformation"].describe_stacks(StackName="local-tells")["Stacks"]
    outputs = {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}
    assert given["URL"] == outputs["Url"]
    assert given["SUBNETS"].count("subnet-") == 2
