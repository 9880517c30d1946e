"""A bucket: encrypted, closed to the public, owned by its account alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from troposphere import Output, Ref, s3

from bbfd.build.assemble import Made
from bbfd.build.buckets import closed, tls_only
from bbfd.build.kept import deletion
from bbfd.build.policies import allowing


def bucket(
    title: str,
    *,
    kept: bool,
    old_versions: int | None,
    expire: int | None,
    encryption_key: str | None,
    events: bool,
) -> Iterator[Made]:
    """The bucket, and the policy that lets it be reached by TLS alone.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
    """
    yield s3.Bucket(
        title,
        **closed(
            key=encryption_key,
            LifecycleConfiguration=s3.LifecycleConfiguration(Rules=[*_rules(old_versions, expire)]),
        ),
        **(_VERSIONED if old_versions is not None else {}),
        **(_TELLING if events else {}),
        **deletion(kept=kept),
    )
    yield s3.BucketPolicy(
        f"{title}Policy",
        Bucket=Ref(title),
        PolicyDocument=allowing(tls_only(title)),
        **deletion(kept=kept),  # a bucket that is kept is reached by TLS alone all the same
    )
    yield Output(title, Value=Ref(title))


_VERSIONED: Final[dict[str, Any]] = {
    "VersioningConfiguration": s3.VersioningConfiguration(Status="Enabled")
}
_TELLING: Final[dict[str, Any]] = {
    "NotificationConfiguration": s3.NotificationConfiguration(
        EventBridgeConfiguration=s3.EventBridgeConfiguration(EventBridgeEnabled=True)
    )
}


def _rules(old_versions: int | None, expire: int | None) -> Iterator[s3.LifecycleRule]:
    """Parts of uploads that never ended cost money, and nobody sees them."""
    yield s3.LifecycleRule(
        Id="unfinished-uploads",
        Status="Enabled",
        AbortIncompleteMultipartUpload=s3.AbortIncompleteMultipartUpload(DaysAfterInitiation=7),
    )
    if old_versions is not None:
        yield s3.LifecycleRule(
            Id="old-versions",
            Status="Enabled",
            NoncurrentVersionExpiration=s3.NoncurrentVersionExpiration(NoncurrentDays=old_versions),
        )
    if expire is not None:
        yield s3.LifecycleRule(Id="expire", Status="Enabled", ExpirationInDays=expire)
