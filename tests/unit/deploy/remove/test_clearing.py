"""What CloudFormation would not delete as it is: a bucket that holds something, instances that are protected."""

from __future__ import annotations

from typing import Any

import pytest

from bbfd.build.environment.inner_ids import ACCESS_LOGS
from bbfd.deploy.means import Wishes
from bbfd.deploy.outcome import Ended, Outcome
from bbfd.deploy.progress import Note
from bbfd.deploy.proposal import Clearing, Clears, Removal
from bbfd.deploy.records import Resource
from bbfd.deploy.remove.delete import delete
from bbfd.errors import AwsError, Interrupted, Trouble
from tests.unit.deploy.fakes import DELETES, Course, FakeAws, stack, trouble

REGISTRY = "bbfd-registry-main"
TAGS = {"bbfd:registry": "main"}
BUCKET = Resource(
    logical_id="ArtifactsBucket",
    type="AWS::S3::Bucket",
    status="CREATE_COMPLETE",
    physical_id="artifacts-1",
)
GROUP = Resource(
    logical_id="Instances",
    type="AWS::AutoScaling::AutoScalingGroup",
    status="CREATE_COMPLETE",
    physical_id="group-1",
)
GOES: Course = tuple((at, REGISTRY if i == "dev-web" else i, s, r) for at, i, s, r in DELETES)


def _registry(*held: Resource, tags: dict[str, str] | None = None, policy: str = "") -> FakeAws:
    aws = FakeAws()
    aws.stacks.there(name=REGISTRY, tags=TAGS if tags is None else tags)
    aws.stacks.held = held or (BUCKET,)
    aws.stacks.removal = GOES
    one: dict[str, Any] = {"Type": "T", **({"DeletionPolicy": policy} if policy else {})}
    aws.stacks.bodies = {"Resources": {r.logical_id: one for r in aws.stacks.held}}
    aws.still.held = {"artifacts-1": 7}
    aws.still.instances = {"group-1": ("i-1", "i-2")}
    return aws


def _deleted(aws: FakeAws, *, adopt: bool = False, yes: bool = True) -> Outcome:
    wishes = Wishes(adopt=adopt)
    return delete(stack(name=REGISTRY, tags=TAGS), wishes, aws.means(agree=lambda _: yes))


def _cleared(aws: FakeAws) -> tuple[Clearing, ...]:
    (asked,) = aws.asked
    assert isinstance(asked, Removal)
    return asked.cleared


def test_the_artifacts_bucket_is_emptied_before_its_stack_is_deleted() -> None:
    aws = _registry()
    assert _deleted(aws).ended is Ended.DELETED
    (one,) = _cleared(aws)
    assert (one.clears, one.name, one.count) == (Clears.CONTENTS, "artifacts-1", 7)
    assert aws.calls.index("empty") < aws.calls.index("delete")


def test_instances_lose_their_protection_before_their_group_is_deleted() -> None:
    aws = _registry(GROUP)
    assert _deleted(aws).ended is Ended.DELETED
    (one,) = _cleared(aws)
    assert (one.clears, one.name, one.count) == (Clears.PROTECTION, "group-1", 2)
    assert aws.calls.index("unprotect") < aws.calls.index("delete")


def test_saying_no_clears_nothing() -> None:
    aws = _registry(BUCKET, GROUP)
    assert _deleted(aws, yes=False).ended is Ended.DECLINED
    assert len(_cleared(aws)) == 2
    assert not {"empty", "unprotect", "delete"} & set(aws.calls)


def test_where_nothing_stands_in_the_way_nothing_is_said() -> None:
    aws = _registry(BUCKET, GROUP)
    aws.still.held, aws.still.instances = {}, {}
    assert _deleted(aws).ended is Ended.DELETED
    assert _cleared(aws) == ()


def test_a_bucket_that_is_kept_is_not_emptied() -> None:
    aws = _registry(policy="Retain")
    assert _deleted(aws).ended is Ended.DELETED
    assert not {"count", "empty"} & set(aws.calls)


def test_where_the_stacks_own_template_is_not_known_nothing_is_emptied() -> None:
    aws = _registry()
    aws.order("template", trouble(Trouble.DENIED))
    _deleted(aws)
    assert not {"count", "empty"} & set(aws.calls)


def _bucket(name: str) -> Resource:
    return Resource(
        logical_id=name, type="AWS::S3::Bucket", status="CREATE_COMPLETE", physical_id="artifacts-1"
    )


def test_the_access_logs_of_an_environment_are_emptied_before_its_stack_is_deleted() -> None:
    aws = _registry(_bucket(ACCESS_LOGS), tags={"bbfd:environment": "dev"})
    _deleted(aws, adopt=True)
    assert aws.calls.index("empty") < aws.calls.index("delete")


@pytest.mark.parametrize("name", ["Uploads", "ArtifactsBucket", ACCESS_LOGS])
def test_a_bucket_of_any_other_stack_is_nobodys_to_empty(name: str) -> None:
    bucket = _bucket(name)
    aws = _registry(bucket, tags={"bbfd:service": "web", "bbfd:environment": "dev"})
    _deleted(aws, adopt=True)
    assert not {"count", "empty"} & set(aws.calls)


def test_another_bucket_of_the_registry_is_not_emptied() -> None:
    other = Resource(
        logical_id="Other", type="AWS::S3::Bucket", status="CREATE_COMPLETE", physical_id="o"
    )
    aws = _registry(other)
    _deleted(aws)
    assert "count" not in aws.calls


def test_a_bucket_that_cannot_be_emptied_leaves_the_whole_stack_as_it_is() -> None:
    aws = _registry()
    aws.order("empty", trouble(Trouble.DENIED, "AccessDenied"))
    with pytest.raises(AwsError) as raised:
        _deleted(aws)
    assert (raised.value.trouble, raised.value.exit_code) == (Trouble.DENIED, 3)
    assert "s3:DeleteObjectVersion" in raised.value.fix
    assert "delete" not in aws.calls


def test_a_bucket_that_may_not_be_read_may_be_empty_and_is_tried() -> None:
    aws = _registry()
    aws.order("count", trouble(Trouble.DENIED))
    aws.order("empty", trouble(Trouble.DENIED))
    assert _deleted(aws).ended is Ended.DELETED
    (one,) = _cleared(aws)
    assert one.count is None
    assert one.why == "AWS says denied"
    (note,) = aws.said(Note)
    assert "s3:DeleteObjectVersion" in note.text


def test_without_the_permission_to_unprotect_the_command_is_told_and_the_deletion_goes_on() -> None:
    aws = _registry(GROUP)
    aws.order("unprotect", trouble(Trouble.DENIED))
    assert _deleted(aws).ended is Ended.DELETED
    (note,) = aws.said(Note)
    assert "aws autoscaling set-instance-protection --no-protected-from-scale-in" in note.text
    assert "--auto-scaling-group-name group-1" in note.text


def test_ctrl_c_while_it_is_cleared_deletes_nothing() -> None:
    aws = _registry()
    aws.order("empty", KeyboardInterrupt())
    with pytest.raises(Interrupted, match="stopped before"):
        _deleted(aws)
    assert "delete" not in aws.calls


def test_a_resource_that_was_never_made_is_not_looked_for() -> None:
    aws = _registry(Resource(logical_id="Instances", type=GROUP.type, status="CREATE_FAILED"))
    assert _deleted(aws).ended is Ended.DELETED
    assert "protected" not in aws.calls
