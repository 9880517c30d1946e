"""An environment variable whose value is secret."""

from __future__ import annotations

from bbfd.model.facts import About, Facts, Grant, SecretVariable
from bbfd.model.naming import filled
from bbfd.model.value import value

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

    def _source(self, about: About) -> tuple[str, str, str]:
        if (self.secret is None) == (self.parameter is None):
            raise ValueError(f"Secret {self.variable}: say either secret= or parameter=")
        known = dict(about.placeholders)
        if self.secret is not None:
            return "secretsmanager", "secretsmanager:GetSecretValue", filled(self.secret, known)
        name = filled(self.parameter or "", known).removeprefix("/")
        arn = _PARAMETER.format(region=about.region, account=about.account, name=name)
        return "ssm", "ssm:GetParameters", arn
