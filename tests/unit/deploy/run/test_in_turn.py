"""Stacks that are acted on in turn: one that AWS refuses takes no other along where all are meant."""

import pytest

from bbfd.deploy.means import Means
from bbfd.deploy.outcome import Ended, Outcome
from bbfd.deploy.progress import Finished, Progress, Ran
from bbfd.deploy.run.in_turn import one_run
from bbfd.errors import AwsError, Trouble
from bbfd.model.stack import Stack
from tests.unit.deploy.fakes import FakeAws, trouble

STACKS = [Stack(name=name, body={}) for name in ("dev-a", "dev-b")]


def _over(first: AwsError, *, keep_going: bool, stacks: list[Stack] = STACKS) -> list[Progress]:
    """Tell what was told; the first stack is refused so."""
    aws = FakeAws()

    def act(stack: Stack, means: Means) -> Outcome:
        if stack.name == "dev-a":
            raise first
        outcome = Outcome(ended=Ended.STOPPED, stack=stack.name)
        means.tell(Finished(stack=stack.name, outcome=outcome))
        return outcome

    with one_run(aws.means()) as run:
        run.over_each(stacks, act, keep_going=keep_going)
    return aws.told


def test_one_that_aws_refuses_takes_no_other_along() -> None:
    told = _over(trouble(Trouble.DENIED), keep_going=True)
    ran = told[-1]
    assert isinstance(ran, Ran)
    assert [(one.stack, one.ended) for one in ran.outcomes] == [
        ("dev-a", Ended.REFUSED),
        ("dev-b", Ended.STOPPED),
    ]
    assert (ran.exit_code, ran.untried) == (3, {})
    assert sum(isinstance(one, Finished) for one in told) == 2


@pytest.mark.parametrize(
    ("error", "keep_going", "stacks"),
    [
        (trouble(Trouble.EXPIRED), True, STACKS),
        (trouble(Trouble.DENIED), False, STACKS),
        (trouble(Trouble.DENIED), True, STACKS[:1]),
    ],
)
def test_what_is_for_all_or_alone_is_raised(
    error: AwsError, keep_going: bool, stacks: list[Stack]
) -> None:
    with pytest.raises(AwsError):
        _over(error, keep_going=keep_going, stacks=stacks)
