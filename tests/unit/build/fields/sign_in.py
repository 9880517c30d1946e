"""Who signs in, where, and for how long."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bbfd import Certificate, Cognito, Http
from tests.unit.build.fields import Use, body
from tests.unit.examples import web

_ID = "https://id.example.com"
_POOL = "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_a"
COGNITO = Cognito(pool=_POOL, client="a", domain="a")


def signed(made: Any) -> Any:
    return body(web(http=Http(sign_in=made)), certificate=Certificate.lookup("example.com"))


_KEPT: Mapping[str, Any] = {
    "scope": "openid email",
    "session": 60,
    "cookie": "SIGNED",
    "unauthenticated": "deny",
}

USED: Mapping[str, Use] = {
    "Oidc": Use(
        signed,
        {
            "issuer": _ID,
            "authorization": f"{_ID}/authorize",
            "token": f"{_ID}/token",
            "user_info": f"{_ID}/me",
            "client": "a",
            "client_secret": "a",
        },
        {
            "issuer": f"{_ID}/b",
            "authorization": f"{_ID}/b/authorize",
            "token": f"{_ID}/b/token",
            "user_info": f"{_ID}/b/me",
            "client": "b",
            "client_secret": "b",
            "client_secret_key": "key",
            **_KEPT,
        },
    ),
    "Cognito": Use(
        signed,
        {"pool": _POOL, "client": "a", "domain": "a"},
        {"pool": f"{_POOL}b", "client": "b", "domain": "b", **_KEPT},
    ),
}

ELSEWHERE: Mapping[str, str] = {}
