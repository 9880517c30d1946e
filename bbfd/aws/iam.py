"""IAM's service-linked roles.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceLinkedRole.html
"""

from __future__ import annotations

from typing import Any

from bbfd.aws.trouble import asking, if_there
from bbfd.errors import AwsError, Trouble


class Iam:
    """The calls about roles."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def exists(self, name: str) -> bool:
        """Whether there is a role of this name."""
        ask = f"look for the role {name}"
        return if_there(ask, lambda: self._client.get_role(RoleName=name)) is not None

    def create_linked(self, service: str) -> None:
        """Create the role that is linked to a service. Raises AwsError with Trouble.EXISTS where it is there."""
        try:
            with asking(f"make the service-linked role of {service}"):
                self._client.create_service_linked_role(AWSServiceName=service)
        except AwsError as error:
            # The name is fixed, so that a role which exists is the only input that can be invalid.
            if error.code not in ("InvalidInput", "InvalidInputException"):
                raise
            raise AwsError(
                error.what, fix=error.fix, trouble=Trouble.EXISTS, code=error.code
            ) from error
