from typing import Any

import pytest

from bbfd.deploy.means import Wishes
from bbfd.deploy.outcome import Ended
from bbfd.deploy.proposal import Proposal
from bbfd.deploy.records import Resource
from bbfd.deploy.run.execute import deploy, propose
from bbfd.deploy.states import Step
from bbfd.errors import Refused
from bbfd.model.stack import FromImage, Parameter
from tests.unit.deploy.fakes import (
    DELETES,
    FakeAws,
    stack,
)
from tests.unit.deploy.runs import changed_nothing, deployed, updating

KEPT_BODY: dict[str, Any] = {
    "Resources": {"Queue": {"Type": "AWS::SQS::Queue", "DeletionPolicy": "Retain"}}
}


def _dead(**more: Any) -> FakeAws:
    aws = FakeAws()
    state = aws.stacks.there("ROLLBACK_COMPLETE", **more)
    aws.stacks.happen(state.id, ((0, "Queue", "CREATE_FAILED", "the queue is cursed"),))
    return aws


def test_a_dead_first_attempt_is_deleted_and_made_anew_after_one_question() -> None:
    aws = _dead()
    outcome = deployed(aws)
    assert outcome.ended is Ended.CREATED
    assert aws.calls.count("delete") == 1
    (asked,) = aws.asked
    assert isinstance(asked, Proposal)
    assert asked.step is Step.RECREATE
    assert "the queue is cursed" in asked.why
    assert [c.action for c in asked.changes] == ["add"]


def test_a_dead_first_attempt_is_kept_when_declined_and_by_a_diff() -> None:
    aws = _dead()
    assert deploy(stack(), Wishes(), aws.means(agree=lambda _: False)).exit_code == 3
    assert propose(stack(), Wishes(), aws.means()).step is Step.RECREATE
    assert changed_nothing(aws)


def test_a_dead_first_attempt_that_still_holds_something_is_refused_naming_it() -> None:
    aws = _dead()
    aws.stacks.held = (
        Resource(logical_id="Gone", type="T", status="DELETE_COMPLETE"),
        Resource(logical_id="Logs", type="T", status="DELETE_SKIPPED", physical_id="/logs"),
    )
    with pytest.raises(Refused, match=r"Logs \(T /logs\)") as refused:
        deployed(aws)
    assert "Gone" not in refused.value.what
    assert changed_nothing(aws)


def test_a_dead_first_attempt_that_is_protected_is_refused() -> None:
    aws = _dead(termination_protection=True)
    with pytest.raises(Refused) as refused:
        deployed(aws)
    assert "--no-enable-termination-protection" in refused.value.fix
    assert changed_nothing(aws)


def test_a_dead_first_attempt_that_cannot_be_deleted_ends_there() -> None:
    aws = _dead()
    aws.stacks.removal = (DELETES[0], (5, "dev-web", "DELETE_FAILED", "why"))
    outcome = deployed(aws)
    assert (outcome.ended, outcome.status) == (Ended.STUCK, "DELETE_FAILED")
    assert "`bbfd delete web --env dev`" in outcome.fix
    assert aws.stacks.submissions == []


def test_what_a_first_attempt_would_retain_is_not_kept_when_it_fails() -> None:
    aws = FakeAws()
    deploy(stack(body=KEPT_BODY), Wishes(), aws.means())
    deployed(updating())
    assert aws.stacks.keeps == [True]


def test_the_image_of_a_dead_first_attempt_is_not_taken_for_what_runs() -> None:
    aws = _dead(parameters={"Image": "nginx:1"})
    source = FromImage(container="app", repository="nginx")
    image = Parameter(name="Image", type="String", source=source)
    with pytest.raises(Refused, match="no image is known"):
        deploy(stack(image), Wishes(), aws.means())
    assert changed_nothing(aws)
    assert deploy(stack(image), Wishes(tag="1"), aws.means()).ended is Ended.CREATED
