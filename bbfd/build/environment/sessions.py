"""Sessions of ECS Exec: how they are encrypted, and where they are written down."""

from __future__ import annotations

from collections.abc import Iterator

from troposphere import Ref
from troposphere.ecs import (
    ClusterConfiguration,
    ExecuteCommandConfiguration,
    ExecuteCommandLogConfiguration,
    ManagedStorageConfiguration,
)
from troposphere.logs import LogGroup

from bbfd.build import ids
from bbfd.build._given import given
from bbfd.build.assemble import Made, Origin
from bbfd.build.environment.key import arn_of, keyed
from bbfd.build.kept import deletion
from bbfd.build.retention import DAYS
from bbfd.model.definition import Definition
from bbfd.model.environment import Cluster, Environment


def sessions(place: Definition[Environment]) -> Iterator[Made]:
    """Where all that is typed and answered is kept.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec-logging.html
    """
    environment = place.value
    if not keeps_sessions(environment) or environment.log_retention not in DAYS:
        return
    yield LogGroup(
        ids.SESSION_LOGS,
        RetentionInDays=environment.log_retention,
        **keyed(environment),
        **deletion(kept=environment.protected),
    )
    yield Origin(ids.SESSION_LOGS, "cluster.audit")
    yield Origin(ids.SESSION_LOGS, "log_retention", "RetentionInDays")


def keeps_sessions(environment: Environment) -> bool:
    """Whether there is a log group of sessions."""
    return isinstance(environment.cluster, Cluster) and environment.cluster.audit


def configured(environment: Environment) -> ClusterConfiguration | None:
    """What the cluster says of sessions and of the storage of tasks, where it says anything."""
    key = None if environment.key is None else arn_of(environment.key)
    audited = keeps_sessions(environment)
    if key is None and not audited:
        return None
    session = ExecuteCommandConfiguration(
        Logging="OVERRIDE" if audited else "DEFAULT",
        **given(KmsKeyId=key, LogConfiguration=_log(environment) if audited else None),
    )
    storage = (
        None if key is None else ManagedStorageConfiguration(FargateEphemeralStorageKmsKeyId=key)
    )
    return ClusterConfiguration(
        ExecuteCommandConfiguration=session, **given(ManagedStorageConfiguration=storage)
    )


def _log(environment: Environment) -> ExecuteCommandLogConfiguration:
    return ExecuteCommandLogConfiguration(
        CloudWatchLogGroupName=Ref(ids.SESSION_LOGS),
        CloudWatchEncryptionEnabled=environment.key is not None,
    )
