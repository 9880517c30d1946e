"""Buckets for nobody but the account: encrypted, over TLS alone."""

from __future__ import annotations

from typing import Any

from awacs.aws import Bool, Condition, Deny, Principal, Statement
from awacs.s3 import Action
from troposphere import GetAtt, Sub, s3


def closed(**further: Any) -> dict[str, Any]:
    """The properties of such a bucket, and further ones.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
    """
    by_default = s3.ServerSideEncryptionByDefault(SSEAlgorithm="AES256")
    rule = s3.ServerSideEncryptionRule(ServerSideEncryptionByDefault=by_default)
    return {
        "BucketEncryption": s3.BucketEncryption(ServerSideEncryptionConfiguration=[rule]),
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


def tls_only(bucket: str) -> Statement:
    """Nobody without TLS, for the policy of the bucket with this logical id."""
    return Statement(
        Effect=Deny,
        Principal=Principal("*"),
        Action=[Action("*")],
        Resource=[GetAtt(bucket, "Arn"), Sub(f"${{{bucket}.Arn}}/*")],
        Condition=Condition(Bool({"aws:SecureTransport": "false"})),
    )
