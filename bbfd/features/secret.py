"""An environment variable whose value is secret."""

from __future__ import annotations

import re

from bbfd.model.facts import About, Facts, Grant, SecretVariable
from bbfd.model.naming import filled
from bbfd.model.stack import Refusal
from bbfd.model.value import value

_SECRET_ARN = "arn:aws:secretsmanager:{0.region}:{0.account}:secret:NAME-123abc"
_KEY_ARN = "arn:aws:kms:{0.region}:{0.account}:key/ID"
_PARAMETER = "arn:${{AWS::Partition}}:ssm:{region}:{account}:parameter/{name}"


@value
class Secret:
    """An environment variable that ECS reads from Secrets Manager or Parameter Store when a task starts.

    BBFD never reads its value. variable: the environment variable's name. One of the two: secret, the ARN of
    a secret in Secrets Manager; parameter, the name of a parameter in the Parameter Store of the environment's
    account and region, as `/{environment}/db/password`. key: of a secret that is a JSON object, the key to read.
    encryption_key: the ARN of the KMS key of one's own that it is encrypted with.
    container: whose; without it, the main container's.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html
    """

    variable: str
    secret: str | None = None
    parameter: str | None = None
    key: str | None = None
    encryption_key: str | None = None
    container: str | None = None

    def facts(self, about: About) -> Facts:
        """The variable, and what the execution role must be allowed to read it."""
        refused = self._refused(about)
        if refused is not None:
            return Facts(refusals=(refused,))
        service, action, arn = self._source(about)
        key = f":{self.key}::" if self.key else ""
        grants = [Grant((action,), (arn,))]
        if self.encryption_key:
            via = f"{service}.{about.region}.amazonaws.com"
            grants.append(Grant(("kms:Decrypt",), (self.encryption_key,), via))
        return Facts(
            secrets=(SecretVariable(self.variable, arn + key, self.container),),
            start_grants=tuple(grants),
        )

    def _refused(self, about: About) -> Refusal | None:
        """Why there is nothing to read."""
        told = f"Secret {self.variable}"
        if (self.secret is None) == (self.parameter is None):
            return Refusal(
                what=f"{told}: either secret= or parameter= says where its value is",
                fix='write one of the two, as parameter="/{environment}/db/password"',
                field="uses",
            )
        try:
            source = filled(self.secret or self.parameter or "", dict(about.placeholders))
        except ValueError as error:
            fix = f"write one of {', '.join(f'{{{name}}}' for name, _ in about.placeholders)}"
            return Refusal(what=f"{told}: {error}", fix=fix, field="uses")
        if self.secret is not None and not source.startswith("arn:"):
            return _no_arn(told, "secret", source, _SECRET_ARN.format(about))
        if self.parameter is not None:
            return self._odd_parameter(told, source) or self._odd_key(told, about)
        return self._odd_key(told, about)

    def _odd_parameter(self, told: str, name: str) -> Refusal | None:
        if self.key is not None:
            return Refusal(
                what=f"{told}: a parameter has no keys",
                fix="remove key=, or name a secret of Secrets Manager with secret=",
                field="uses",
            )
        if re.fullmatch(r"/?[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*", name):
            return None
        return Refusal(
            what=f"{told}: {name!r} cannot be the name of a parameter",
            fix='write letters, digits and _.- between slashes, as "/{environment}/db/password"',
            field="uses",
        )

    def _odd_key(self, told: str, about: About) -> Refusal | None:
        key = self.encryption_key
        if key is None or key.startswith("arn:"):
            return None
        return _no_arn(told, "encryption_key", key, _KEY_ARN.format(about))

    def _source(self, about: About) -> tuple[str, str, str]:
        known = dict(about.placeholders)
        if self.secret is not None:
            return "secretsmanager", "secretsmanager:GetSecretValue", filled(self.secret, known)
        name = filled(self.parameter or "", known).removeprefix("/")
        arn = _PARAMETER.format(region=about.region, account=about.account, name=name)
        return "ssm", "ssm:GetParameters", arn


def _no_arn(told: str, field: str, given: str, like: str) -> Refusal:
    return Refusal(
        what=f"{told}: {field} is {given!r}, which is not an ARN",
        fix=f'write {field}="{like}"',
        field="uses",
    )
