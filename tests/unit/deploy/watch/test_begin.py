from dataclasses import replace
from typing import Any

import pytest

from bbfd.deploy.means import Wishes
from bbfd.deploy.outcome import Ended, Outcome
from bbfd.deploy.progress import Note, Proposed
from bbfd.deploy.run.execute import deploy
from bbfd.errors import AwsError, Locked, Trouble
from tests.unit.deploy.fakes import UPDATES, FakeAws, stack, trouble
from tests.unit.deploy.runs import deployed, left_nothing, updating


def test_an_execution_whose_answer_was_lost_is_watched_and_not_repeated() -> None:
    aws = updating()
    aws.order("execute lost", trouble(Trouble.UNREACHABLE))
    assert deployed(aws).ended is Ended.UPDATED
    assert aws.calls.count("execute") == 1


def test_an_execution_that_never_arrived_is_repeated() -> None:
    aws = updating()
    aws.order("execute", trouble(Trouble.UNREACHABLE), trouble(Trouble.THROTTLED))
    assert deployed(aws).ended is Ended.UPDATED
    assert aws.calls.count("execute") == 3


def _overtaken(aws: FakeAws, *, each_time: bool, vanished: bool) -> Outcome:
    """Somebody else deploys between our plan and its execution."""
    plans: list[object] = []

    def overtaken(progress: Any) -> None:
        if isinstance(progress, Proposed) and (each_time or not plans):
            plans.append(progress)
            gone = {i: replace(s, execution="OBSOLETE") for i, s in aws.stacks.sets.items()}
            aws.stacks.sets = {} if vanished else gone

    means = aws.means()
    return deploy(
        stack(), Wishes(), replace(means, tell=lambda p: (means.tell(p), overtaken(p))[0])
    )


@pytest.mark.parametrize("vanished", [True, False])
def test_an_overtaken_plan_is_made_again(vanished: bool) -> None:
    aws = updating()
    outcome = _overtaken(aws, each_time=False, vanished=vanished)
    assert (outcome.ended, len(aws.asked)) == (Ended.UPDATED, 1)
    assert "planning again" in aws.said(Note)[0].text


def test_who_is_overtaken_again_and_again_gives_up_and_leaves_nothing() -> None:
    aws = updating()
    with pytest.raises(Locked):
        _overtaken(aws, each_time=True, vanished=True)
    assert left_nothing(aws)


def test_an_execution_that_can_be_neither_made_nor_read_back_is_unknown() -> None:
    aws = updating()
    aws.order("execute lost", trouble(Trouble.UNREACHABLE))
    aws.order("change_set", None, trouble(Trouble.DENIED))
    outcome = deployed(aws)
    assert (outcome.ended, outcome.exit_code) == (Ended.UNKNOWN, 6)
    assert "bbfd watch web --env dev" in outcome.fix


def test_an_execution_is_read_back_as_soon_as_aws_answers() -> None:
    aws = updating()
    aws.order("execute lost", trouble(Trouble.UNREACHABLE))
    aws.order("change_set", None, *(trouble(Trouble.UNREACHABLE) for _ in range(9)))
    assert deployed(aws).ended is Ended.UPDATED
    assert aws.calls.count("execute") == 1
    assert len([n for n in aws.said(Note) if "does not answer" in n.text]) == 1
    assert len([n for n in aws.said(Note) if "no answer yet" in n.text]) == 8


def test_aws_is_not_waited_for_for_ever() -> None:
    aws = updating()
    aws.order("execute lost", trouble(Trouble.UNREACHABLE))
    aws.order("change_set", None, *(trouble(Trouble.UNREACHABLE) for _ in range(99)))
    assert deployed(aws).exit_code == 6


def test_an_execution_that_is_denied_is_refused_and_cleaned_up() -> None:
    aws = updating()
    aws.order("execute", trouble(Trouble.DENIED))
    with pytest.raises(AwsError):
        deployed(aws)
    assert aws.stacks.sets == {}


@pytest.mark.parametrize("kind", [Trouble.UNREACHABLE, Trouble.EXISTS])
def test_a_change_set_whose_answer_was_lost_is_found_by_its_name(kind: Trouble) -> None:
    aws = updating()
    aws.order("create_change_set", trouble(kind))
    assert deployed(aws).ended is Ended.UPDATED
    assert aws.calls.count("create_change_set") == 1


def test_an_execution_that_only_the_change_set_tells_of_has_begun() -> None:
    late = tuple((seconds + 30, *what) for seconds, *what in UPDATES)
    aws = updating(late)
    aws.order("execute lost", trouble(Trouble.UNREACHABLE))
    assert deployed(aws).ended is Ended.UPDATED
    assert aws.calls.count("execute") == 1
