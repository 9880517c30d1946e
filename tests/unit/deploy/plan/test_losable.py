from dataclasses import replace
from typing import Any

import pytest

from bbfd.deploy.plan.losable import HOLDING, losable
from bbfd.deploy.records import Change, Resource
from bbfd.deploy.states import TABLE
from bbfd.errors import Refused
from tests.unit.deploy.fakes import SERVICE_RESOURCES, FakeAws, stack
from tests.unit.deploy.operations import changed, cursed

GONE = replace(cursed(), logical_id="Gone", status="DELETE_COMPLETE")


def _losable(
    *held: Resource, status: str = "CREATE_FAILED", body: Any = None, **more: Any
) -> tuple[Change, ...]:
    aws = FakeAws()
    protection = more.pop("termination_protection", False)
    state = aws.stacks.there(status, termination_protection=protection)
    aws.stacks.held = (*held, GONE)
    aws.stacks.bodies = body or {}
    try:
        return losable(stack(**more), state, aws.means())
    finally:
        assert changed(aws) == []


def test_what_holds_no_data_may_go_and_is_listed() -> None:
    found = _losable(*SERVICE_RESOURCES, cursed("CREATE_FAILED"))
    assert [one.logical_id for one in found] == ["Tasks", "Service", "Queue"]
    assert {one.action for one in found} == {"remove"}


@pytest.mark.parametrize(
    "type",
    ["AWS::RDS::DBInstance", "AWS::S3::Bucket", "AWS::EFS::FileSystem", "AWS::DynamoDB::Table"],
)
def test_what_holds_data_may_not_go(type: str) -> None:
    data = replace(cursed("CREATE_COMPLETE"), logical_id="Data", type=type)
    with pytest.raises(Refused, match=rf"Data \({type} q-1\)") as refused:
        _losable(data)
    assert "`bbfd delete web --env dev`" in refused.value.fix


def test_what_was_never_made_holds_no_data() -> None:
    never = replace(cursed("CREATE_FAILED"), type="AWS::S3::Bucket", physical_id="")
    assert len(_losable(never)) == 1


@pytest.mark.parametrize("policy", ["Retain", "Snapshot"])
def test_what_would_be_left_by_its_policy_stands_in_the_way(policy: str) -> None:
    body = {"Resources": {"Queue": {"Type": "AWS::SQS::Queue", "DeletionPolicy": policy}}}
    with pytest.raises(Refused, match="Queue"):
        _losable(cursed("CREATE_COMPLETE"), body=body)


def test_what_a_rollback_left_stands_in_the_way() -> None:
    with pytest.raises(Refused, match="Queue"):
        _losable(cursed("DELETE_SKIPPED"), status="ROLLBACK_FAILED")


@pytest.mark.parametrize("more", [{"protected": True}, {"termination_protection": True}])
def test_what_is_protected_stays(more: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="protected"):
        _losable(cursed(), **more)


@pytest.mark.parametrize("status", [status for status in TABLE if status not in HOLDING])
def test_only_a_first_attempt_that_failed_is_made_anew(status: str) -> None:
    with pytest.raises(Refused, match="only a first attempt"):
        _losable(status=status)
