"""A cache of ElastiCache: encrypted where it lies and on the way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from troposphere import GetAtt, Output, Ref, elasticache

from bbfd.build._given import given
from bbfd.build.assemble import Made
from bbfd.build.kept import deletion
from bbfd.model.cache import Elastic, NewCache, Nodes


def cache(wanted: NewCache, *, group: str, subnets: str) -> Iterator[Made]:
    """The cache. group: the security group's logical id.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/WhatIs.html
    """
    capacity = wanted.capacity
    if isinstance(capacity, Elastic):
        yield _elastic(wanted, capacity, group, subnets)
        yield Output(f"{wanted.title}Host", Value=GetAtt(wanted.title, "Endpoint.Address"))
        return
    yield elasticache.SubnetGroup(
        f"{wanted.title}Subnets", Description="where the tasks run", SubnetIds=Ref(subnets)
    )
    yield _nodes(wanted, capacity, group)
    yield Output(f"{wanted.title}Host", Value=GetAtt(wanted.title, "PrimaryEndPoint.Address"))


def _elastic(
    wanted: NewCache, capacity: Elastic, group: str, subnets: str
) -> elasticache.ServerlessCache:
    return elasticache.ServerlessCache(
        wanted.title,
        ServerlessCacheName=wanted.called,
        Engine=wanted.engine,
        SecurityGroupIds=[GetAtt(group, "GroupId")],
        SubnetIds=Ref(subnets),
        **given(
            MajorEngineVersion=wanted.version,
            CacheUsageLimits=_limits(capacity),
            SnapshotRetentionLimit=wanted.snapshots or None,
            KmsKeyId=wanted.encryption_key,
        ),
        **deletion(kept=wanted.kept),
    )


def _limits(capacity: Elastic) -> elasticache.CacheUsageLimits | None:
    most: dict[str, Any] = {}
    if capacity.most_storage is not None:
        most["DataStorage"] = elasticache.DataStorage(Maximum=capacity.most_storage, Unit="GB")
    if capacity.most_units is not None:
        most["ECPUPerSecond"] = elasticache.ECPUPerSecond(Maximum=capacity.most_units)
    return elasticache.CacheUsageLimits(**most) if most else None


def _nodes(wanted: NewCache, capacity: Nodes, group: str) -> elasticache.ReplicationGroup:
    several = capacity.replicas > 0
    return elasticache.ReplicationGroup(
        wanted.title,
        ReplicationGroupDescription="the cache of a service",
        Engine=wanted.engine,
        CacheNodeType=capacity.type,
        NumNodeGroups=1,
        ReplicasPerNodeGroup=capacity.replicas,
        AutomaticFailoverEnabled=several,
        MultiAZEnabled=several,
        AtRestEncryptionEnabled=True,
        TransitEncryptionEnabled=True,
        CacheSubnetGroupName=Ref(f"{wanted.title}Subnets"),
        SecurityGroupIds=[GetAtt(group, "GroupId")],
        **given(
            EngineVersion=wanted.version,
            SnapshotRetentionLimit=wanted.snapshots or None,
            KmsKeyId=wanted.encryption_key,
        ),
        **deletion(kept=wanted.kept),
    )
