"""Another deployment begins, or ends, between the look at a stack and the change set for it."""

from __future__ import annotations

import pytest

from bbfd.deploy.means import Wishes
from bbfd.deploy.outcome import Ended
from bbfd.deploy.records import ChangeSet
from bbfd.deploy.run.execute import deploy
from bbfd.deploy.submission import Submission
from bbfd.errors import AwsError, Locked, Trouble
from bbfd.model.stack import FromListener, FromStack, Parameter
from tests.unit.deploy.fakes import CREATES, UPDATES, FakeAws, FakeStacks, stack, trouble


class Overtaken(FakeStacks):
    """Somebody else is faster, `times` times."""

    times = 1

    def create_change_set(self, submission: Submission) -> ChangeSet:
        if not self.times:
            return super().create_change_set(submission)
        self.times -= 1
        self.lives.clear()
        state = self.there("CREATE_IN_PROGRESS")
        self.happen(state.id, CREATES, "theirs")
        raise trouble(Trouble.EXISTS)


def _overtaken(times: int) -> FakeAws:
    aws = FakeAws()
    aws.stacks = Overtaken(aws.clock, aws.ordered)
    aws.stacks.times = times
    aws.stacks.course = UPDATES
    return aws


def test_the_slower_of_two_first_deploys_waits_and_looks_again() -> None:
    aws = _overtaken(1)
    outcome = deploy(stack(), Wishes(), aws.means())
    assert outcome.ended is Ended.UPDATED
    assert [s.creates for s in aws.stacks.submissions] == [False]


def test_it_waits_no_longer_than_told() -> None:
    with pytest.raises(Locked):
        deploy(stack(), Wishes(wait_lock=5), _overtaken(1).means())


def test_a_refusal_that_is_not_anothers_doing_is_told_at_once() -> None:
    aws = FakeAws()
    aws.stacks.there()
    aws.order("create_change_set", trouble(Trouble.INVALID))
    with pytest.raises(AwsError, match="AWS says invalid"):
        deploy(stack(), Wishes(), aws.means())
    assert aws.calls.count("create_change_set") == 1


def test_a_plan_that_is_made_again_takes_the_priority_that_was_agreed_to() -> None:
    source = FromListener(listener="L", first=100, last=103, conditions=())
    priority = Parameter(name="A", type="Number", default="102", source=source)
    listener = Parameter(name="L", type="String", default="arn:l")
    aws = FakeAws()
    aws.order("execute", trouble(Trouble.HELD))
    outcome = deploy(stack(priority, listener), Wishes(), aws.means())
    assert outcome.ended is Ended.CREATED
    assert [s.values["A"] for s in aws.stacks.submissions] == ["102", "102"]
    assert len(aws.asked) == 1


class Moves(FakeStacks):
    """What a value comes from changes, and somebody else is faster."""

    moved = False

    def execute(self, change_set: ChangeSet, *, token: str, keep_only_created: bool) -> None:
        if not self.moved:
            self.moved = True
            self.there(name="env", outputs={"Port": "81"})
            self.lives.pop("arn:stack/env/0")
            raise trouble(Trouble.HELD)
        super().execute(change_set, token=token, keep_only_created=keep_only_created)


def test_a_plan_that_is_made_again_with_other_values_is_asked_about_again() -> None:
    aws = FakeAws()
    aws.stacks = Moves(aws.clock, aws.ordered)
    aws.stacks.there(name="env", outputs={"Port": "80"})
    port = Parameter(name="P", type="String", source=FromStack(stack="env", output="Port"))
    outcome = deploy(stack(port), Wishes(), aws.means())
    assert outcome.ended is Ended.CREATED
    assert [s.values["P"] for s in aws.stacks.submissions] == ["80", "81"]
    assert len(aws.asked) == 2
