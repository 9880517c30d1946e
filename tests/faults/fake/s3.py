"""S3: objects by bucket and key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from tests.faults.fake.failure import AwsFailure

if TYPE_CHECKING:
    from tests.faults.fake.world import World

Json = dict[str, Any]


class S3:
    """owners: bucket -> account; a bucket that is not named is ours. absent: buckets that are not there.

    page: how many keys are listed at once.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self.objects: dict[tuple[str, str], bytes] = {}
        self.owners: dict[str, str] = {}
        self.absent: set[str] = set()
        self.page = 1000

    def body_at(self, url: str) -> str | None:
        """The object behind a TemplateURL, in either style of address."""
        parts = urlsplit(url)
        path = unquote(parts.path).lstrip("/")
        bucket, _, key = path.partition("/")
        host = parts.netloc.partition(".s3")
        if host[1] and host[0]:
            bucket, key = host[0], path
        held = self.objects.get((bucket, key))
        return None if held is None else held.decode()

    def _must_be_ours(self, p: Json) -> str:
        bucket = str(p["Bucket"])
        if bucket in self.absent:
            raise AwsFailure("NoSuchBucket", "The specified bucket does not exist", 404)
        expected = p.get("ExpectedBucketOwner")
        if expected and expected != self.owners.get(bucket, self._world.account):
            raise AwsFailure("AccessDenied", "Access Denied", 403)
        return bucket

    def PutObject(self, p: Json) -> Json:
        body = p.get("Body", b"")
        key = (self._must_be_ours(p), p["Key"])
        self.objects[key] = body if isinstance(body, bytes) else body.encode()
        return {"ETag": '"0"', "VersionId": "1"}

    def GetObject(self, p: Json) -> Json:
        key = (self._must_be_ours(p), p["Key"])
        if key not in self.objects:
            raise AwsFailure("NoSuchKey", "The specified key does not exist.", 404)
        return {"Body": self.objects[key], "ContentLength": len(self.objects[key])}

    def ListObjectsV2(self, p: Json) -> Json:
        bucket, start = self._must_be_ours(p), p.get("Prefix", "")
        keys = sorted(key for of, key in self.objects if of == bucket and key.startswith(start))
        after = p.get("ContinuationToken", "")
        page = [key for key in keys if key > after][: self.page]
        more = bool(page) and page[-1] != keys[-1]
        found: Json = {"Name": bucket, "IsTruncated": more, "KeyCount": len(page)}
        found["Contents"] = [{"Key": key} for key in page]
        return {**found, "NextContinuationToken": page[-1]} if more else found

    def HeadBucket(self, p: Json) -> Json:
        self._must_be_ours(p)
        return {}

    def HeadObject(self, p: Json) -> Json:
        if (self._must_be_ours(p), p["Key"]) not in self.objects:
            raise AwsFailure("NoSuchKey", "The specified key does not exist.", 404)
        return {"ContentLength": len(self.objects[p["Bucket"], p["Key"]])}

    def ListObjectVersions(self, p: Json) -> Json:
        bucket = self._must_be_ours(p)
        found = [{"Key": key, "VersionId": "1"} for of, key in self.objects if of == bucket]
        return {"Name": bucket, "IsTruncated": False, "Versions": found, "DeleteMarkers": []}

    def DeleteObjects(self, p: Json) -> Json:
        bucket = self._must_be_ours(p)
        for one in p["Delete"]["Objects"]:
            self.objects.pop((bucket, one["Key"]), None)
        return {"Deleted": list(p["Delete"]["Objects"])}
