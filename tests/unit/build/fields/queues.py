"""The queue of a worker, and the topics that fill it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bbfd import Container, Fifo, Subscription, Worker, WorkQueue
from tests.unit.build.fields import Use, With, body

KEY = "arn:aws:kms:eu-west-1:123456789012:key/k"
TOPIC = "arn:aws:sns:eu-west-1:123456789012:news"


def _queue(made: Any) -> Any:
    return body(Worker(container=Container(image="a:1"), queue=made))


USED: Mapping[str, Use] = {
    "WorkQueue": Use(
        _queue,
        {},
        {
            "variable": "WORK",
            "visibility": 31,
            "retention": 70,
            "delay": 1,
            "wait": 1,
            "largest": 2048,
            "fifo": Fifo(),
            "dead_letters": None,
            "topics": (Subscription(topic=TOPIC),),
            "encryption_key": KEY,
            "sends": True,
        },
    ),
    "Fifo": Use(lambda made: _queue(WorkQueue(fifo=made)), {}, {"by_content": True, "group": True}),
    "DeadLetters": Use(
        lambda made: _queue(WorkQueue(dead_letters=made)),
        {},
        {"tries": 9, "retention": 70, "alarm": True, "notify": With((TOPIC,), {"alarm": True})},
    ),
    "Subscription": Use(
        lambda made: _queue(WorkQueue(topics=(made,))),
        {"topic": TOPIC},
        {
            "topic": f"{TOPIC}-too",
            "filter": {"store": ["eu"]},
            "of": With("body", {"filter": {"store": ["eu"]}}),
            "raw": True,
        },
    ),
}

ELSEWHERE: Mapping[str, str] = {}
