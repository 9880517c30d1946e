"""Who must be signed in before a request reaches a task: the load balancer sees to it, over HTTPS alone."""

from __future__ import annotations

from typing import Literal

from bbfd.model.value import value


@value
class Oidc:
    """Sign-in with an identity provider that speaks OpenID Connect.

    issuer, authorization, token, user_info: its addresses, all https. client: the id that it knows us by.
    In texts `{environment}` and its like are filled in, and `{{resolve:ssm:NAME}}` is a value in the Parameter Store.
    client_secret: where the secret lies, never the secret: the name or the ARN of a secret in Secrets Manager, which
    CloudFormation reads when it deploys; client_secret_key: of one that is a JSON object, the key.
    scope: what is asked for. session: seconds until one must sign in again (1 to 604800). cookie: its name.
    unauthenticated: what becomes of who is not signed in.
    The provider must know `https://HOST/oauth2/idpresponse` as an address to come back to.
    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html
    """

    issuer: str
    authorization: str
    token: str
    user_info: str
    client: str
    client_secret: str
    client_secret_key: str | None = None
    scope: str = "openid"
    session: int = 604800
    cookie: str | None = None
    unauthenticated: Literal["authenticate", "allow", "deny"] = "authenticate"


@value
class Cognito:
    """Sign-in with a user pool of Cognito.

    pool: its ARN. client: the id of its app client, which has a secret. domain: the prefix of the pool's domain, or
    the whole of one of its own. The others: as for `Oidc`.
    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html
    """

    pool: str
    client: str
    domain: str
    scope: str = "openid"
    session: int = 604800
    cookie: str | None = None
    unauthenticated: Literal["authenticate", "allow", "deny"] = "authenticate"
