"""A database of RDS: a cluster of Aurora, or an instance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from troposphere import GetAtt, Output, Ref, Sub, rds, secretsmanager

from bbfd.build._given import given
from bbfd.build.assemble import Made
from bbfd.build.kept import deletion
from bbfd.build.shims.aurora import ServerlessV2ScalingConfiguration
from bbfd.model.database import Instances, NewDatabase, Serverless

_ALIVE = "Endpoint.Address"


def database(wanted: NewDatabase, *, group: str, subnets: str) -> Iterator[Made]:
    """The database, its password, and where in the network it lies. group: the security group's logical id.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.html
    """
    if wanted.secret is not None:
        yield _password(wanted, wanted.secret)
        yield Output(wanted.secret, Value=Ref(wanted.secret))
    yield rds.DBSubnetGroup(
        f"{wanted.title}Subnets",
        DBSubnetGroupDescription="where the tasks run",
        SubnetIds=Ref(subnets),
    )
    network = {"DBSubnetGroupName": Ref(f"{wanted.title}Subnets")}
    groups = [GetAtt(group, "GroupId")]
    if wanted.aurora:
        yield _cluster(wanted, {**network, "VpcSecurityGroupIds": groups})
        yield from (_member(wanted, title) for title in wanted.instances)
    else:
        yield _instance(wanted, {**network, "VPCSecurityGroups": groups})
    yield Output(f"{wanted.title}Host", Value=GetAtt(wanted.title, _ALIVE))


def _password(wanted: NewDatabase, title: str) -> secretsmanager.Secret:
    """Nobody knows it but the secret: letters and digits, which no connection string takes for something else."""
    return secretsmanager.Secret(
        title,
        Description=f"who owns the database {wanted.database}",
        GenerateSecretString=secretsmanager.GenerateSecretString(
            SecretStringTemplate=f'{{"username": "{wanted.user}"}}',
            GenerateStringKey="password",
            PasswordLength=32,
            ExcludePunctuation=True,
        ),
        **given(KmsKeyId=wanted.encryption_key),
        **deletion(kept=wanted.kept),
    )


def _shared(wanted: NewDatabase) -> dict[str, Any]:
    """What a cluster and an instance say alike. One that begins as a snapshot has its owner and its data."""
    new = wanted.snapshot is None
    read = f"{{{{resolve:secretsmanager:${{{wanted.secret}}}:SecretString:password}}}}"
    return {
        "Engine": wanted.engine,
        "StorageEncrypted": True,
        "CopyTagsToSnapshot": True,
        "BackupRetentionPeriod": wanted.backups,
        "DeletionProtection": wanted.kept,
        **given(
            EngineVersion=wanted.version,
            KmsKeyId=wanted.encryption_key,
            MasterUsername=wanted.user if new else None,
            MasterUserPassword=None if wanted.secret is None else Sub(read),
            **({} if wanted.secret else _kept_by_aws(wanted.encryption_key)),
        ),
        **deletion(kept=wanted.kept),
    }


def _kept_by_aws(key: str | None) -> dict[str, Any]:
    """A password that AWS makes, keeps and turns over, encrypted like the data.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html
    """
    secret = None if key is None else rds.MasterUserSecret(KmsKeyId=key)
    return {"ManageMasterUserPassword": True, **given(MasterUserSecret=secret)}


def _cluster(wanted: NewDatabase, network: dict[str, Any]) -> rds.DBCluster:
    capacity, new = wanted.capacity, wanted.snapshot is None
    return rds.DBCluster(
        wanted.title,
        **_shared(wanted),
        **network,
        **given(
            DatabaseName=wanted.database if new else None,
            SnapshotIdentifier=wanted.snapshot,
            ServerlessV2ScalingConfiguration=_scaled(capacity),
        ),
    )


def _scaled(capacity: Serverless | Instances) -> ServerlessV2ScalingConfiguration | None:
    if isinstance(capacity, Instances):
        return None
    return ServerlessV2ScalingConfiguration(
        MinCapacity=capacity.least,
        MaxCapacity=capacity.most,
        **given(SecondsUntilAutoPause=capacity.pause),
    )


def _member(wanted: NewDatabase, title: str) -> rds.DBInstance:
    """An instance of the cluster. Its data is the cluster's."""
    capacity = wanted.capacity
    return rds.DBInstance(
        title,
        Engine=wanted.engine,
        DBClusterIdentifier=Ref(wanted.title),
        DBInstanceClass=capacity.type if isinstance(capacity, Instances) else "db.serverless",
        PubliclyAccessible=False,
        **deletion(kept=wanted.kept),
    )


def _instance(wanted: NewDatabase, network: dict[str, Any]) -> rds.DBInstance:
    capacity, new = wanted.capacity, wanted.snapshot is None
    assert isinstance(capacity, Instances)
    return rds.DBInstance(
        wanted.title,
        DBInstanceClass=capacity.type,
        AllocatedStorage=str(capacity.storage),
        StorageType="gp3",
        MultiAZ=capacity.standby,
        PubliclyAccessible=False,
        **_shared(wanted),
        **network,
        **given(
            MaxAllocatedStorage=capacity.most_storage,
            DBName=wanted.database if new else None,
            DBSnapshotIdentifier=wanted.snapshot,
        ),
    )
