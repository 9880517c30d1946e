"""Security Token Service: who we are. https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from bbfd.aws.trouble import asking
from bbfd.deploy.records import Identity


class Sts:
    """The call that says who we are. It needs no permission."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def who(self) -> Identity:
        """Whose account the calls go to: asked once, as a client's credentials are of one account."""
        return self._known

    @cached_property
    def _known(self) -> Identity:
        with asking("ask AWS who we are"):
            answer = self._client.get_caller_identity()
        return Identity(
            account=answer["Account"], arn=answer["Arn"], region=self._client.meta.region_name
        )
