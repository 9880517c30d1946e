"""Environment variables whose values are secret."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field

from bbfd.features import _kept
from bbfd.features._kept import Kept
from bbfd.model.facts import About, Facts, SecretVariable
from bbfd.model.stack import Refusal
from bbfd.model.value import value


@value
class Secret:
    """Environment variables that ECS reads from Secrets Manager or Parameter Store when a task starts.

    BBFD never reads a value. variable: the environment variable's name; or keys: several variables, each with the
    key of one secret that is a JSON object. One of the two: secret, the name or the ARN of a secret in Secrets
    Manager; parameter, the name of a parameter in the Parameter Store of the environment's account and region, as
    `/{environment}/db/password`. A secret's name becomes its full ARN when planning, and its key is found there, too.
    key: of a secret that is a JSON object, the key to read. stage, version: of the secret; without them, the current
    one. encryption_key: the KMS key of one's own that it is encrypted with, by its ARN or as `alias/app`.
    container: whose; without it, the main container's.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html
    """

    variable: str | None = None
    secret: str | None = None
    parameter: str | None = None
    key: str | None = None
    keys: Mapping[str, str] = field(default_factory=dict)
    stage: str | None = None
    version: str | None = None
    encryption_key: str | None = None
    container: str | None = None

    def facts(self, about: About) -> Facts:
        """The variables, and what the execution role must be allowed to read."""
        refusals = tuple(self._refused(about))
        if refusals:
            return Facts(refusals=refusals)
        kept = self._kept(about)
        wanted = self.keys or {self.variable or "": self.key or ""}
        return Facts(
            secrets=tuple(
                SecretVariable(name, self._within(kept, wanted[name]), self.container)
                for name in wanted
            ),
            start_grants=kept.grants,
            parts=kept.parts,
        )

    def _kept(self, about: About) -> Kept:
        if self.secret is not None:
            return _kept.secret(self.secret, self.encryption_key, about)
        return _kept.stored(self.parameter or "", self.encryption_key, about)

    def _within(self, kept: Kept, key: str) -> str:
        """What ECS is to read: all of it, or what stands behind its ARN."""
        exactly = (key, self.stage or "", self.version or "")
        return f"{kept.arn}:{':'.join(exactly)}" if any(exactly) else kept.arn

    def _refused(self, about: About) -> Iterator[Refusal]:
        """Why there is nothing to read."""
        told = f"Secret {self.variable or ', '.join(self.keys)}".rstrip()
        if (self.variable is None) == (not self.keys) or (self.keys and self.key is not None):
            yield Refusal(
                what=f"{told}: either variable= or keys= says which variables it gives",
                fix='write variable="PASSWORD", or keys={"USER": "username", "PASSWORD": "password"}',
                field="uses",
            )
        yield from _kept.odd_key(told, self.encryption_key, about)
        if (self.secret is None) == (self.parameter is None):
            yield Refusal(
                what=f"{told}: either secret= or parameter= says where its value is",
                fix='write one of the two, as parameter="/{environment}/db/password"',
                field="uses",
            )
        elif self.secret is not None:
            yield from _kept.odd_secret(told, self.secret, about)
        elif self.parameter is not None:
            yield from self._odd_parameter(told, self.parameter, about)

    def _odd_parameter(self, told: str, name: str, about: About) -> Iterator[Refusal]:
        if self.key is not None or self.keys or self.stage or self.version:
            yield Refusal(
                what=f"{told}: a parameter has no keys, stages or versions",
                fix="remove key=, keys=, stage= and version=, or name a secret of Secrets Manager with secret=",
                field="uses",
            )
        yield from _kept.odd_stored(told, name, about)
