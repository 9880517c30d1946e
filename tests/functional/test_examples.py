"""Every example is deployed to the embedded AWS, all in one environment; none is left out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.functional.aws import ACCOUNT, Aws
from tests.functional.projects import ROOT, Done, Project

EXAMPLES = ROOT / "tests" / "examples"
SERVICES = sorted(file.stem for file in (EXAMPLES / "services").glob("*.py"))
ENVIRONMENTS = sorted(file.stem for file in (EXAMPLES / "environments").glob("*.py"))
LOCAL = f'account="{ACCOUNT}",\n    aws=Local(),'
SHOWN = "123456789012"
# Two services that take the same requests are refused; each example is written as if it were the only one.
OF_ITS_OWN = """

from dataclasses import replace

from bbfd import Http

service = replace(service, http=Http(path="/{name}/*"))
"""
# What is built nowhere here has no version to deploy.
PULLED = """

from dataclasses import replace

from bbfd import Tuning

service = replace(service, tuning={"local": Tuning(image="nginx:1.27")})
"""
SAYS_NOTHING = """
from bbfd import Container, Worker

service = Worker(
    container=Container(image="000000000000.dkr.ecr.eu-west-1.amazonaws.com/worker:1")
)
"""
DATABASE_GROUP = "sg-0a1b2c3d4e5f60718"
CERTIFICATE = re.compile(r"arn:aws:acm:[^\"]+")
# The tasks of these are started by something else.
STARTED_BY_OTHERS = {"by-hand", "event", "object-created", "several-times"}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """The examples, in the environment that they are shown in, but for the AWS that it is in."""
    project = Project(tmp_path)
    for name in SERVICES:
        text = (EXAMPLES / "services" / f"{name}.py").read_text(encoding="utf-8")
        project.write(f"services/{name}.py", _beside_others(name, text))
    text = (EXAMPLES / "environments" / "prod.py").read_text(encoding="utf-8")
    project.write("environments/prod.py", text)
    project.write("environments/local.py", _embedded(text))
    return project


def _beside_others(name: str, text: str) -> str:
    """An example whose paths and names are its own."""
    text = text.replace("/shop/", f"/{name}/").replace('"shop.{domain}"', f'"{name}.{{domain}}"')
    text += PULLED if "Build(" in text else ""
    takes_all = "WebService(" in text and not re.search(r"\b(http|network)=", text)
    return text + OF_ITS_OWN.format(name=name) if takes_all else text


def _embedded(text: str) -> str:
    text = re.sub(r'account="\d+",', LOCAL, text).replace(SHOWN, ACCOUNT)
    return text.replace("from bbfd import ", "from bbfd import Local\nfrom bbfd import ", 1)


def _secrets(aws: Aws) -> None:
    for name, keys in {
        "registry": ("username", "password"),
        "local/database": ("username", "password"),
        "local/intranet/oidc": ("secret",),
    }.items():
        secret = json.dumps(dict.fromkeys(keys, "x"))
        aws["secretsmanager"].create_secret(Name=name, SecretString=secret)
    key = aws["kms"].create_key()["KeyMetadata"]["KeyId"]
    aws["kms"].create_alias(AliasName="alias/app", TargetKeyId=key)


def _settings(aws: Aws) -> None:
    for name in ("token", "portal/pool", "portal/client"):
        aws["ssm"].put_parameter(Name=f"/local/{name}", Value="x", Type="String")


def _domains(aws: Aws) -> None:
    aws["route53"].create_hosted_zone(Name="example.com", CallerReference="examples")
    aws["acm"].request_certificate(DomainName="example.com")
    aws["acm"].request_certificate(
        DomainName="shop.example.org", SubjectAlternativeNames=["www.shop.example.org"]
    )


def _stacks(aws: Aws) -> None:
    """Those that tell what examples take from others, and that are no examples."""
    for name, output in (("data-lake", "Bucket"), ("local-orders", "EventsArn")):
        template = {
            "Resources": {"It": {"Type": "AWS::SNS::Topic"}},
            "Outputs": {output: {"Value": {"Ref": "It"}}},
        }
        formation = aws["cloudformation"]
        formation.create_stack(StackName=name, TemplateBody=json.dumps(template))
        formation.get_waiter("stack_create_complete").wait(
            StackName=name, WaiterConfig={"Delay": 1}
        )


def _furnish(project: Project) -> None:
    """Make what the examples say is there: the security group of a database has the id that it is given."""
    with project.aws() as aws:
        _secrets(aws)
        _settings(aws)
        _domains(aws)
        _stacks(aws)
        group = aws["ec2"].create_security_group(GroupName="database", Description="database")
    project.change("services/existing-database.py", DATABASE_GROUP, group["GroupId"])


def _outcomes(done: Done) -> dict[str, str]:
    """Stack -> how it ended, of a run."""
    assert done.code == 0, done.err
    return {o["stack"]: o["outcome"] for o in done.events[-1]["outcomes"]}


def _each(outcome: str) -> Mapping[str, str]:
    return {f"local-{name}": outcome for name in SERVICES}


def _running(aws: Aws) -> Iterator[tuple[str, dict[str, Any]]]:
    """Example -> its ECS service."""
    for name in SERVICES:
        if name not in STARTED_BY_OTHERS:
            yield name, dict(aws.service(f"local-{name}"))


def test_every_example_is_created_runs_stays_as_it_is_and_goes(project: Project) -> None:
    _furnish(project)
    with project.aws() as aws:
        before = aws.inventory()
    call = ("deploy", "--all", "--env", "local", "--yes", "--keep-going", "--json")
    created = _outcomes(project.bbfd(*call))
    assert created == {
        "bbfd-registry-main": "created",
        "bbfd-environment-local": "created",
        **_each("created"),
    }
    with project.aws() as aws:
        for name, service in _running(aws):
            (rollout,) = service["deployments"]
            assert (name, rollout["rolloutState"]) == (name, "COMPLETED")
            assert (name, service["runningCount"]) == (name, max(service["desiredCount"], 1))
    again = _outcomes(project.bbfd(*call, "--force"))
    assert set(again.values()) == {"unchanged"}, again
    gone = _outcomes(project.bbfd("delete", "--all", "--env", "local", "--yes", "--json"))
    assert gone == _each("deleted")
    project.done("env", "delete", "local", "--yes")
    with project.aws() as aws:
        assert aws.inventory() == before


@pytest.mark.parametrize("name", [name for name in ENVIRONMENTS if name != "prod"])
def test_an_example_of_an_environment_carries_a_service_and_goes(tmp_path: Path, name: str) -> None:
    project = Project(tmp_path)
    text = (EXAMPLES / "environments" / f"{name}.py").read_text(encoding="utf-8")
    project.write("services/plain.py", SAYS_NOTHING)
    with project.aws() as aws:
        _domains(aws)
        given = aws["acm"].request_certificate(DomainName="example.net")["CertificateArn"]
    project.write(f"environments/{name}.py", CERTIFICATE.sub(given, _embedded(text)))
    call = ("deploy", "plain", "--env", name, "--allow-missing-image", "--yes", "--json")
    assert set(_outcomes(project.bbfd(*call)).values()) == {"created"}
    with project.aws() as aws:
        assert aws.service(f"{name}-plain")["runningCount"] == 1
    assert set(_outcomes(project.bbfd(*call, "--force")).values()) == {"unchanged"}
    project.done("delete", "plain", "--env", name, "--yes")
    project.done("env", "delete", name, "--yes")
    with project.aws() as aws:
        assert aws.stacks() == {}
