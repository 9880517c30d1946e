"""Databases and caches of the embedded AWS: names and addresses."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.local.world import World

_TYPES = [
    ("AWS::RDS::DBCluster", {"Engine": "aurora-mysql"}, "Endpoint.Port", "3306"),
    ("AWS::RDS::DBInstance", {"Engine": "postgres"}, "Endpoint.Port", "5432"),
    ("AWS::ElastiCache::ServerlessCache", {"Engine": "memcached"}, "Endpoint.Port", "11211"),
    ("AWS::ElastiCache::ReplicationGroup", {"Engine": "valkey"}, "PrimaryEndPoint.Port", "6379"),
]


def template(kind: str, properties: dict[str, Any], attribute: str) -> dict[str, Any]:
    return {
        "Resources": {"Store": {"Type": kind, "Properties": properties}},
        "Outputs": {"Port": {"Value": {"Fn::GetAtt": ["Store", attribute]}}},
    }


@pytest.mark.parametrize(("kind", "properties", "attribute", "value"), _TYPES)
def test_a_store_has_an_address_and_goes_again(
    world: World, kind: str, properties: dict[str, Any], attribute: str, value: str
) -> None:
    assert world.deploy("data", template(kind, properties, attribute)) == "CREATE_COMPLETE"
    assert world.outputs("data") == {"Port": value}
    changed = template(kind, {**properties, "EngineVersion": "8"}, attribute)
    assert world.deploy("data", changed) == "UPDATE_COMPLETE"
    world["cloudformation"].delete_stack(StackName="data")
    assert world.settled("data") in ("", "DELETE_COMPLETE")
