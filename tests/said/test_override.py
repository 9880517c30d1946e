"""Where docs/what-cannot-be-said.md names `override`, the template says it."""

from __future__ import annotations

from typing import Any

import pytest

from bbfd.model.container import Container
from bbfd.model.port import Port
from tests.unit.examples import environment, properties, stack, web

ROLE = "arn:aws:iam::123456789012:role/there"
CONTAINER = "Task.ContainerDefinitions.0"
HERE = environment()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("Task.TaskRoleArn", ROLE),
        ("Task.ExecutionRoleArn", ROLE),
        (f"{CONTAINER}.LogConfiguration", {"LogDriver": "splunk", "Options": {"splunk-url": "a"}}),
        (f"{CONTAINER}.CredentialSpecs", ["credentialspecdomainless:arn:aws:s3:::b/c"]),
        (f"{CONTAINER}.DisableNetworking", True),
        ("Service.NetworkConfiguration.AwsvpcConfiguration.SecurityGroups", ["sg-01234567"]),
        ("Logs.RetentionInDays", 180),
    ],
)
def test_it_has_the_last_word(path: str, value: Any) -> None:
    workload = web(
        container=Container(image="app:1", port=80, ports=(Port(number=81),)),
        override={path: value},
    )
    resource, *steps = path.split(".")
    found = properties(stack(workload, HERE), resource)
    for step in steps:
        found = found[int(step)] if step.isdigit() else found[step]
    assert found == value
