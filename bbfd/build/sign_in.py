"""The sign-in that a listener asks for before it sends a request on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from troposphere import elasticloadbalancingv2 as elb

from bbfd.build._given import given
from bbfd.build.unspoken import COOKIE, not_one_of
from bbfd.model.naming import filled
from bbfd.model.sign_in import Cognito, Oidc
from bbfd.model.stack import Refusal, Unbuildable

_WEEK = 604800
_THEN = ("authenticate", "allow", "deny")
_LOOKED_UP = "{{resolve:ssm:"
_SECRET = re.compile(r"[A-Za-z0-9/_+=.@:-]+")
_POOL = re.compile(r"arn:aws[a-z-]*:cognito-idp:[a-z0-9-]+:[0-9]{12}:userpool/\S+")
_ADDRESS = re.compile(r"https://[^\s/]+\S*")
_KEY = re.compile(r"[^\s:{}]+")
_DOMAIN = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")
_ADDRESSES = ("issuer", "authorization", "token", "user_info")
_OF_OIDC: tuple[str, ...] = (*_ADDRESSES, "client", "client_secret")
_OF_COGNITO: tuple[str, ...] = ("pool", "client", "domain")


def authenticating(said: Oidc | Cognito, placeholders: Mapping[str, str]) -> dict[str, Any]:
    """The action, as CloudFormation has it."""
    wanted = here(said, placeholders)
    if isinstance(wanted, Cognito):
        return {"Type": "authenticate-cognito", "AuthenticateCognitoConfig": _cognito(wanted)}
    return {"Type": "authenticate-oidc", "AuthenticateOidcConfig": _oidc(wanted)}


def here(said: Oidc | Cognito, placeholders: Mapping[str, str]) -> Oidc | Cognito:
    """As it is in this environment. Raises ValueError for a placeholder that there is not."""
    names = _OF_COGNITO if isinstance(said, Cognito) else _OF_OIDC
    texts: Any = {name: filled(getattr(said, name), placeholders) for name in names}
    return replace(said, **texts)


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
        SessionTimeout=wanted.session,
        SessionCookieName=wanted.cookie,
    )


def _resolved(wanted: Oidc) -> str:
    """CloudFormation reads the secret when it deploys; its value is in no template.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html
    """
    key = "" if wanted.client_secret_key is None else f":{wanted.client_secret_key}"
    return f"{{{{resolve:secretsmanager:{wanted.client_secret}:SecretString{key}}}}}"


def unfit_sign_in(
    said: Oidc | Cognito, placeholders: Mapping[str, str], field: str
) -> Iterator[Refusal]:
    """What no sign-in can be. Raises Unbuildable for a placeholder that there is not."""
    try:
        wanted = here(said, placeholders)
    except ValueError as error:
        known = ", ".join(f"{{{name}}}" for name in sorted(placeholders))
        refusal = Refusal(what=str(error), fix=f"write one of {known}", field=field)
        raise Unbuildable(refusal) from None
    if not 1 <= wanted.session <= _WEEK:
        yield Refusal(
            what=f"a session of {wanted.session} seconds",
            fix=f"write 1 to {_WEEK}, which is a week",
            field=f"{field}.session",
        )
    yield from not_one_of(wanted.unauthenticated, _THEN, f"{field}.unauthenticated")
    if wanted.cookie is not None and not _is_cookie(wanted.cookie):
        yield Refusal(
            what=f"{wanted.cookie!r} cannot be the name of the session's cookie",
            fix="write a name without spaces that does not begin with AWSALB: those keep clients with their task",
            field=f"{field}.cookie",
        )
    yield from _unknown(wanted, field)
    yield from _no_pool(wanted, field) if isinstance(wanted, Cognito) else _no_oidc(wanted, field)


def _unknown(wanted: Oidc | Cognito, field: str) -> Iterator[Refusal]:
    """What the provider is asked for in vain."""
    if "openid" not in wanted.scope.split():
        yield Refusal(
            what=f"the scope {wanted.scope!r} does not ask who one is",
            fix=f'write scope="{" ".join(("openid", *wanted.scope.split()))}"',
            field=f"{field}.scope",
        )
    if not wanted.client.strip():
        yield Refusal(
            what="the provider knows nobody without an id",
            fix='write the id of its client, as client="..."',
            field=f"{field}.client",
        )


def _is_cookie(name: str) -> bool:
    return COOKIE.fullmatch(name) is not None and not name.startswith("AWSALB")


def _no_pool(wanted: Cognito, field: str) -> Iterator[Refusal]:
    if not _POOL.fullmatch(wanted.pool) and not wanted.pool.startswith(_LOOKED_UP):
        yield Refusal(
            what=f"{wanted.pool!r} is not the ARN of a user pool",
            fix='write pool="arn:aws:cognito-idp:REGION:ACCOUNT:userpool/ID"',
            field=f"{field}.pool",
        )
    if not _DOMAIN.fullmatch(wanted.domain) and not wanted.domain.startswith(_LOOKED_UP):
        yield Refusal(
            what=f"{wanted.domain!r} is not the domain of a user pool",
            fix='write its prefix, as domain="example", or the whole of one of its own, without https://',
            field=f"{field}.domain",
        )


def _no_oidc(wanted: Oidc, field: str) -> Iterator[Refusal]:
    for name in _ADDRESSES:
        said = getattr(wanted, name)
        if not _ADDRESS.fullmatch(said) and not said.startswith(_LOOKED_UP):
            yield Refusal(
                what=f"{name} is {said!r}, which is not an address of https",
                fix="write what the provider's /.well-known/openid-configuration says",
                field=f"{field}.{name}",
            )
    if not _SECRET.fullmatch(wanted.client_secret):
        yield Refusal(
            what="client_secret is not the name of a secret",
            fix="name the secret in Secrets Manager that holds it; its value is nobody's to write down",
            field=f"{field}.client_secret",
        )
    if wanted.client_secret_key is not None and not _KEY.fullmatch(wanted.client_secret_key):
        yield Refusal(
            what=f"{wanted.client_secret_key!r} cannot be a key of a secret",
            fix="write the key in its JSON object, without colons, or remove client_secret_key=",
            field=f"{field}.client_secret_key",
        )
