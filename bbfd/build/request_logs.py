"""Every request to a load balancer, written down: of the one that all share, and of those beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from awacs.aws import Allow, ArnLike, Condition, PolicyDocument, Principal, Statement
from awacs.s3 import PutObject
from troposphere import Ref, Sub, s3

from bbfd.build.assemble import Made, Origin
from bbfd.build.buckets import closed, tls_only
from bbfd.build.kept import deletion
from bbfd.model.access_logs import AccessLogs
from bbfd.model.stack import Refusal
from bbfd.model.value import value

_WRITER = "logdelivery.elasticloadbalancing.amazonaws.com"
_BALANCERS = (
    "arn:${AWS::Partition}:elasticloadbalancing:${AWS::Region}:${AWS::AccountId}:loadbalancer/*"
)
_USUAL = AccessLogs().days
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


@value
class RequestLogs:
    """Of one load balancer. said, field: by which value, and where it stands. bucket, policy: logical ids.

    kept: the bucket stays when its stack goes.
    """

    said: AccessLogs
    field: str
    bucket: str
    policy: str
    kept: bool


def request_logs(wanted: RequestLogs) -> Iterator[Made]:
    """A bucket that load balancers of this account and region may write to, from which old logs go by themselves.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
    """
    said = wanted.said
    if said.prefix.strip("/") != said.prefix or "AWSLogs" in said.prefix:
        yield _odd_prefix(wanted)
    if said.bucket is not None:
        yield from _not_ours(wanted, said.bucket)
    if said.days < 1:
        yield _too_few(wanted)
    elif said.bucket is None:
        yield from _bucket(wanted)


def written_to(wanted: RequestLogs | None) -> dict[str, str | Ref]:
    """The attributes of a load balancer that writes them."""
    if wanted is None:
        return {}
    said = wanted.said
    bucket = Ref(wanted.bucket) if said.bucket is None else said.bucket
    prefix = {"access_logs.s3.prefix": said.prefix} if said.prefix else {}
    return {"access_logs.s3.enabled": "true", "access_logs.s3.bucket": bucket, **prefix}


def before_it_writes(wanted: RequestLogs | None) -> list[str]:
    """What a load balancer waits for: it tries the bucket when it is told of it."""
    return [wanted.policy] if wanted is not None and wanted.said.bucket is None else []


def _bucket(wanted: RequestLogs) -> Iterator[Made]:
    rule = s3.LifecycleRule(Id="old", Status="Enabled", ExpirationInDays=wanted.said.days)
    yield s3.Bucket(
        wanted.bucket,
        **closed(LifecycleConfiguration=s3.LifecycleConfiguration(Rules=[rule])),
        **deletion(kept=wanted.kept),
    )
    yield s3.BucketPolicy(
        wanted.policy,
        Bucket=Ref(wanted.bucket),
        PolicyDocument=PolicyDocument(
            Version="2012-10-17", Statement=[_writing(wanted), tls_only(wanted.bucket)]
        ),
        **deletion(kept=wanted.kept),
    )
    yield Origin(wanted.bucket, wanted.field)
    yield Origin(wanted.bucket, f"{wanted.field}.days", "LifecycleConfiguration")


def _writing(wanted: RequestLogs) -> Statement:
    prefix = wanted.said.prefix
    below = f"{prefix}/AWSLogs" if prefix else "AWSLogs"
    return Statement(
        Effect=Allow,
        Principal=Principal("Service", [_WRITER]),
        Action=[PutObject],
        Resource=[Sub(f"${{{wanted.bucket}.Arn}}/{below}/${{AWS::AccountId}}/*")],
        Condition=Condition(ArnLike({"aws:SourceArn": Sub(_BALANCERS)})),
    )


def _not_ours(wanted: RequestLogs, bucket: str) -> Iterator[Refusal]:
    if _BUCKET.fullmatch(bucket) is None:
        yield Refusal(
            what=f"{wanted.field}.bucket is {bucket!r}",
            fix="write the name of a bucket",
            field=f"{wanted.field}.bucket",
        )
    if wanted.said.days != _USUAL:
        yield Refusal(
            what=f"how long files stay in {bucket} is said by that bucket, not by days=",
            fix="remove days=, or bucket= to have one made",
            field=f"{wanted.field}.days",
        )


def _odd_prefix(wanted: RequestLogs) -> Refusal:
    return Refusal(
        what=f"access logs cannot be below {wanted.said.prefix!r}",
        fix='write a prefix without AWSLogs, and without a slash at its ends, as "web"',
        field=f"{wanted.field}.prefix",
    )


def _too_few(wanted: RequestLogs) -> Refusal:
    return Refusal(
        what=f"access logs cannot be kept for {wanted.said.days} days",
        fix="write 1 or more",
        field=f"{wanted.field}.days",
    )
