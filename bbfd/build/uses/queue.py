"""A queue of SQS, and the one that its dead letters go to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from troposphere import GetAtt, Output, Ref, sqs

from bbfd.build._given import given
from bbfd.build.assemble import Made
from bbfd.build.dead_letters import locked
from bbfd.build.kept import deletion
from bbfd.build.uses.encrypted import by_tls_alone
from bbfd.model.queue import Fifo
from bbfd.model.value import value

_LONGEST = 1209600  # seconds: 14 days


@value(kw_only=False)
class Times:
    """Seconds, and the bytes of the largest message."""

    visibility: int
    retention: int
    delay: int
    wait: int
    largest: int | None


def queue(
    title: str,
    *,
    times: Times,
    fifo: Fifo | None,
    tries: int | None,
    encryption_key: str | None,
    kept: bool,
) -> Iterator[Made]:
    """The queue, its dead letters, and the policy that lets both be reached by TLS alone.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html
    """
    always = {**locked(encryption_key), **deletion(kept=kept)}
    dead = f"{title}DeadLetters"
    yield sqs.Queue(
        title,
        VisibilityTimeout=times.visibility,
        MessageRetentionPeriod=times.retention,
        ReceiveMessageWaitTimeSeconds=times.wait,
        **given(
            DelaySeconds=times.delay or None,
            MaximumMessageSize=times.largest,
            RedrivePolicy=None if tries is None else _redriven(dead, tries),
        ),
        **_ordered(fifo),
        **always,
    )
    if tries is not None:
        ordered = given(FifoQueue=True if fifo else None)
        yield sqs.Queue(dead, MessageRetentionPeriod=_LONGEST, **ordered, **always)
    yield from (_by_tls_alone(each) for each in ((title,) if tries is None else (title, dead)))
    yield Output(f"{title}Url", Value=Ref(title))
    yield Output(f"{title}Arn", Value=GetAtt(title, "Arn"))


def _redriven(dead: str, tries: int) -> sqs.RedrivePolicy:
    return sqs.RedrivePolicy(deadLetterTargetArn=GetAtt(dead, "Arn"), maxReceiveCount=tries)


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


def _by_tls_alone(title: str) -> sqs.QueuePolicy:
    return sqs.QueuePolicy(
        f"{title}Policy",
        Queues=[Ref(title)],
        PolicyDocument=by_tls_alone("sqs:*", GetAtt(title, "Arn")),
    )
