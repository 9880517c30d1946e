"""Buckets for nobody but the account: encrypted, over TLS alone."""

from __future__ import annotations

from typing import Any

from awacs.aws import Statement
from troposphere import GetAtt, Sub, s3

from bbfd.build._given import given
from bbfd.build.tls import refused_without_tls


def closed(*, key: str | None = None, **further: Any) -> dict[str, Any]:
    """The properties of such a bucket, and further ones. key: the ARN of a KMS key; without it, S3's own.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
    """
    return {
        "BucketEncryption": s3.BucketEncryption(ServerSideEncryptionConfiguration=[_by(key)]),
        **further,
        "OwnershipControls": s3.OwnershipControls(
            Rules=[s3.OwnershipControlsRule(ObjectOwnership="BucketOwnerEnforced")]
        ),
        "PublicAccessBlockConfiguration": s3.PublicAccessBlockConfiguration(
            BlockPublicAcls=True,
            BlockPublicPolicy=True,
            IgnorePublicAcls=True,
            RestrictPublicBuckets=True,
        ),
    }


def _by(key: str | None) -> s3.ServerSideEncryptionRule:
    how = s3.ServerSideEncryptionByDefault(
        SSEAlgorithm="AES256" if key is None else "aws:kms", **given(KMSMasterKeyID=key)
    )
    # A key of one's own is asked once for many objects: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html
    return s3.ServerSideEncryptionRule(
        ServerSideEncryptionByDefault=how,
        **given(BucketKeyEnabled=None if key is None else True),
    )


def tls_only(bucket: str) -> Statement:
    """Nobody without TLS, for the policy of the bucket with this logical id."""
    return refused_without_tls("s3:*", GetAtt(bucket, "Arn"), Sub(f"${{{bucket}.Arn}}/*"))
