"""Where templates lie that are too large to be sent along with a call, and what earlier deploys were."""

from __future__ import annotations

from collections.abc import Iterator

from awacs.aws import PolicyDocument
from troposphere import Output, Ref, s3

from bbfd.build import ids
from bbfd.build.assemble import Made, Origin
from bbfd.build.buckets import closed, tls_only
from bbfd.build.environment.shared import Shared
from bbfd.build.kept import deletion

_POLICY = "ArtifactsBucketPolicy"
_UPLOADED = "templates/"  # as the deployer names what it uploads


def artifacts(shared: Shared) -> Iterator[Made]:
    """A bucket, unnamed, for nobody but the account, over TLS alone, encrypted, with old versions for a while.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
    """
    kept = deletion(kept=shared.protected)
    yield s3.Bucket(
        ids.ARTIFACTS,
        **closed(
            VersioningConfiguration=s3.VersioningConfiguration(Status="Enabled"),
            LifecycleConfiguration=_old_ones_go(),
        ),
        **kept,
    )
    yield s3.BucketPolicy(_POLICY, Bucket=Ref(ids.ARTIFACTS), PolicyDocument=_policy(), **kept)
    yield Output(ids.ARTIFACTS, Value=Ref(ids.ARTIFACTS))
    yield Origin(ids.ARTIFACTS, "registry")


def _old_ones_go() -> s3.LifecycleConfiguration:
    """A template is read when a change set is made of it, and CloudFormation keeps its own copy: it may go by its age.

    What an earlier deploy was lies beside it, under another prefix, and goes with `bbfd prune` alone.
    """
    old = s3.LifecycleRule(
        Id="old",
        Status="Enabled",
        NoncurrentVersionExpiration=s3.NoncurrentVersionExpiration(NoncurrentDays=30),
        AbortIncompleteMultipartUpload=s3.AbortIncompleteMultipartUpload(DaysAfterInitiation=7),
    )
    uploaded = s3.LifecycleRule(
        Id="uploaded", Status="Enabled", Prefix=_UPLOADED, ExpirationInDays=30
    )
    return s3.LifecycleConfiguration(Rules=[old, uploaded])


def _policy() -> PolicyDocument:
    return PolicyDocument(Version="2012-10-17", Statement=[tls_only(ids.ARTIFACTS)])
