"""What an environment may have around its services, in the embedded AWS: it is noted, and goes again."""

from __future__ import annotations

from typing import Any

import pytest

from bbfd.discover import modules_in
from bbfd.local import types
from tests.unit.local.world import World

_NOTED = [
    ("AWS::Budgets::Budget", {"Budget": {"BudgetType": "COST", "TimeUnit": "MONTHLY"}}),
    ("AWS::EC2::EgressOnlyInternetGateway", {"VpcId": "vpc-1"}),
    ("AWS::EC2::VPCCidrBlock", {"VpcId": "vpc-1", "AmazonProvidedIpv6CidrBlock": True}),
    ("AWS::EC2::FlowLog", {"ResourceId": "vpc-1", "ResourceType": "VPC"}),
    ("AWS::WAFv2::WebACL", {"Scope": "REGIONAL"}),
    ("AWS::WAFv2::WebACLAssociation", {"ResourceArn": "a", "WebACLArn": "b"}),
]


def template(kind: str, properties: dict[str, Any]) -> dict[str, Any]:
    return {"Resources": {"Thing": {"Type": kind, "Properties": properties}}}


@pytest.mark.parametrize(("kind", "properties"), _NOTED)
def test_it_is_noted_and_goes_again(world: World, kind: str, properties: dict[str, Any]) -> None:
    assert world.deploy("around", template(kind, properties)) == "CREATE_COMPLETE"
    changed = template(kind, {**properties, "Tags": []})
    assert world.deploy("around", changed) == "UPDATE_COMPLETE"
    world["cloudformation"].delete_stack(StackName="around")
    assert world.settled("around") in ("", "DELETE_COMPLETE")


def test_no_type_is_made_twice() -> None:
    names = [kind.name for module in modules_in(types) for kind in module.TYPES]
    assert sorted(names) == sorted(set(names))


def test_a_network_has_a_block_of_ipv6(world: World) -> None:
    network = template("AWS::EC2::VPC", {"CidrBlock": "10.0.0.0/16"})
    blocks = {"Fn::GetAtt": ["Thing", "Ipv6CidrBlocks"]}
    part = {"Fn::Select": [2, {"Fn::Cidr": [{"Fn::Select": [0, blocks]}, 8, 64]}]}
    assert (
        world.deploy("net", {**network, "Outputs": {"Part": {"Value": part}}}) == "CREATE_COMPLETE"
    )
    assert world.outputs("net") == {"Part": "2001:db8:1234:1a02::/64"}


def alarm(minutes: int) -> dict[str, Any]:
    def query(name: str) -> dict[str, Any]:
        metric = {"Namespace": "ECS/ContainerInsights", "MetricName": name, "Dimensions": []}
        stat = {"Metric": metric, "Period": 60, "Stat": "Average"}
        return {"Id": name.lower(), "ReturnData": False, "MetricStat": stat}

    return template(
        "AWS::CloudWatch::Alarm",
        {
            "Metrics": [{"Id": "m", "Expression": "a - b"}, query("A"), query("B")],
            "EvaluationPeriods": minutes,
            "ComparisonOperator": "GreaterThanThreshold",
            "Threshold": 0,
        },
    )


def test_an_alarm_over_several_metrics_is_kept_as_one_on_the_first(world: World) -> None:
    for minutes, status in ((5, "CREATE_COMPLETE"), (9, "UPDATE_COMPLETE")):
        assert world.deploy("told", alarm(minutes)) == status
        (found,) = world["cloudwatch"].describe_alarms()["MetricAlarms"]
        assert (found["MetricName"], found["EvaluationPeriods"]) == ("A", minutes)
    world["cloudformation"].delete_stack(StackName="told")
    assert world.settled("told") in ("", "DELETE_COMPLETE")
    assert world["cloudwatch"].describe_alarms()["MetricAlarms"] == []
