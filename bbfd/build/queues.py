"""Queues of SQS: encrypted, reached by TLS alone."""

from __future__ import annotations

from typing import Any

from awacs.aws import Statement
from troposphere import GetAtt, Ref, sqs

from bbfd.build._given import given
from bbfd.build.kept import deletion
from bbfd.build.policies import allowing
from bbfd.build.tls import refused_without_tls
from bbfd.model.queue import Fifo
from bbfd.model.value import value


@value(kw_only=False)
class Times:
    """Seconds, and the bytes of the largest message."""

    visibility: int
    retention: int
    delay: int
    wait: int
    largest: int | None


@value
class Redriven:
    """What is taken more often goes elsewhere. to: the logical id of that queue."""

    to: str
    tries: int


def queue(
    title: str,
    times: Times,
    *,
    fifo: Fifo | None,
    redriven: Redriven | None,
    key: str | None,
    kept: bool,
) -> sqs.Queue:
    """A queue that messages are taken from. key: the ARN of a KMS key; without it, SQS's own."""
    return sqs.Queue(
        title,
        VisibilityTimeout=times.visibility,
        MessageRetentionPeriod=times.retention,
        ReceiveMessageWaitTimeSeconds=times.wait,
        **given(
            DelaySeconds=times.delay or None,
            MaximumMessageSize=times.largest,
            RedrivePolicy=None if redriven is None else _redrive(redriven),
        ),
        **_ordered(fifo),
        **_locked(key),
        **deletion(kept=kept),
    )


def dead(title: str, *, retention: int, fifo: bool, key: str | None, kept: bool) -> sqs.Queue:
    """A queue that messages lie in. retention: seconds. fifo: where they come from one."""
    return sqs.Queue(
        title,
        MessageRetentionPeriod=retention,
        **given(FifoQueue=fifo or None),
        **_locked(key),
        **deletion(kept=kept),
    )


def guarded(title: str, of: str, *allowed: Statement) -> sqs.QueuePolicy:
    """The policy of a queue: who else may reach it, and nobody without TLS. of: the queue's logical id.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html
    """
    statements = (*allowed, refused_without_tls("sqs:*", GetAtt(of, "Arn")))
    return sqs.QueuePolicy(title, Queues=[Ref(of)], PolicyDocument=allowing(*statements))


def _locked(key: str | None) -> dict[str, Any]:
    """How a queue is encrypted: always.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html
    """
    return {"SqsManagedSseEnabled": True} if key is None else {"KmsMasterKeyId": key}


def _redrive(wanted: Redriven) -> sqs.RedrivePolicy:
    return sqs.RedrivePolicy(
        deadLetterTargetArn=GetAtt(wanted.to, "Arn"), maxReceiveCount=wanted.tries
    )


def _ordered(fifo: Fifo | None) -> dict[str, Any]:
    if fifo is None:
        return {}
    return {
        "FifoQueue": True,
        **given(
            ContentBasedDeduplication=fifo.by_content or None,
            DeduplicationScope="messageGroup" if fifo.group else None,
            FifoThroughputLimit="perMessageGroupId" if fifo.group else None,
        ),
    }
