"""Databases of RDS and caches of ElastiCache: names and addresses alone. Nothing listens there, no data is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ministack.core.responses import get_account_id, get_region

from bbfd.local.resource_type import Made, Resource, ResourceType

Attributes = Callable[[str, Resource], dict[str, Any]]
_MYSQL = ("aurora-mysql", "mysql", "mariadb")


def _host(name: str, kind: str, service: str) -> str:
    return f"{name}.{kind}.{get_region()}.{service}.amazonaws.com"


def _database(name: str, resource: Resource) -> dict[str, Any]:
    engine = str(resource.properties.get("Engine", ""))
    arn = f"arn:aws:secretsmanager:{get_region()}:{get_account_id()}:secret:rds!{name}-123abc"
    return {
        "Endpoint.Address": _host(name, "cluster", "rds"),
        "Endpoint.Port": "3306" if engine in _MYSQL else "5432",
        "ReadEndpoint.Address": _host(name, "cluster-ro", "rds"),
        "MasterUserSecret.SecretArn": arn,
    }


def _elastic(name: str, resource: Resource) -> dict[str, Any]:
    memcached = resource.properties.get("Engine") == "memcached"
    return {
        "Endpoint.Address": _host(name, "serverless", "cache"),
        "Endpoint.Port": "11211" if memcached else "6379",
    }


def _nodes(name: str, _: Resource) -> dict[str, Any]:
    return {
        "PrimaryEndPoint.Address": _host(f"master.{name}", "group", "cache"),
        "PrimaryEndPoint.Port": "6379",
        "ReaderEndPoint.Address": _host(f"replica.{name}", "group", "cache"),
    }


def _subnets(_: str, __: Resource) -> dict[str, Any]:
    return {}


def _noted(name: str, attributes: Attributes, *, replaced_by: tuple[str, ...]) -> ResourceType:
    def create(resource: Resource) -> Made:
        called = f"{resource.stack}-{resource.logical_id}".lower()
        return called, attributes(called, resource)

    def update(resource: Resource) -> Made:
        return resource.physical_id, attributes(resource.physical_id, resource)

    def delete(_: Resource) -> None:
        """Nothing but its name was there."""

    return ResourceType(
        name=name, create=create, update=update, delete=delete, replaced_by=replaced_by
    )


TYPES = (
    _noted("AWS::RDS::DBCluster", _database, replaced_by=("Engine", "DatabaseName", "KmsKeyId")),
    _noted("AWS::RDS::DBInstance", _database, replaced_by=("DBName", "DBClusterIdentifier")),
    _noted("AWS::RDS::DBSubnetGroup", _subnets, replaced_by=("DBSubnetGroupName",)),
    _noted("AWS::ElastiCache::ServerlessCache", _elastic, replaced_by=("ServerlessCacheName",)),
    _noted("AWS::ElastiCache::ReplicationGroup", _nodes, replaced_by=("KmsKeyId", "Port")),
    _noted("AWS::ElastiCache::SubnetGroup", _subnets, replaced_by=("CacheSubnetGroupName",)),
)
