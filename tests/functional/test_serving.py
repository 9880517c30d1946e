"""`bbfd local serve`: the state of `local` for whatever speaks to AWS by HTTP, on this machine alone."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import boto3

from tests.functional.projects import Project


@contextmanager
def _served(project: Project) -> Iterator[str]:
    with project.begun("local", "serve", "--port", "0") as process:
        found = re.search(r"--endpoint-url (\S+)", process.said("--endpoint-url"))
        assert found
        yield found[1]
        process.interrupt()
        assert process.ended().code == 0


def _client(url: str, service: str) -> Any:
    """As the AWS CLI makes one: with somebody's own keys."""
    return boto3.client(
        service,
        endpoint_url=url,
        region_name="eu-west-1",
        aws_access_key_id="AKIAIOSFODNN7EXAMPLE",
        aws_secret_access_key="any",
    )


def test_others_see_what_was_deployed_and_what_is_deployed_meanwhile(deployed: Project) -> None:
    with _served(deployed) as url:
        assert _client(url, "sts").get_caller_identity()["Account"] == "000000000000"
        cloudformation = _client(url, "cloudformation")
        (hello,) = cloudformation.describe_stacks(StackName="local-hello")["Stacks"]
        assert hello["StackStatus"] == "CREATE_COMPLETE"
        updated = deployed.process("deploy", "hello", "--env", "local", "--tag", "9.9.9", "--yes")
        assert updated.code == 0
        (hello,) = cloudformation.describe_stacks(StackName="local-hello")["Stacks"]
        parameters = {p["ParameterKey"]: p["ParameterValue"] for p in hello["Parameters"]}
        assert parameters["Image"].endswith(":9.9.9")
        task = _client(url, "ecs").describe_task_definition(taskDefinition="local-hello")
        assert task["taskDefinition"]["containerDefinitions"][0]["image"].endswith(":9.9.9")


def test_only_this_machine_is_answered(project: Project) -> None:
    with _served(project) as url:
        address = urlsplit(url)
        assert address.hostname == "127.0.0.1"
        # Who listens on all addresses answers at the second one of the loopback interface, too.
        with socket.socket() as caller:
            caller.settimeout(2)
            assert caller.connect_ex(("127.0.0.2", address.port)) != 0
