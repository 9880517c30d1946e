"""A table of DynamoDB."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from troposphere import GetAtt, Output, Ref, dynamodb

from bbfd.build import assemble
from bbfd.build._given import given
from bbfd.build.kept import deletion
from bbfd.model.table import Index, Made, OnDemand, Provisioned


def table(wanted: Made) -> Iterator[assemble.Made]:
    """The table, encrypted always: without a key of one's own, with DynamoDB's.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/EncryptionAtRest.html
    """
    local = [_local(each) for each in wanted.indexes if each.local]
    others = [_global(each, wanted.capacity) for each in wanted.indexes if not each.local]
    yield dynamodb.Table(
        wanted.title,
        AttributeDefinitions=[
            dynamodb.AttributeDefinition(AttributeName=name, AttributeType=kind)
            for name, kind in wanted.types
        ],
        KeySchema=_keys(wanted.key, wanted.sort),
        **_paid(wanted.capacity),
        **given(
            LocalSecondaryIndexes=local,
            GlobalSecondaryIndexes=others,
            TimeToLiveSpecification=_expiring(wanted.expires),
            StreamSpecification=_streaming(wanted.stream),
            PointInTimeRecoverySpecification=_recovering(wanted.recovery),
            SSESpecification=_encrypted(wanted.encryption_key),
            TableClass="STANDARD_INFREQUENT_ACCESS" if wanted.infrequent else None,
            DeletionProtectionEnabled=wanted.kept or None,
        ),
        **deletion(kept=wanted.kept),
    )
    yield Output(wanted.title, Value=Ref(wanted.title))
    if wanted.stream is not None:
        yield Output(f"{wanted.title}Stream", Value=GetAtt(wanted.title, "StreamArn"))


def _keys(key: str, sort: str | None) -> list[dynamodb.KeySchema]:
    names = (("HASH", key), ("RANGE", sort))
    return [dynamodb.KeySchema(AttributeName=n, KeyType=t) for t, n in names if n is not None]


def _paid(capacity: OnDemand | Provisioned) -> dict[str, Any]:
    if isinstance(capacity, Provisioned):
        return {"BillingMode": "PROVISIONED", **_throughput(capacity)}
    return {"BillingMode": "PAY_PER_REQUEST", **_throughput(capacity)}


def _throughput(capacity: OnDemand | Provisioned) -> dict[str, Any]:
    """Of a table, and of each of its indexes."""
    if isinstance(capacity, Provisioned):
        units = dynamodb.ProvisionedThroughput(
            ReadCapacityUnits=capacity.reads, WriteCapacityUnits=capacity.writes
        )
        return {"ProvisionedThroughput": units}
    most = given(MaxReadRequestUnits=capacity.most_reads, MaxWriteRequestUnits=capacity.most_writes)
    return {"OnDemandThroughput": dynamodb.OnDemandThroughput(**most)} if most else {}


def _global(index: Index, capacity: OnDemand | Provisioned) -> dynamodb.GlobalSecondaryIndex:
    return dynamodb.GlobalSecondaryIndex(
        IndexName=index.name,
        KeySchema=_keys(index.key, index.sort),
        Projection=_kept(index),
        **_throughput(capacity),
    )


def _local(index: Index) -> dynamodb.LocalSecondaryIndex:
    return dynamodb.LocalSecondaryIndex(
        IndexName=index.name, KeySchema=_keys(index.key, index.sort), Projection=_kept(index)
    )


def _kept(index: Index) -> dynamodb.Projection:
    if isinstance(index.keep, tuple):
        return dynamodb.Projection(ProjectionType="INCLUDE", NonKeyAttributes=list(index.keep))
    return dynamodb.Projection(ProjectionType="ALL" if index.keep == "all" else "KEYS_ONLY")


def _expiring(attribute: str | None) -> dynamodb.TimeToLiveSpecification | None:
    if attribute is None:
        return None
    return dynamodb.TimeToLiveSpecification(AttributeName=attribute, Enabled=True)


def _streaming(view: str | None) -> dynamodb.StreamSpecification | None:
    return None if view is None else dynamodb.StreamSpecification(StreamViewType=view)


def _recovering(days: int) -> dynamodb.PointInTimeRecoverySpecification | None:
    if days == 0:
        return None
    return dynamodb.PointInTimeRecoverySpecification(
        PointInTimeRecoveryEnabled=True, RecoveryPeriodInDays=days
    )


def _encrypted(key: str | None) -> dynamodb.SSESpecification | None:
    if key is None:
        return None
    return dynamodb.SSESpecification(SSEEnabled=True, SSEType="KMS", KMSMasterKeyId=key)
