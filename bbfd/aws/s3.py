"""S3, for templates that are too large for a call."""

from __future__ import annotations

from typing import Any

from bbfd.aws.trouble import asking


class S3:
    """The call that puts an object."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def put(self, bucket: str, key: str, body: bytes, *, owner: str) -> str:
        """Put an object, into a bucket of this account only: bucket names can be guessed and taken by others.

        https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html
        """
        with asking(f"put {key} into the bucket {bucket}"):
            self._client.put_object(
                Bucket=bucket,
                Key=key,
                Body=body,
                ContentType="application/json",
                ExpectedBucketOwner=owner,
            )
        return f"{self._client.meta.endpoint_url}/{bucket}/{key}"
