"""The queue that a worker takes its work from: with dead letters, and the topics that fill it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from awacs import sqs as sqs_actions
from awacs.aws import Allow, ArnEquals, Condition, Principal, Statement
from troposphere import GetAtt, Output, Ref, Sub
from troposphere.sns import SubscriptionResource

from bbfd.build import ids
from bbfd.build._given import given
from bbfd.build.assemble import Made, Origin
from bbfd.build.bounds import beyond
from bbfd.build.dead_letters import alarm, letters
from bbfd.build.learned import parameter_name, source_of
from bbfd.build.queues import Redriven, Times, guarded, queue
from bbfd.build.scope import Scope
from bbfd.model.owned import no_arn
from bbfd.model.queue import DeadLetters, Subscription, WorkQueue
from bbfd.model.stack import Parameter, Refusal
from bbfd.model.workload import Queued


def work_queue(scope: Scope[Queued], wanted: WorkQueue) -> Iterator[Made]:
    """The queue, with what belongs to it."""
    yield from _queue(wanted, kept=scope.environment.protected)
    if wanted.dead_letters is not None:
        yield from _dead(wanted, wanted.dead_letters, kept=scope.environment.protected)
    yield from _subscribed(scope, wanted)
    yield from beyond(wanted, "queue", _BOUNDS)
    for refusal in no_arn("queue", "encryption_key", wanted.encryption_key, "kms"):
        yield replace(refusal, field="queue.encryption_key")
    if wanted.dead_letters is not None:
        yield from beyond(wanted.dead_letters, "queue.dead_letters", _DEAD_BOUNDS)
    yield Output("QueueUrl", Value=Ref(ids.QUEUE))
    yield Output("QueueArn", Value=GetAtt(ids.QUEUE, "Arn"))


# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
_BOUNDS = {
    "visibility": range(43201),
    "retention": range(60, 1209601),
    "delay": range(901),
    "wait": range(21),
    "largest": range(1024, 1048577),
}
_DEAD_BOUNDS = {"tries": range(1, 1001), "retention": range(60, 1209601)}


def _queue(wanted: WorkQueue, *, kept: bool) -> Iterator[Made]:
    times = Times(wanted.visibility, wanted.retention, wanted.delay, wanted.wait, wanted.largest)
    dead = wanted.dead_letters
    yield queue(
        ids.QUEUE,
        times,
        fifo=wanted.fifo,
        redriven=None if dead is None else Redriven(to=ids.DEAD_LETTERS, tries=dead.tries),
        key=wanted.encryption_key,
        kept=kept,
    )
    yield Origin(ids.QUEUE, "queue")
    for name, field in _FIELDS.items():
        yield Origin(ids.QUEUE, f"queue.{field}", name)


_FIELDS = {
    "VisibilityTimeout": "visibility",
    "MessageRetentionPeriod": "retention",
    "ReceiveMessageWaitTimeSeconds": "wait",
    "DelaySeconds": "delay",
    "MaximumMessageSize": "largest",
    "RedrivePolicy": "dead_letters.tries",
    "KmsMasterKeyId": "encryption_key",
}


def _dead(wanted: WorkQueue, dead: DeadLetters, *, kept: bool) -> Iterator[Made]:
    yield from letters(
        retention=dead.retention,
        kept=kept,
        fifo=wanted.fifo is not None,
        key=wanted.encryption_key,
    )
    yield Origin(ids.DEAD_LETTERS, "queue.dead_letters")
    yield Output("DeadLetterQueueUrl", Value=Ref(ids.DEAD_LETTERS))
    if dead.alarm:
        yield alarm(dead.notify)
        yield Origin(ids.DEAD_LETTERS_ALARM, "queue.dead_letters.alarm")
    elif dead.notify:
        yield Refusal(
            what="there is somebody to notify of dead letters, and no alarm that does",
            fix="write DeadLetters(alarm=True, notify=...), or remove notify=",
            field="queue.dead_letters.notify",
        )


def _subscribed(scope: Scope[Queued], wanted: WorkQueue) -> Iterator[Made]:
    """A subscription for each topic, and the queue's policy, that lets them in."""
    topics = []
    for number, subscription in enumerate(wanted.topics):
        field = f"queue.topics.{number}"
        topic = _topic(scope, subscription, number)
        if isinstance(topic, Parameter):
            yield topic
        topics.append(Ref(topic.name) if isinstance(topic, Parameter) else topic)
        yield _subscription(subscription, topics[-1], number)
        yield Origin(f"Subscription{number or ''}", field)
    yield guarded(ids.QUEUE_POLICY, ids.QUEUE, *([_from(topics)] if topics else []))
    yield Origin(ids.QUEUE_POLICY, "queue.topics" if topics else "queue")


def _topic(scope: Scope[Queued], wanted: Subscription, number: int) -> Parameter | Sub:
    """Its ARN: as it is written, or as another stack tells it."""
    topic = wanted.topic
    if not isinstance(topic, str):
        source = source_of(scope, topic)
        return Parameter(name=parameter_name(topic), type="String", source=source)
    if "${" in topic:
        return Sub(topic)
    return Parameter(name=f"SubscribedTopic{number or ''}", type="String", default=topic)


def _subscription(wanted: Subscription, topic: Any, number: int) -> SubscriptionResource:
    looks_at = "MessageBody" if wanted.of == "body" else "MessageAttributes"
    return SubscriptionResource(
        f"Subscription{number or ''}",
        TopicArn=topic,
        Protocol="sqs",
        Endpoint=GetAtt(ids.QUEUE, "Arn"),
        **given(
            RawMessageDelivery=wanted.raw or None,
            FilterPolicy=dict(wanted.filter),
            FilterPolicyScope=looks_at if wanted.filter else None,
        ),
    )


def _from(topics: list[Any]) -> Statement:
    return Statement(
        Effect=Allow,
        Principal=Principal("Service", ["sns.amazonaws.com"]),
        Action=[sqs_actions.SendMessage],
        Resource=[GetAtt(ids.QUEUE, "Arn")],
        Condition=Condition(ArnEquals({"aws:SourceArn": topics})),
    )
