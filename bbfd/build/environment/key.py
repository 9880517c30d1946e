"""The key that an environment encrypts with, and what may use it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from awacs import kms
from awacs.aws import (
    Action,
    Allow,
    ArnLike,
    Condition,
    ForAllValuesStringEquals,
    PolicyDocument,
    Principal,
    Statement,
    StringEquals,
)
from troposphere import GetAtt, Ref, Sub, Tags
from troposphere.kms import Key as KeyResource

from bbfd.build import ids
from bbfd.build._given import given
from bbfd.build.assemble import Made, Origin
from bbfd.build.kept import deletion
from bbfd.model.definition import Definition
from bbfd.model.encryption import ExistingKey, Key
from bbfd.model.environment import Environment
from bbfd.model.stack import Refusal

_ENCRYPTING = (
    kms.Decrypt,
    kms.DescribeKey,
    kms.Encrypt,
    Action("kms", "GenerateDataKey*"),
    Action("kms", "ReEncrypt*"),
)
_HERE = {"aws:SourceAccount": Ref("AWS::AccountId")}
_OF_TASKS = {"kms:EncryptionContext:aws:ecs:clusterAccount": Ref("AWS::AccountId")}


def key(place: Definition[Environment]) -> Iterator[Made]:
    """The key, turned over by AWS each year.

    https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
    """
    wanted = place.value.key
    if not isinstance(wanted, Key):
        return
    if not 7 <= wanted.window <= 30:
        yield Refusal(
            what=f"key.window is {wanted.window}",
            fix="write 7 to 30, days",
            field="key.window",
        )
        return
    yield KeyResource(
        ids.KEY,
        Description=f"{place.name}: what its services store",
        EnableKeyRotation=True,
        PendingWindowInDays=wanted.window,
        KeyPolicy=PolicyDocument(Version="2012-10-17", Statement=list(_admitted())),
        Tags=Tags(Name=place.name),
        **deletion(kept=place.value.protected),
    )
    yield Origin(ids.KEY, "key")
    yield Origin(ids.KEY, "key.window", "PendingWindowInDays")


def arn_of(key: Key | ExistingKey) -> Ref | GetAtt:
    """Its ARN, for a property of the environment's stack. An existing one is a parameter."""
    return GetAtt(ids.KEY, "Arn") if isinstance(key, Key) else Ref(ids.KEY)


def _admitted() -> Iterator[Statement]:
    yield Statement(
        Sid="Account",  # whoever IAM lets; without it nobody could ever change the key
        Effect=Allow,
        Principal=Principal("AWS", Sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:root")),
        Action=[Action("kms", "*")],
        Resource=["*"],
    )
    logs = Sub("arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:*")
    # https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
    yield _for(
        "Logs",
        Sub("logs.${AWS::Region}.amazonaws.com"),
        _ENCRYPTING,
        ArnLike({"kms:EncryptionContext:aws:logs:arn": logs}),
    )
    # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-create-storage-key.html
    storage = StringEquals(_OF_TASKS)
    data_key = kms.GenerateDataKeyWithoutPlaintext
    yield _for("TaskStorage", "fargate.amazonaws.com", (data_key,), storage)
    yield _for(
        "TaskStorageGrants",
        "fargate.amazonaws.com",
        (kms.CreateGrant,),
        [storage, ForAllValuesStringEquals({"kms:GrantOperations": ["Decrypt"]})],
    )
    # https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    sending = (kms.Decrypt, Action("kms", "GenerateDataKey*"))
    yield _for("Alarms", "cloudwatch.amazonaws.com", sending, StringEquals(_HERE))


def _for(sid: str, service: str | Sub, actions: tuple[Action, ...], only: Any) -> Statement:
    return Statement(
        Sid=sid,
        Effect=Allow,
        Principal=Principal("Service", [service]),
        Action=list(actions),
        Resource=["*"],
        Condition=Condition(only),
    )


def keyed(environment: Environment, name: str = "KmsKeyId") -> dict[str, Any]:
    """The property that says the key, where there is one."""
    return given(**{name: None if environment.key is None else arn_of(environment.key)})
