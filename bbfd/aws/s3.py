"""S3, for templates that are too large for a call, what earlier deploys were, and the end of the bucket they lie in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bbfd.aws.trouble import answered, asking
from bbfd.errors import AwsError, Trouble

_AT_ONCE = 1000  # objects that DeleteObjects takes


class S3:
    """The calls about one bucket, of this account only: bucket names can be guessed and taken by others.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html
    """

    def __init__(self, client: Any) -> None:
        self._client = client

    def put(self, bucket: str, key: str, body: bytes, *, owner: str) -> str:
        """Put an object; its URL."""
        with asking(f"put {key} into the bucket {bucket}"):
            self._client.put_object(
                Bucket=bucket,
                Key=key,
                Body=body,
                ContentType="application/json",
                ExpectedBucketOwner=owner,
            )
        return f"{self._client.meta.endpoint_url}/{bucket}/{key}"

    def get(self, bucket: str, key: str, *, owner: str) -> bytes:
        """Read an object."""
        with asking(f"read {key} in the bucket {bucket}"):
            answer = self._client.get_object(Bucket=bucket, Key=key, ExpectedBucketOwner=owner)
            body: bytes = answer["Body"].read()
        return body

    def keys(self, bucket: str, start: str, *, owner: str) -> tuple[str, ...]:
        """Name the objects whose keys begin so."""
        with asking(f"list {start} in the bucket {bucket}"):
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=bucket, Prefix=start, ExpectedBucketOwner=owner
            )
            return tuple(raw["Key"] for page in pages for raw in page.get("Contents", ()))

    def remove(self, bucket: str, keys: tuple[str, ...], *, owner: str) -> None:
        """Remove objects; an older version of each stays for as long as the bucket keeps those."""
        for first in range(0, len(keys), _AT_ONCE):
            some = [{"Key": key} for key in keys[first : first + _AT_ONCE]]
            self._delete(some, bucket, owner, doing=f"remove objects from the bucket {bucket}")

    def count(self, bucket: str, *, owner: str) -> int:
        """Count the object versions, delete markers among them; 0 where the bucket is gone."""
        return sum(len(page) for page in self._pages(bucket, owner))

    def empty(self, bucket: str, *, owner: str) -> None:
        """Delete every object version and delete marker: only then can the bucket be deleted.

        The first page is read again and again: the marker of a next one would name what was just deleted.
        https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
        """
        while held := next(filter(None, self._pages(bucket, owner)), None):
            self._delete(held, bucket, owner)

    def _delete(self, held: list[dict[str, str]], bucket: str, owner: str, doing: str = "") -> None:
        doing = doing or f"empty the bucket {bucket}"
        with asking(doing):
            answer = self._client.delete_objects(
                Bucket=bucket,
                Delete={"Objects": held, "Quiet": True},
                ExpectedBucketOwner=owner,
            )
        # What could not be deleted is said in the answer of a call that has succeeded.
        for refused in answer.get("Errors", ()):
            raise answered(doing, {"Error": refused})

    def _pages(self, bucket: str, owner: str) -> Iterator[list[dict[str, str]]]:
        """Pages of at most 1000, which is as many as DeleteObjects takes; none where the bucket is gone."""
        pages = self._client.get_paginator("list_object_versions").paginate(
            Bucket=bucket, ExpectedBucketOwner=owner
        )
        try:
            with asking(f"list what the bucket {bucket} holds"):
                for page in pages:
                    found = [*page.get("Versions", ()), *page.get("DeleteMarkers", ())]
                    yield [{"Key": raw["Key"], "VersionId": raw["VersionId"]} for raw in found]
        except AwsError as error:
            if error.trouble is not Trouble.ABSENT:
                raise
