from dataclasses import replace
from typing import Any

import pytest

from bbfd.deploy.means import Wishes
from bbfd.deploy.outcome import Ended, Outcome
from bbfd.deploy.proposal import Removal
from bbfd.deploy.records import Resource
from bbfd.deploy.remove.delete import delete
from bbfd.errors import AwsError, Refused, Trouble
from tests.unit.deploy.fakes import DELETES, FakeAws, stack, trouble

QUEUE = Resource(
    logical_id="Queue", type="AWS::SQS::Queue", status="CREATE_COMPLETE", physical_id="q-1"
)
LOGS = Resource(
    logical_id="Logs", type="AWS::Logs::LogGroup", status="CREATE_COMPLETE", physical_id="/logs"
)
GONE = Resource(logical_id="Gone", type="T", status="DELETE_COMPLETE")


def _there(**more: Any) -> FakeAws:
    aws = FakeAws()
    aws.stacks.there(**more)
    aws.stacks.held = (QUEUE, LOGS, GONE)
    aws.stacks.bodies = {
        "Resources": {"Queue": {"Type": "T"}, "Logs": {"Type": "T", "DeletionPolicy": "Retain"}}
    }
    return aws


def _deleted(aws: FakeAws, **more: Any) -> Outcome:
    return delete(stack(**more), Wishes(), aws.means())


def test_a_stack_goes_and_what_is_kept_is_named() -> None:
    aws = _there()
    outcome = _deleted(aws)
    assert (outcome.ended, outcome.exit_code) == (Ended.DELETED, 0)
    assert [c.logical_id for c in outcome.changes] == ["Queue"]
    assert outcome.notes == (
        "kept: Logs (AWS::Logs::LogGroup /logs); "
        "`aws logs delete-log-group --log-group-name /logs` removes it",
    )
    (asked,) = aws.asked
    assert isinstance(asked, Removal)
    assert [c.logical_id for c in asked.kept] == ["Logs"]


def test_no_stack_is_nothing_to_do() -> None:
    outcome = _deleted(FakeAws())
    assert (outcome.ended, outcome.exit_code) == (Ended.ABSENT, 0)


def test_saying_no_keeps_it() -> None:
    aws = _there()
    outcome = delete(stack(), Wishes(), aws.means(agree=lambda _: False))
    assert (outcome.ended, outcome.exit_code) == (Ended.DECLINED, 3)
    assert "delete" not in aws.calls


@pytest.mark.parametrize(
    ("state", "definition", "said"),
    [
        ({}, {"protected": True}, "take `protected`"),
        ({"termination_protection": True}, {}, "--no-enable-termination-protection"),
        ({"tags": {}}, {}, "--adopt"),
        ({"tags": {"bbfd:service": "other"}}, {}, "rename"),
        ({"status": "UPDATE_IN_PROGRESS"}, {}, "bbfd watch web --env dev"),
        ({"parent": "arn:parent"}, {}, "delete its parent"),
    ],
)
def test_what_must_not_go_is_refused_with_the_way_out(
    state: dict[str, Any], definition: dict[str, Any], said: str
) -> None:
    aws = _there(**state)
    with pytest.raises(Refused) as refused:
        _deleted(aws, **definition)
    assert said in refused.value.fix
    assert "delete" not in aws.calls


def test_what_is_protected_is_refused_before_aws_is_asked() -> None:
    aws = FakeAws()
    with pytest.raises(Refused, match="protected"):
        _deleted(aws, protected=True)
    assert aws.calls == []


@pytest.mark.parametrize("status", ["ROLLBACK_FAILED", "DELETE_FAILED", "CREATE_FAILED"])
def test_a_stack_that_cannot_be_deployed_can_be_deleted(status: str) -> None:
    assert _deleted(_there(status=status)).ended is Ended.DELETED


@pytest.mark.parametrize("status", ["DELETE_FAILED", "UPDATE_COMPLETE"])
def test_a_deletion_that_fails_says_what_stands_in_the_way(status: str) -> None:
    aws = _there()
    aws.stacks.removal = (
        DELETES[0],
        (3, "Queue", "DELETE_FAILED", "it is not empty"),
        (4, "dev-web", status, ""),
    )
    outcome = _deleted(aws)
    assert (outcome.ended, outcome.exit_code) == (Ended.STUCK, 5)
    assert "it is not empty" in outcome.reason
    assert "`bbfd delete web --env dev`" in outcome.fix


def test_what_a_deletion_failed_at_is_told_with_how_to_remove_it() -> None:
    aws = _there()
    aws.stacks.removal = (DELETES[0], (4, "dev-web", "DELETE_FAILED", ""))
    aws.stacks.held = (
        Resource(
            logical_id="Images",
            type="AWS::ECR::Repository",
            status="DELETE_FAILED",
            physical_id="web",
            reason="it holds images",
        ),
    )
    outcome = _deleted(aws)
    assert outcome.reason == "Images (AWS::ECR::Repository): it holds images"
    assert outcome.fix == (
        "`aws ecr delete-repository --force --repository-name web` removes it with its images; "
        "then `bbfd delete web --env dev`"
    )


def test_deleting_what_could_not_be_deleted_before_says_where_that_failed() -> None:
    aws = _there(status="DELETE_FAILED")
    aws.stacks.held = (replace(QUEUE, status="DELETE_FAILED", reason="it is in use"), LOGS)
    assert _deleted(aws).ended is Ended.DELETED
    (asked,) = aws.asked
    assert asked.notes == ("the last deletion failed at Queue (AWS::SQS::Queue): it is in use",)


def test_out_of_time_is_unknown() -> None:
    aws = _there()
    aws.stacks.removal = DELETES[:1]
    outcome = delete(stack(), Wishes(timeout=60.0), aws.means())
    assert (outcome.ended, outcome.exit_code) == (Ended.UNKNOWN, 6)


def test_ctrl_c_while_it_goes_detaches() -> None:
    aws = _there()
    aws.order("events", None, KeyboardInterrupt())
    assert _deleted(aws).reason.startswith("detached")


def test_a_deletion_that_may_not_have_begun_is_unknown() -> None:
    aws = _there()
    aws.order("delete", *(trouble(Trouble.UNREACHABLE) for _ in range(4)))
    outcome = _deleted(aws)
    assert outcome.ended is Ended.UNKNOWN
    assert "not known" in outcome.reason


def test_a_deletion_that_is_denied_is_an_error() -> None:
    aws = _there()
    aws.order("delete", trouble(Trouble.DENIED))
    with pytest.raises(AwsError):
        _deleted(aws)


def test_a_template_that_cannot_be_read_is_taken_from_the_definition() -> None:
    aws = _there()
    aws.order("template", trouble(Trouble.DENIED))
    body = {"Resources": {"Queue": {"Type": "T", "DeletionPolicy": "Retain"}}}
    outcome = _deleted(aws, body=body)
    assert outcome.notes == ("kept: Queue (AWS::SQS::Queue q-1)",)


def test_a_deletion_needs_no_look_at_events_to_begin() -> None:
    aws = _there()
    aws.order("events", trouble(Trouble.DENIED))
    assert _deleted(aws).ended is Ended.DELETED
