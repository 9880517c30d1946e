"""Every request to the load balancer, written down."""

from __future__ import annotations

from collections.abc import Iterator

from awacs.aws import Allow, ArnLike, Condition, PolicyDocument, Principal, Statement
from awacs.s3 import PutObject
from troposphere import Ref, Sub, s3

from bbfd.build.assemble import Made, Origin
from bbfd.build.buckets import closed, tls_only
from bbfd.build.environment import inner_ids
from bbfd.build.kept import deletion
from bbfd.model.definition import Definition
from bbfd.model.environment import AccessLogs, Environment, LoadBalancer
from bbfd.model.stack import Refusal

_WRITER = "logdelivery.elasticloadbalancing.amazonaws.com"
_BALANCERS = (
    "arn:${AWS::Partition}:elasticloadbalancing:${AWS::Region}:${AWS::AccountId}:loadbalancer/*"
)


def access_logs(place: Definition[Environment]) -> Iterator[Made]:
    """A bucket that load balancers of this account and region may write to, from which old logs go by themselves.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
    """
    wanted = wanted_of(place.value)
    if wanted is None:
        return
    if wanted.prefix.strip("/") != wanted.prefix or "AWSLogs" in wanted.prefix:
        yield _odd_prefix(wanted.prefix)
    if wanted.bucket is not None and wanted.days != _USUAL:
        yield _not_ours(wanted.bucket)
    if wanted.days < 1:
        yield _too_few(wanted.days)
    elif wanted.bucket is None:
        yield from _bucket(wanted, kept=place.value.protected)


_USUAL = AccessLogs().days


def _not_ours(bucket: str) -> Refusal:
    return Refusal(
        what=f"how long files stay in {bucket} is said by that bucket, not by days=",
        fix="remove days=, or bucket= to have one made",
        field="load_balancer.access_logs.days",
    )


def wanted_of(environment: Environment) -> AccessLogs | None:
    """What the environment says of them; nothing of a load balancer that is there."""
    balancer = environment.load_balancer
    return balancer.access_logs if isinstance(balancer, LoadBalancer) else None


def written_to(wanted: AccessLogs | None) -> dict[str, str | Ref]:
    """The attributes of a load balancer that writes them."""
    if wanted is None:
        return {}
    bucket = Ref(inner_ids.ACCESS_LOGS) if wanted.bucket is None else wanted.bucket
    prefix = {"access_logs.s3.prefix": wanted.prefix} if wanted.prefix else {}
    return {"access_logs.s3.enabled": "true", "access_logs.s3.bucket": bucket, **prefix}


def before_it_writes(wanted: AccessLogs | None) -> list[str]:
    """What a load balancer waits for: it tries the bucket when it is told of it."""
    own = wanted is not None and wanted.bucket is None
    return [inner_ids.ACCESS_LOGS_POLICY] if own else []


def _bucket(wanted: AccessLogs, *, kept: bool) -> Iterator[Made]:
    rule = s3.LifecycleRule(Id="old", Status="Enabled", ExpirationInDays=wanted.days)
    yield s3.Bucket(
        inner_ids.ACCESS_LOGS,
        **closed(LifecycleConfiguration=s3.LifecycleConfiguration(Rules=[rule])),
        **deletion(kept=kept),
    )
    yield s3.BucketPolicy(
        inner_ids.ACCESS_LOGS_POLICY,
        Bucket=Ref(inner_ids.ACCESS_LOGS),
        PolicyDocument=PolicyDocument(
            Version="2012-10-17",
            Statement=[_writing(wanted.prefix), tls_only(inner_ids.ACCESS_LOGS)],
        ),
        **deletion(kept=kept),
    )
    yield Origin(inner_ids.ACCESS_LOGS, "load_balancer.access_logs")
    yield Origin(inner_ids.ACCESS_LOGS, "load_balancer.access_logs.days", "LifecycleConfiguration")


def _writing(prefix: str) -> Statement:
    below = f"{prefix}/AWSLogs" if prefix else "AWSLogs"
    return Statement(
        Effect=Allow,
        Principal=Principal("Service", [_WRITER]),
        Action=[PutObject],
        Resource=[Sub(f"${{{inner_ids.ACCESS_LOGS}.Arn}}/{below}/${{AWS::AccountId}}/*")],
        Condition=Condition(ArnLike({"aws:SourceArn": Sub(_BALANCERS)})),
    )


def _odd_prefix(prefix: str) -> Refusal:
    return Refusal(
        what=f"access logs cannot be below {prefix!r}",
        fix='write a prefix without AWSLogs, and without a slash at its ends, as "web"',
        field="load_balancer.access_logs.prefix",
    )


def _too_few(days: int) -> Refusal:
    return Refusal(
        what=f"access logs cannot be kept for {days} days",
        fix="write 1 or more",
        field="load_balancer.access_logs.days",
    )
