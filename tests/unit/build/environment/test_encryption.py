from __future__ import annotations

from typing import Any

import pytest

from bbfd.build import ids
from bbfd.model.encryption import ExistingKey, Key
from bbfd.model.environment import Cluster

from .definitions import KEY_ARN, of_type, resources, stack

_KEY = {"Fn::GetAtt": [ids.KEY, "Arn"]}


def configuration(**changes: Any) -> Any:
    (cluster,) = of_type(resources(**changes), "AWS::ECS::Cluster").values()
    return cluster.get("Configuration")


def test_a_cluster_says_nothing_of_sessions_and_storage_unless_asked() -> None:
    assert configuration() is None


def test_sessions_go_to_a_log_group_of_their_own() -> None:
    made = resources(cluster=Cluster(audit=True), log_retention=90)
    assert of_type(made, "AWS::Logs::LogGroup")[ids.SESSION_LOGS] == {"RetentionInDays": 90}
    assert configuration(cluster=Cluster(audit=True)) == {
        "ExecuteCommandConfiguration": {
            "Logging": "OVERRIDE",
            "LogConfiguration": {
                "CloudWatchLogGroupName": {"Ref": ids.SESSION_LOGS},
                "CloudWatchEncryptionEnabled": False,
            },
        }
    }


def test_a_key_of_the_environment_encrypts_sessions_storage_and_their_log() -> None:
    made = resources(cluster=Cluster(audit=True), key=Key())
    said = made[ids.CLUSTER]["Properties"]["Configuration"]
    assert said["ManagedStorageConfiguration"] == {"FargateEphemeralStorageKmsKeyId": _KEY}
    assert said["ExecuteCommandConfiguration"]["KmsKeyId"] == _KEY
    assert made[ids.SESSION_LOGS]["Properties"]["KmsKeyId"] == _KEY


def test_a_key_that_exists_is_a_parameter() -> None:
    made = stack(key=ExistingKey(arn=KEY_ARN))
    assert made.body["Parameters"][ids.KEY]["Default"] == KEY_ARN
    assert ids.KEY not in made.body["Resources"]
    assert made.body["Outputs"][ids.KEY] == {"Value": {"Ref": ids.KEY}}


@pytest.mark.parametrize(("protected", "policy"), [(True, "Retain"), (False, "Delete")])
def test_the_key_stays_where_the_environment_is_protected(protected: bool, policy: str) -> None:
    made = resources(key=Key(window=7), protected=protected)[ids.KEY]
    assert made["DeletionPolicy"] == made["UpdateReplacePolicy"] == policy
    assert made["Properties"]["PendingWindowInDays"] == 7
    assert made["Properties"]["EnableKeyRotation"] is True


def test_only_this_accounts_logs_tasks_and_alarms_may_use_it() -> None:
    policy = resources(key=Key())[ids.KEY]["Properties"]["KeyPolicy"]
    services = [each for each in policy["Statement"] if "Service" in each["Principal"]]
    assert len(services) == 4
    assert all("Condition" in each for each in services)


@pytest.mark.parametrize("window", [6, 31])
def test_a_window_that_kms_does_not_know_is_refused(window: int) -> None:
    (refusal,) = stack(key=Key(window=window)).refusals
    assert refusal.field == "key.window"
