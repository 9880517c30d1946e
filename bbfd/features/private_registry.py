"""Images of a registry that wants to know who pulls them."""

from __future__ import annotations

from bbfd.features import _kept
from bbfd.model.facts import About, Credentials, Facts
from bbfd.model.value import value


@value
class PrivateRegistry:
    """Name and password for the registry of a container's image, kept in Secrets Manager; ECR needs none.

    secret: the name or the ARN of a secret that is `{"username": ..., "password": ...}`.
    encryption_key: the KMS key of one's own that it is encrypted with, by its ARN or as `alias/app`; of a secret by
    name it is found when planning. container: whose image; without it, the main container's.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/private-auth.html
    """

    secret: str
    encryption_key: str | None = None
    container: str | None = None

    def facts(self, about: About) -> Facts:
        """The credentials, and what the execution role must be allowed to read."""
        told = f"PrivateRegistry {self.secret}"
        refusals = (
            *_kept.odd_secret(told, self.secret, about),
            *_kept.odd_key(told, self.encryption_key, about),
        )
        if refusals:
            return Facts(refusals=refusals)
        kept = _kept.secret(self.secret, self.encryption_key, about)
        return Facts(
            credentials=(Credentials(kept.arn, self.container),),
            start_grants=kept.grants,
            parts=kept.parts,
        )
