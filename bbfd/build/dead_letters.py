"""Where what could not be done goes: a queue, and an alarm while there is anything in it."""

from __future__ import annotations

from typing import Any

from troposphere import GetAtt
from troposphere.cloudwatch import Alarm, MetricDimension
from troposphere.sqs import Queue

from bbfd.build import ids
from bbfd.build._given import given
from bbfd.build.kept import deletion


def letters(*, retention: int, kept: bool, fifo: bool = False, key: str | None = None) -> Queue:
    """The queue. retention: seconds. key: the ARN of a KMS key; without it, SQS's own."""
    return Queue(
        ids.DEAD_LETTERS,
        MessageRetentionPeriod=retention,
        **given(FifoQueue=fifo or None),
        **locked(key),
        **deletion(kept=kept),
    )


def locked(key: str | None) -> dict[str, Any]:
    """How a queue is encrypted: always.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html
    """
    return {"SqsManagedSseEnabled": True} if key is None else {"KmsMasterKeyId": key}


def alarm(notify: tuple[str, ...]) -> Alarm:
    """On as long as there is a letter. notify: ARNs of what it tells."""
    return Alarm(
        ids.DEAD_LETTERS_ALARM,
        AlarmDescription="something could not be done, and lies with the dead letters",
        Namespace="AWS/SQS",
        MetricName="ApproximateNumberOfMessagesVisible",
        Dimensions=[MetricDimension(Name="QueueName", Value=GetAtt(ids.DEAD_LETTERS, "QueueName"))],
        Statistic="Maximum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=0,
        ComparisonOperator="GreaterThanThreshold",
        TreatMissingData="notBreaching",
        **given(AlarmActions=list(notify)),
    )
