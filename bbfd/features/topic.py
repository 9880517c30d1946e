"""A topic of the service's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bbfd.model.facts import About, Facts, Grant, Variable
from bbfd.model.naming import fit
from bbfd.model.owned import key_grants, misnamed, no_arn, owned_id, variable_name
from bbfd.model.queue import Fifo
from bbfd.model.stack import Refusal
from bbfd.model.value import value

if TYPE_CHECKING:
    from bbfd.build.assemble import Made
    from bbfd.build.scope import Scope
    from bbfd.model.workload import Workload

_LONGEST = 256 - len(".fifo")


@value
class Topic:
    """A topic of SNS, made with the service, that its tasks publish to: encrypted, reached by TLS alone.

    name: tells several apart, as `orders`. variable: the environment variable that has its ARN; without it,
    `TOPIC_ARN`, or `ORDERS_TOPIC_ARN` with a name. fifo: `Fifo(...)`, messages in order, each once. encryption_key: the
    ARN of a KMS key; without it, the account's of SNS, which no other service of AWS can publish with.
    container: whose variable; without it, the main container's.
    https://docs.aws.amazon.com/sns/latest/dg/welcome.html
    """

    name: str | None = None
    variable: str | None = None
    fifo: Fifo | None = None
    encryption_key: str | None = None
    container: str | None = None

    def facts(self, about: About) -> Facts:
        """Its ARN, that the tasks may publish to it, and the topic."""
        title = owned_id(self.name, "topic")
        variable = variable_name(self.variable, self.name, "topic arn")
        via = f"sns.{about.region}.amazonaws.com"
        return Facts(
            variables=(Variable(variable, f"${{{title}}}", self.container),),
            grants=(
                Grant(("sns:Publish",), (f"${{{title}}}",)),
                *key_grants(self.encryption_key, "write", via),
            ),
            parts=(self._made,),
            refusals=tuple(self._refused(f"Topic {self.name or ''}".strip())),
        )

    def _refused(self, told: str) -> Iterator[Refusal]:
        yield from misnamed(told, self.name)
        yield from no_arn(told, "encryption_key", self.encryption_key, "kms")

    def _made(self, scope: Scope[Workload]) -> Iterator[Made]:
        from bbfd.build.uses.topic import topic

        called = "-".join(filter(None, (scope.place.name, scope.name, self.name or "topic")))
        yield from topic(
            owned_id(self.name, "topic"),
            called=f"{fit(called, _LONGEST)}.fifo" if self.fifo else None,
            fifo=self.fifo,
            encryption_key=self.encryption_key,
        )
