"""A queue of the service's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from bbfd.model.facts import About, Facts, Grant, Variable
from bbfd.model.owned import Use, key_grants, misnamed, no_arn, outside, owned_id, variable_name
from bbfd.model.queue import Fifo
from bbfd.model.stack import Refusal
from bbfd.model.value import value

if TYPE_CHECKING:
    from bbfd.build.assemble import Made
    from bbfd.build.scope import Scope
    from bbfd.model.workload import Workload

_ASK = ("sqs:GetQueueAttributes", "sqs:GetQueueUrl")
_TAKE = ("sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:ReceiveMessage")
_SEND = ("sqs:SendMessage",)
_MESSAGES: Final = {
    "read": (*_ASK, *_TAKE),
    "write": (*_ASK, *_SEND),
    "all": (*_ASK, *_TAKE, *_SEND),
}


@value
class Queue:
    """A queue of SQS, made with the service: encrypted, reached by TLS alone, with dead letters beside it.

    The queue that a worker takes its work from is its `queue=`; this is one more, or that of another service.
    name: tells several apart, as `emails`. access: "read" takes messages and deletes them, "write" sends.
    variable: the environment variable that has its URL; without it, `QUEUE_URL`, or `EMAILS_QUEUE_URL` with a name.
    visibility: seconds that a message which was taken is hidden (0 to 43200). retention: seconds that messages are kept
    (60 to 1209600). delay: seconds that new ones are hidden (0 to 900). wait: seconds that taking waits for one (0 to
    20). largest: bytes of a message (1024 to 1048576). fifo: messages in order. tries: how often a message is taken
    before it goes to the dead letters (1 to 1000); None for none. encryption_key: the ARN of a KMS key; without it,
    SQS's own. container: whose variable; without it, the main container's.
    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-queue-parameters.html
    """

    name: str | None = None
    access: Use = "all"
    variable: str | None = None
    visibility: int = 30
    retention: int = 345600
    delay: int = 0
    wait: int = 20
    largest: int | None = None
    fifo: Fifo | None = None
    tries: int | None = 3
    encryption_key: str | None = None
    container: str | None = None

    def facts(self, about: About) -> Facts:
        """Its URL, what the tasks may do with its messages, and the queue."""
        title = owned_id(self.name, "queue")
        variable = variable_name(self.variable, self.name, "queue url")
        via = f"sqs.{about.region}.amazonaws.com"
        return Facts(
            variables=(Variable(variable, f"${{{title}}}", self.container),),
            grants=(
                *queue_grants(f"${{{title}.Arn}}", self.access),
                *key_grants(self.encryption_key, self.access, via),
            ),
            parts=(self._made,),
            refusals=tuple(self._refused(f"Queue {self.name or ''}".strip())),
        )

    def _refused(self, told: str) -> Iterator[Refusal]:
        yield from misnamed(told, self.name)
        yield from outside(told, "visibility", self.visibility, range(43201))
        yield from outside(told, "retention", self.retention, range(60, 1209601))
        yield from outside(told, "delay", self.delay, range(901))
        yield from outside(told, "wait", self.wait, range(21))
        yield from outside(told, "largest", self.largest, range(1024, 1048577))
        yield from outside(told, "tries", self.tries, range(1, 1001))
        yield from no_arn(told, "encryption_key", self.encryption_key, "kms")

    def _made(self, scope: Scope[Workload]) -> Iterator[Made]:
        from bbfd.build.queues import Times
        from bbfd.build.uses.queue import queue

        yield from queue(
            owned_id(self.name, "queue"),
            times=Times(self.visibility, self.retention, self.delay, self.wait, self.largest),
            fifo=self.fifo,
            tries=self.tries,
            encryption_key=self.encryption_key,
            kept=scope.environment.protected,
        )


def queue_grants(arn: str, access: Use) -> tuple[Grant, ...]:
    """What taking messages and sending them takes."""
    return (Grant(_MESSAGES[access], (arn,)),)
