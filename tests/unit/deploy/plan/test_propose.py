from dataclasses import replace
from typing import Any

import pytest

from bbfd.deploy.means import Wishes
from bbfd.deploy.outcome import Ended
from bbfd.deploy.progress import Proposed
from bbfd.deploy.records import ChangeSet, Identity, Readiness, Resource
from bbfd.deploy.run.execute import deploy, propose
from bbfd.deploy.states import Step
from bbfd.errors import Interrupted, Refused
from tests.unit.deploy.fakes import (
    ROLLS_BACK,
    TAGS,
    FakeAws,
    stack,
)
from tests.unit.deploy.runs import changed_nothing, deployed, updating


def test_saying_no_changes_nothing_and_leaves_no_shell() -> None:
    aws = FakeAws()
    outcome = deploy(stack(), Wishes(), aws.means(agree=lambda _: False))
    assert (outcome.ended, outcome.exit_code) == (Ended.DECLINED, 3)
    assert "execute" not in aws.calls
    assert aws.stacks.sets == {}
    assert aws.stacks.describe("dev-web") is None


def test_a_shell_on_which_somebody_elses_change_set_waits_is_kept() -> None:
    aws = FakeAws()

    def somebody_comes(_: Any) -> bool:
        made = next(iter(aws.stacks.sets.values()))
        aws.stacks.sets["arn:foreign"] = replace(made, id="arn:foreign", name="foreign")
        return False

    deploy(stack(), Wishes(), aws.means(agree=somebody_comes))
    assert list(aws.stacks.sets) == ["arn:foreign"]
    assert "delete" not in aws.calls


def test_a_stack_that_was_there_is_never_deleted_when_declined() -> None:
    aws = updating()
    deploy(stack(), Wishes(), aws.means(agree=lambda _: False))
    assert changed_nothing(aws)


def test_a_foreign_change_set_on_a_shell_is_said_and_not_removed() -> None:
    aws = FakeAws()
    state = aws.stacks.there("REVIEW_IN_PROGRESS", tags={})
    foreign = ChangeSet(id="arn:foreign", stack_id=state.id, readiness=Readiness.READY)
    aws.stacks.sets["arn:foreign"] = foreign
    proposal = propose(stack(), Wishes(), aws.means())
    assert "1 other change set(s)" in proposal.notes[0]
    assert list(aws.stacks.sets) == ["arn:foreign"]
    assert "delete" not in aws.calls


def test_a_refused_change_set_says_why_and_leaves_nothing() -> None:
    aws = FakeAws()
    aws.stacks.answer, aws.stacks.answer_reason = Readiness.FAILED, "no such thing"
    with pytest.raises(Refused, match="no such thing"):
        deployed(aws)
    assert aws.stacks.sets == {}
    assert aws.stacks.describe("dev-web") is None


def test_a_change_set_that_never_settles_is_given_up_and_removed() -> None:
    aws = updating()
    aws.stacks.answer = Readiness.PENDING
    with pytest.raises(Refused, match="was not ready"):
        deployed(aws, timeout=60.0)
    assert changed_nothing(aws)


def test_ctrl_c_before_anything_is_executed_cleans_up() -> None:
    aws = FakeAws()

    def interrupted(_: Any) -> bool:
        raise KeyboardInterrupt

    with pytest.raises(Interrupted) as stopped:
        deploy(stack(), Wishes(), aws.means(agree=interrupted))
    assert stopped.value.exit_code == 130
    assert aws.stacks.sets == {}
    assert aws.stacks.describe("dev-web") is None


def test_ctrl_c_while_the_change_set_is_made_cleans_up() -> None:
    aws = updating()
    aws.order("change_set", KeyboardInterrupt())
    with pytest.raises(Interrupted):
        deployed(aws)
    assert changed_nothing(aws)


def test_another_account_is_refused_before_any_other_call() -> None:
    aws = updating()
    aws.still.identity_of = Identity(account="999999999999", arn="arn:me", region="eu-west-1")
    with pytest.raises(Refused, match=r"999999999999.*111122223333"):
        deployed(aws)
    assert aws.calls == ["who"]


def test_another_region_is_refused() -> None:
    aws = updating()
    aws.still.identity_of = replace(aws.still.identity_of, region="us-east-1")
    with pytest.raises(Refused, match=r"us-east-1.*eu-west-1"):
        deployed(aws)


@pytest.mark.parametrize("tags", [{}, {"bbfd:service": "web"}])
def test_a_stack_that_is_not_ours_is_refused_unless_adopted(tags: dict[str, str]) -> None:
    aws = updating(tags=tags)
    with pytest.raises(Refused) as refused:
        deployed(aws)
    assert "--adopt" in refused.value.fix
    assert changed_nothing(aws)
    assert deployed(aws, adopt=True).ended is Ended.UPDATED


def test_another_service_of_ours_is_not_even_adopted() -> None:
    aws = updating(tags={**TAGS, "bbfd:service": "other"})
    with pytest.raises(Refused, match="bbfd:service=other"):
        deployed(aws, adopt=True)


@pytest.mark.parametrize("status", ["UPDATE_ROLLBACK_FAILED", "DELETE_FAILED", "A_NEW_ONE"])
def test_a_state_from_which_nothing_can_start_is_refused_with_nothing_done(status: str) -> None:
    aws = updating(status=status)
    with pytest.raises(Refused, match=status):
        deployed(aws)
    assert changed_nothing(aws)


def test_a_stack_that_could_not_be_deleted_says_at_what_that_failed() -> None:
    aws = updating(status="DELETE_FAILED")
    aws.stacks.held = (
        Resource(
            logical_id="Bucket",
            type="AWS::S3::Bucket",
            status="DELETE_FAILED",
            physical_id="b",
            reason="it is not empty",
        ),
    )
    with pytest.raises(Refused) as raised:
        deployed(aws)
    assert "Bucket (AWS::S3::Bucket): it is not empty" in raised.value.what
    assert "`bbfd delete web --env dev`" in raised.value.fix


def test_after_a_rollback_the_proposal_says_why() -> None:
    aws = updating()
    aws.stacks.course = ROLLS_BACK
    deployed(aws)
    proposal = propose(stack(), Wishes(), aws.means())
    assert "the queue is cursed" in proposal.notes[0]


def test_a_proposal_leaves_nothing_behind() -> None:
    aws = FakeAws()
    proposal = propose(stack(), Wishes(), aws.means())
    assert [c.logical_id for c in proposal.changes] == ["Queue"]
    assert proposal.step is Step.CREATE
    assert aws.stacks.sets == {}
    assert aws.stacks.describe("dev-web") is None
    assert aws.said(Proposed)[0].proposal == proposal


def test_a_shell_that_somebody_else_left_is_kept_when_declined() -> None:
    aws = FakeAws()
    aws.stacks.there("REVIEW_IN_PROGRESS", tags={})
    deploy(stack(), Wishes(), aws.means(agree=lambda _: False))
    assert changed_nothing(aws)
    assert aws.stacks.describe("dev-web") is not None
