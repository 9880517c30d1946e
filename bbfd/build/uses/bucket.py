"""A bucket: encrypted, closed to the public, owned by its account alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from troposphere import GetAtt, Output, Ref, Sub, s3

from bbfd.build._given import given
from bbfd.build.assemble import Made
from bbfd.build.kept import deletion
from bbfd.build.uses.encrypted import by_tls_alone


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
        BucketEncryption=_encrypted(encryption_key),
        PublicAccessBlockConfiguration=_closed(),
        OwnershipControls=s3.OwnershipControls(
            Rules=[s3.OwnershipControlsRule(ObjectOwnership="BucketOwnerEnforced")]
        ),
        LifecycleConfiguration=s3.LifecycleConfiguration(Rules=[*_rules(old_versions, expire)]),
        **(_VERSIONED if old_versions is not None else {}),
        **(_TELLING if events else {}),
        **deletion(kept=kept),
    )
    yield s3.BucketPolicy(
        f"{title}Policy",
        Bucket=Ref(title),
        PolicyDocument=by_tls_alone("s3:*", GetAtt(title, "Arn"), Sub(f"${{{title}.Arn}}/*")),
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


def _encrypted(key: str | None) -> s3.BucketEncryption:
    how: dict[str, Any] = (
        {"SSEAlgorithm": "AES256"}
        if key is None
        else {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    )
    rule = s3.ServerSideEncryptionRule(
        ServerSideEncryptionByDefault=s3.ServerSideEncryptionByDefault(**how),
        **given(BucketKeyEnabled=True if key is not None else None),
    )
    return s3.BucketEncryption(ServerSideEncryptionConfiguration=[rule])


def _closed() -> s3.PublicAccessBlockConfiguration:
    return s3.PublicAccessBlockConfiguration(
        BlockPublicAcls=True,
        BlockPublicPolicy=True,
        IgnorePublicAcls=True,
        RestrictPublicBuckets=True,
    )


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
