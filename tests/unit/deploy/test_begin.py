from dataclasses import replace
from typing import Any

import pytest

from bbfd.deploy.execute import deploy
from bbfd.deploy.means import Wishes
from bbfd.deploy.outcome import Ended
from bbfd.errors import AwsError, Refused, Trouble
from tests.unit.deploy.fakes import UPDATES, stack, trouble
from tests.unit.deploy.runs import deployed, updating


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


def test_an_execution_that_was_made_obsolete_says_so() -> None:
    aws = updating()

    def overtaken(_: Any) -> bool:
        aws.stacks.sets = {i: replace(s, execution="OBSOLETE") for i, s in aws.stacks.sets.items()}
        return True

    with pytest.raises(Refused, match="somebody else deployed dev-web"):
        deploy(stack(), Wishes(), aws.means(agree=overtaken))


def test_a_change_set_that_vanished_was_overtaken_too() -> None:
    aws = updating()

    def overtaken(_: Any) -> bool:
        aws.stacks.sets = {}
        return True

    with pytest.raises(Refused, match="somebody else deployed dev-web"):
        deploy(stack(), Wishes(), aws.means(agree=overtaken))


def test_an_execution_that_can_be_neither_made_nor_read_back_is_unknown() -> None:
    aws = updating()
    aws.order("execute lost", trouble(Trouble.UNREACHABLE))
    aws.order("change_set", None, trouble(Trouble.UNREACHABLE))
    outcome = deployed(aws)
    assert (outcome.ended, outcome.exit_code) == (Ended.UNKNOWN, 6)
    assert "bbfd watch web --env dev" in outcome.fix


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
    aws = updating(late)  # type: ignore[arg-type]
    aws.order("execute lost", trouble(Trouble.UNREACHABLE))
    assert deployed(aws).ended is Ended.UPDATED
    assert aws.calls.count("execute") == 1
