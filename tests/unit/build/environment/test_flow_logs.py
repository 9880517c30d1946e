from __future__ import annotations

import pytest

from bbfd.build.environment import inner_ids
from bbfd.model.encryption import Key
from bbfd.model.network import FlowLogs, Network

from .definitions import of_type, resources, stack


def test_there_are_none_unless_asked() -> None:
    assert of_type(resources(), "AWS::EC2::FlowLog") == {}


@pytest.mark.parametrize(("said", "days"), [(None, 7), (90, 90)])
def test_they_are_kept_as_long_as_other_logs_unless_told(said: int | None, days: int) -> None:
    made = resources(
        network=Network.create(flow_logs=FlowLogs(retention=said, traffic="REJECT", interval=60)),
        log_retention=7,
    )
    assert made[inner_ids.FLOW_LOGS]["Properties"]["RetentionInDays"] == days
    log = made[inner_ids.FLOW_LOG]["Properties"]
    assert (log["TrafficType"], log["MaxAggregationInterval"]) == ("REJECT", 60)
    assert log["LogGroupName"] == {"Ref": inner_ids.FLOW_LOGS}


def test_they_are_encrypted_with_the_key_of_the_environment() -> None:
    made = resources(network=Network.create(flow_logs=FlowLogs()), key=Key())
    assert "KmsKeyId" in made[inner_ids.FLOW_LOGS]["Properties"]


def test_their_role_writes_to_their_group_alone() -> None:
    role = resources(network=Network.create(flow_logs=FlowLogs()))[inner_ids.FLOW_LOG_ROLE]
    (policy,) = role["Properties"]["Policies"]
    writing, looking = policy["PolicyDocument"]["Statement"]
    assert writing["Resource"] == [{"Fn::GetAtt": [inner_ids.FLOW_LOGS, "Arn"]}]
    assert looking["Action"] == ["logs:DescribeLogGroups"]


def test_a_number_of_days_that_cloudwatch_does_not_know_is_refused() -> None:
    (refusal,) = stack(network=Network.create(flow_logs=FlowLogs(retention=8))).refusals
    assert refusal.field == "network.flow_logs.retention"
