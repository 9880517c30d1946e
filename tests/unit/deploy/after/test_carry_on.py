"""What waits for a word gets it once that was agreed to, and is followed to its end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bbfd.deploy.after.carry_on import carry_on
from bbfd.deploy.means import Wishes
from bbfd.deploy.outcome import Ended
from bbfd.deploy.proposal import Intervention
from bbfd.deploy.records import Hold, Rollout
from bbfd.errors import AwsError, Refused, Trouble
from tests.unit.deploy import fakes
from tests.unit.deploy.fakes import START, FakeAws, stack, trouble

HOLD = Hold(
    deployment="arn:deployment",
    hook="h1",
    stage="POST_SCALE_UP",
    until=START + timedelta(hours=1),
    then="CONTINUE",
)
MOVING = Rollout(id="1", primary=True, task_definition=fakes.TASKS, state="IN_PROGRESS")


def _waiting() -> FakeAws:
    aws = FakeAws()
    state = aws.stacks.there("UPDATE_IN_PROGRESS")
    aws.stacks.happen(state.id, fakes.UPDATES)
    aws.stacks.held = fakes.SERVICE_RESOURCES
    aws.stacks.bodies = fakes.SERVICE_BODY
    shifting = fakes.service(strategy="BLUE_GREEN", pauses=True, rollouts=(MOVING,))
    aws.services.states = [(shifting,), (fakes.service(),)]
    aws.services.holds = HOLD
    return aws


def test_it_is_told_what_waits_and_what_becomes_of_it() -> None:
    aws = _waiting()
    asked: list[Intervention] = []

    def agree(decision: object) -> bool:
        assert isinstance(decision, Intervention)
        asked.append(decision)
        return False

    outcome = carry_on(stack(), Wishes(), aws.means(agree=agree))
    assert outcome.ended is Ended.DECLINED
    assert "at POST_SCALE_UP until 2026-01-02 04:04:05 UTC, then it goes on by itself" in (
        " ".join(asked[0].effects)
    )
    assert aws.services.words == []


@pytest.mark.parametrize("back", [False, True])
def test_the_word_is_given_and_the_rest_followed(back: bool) -> None:
    aws = _waiting()
    outcome = carry_on(stack(), Wishes(), aws.means(), back=back)
    assert aws.services.words == [("h1", back)]
    assert outcome.status == "UPDATE_COMPLETE"
    assert outcome.exit_code == 0


def test_who_comes_too_late_is_told() -> None:
    aws = _waiting()
    other = Hold(deployment="arn:deployment", hook="h2")

    def agree(_: object) -> bool:
        aws.services.holds = other
        return True

    with pytest.raises(Refused, match="does not wait any more"):
        carry_on(stack(), Wishes(), aws.means(agree=agree))


def test_a_word_that_may_not_be_given_is_an_error_and_one_that_was_lost_is_not_known() -> None:
    aws = _waiting()
    aws.ordered.orders["go_on"] = [trouble(Trouble.DENIED)]
    with pytest.raises(AwsError):
        carry_on(stack(), Wishes(), aws.means())
    aws = _waiting()
    aws.ordered.orders["go_on"] = [trouble(Trouble.UNREACHABLE)]
    outcome = carry_on(stack(), Wishes(), aws.means())
    assert outcome.ended is Ended.UNKNOWN
    assert "bbfd watch" in outcome.fix


def test_where_nothing_waits_there_is_nothing_to_do() -> None:
    aws = _waiting()
    aws.services.holds = None
    assert carry_on(stack(), Wishes(), aws.means()).ended is Ended.IDLE
