"""A queue that is there."""

from __future__ import annotations

from bbfd.features.queue import queue_grants
from bbfd.model.existing import QUEUE, Named, chosen, existing
from bbfd.model.facts import About, Facts
from bbfd.model.owned import Use, key_grants, no_arn
from bbfd.model.stack import Refusal
from bbfd.model.value import value


@value
class ExistingQueue:
    """A queue of SQS that is there, which the tasks may use.

    queue: its name, its ARN, or `FromService(...)` whose output is its ARN.
    `{environment}` and its like are filled in.
    access: "read" takes messages and deletes them, "write" sends. variable: an environment variable that has its ARN;
    its URL is another output of its service. encryption_key: the ARN of your own KMS key, if it has one.
    container: whose variable; without it, the main container's.
    """

    queue: Named
    access: Use = "all"
    variable: str | None = None
    encryption_key: str | None = None
    container: str | None = None

    def facts(self, about: About) -> Facts:
        """What the tasks may do with it."""
        found = existing(QUEUE, self.queue, about)
        if isinstance(found, Refusal):
            return Facts(refusals=(found,))
        via = f"sqs.{about.region}.amazonaws.com"
        return Facts(
            variables=chosen(self.variable, found.arn, self.container),
            grants=(
                *queue_grants(found.arn, self.access),
                *key_grants(self.encryption_key, self.access, via),
            ),
            parts=found.parts,
            refusals=tuple(no_arn("ExistingQueue", "encryption_key", self.encryption_key, "kms")),
        )
