"""What deploys are kept by, and revisions that are pruned: page by page, and what is refused in an answer."""

from __future__ import annotations

import io
from typing import Any

import pytest
from botocore.response import StreamingBody

from bbfd.aws.revisions import Revisions
from bbfd.aws.s3 import S3
from bbfd.errors import AwsError, Trouble
from tests.unit.aws.stubs import Refusal, answering

OWNER = "111122223333"
OURS = {"Bucket": "b", "ExpectedBucketOwner": OWNER}
ARN = "arn:aws:ecs:eu-west-1:111122223333:task-definition"


def test_an_object_is_read_of_ones_own_bucket_alone() -> None:
    body = StreamingBody(io.BytesIO(b"text"), 4)
    asked = {**OURS, "Key": "k"}
    with answering("s3", ("get_object", {"Body": body}, asked)) as client:
        assert S3(client).get("b", "k", owner=OWNER) == b"text"
    for code, trouble in (("NoSuchKey", Trouble.ABSENT), ("AccessDenied", Trouble.DENIED)):
        call = ("get_object", Refusal(code), asked)
        with answering("s3", call) as client, pytest.raises(AwsError) as refused:
            S3(client).get("b", "k", owner=OWNER)
        assert refused.value.trouble is trouble


def test_all_pages_of_keys_are_read() -> None:
    asked = {**OURS, "Prefix": "history/"}
    first: dict[str, Any] = {
        "Contents": [{"Key": "history/1"}],
        "IsTruncated": True,
        "NextContinuationToken": "more",
    }
    pages = (
        ("list_objects_v2", first, asked),
        (
            "list_objects_v2",
            {"Contents": [{"Key": "history/2"}]},
            {**asked, "ContinuationToken": "more"},
        ),
    )
    with answering("s3", *pages) as client:
        assert S3(client).keys("b", "history/", owner=OWNER) == ("history/1", "history/2")


def test_objects_are_removed_a_thousand_at_once_and_what_stays_is_raised() -> None:
    keys = tuple(map(str, range(1001)))

    def removal(*some: str) -> dict[str, Any]:
        return {**OURS, "Delete": {"Objects": [{"Key": key} for key in some], "Quiet": True}}

    stays = {"Errors": [{"Key": "1000", "Code": "AccessDenied", "Message": "no"}]}
    calls = (
        ("delete_objects", {}, removal(*keys[:1000])),
        ("delete_objects", stays, removal(keys[1000])),
    )
    with answering("s3", *calls) as client, pytest.raises(AwsError) as refused:
        S3(client).remove("b", keys, owner=OWNER)
    assert refused.value.trouble is Trouble.DENIED


def test_the_revisions_of_one_family_are_told_the_newest_first_on_all_pages() -> None:
    asked = {"familyPrefix": "web", "status": "ACTIVE", "sort": "DESC"}
    first = {"taskDefinitionArns": [f"{ARN}/web:9", f"{ARN}/web-api:3"], "nextToken": "more"}
    second = {"taskDefinitionArns": [f"{ARN}/web:10"]}
    pages = (
        ("list_task_definitions", first, asked),
        ("list_task_definitions", second, {**asked, "nextToken": "more"}),
    )
    with answering("ecs", *pages) as client:
        assert [one.number for one in Revisions(client).revisions("web")] == [10, 9]


def test_revisions_are_deleted_ten_at_once_and_what_stays_is_raised() -> None:
    arns = tuple(f"{ARN}/web:{n}" for n in range(1, 12))
    stays = {"failures": [{"arn": arns[10], "reason": "ACCESS_DENIED", "detail": "it stays"}]}
    calls = (
        ("delete_task_definitions", {}, {"taskDefinitions": list(arns[:10])}),
        ("delete_task_definitions", stays, {"taskDefinitions": [arns[10]]}),
    )
    with answering("ecs", *calls) as client, pytest.raises(AwsError, match="it stays"):
        Revisions(client).delete_revisions(arns)


def test_a_revision_is_deregistered_by_its_arn() -> None:
    asked = {"taskDefinition": f"{ARN}/web:1"}
    with answering("ecs", ("deregister_task_definition", {}, asked)) as client:
        Revisions(client).deregister(f"{ARN}/web:1")
