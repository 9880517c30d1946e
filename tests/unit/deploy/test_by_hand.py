"""How a person removes what a deletion keeps, or fails at."""

from __future__ import annotations

import pytest

from bbfd.deploy.by_hand import by_hand, kept, out_of_the_way
from bbfd.deploy.outcome import Failure
from bbfd.deploy.records import Change

SERVICE = "arn:aws:ecs:eu-west-1:111122223333:service/dev/web"


def _failure(type: str, physical_id: str) -> Failure:
    return Failure(
        logical_id="X", type=type, status="DELETE_FAILED", reason="no", physical_id=physical_id
    )


@pytest.mark.parametrize("type", ["AWS::Logs::LogGroup", "AWS::ECR::Repository", "AWS::S3::Bucket"])
def test_what_a_protected_environment_keeps_is_named_with_the_command(type: str) -> None:
    words = kept(Change(action="remove", logical_id="X", type=type, physical_id="thing-1"))
    assert words.startswith(f"kept: X ({type} thing-1); ")
    assert "`aws " in words
    assert words.count("thing-1") == 2


def test_the_policy_of_a_bucket_that_is_kept_needs_no_command() -> None:
    assert by_hand("AWS::S3::BucketPolicy", "b-policy") == "it goes with its bucket"


def test_a_service_is_named_with_its_cluster() -> None:
    assert f"--cluster dev --service {SERVICE}`" in by_hand("AWS::ECS::Service", SERVICE)


@pytest.mark.parametrize(("type", "name"), [("AWS::New::Thing", "n"), ("AWS::S3::Bucket", "")])
def test_where_no_command_is_known_none_is_made_up(type: str, name: str) -> None:
    assert by_hand(type, name) == ""
    assert out_of_the_way([_failure(type, name)]) == "remove what stands in the way"
    change = Change(action="remove", logical_id="X", type=type, physical_id=name)
    assert kept(change) == f"kept: X ({type} {name})"


def test_each_thing_in_the_way_is_told_once() -> None:
    group = _failure("AWS::EC2::SecurityGroup", "sg-1")
    bucket = _failure("AWS::S3::Bucket", "b")
    words = out_of_the_way([group, group, bucket])
    assert words.count("Name=group-id,Values=sg-1") == 1
    assert "`aws s3 rb s3://b`" in words
