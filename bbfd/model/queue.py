"""The queue that a worker takes its work from, and the topics that fill it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any, Literal

from bbfd.model.facts import About, Facts, Grant, Variable
from bbfd.model.reference import FromService
from bbfd.model.stack import FromStack
from bbfd.model.value import value


@value
class Subscription:
    """A topic of SNS whose messages go to the queue.

    topic: its ARN, or an output of another service's stack that is the ARN: `FromService(...)`.
    filter: only messages that it matches, written as SNS takes it (`FilterPolicy`), as {"store": ["eu"]}.
    of: what the filter looks at. raw: the message alone, without what SNS says about it.
    https://docs.aws.amazon.com/sns/latest/dg/sns-message-filtering.html
    """

    topic: str | FromService | FromStack
    filter: Mapping[str, Any] = field(default_factory=dict)
    of: Literal["attributes", "body"] = "attributes"
    raw: bool = False


@value
class DeadLetters:
    """Where messages go that were taken too often.

    tries: how often one is taken before (1 to 1000). retention: seconds that it is kept (60 to 1209600).
    alarm: an alarm of CloudWatch while there are any, which costs money. notify: ARNs of topics that it tells.
    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
    """

    tries: int = 3
    retention: int = 1209600
    alarm: bool = False
    notify: tuple[str, ...] = ()


@value
class Fifo:
    """Messages in order, each once.

    by_content: messages of the same content are one. group: order, deduplication and throughput are each group's own
    (high throughput), not the whole queue's.
    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/high-throughput-fifo.html
    """

    by_content: bool = False
    group: bool = False


@value
class WorkQueue:
    """A queue of SQS that the environment variable names (its URL), and that the tasks may take from.

    A worker has one, its `queue=`: it may be scaled by what waits there. Any further one is a `Queue(...)` of `uses=`.
    visibility: seconds that a message which was taken is hidden (0 to 43200): longer than the work takes.
    retention: seconds that messages are kept (60 to 1209600). delay: seconds that new ones are hidden (0 to 900).
    wait: seconds that taking waits for one (0 to 20). largest: bytes of a message (1024 to 1048576).
    fifo: messages in order. dead_letters: None to keep those that nobody can work on in the queue.
    topics: whose messages go to it. encryption_key: the ARN of a KMS key; without it, SQS's own key.
    sends: the tasks may put messages into it, too.
    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-queue-parameters.html
    """

    variable: str = "QUEUE_URL"
    visibility: int = 30
    retention: int = 345600
    delay: int = 0
    wait: int = 20
    largest: int | None = None
    fifo: Fifo | None = None
    dead_letters: DeadLetters | None = DeadLetters()
    topics: tuple[Subscription, ...] = ()
    encryption_key: str | None = None
    sends: bool = False

    def facts(self, about: About) -> Facts:
        """Its URL, and what taking from it takes."""
        grants = [Grant(_TAKING + (_SENDING if self.sends else ()), ("${Queue.Arn}",))]
        if self.encryption_key:
            actions = ("kms:Decrypt", "kms:GenerateDataKey") if self.sends else ("kms:Decrypt",)
            via = f"sqs.{about.region}.amazonaws.com"
            grants.append(Grant(actions, (self.encryption_key,), via))
        return Facts(variables=(Variable(self.variable, "${Queue}"),), grants=tuple(grants))


_TAKING = (
    "sqs:ChangeMessageVisibility",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
    "sqs:GetQueueUrl",
    "sqs:ReceiveMessage",
)
_SENDING = ("sqs:SendMessage",)
