"""The sign-in that a listener asks for before it sends a request on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from troposphere import elasticloadbalancingv2 as elb

from bbfd.build._given import given
from bbfd.model.sign_in import Cognito, Oidc
from bbfd.model.stack import Refusal

_WEEK = 604800
_SECRET = re.compile(r"[A-Za-z0-9/_+=.@:-]+")
_POOL = re.compile(r"arn:aws[a-z-]*:cognito-idp:[a-z0-9-]+:[0-9]{12}:userpool/\S+")
_ADDRESSES = ("issuer", "authorization", "token", "user_info")


def authenticating(wanted: Oidc | Cognito) -> dict[str, Any]:
    """The action, as CloudFormation has it."""
    if isinstance(wanted, Cognito):
        return {"Type": "authenticate-cognito", "AuthenticateCognitoConfig": _cognito(wanted)}
    return {"Type": "authenticate-oidc", "AuthenticateOidcConfig": _oidc(wanted)}


def _oidc(wanted: Oidc) -> elb.ListenerRuleAuthenticateOidcConfig:
    return elb.ListenerRuleAuthenticateOidcConfig(
        Issuer=wanted.issuer,
        AuthorizationEndpoint=wanted.authorization,
        TokenEndpoint=wanted.token,
        UserInfoEndpoint=wanted.user_info,
        ClientId=wanted.client,
        ClientSecret=_resolved(wanted),
        **_asked(wanted),
    )


def _cognito(wanted: Cognito) -> elb.AuthenticateCognitoConfig:
    return elb.AuthenticateCognitoConfig(
        UserPoolArn=wanted.pool,
        UserPoolClientId=wanted.client,
        UserPoolDomain=wanted.domain,
        **_asked(wanted),
    )


def _asked(wanted: Oidc | Cognito) -> dict[str, Any]:
    return given(
        OnUnauthenticatedRequest=wanted.unauthenticated,
        Scope=wanted.scope,
        SessionTimeout=str(wanted.session),
        SessionCookieName=wanted.cookie,
    )


def _resolved(wanted: Oidc) -> str:
    """CloudFormation reads the secret when it deploys; its value is in no template.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html
    """
    key = "" if wanted.client_secret_key is None else f":{wanted.client_secret_key}"
    return f"{{{{resolve:secretsmanager:{wanted.client_secret}:SecretString{key}}}}}"


def unfit_sign_in(wanted: Oidc | Cognito, field: str) -> Iterator[Refusal]:
    """What no sign-in can be."""
    if not 1 <= wanted.session <= _WEEK:
        yield Refusal(
            what=f"a session of {wanted.session} seconds",
            fix=f"write 1 to {_WEEK}, which is a week",
            field=f"{field}.session",
        )
    if isinstance(wanted, Cognito):
        if not _POOL.fullmatch(wanted.pool):
            yield Refusal(
                what=f"{wanted.pool!r} is not the ARN of a user pool",
                fix='write pool="arn:aws:cognito-idp:REGION:ACCOUNT:userpool/ID"',
                field=f"{field}.pool",
            )
        return
    for name in _ADDRESSES:
        if not getattr(wanted, name).startswith("https://"):
            yield Refusal(
                what=f"{name} is {getattr(wanted, name)!r}, which is not an address of https",
                fix="write what the provider's /.well-known/openid-configuration says",
                field=f"{field}.{name}",
            )
    if not _SECRET.fullmatch(wanted.client_secret):
        yield Refusal(
            what="client_secret is not the name of a secret",
            fix="name the secret in Secrets Manager that holds it; its value is nobody's to write down",
            field=f"{field}.client_secret",
        )
