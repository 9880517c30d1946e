"""A topic that is there."""

from __future__ import annotations

from bbfd.model.existing import TOPIC, Named, chosen, existing
from bbfd.model.facts import About, Facts, Grant
from bbfd.model.owned import key_grants, no_arn
from bbfd.model.stack import Refusal
from bbfd.model.value import value


@value
class ExistingTopic:
    """A topic of SNS that is there, which the tasks may publish to.

    topic: its name, its ARN, or `FromService(...)` whose output is its ARN.
    `{environment}` and its like are filled in.
    variable: an environment variable that has its ARN.
    encryption_key: the ARN of your own KMS key, if it has one.
    container: whose variable; without it, the main container's.
    """

    topic: Named
    variable: str | None = None
    encryption_key: str | None = None
    container: str | None = None

    def facts(self, about: About) -> Facts:
        """What the tasks may do with it."""
        found = existing(TOPIC, self.topic, about)
        if isinstance(found, Refusal):
            return Facts(refusals=(found,))
        via = f"sns.{about.region}.amazonaws.com"
        return Facts(
            variables=chosen(self.variable, found.arn, self.container),
            grants=(
                Grant(("sns:Publish",), (found.arn,)),
                *key_grants(self.encryption_key, "write", via),
            ),
            parts=found.parts,
            refusals=tuple(no_arn("ExistingTopic", "encryption_key", self.encryption_key, "kms")),
        )
