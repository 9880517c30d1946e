"""A bucket that is there."""

from __future__ import annotations

from bbfd.features.bucket import bucket_grants
from bbfd.model.existing import BUCKET, Named, chosen, existing
from bbfd.model.facts import About, Facts
from bbfd.model.owned import Use, key_grants, no_arn, several
from bbfd.model.stack import Refusal
from bbfd.model.value import value


@value
class ExistingBucket:
    """A bucket in S3 that is there, which the tasks may use.

    bucket: its name, its ARN, or `FromService(...)` whose output is its name.
    `{environment}` and its like are filled in.
    access: what they may do with its objects. prefix: of those alone whose keys begin so.
    variable: an environment variable that has its name. encryption_key: the ARN of your own KMS key, if it has one.
    container: whose variable; without it, the main container's.
    """

    bucket: Named
    access: Use = "all"
    prefix: str = ""
    variable: str | None = None
    encryption_key: str | None = None
    container: str | None = None

    def facts(self, about: About) -> Facts:
        """What the tasks may do with it."""
        found = existing(BUCKET, self.bucket, about)
        if isinstance(found, Refusal):
            return Facts(refusals=(found,))
        via = f"s3.{about.region}.amazonaws.com"
        return Facts(
            variables=chosen(self.variable, found.name, self.container),
            grants=(
                *bucket_grants(found.arn, self.access, self.prefix),
                *key_grants(self.encryption_key, self.access, via),
            ),
            parts=found.parts,
            refusals=(
                *several("ExistingBucket", "prefix", self.prefix),
                *no_arn("ExistingBucket", "encryption_key", self.encryption_key, "kms"),
            ),
        )
