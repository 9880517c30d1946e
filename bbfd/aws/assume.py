"""A role that is assumed before any call, and again before its session ends.

https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
"""

from __future__ import annotations

from typing import Any

import boto3
from botocore.credentials import (
    AssumeRoleCredentialFetcher,
    CredentialProvider,
    CredentialResolver,
    DeferredRefreshableCredentials,
)
from botocore.session import Session

from bbfd.model.access import Access

_SESSION_NAME = "bbfd"


def assuming(access: Access, role: str, region: str) -> Any:
    """Make a session that acts with a role; the credentials it starts from are the profile's, or boto3's own."""
    source = Session(profile=access.profile)
    source.set_config_variable("region", region)
    more = {"RoleSessionName": _SESSION_NAME}
    if access.external_id is not None:
        more["ExternalId"] = access.external_id
    session = Session()
    session.register_component(
        "credential_provider", CredentialResolver([_Assumed(source, role, more)])
    )
    return boto3.Session(botocore_session=session, region_name=region)


class _Assumed(CredentialProvider):  # type: ignore[misc]  # botocore ships no types
    METHOD = "bbfd-assume-role"
    CANONICAL_NAME = "custom-bbfd"

    def __init__(self, source: Any, role: str, more: dict[str, str]) -> None:
        super().__init__(source)
        self._source = source
        self._role = role
        self._more = more

    def load(self) -> Any:
        """Give credentials that renew themselves; the role is assumed when they are first used."""
        from_source = self._source.get_credentials()
        if from_source is None:
            return None
        fetcher = AssumeRoleCredentialFetcher(
            client_creator=self._source.create_client,
            source_credentials=from_source,
            role_arn=self._role,
            extra_args=self._more,
        )
        return DeferredRefreshableCredentials(
            method=self.METHOD, refresh_using=fetcher.fetch_credentials
        )
