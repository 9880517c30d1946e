"""ECS Exec: whose containers can be entered, and what that takes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bbfd.model.encryption import ExistingKey, Key
from bbfd.model.environment import Cluster, ExistingCluster
from tests.unit.examples import JOB, WORKER, environment, properties, stack, web

KEY_ARN = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"


def granted(made):
    policies = properties(made, "TaskRole").get("Policies", [])
    return {
        action: statement["Resource"]
        for policy in policies
        for statement in policy["PolicyDocument"]["Statement"]
        for action in statement["Action"]
    }


@pytest.mark.parametrize(
    ("said", "place", "entered"),
    [
        (None, False, False),
        (None, True, True),
        (True, False, True),
        (False, True, False),
    ],
)
def test_a_service_decides_and_else_its_environment(said, place, entered):
    for workload in (web(exec=said), replace(WORKER, exec=said)):
        made = stack(workload, environment(exec=place))
        assert properties(made, "Service").get("EnableExecuteCommand", False) is entered
        assert ("ssmmessages:OpenDataChannel" in granted(made)) is entered


def test_a_task_that_ends_is_not_entered():
    assert granted(stack(JOB, environment(exec=True))) == {}


def test_a_session_is_written_down_where_the_environment_keeps_it():
    made = stack(web(exec=True), environment(cluster=Cluster(audit=True)))
    (group,) = granted(made)["logs:PutLogEvents"]
    assert group["Fn::Sub"].endswith(":log-group:${SessionLogs}:*")
    (parameter,) = (each for each in made.parameters if each.name == "SessionLogs")
    assert parameter.source.output == "SessionLogs"


def test_a_session_is_encrypted_with_the_key_of_the_environment():
    assert granted(stack(web(exec=True), environment(key=Key())))["kms:Decrypt"] == [
        {"Ref": "EncryptionKey"}
    ]


def test_of_a_cluster_that_exists_nothing_is_known():
    where = environment(
        capacity=None, cluster=ExistingCluster(name="there"), key=ExistingKey(arn=KEY_ARN)
    )
    assert not [action for action in granted(stack(web(exec=True), where)) if "ssm" not in action]


def test_logs_are_encrypted_with_the_key_of_the_environment():
    for key, default in ((Key(), None), (ExistingKey(arn=KEY_ARN), KEY_ARN)):
        made = stack(web(), environment(key=key))
        assert properties(made, "Logs")["KmsKeyId"] == {"Ref": "EncryptionKey"}
        (parameter,) = (each for each in made.parameters if each.name == "EncryptionKey")
        assert parameter.default == default
    assert "KmsKeyId" not in properties(stack(), "Logs")
