"""Key Management Service. https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html"""

from __future__ import annotations

from typing import Any

from bbfd.aws.trouble import if_there


class Kms:
    """The call that looks for a key."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def arn(self, key: str) -> str | None:
        """Find the ARN of the key that an alias, by name or ARN, stands for; None where it stands for none."""
        answer = if_there(f"look for the key {key}", lambda: self._client.describe_key(KeyId=key))
        return None if answer is None else str(answer["KeyMetadata"]["Arn"])
