from __future__ import annotations

from typing import Any

import pytest

from bbfd.build import ids
from bbfd.build.environment import inner_ids
from bbfd.model.access_logs import AccessLogs
from bbfd.model.environment import LoadBalancer

from .definitions import of_type, resources, stack


def made(**said: Any) -> Any:
    return resources(load_balancer=LoadBalancer(access_logs=AccessLogs(**said)))


def attributes(found: Any) -> dict[str, Any]:
    said = found[ids.LOAD_BALANCER]["Properties"]["LoadBalancerAttributes"]
    return {each["Key"]: each["Value"] for each in said if each["Key"].startswith("access_logs")}


def test_there_are_none_unless_asked() -> None:
    assert attributes(resources()) == {}
    assert of_type(resources(), "AWS::S3::Bucket") == {}


def test_they_go_to_a_bucket_that_is_there_before_the_load_balancer() -> None:
    found = made()
    assert attributes(found) == {
        "access_logs.s3.enabled": "true",
        "access_logs.s3.bucket": {"Ref": inner_ids.ACCESS_LOGS},
    }
    assert inner_ids.ACCESS_LOGS_POLICY in found[ids.LOAD_BALANCER]["DependsOn"]


def test_only_load_balancers_of_this_account_write_to_it() -> None:
    policy = made(prefix="web")[inner_ids.ACCESS_LOGS_POLICY]["Properties"]["PolicyDocument"]
    writing, refusing = policy["Statement"]
    assert writing["Resource"] == [
        {"Fn::Sub": "${AccessLogsBucket.Arn}/web/AWSLogs/${AWS::AccountId}/*"}
    ]
    assert "aws:SourceArn" in writing["Condition"]["ArnLike"]
    assert refusing["Effect"] == "Deny"


def test_old_ones_go_by_themselves() -> None:
    bucket = made(days=7)[inner_ids.ACCESS_LOGS]["Properties"]
    (rule,) = bucket["LifecycleConfiguration"]["Rules"]
    assert rule["ExpirationInDays"] == 7


def test_they_may_go_to_a_bucket_that_is_there() -> None:
    found = made(bucket="logs-of-all", prefix="web")
    assert attributes(found) == {
        "access_logs.s3.enabled": "true",
        "access_logs.s3.bucket": "logs-of-all",
        "access_logs.s3.prefix": "web",
    }
    assert of_type(found, "AWS::S3::Bucket") == {}


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"days": 0}, "days"),
        ({"bucket": "there", "days": 5}, "days"),
        ({"prefix": "/web"}, "prefix"),
        ({"prefix": "AWSLogs"}, "prefix"),
        ({"bucket": "A B"}, "bucket"),
    ],
)
def test_what_cannot_be_is_refused(said: dict[str, Any], field: str) -> None:
    balancer = LoadBalancer(access_logs=AccessLogs(**said))
    (refusal,) = stack(load_balancer=balancer).refusals
    assert refusal.field == f"load_balancer.access_logs.{field}"
