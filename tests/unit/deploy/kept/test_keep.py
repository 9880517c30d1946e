"""How a deploy ended is kept by whoever saw it: itself, or who watched it to its end."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bbfd.deploy.after.reattach import reattach
from bbfd.deploy.kept.records import Kept
from bbfd.deploy.kept.shelf import Shelf
from bbfd.deploy.means import Wishes
from bbfd.deploy.outcome import Ended, Outcome
from bbfd.deploy.progress import Note
from bbfd.deploy.run.execute import deploy
from bbfd.errors import AwsError, Refused, Trouble
from tests.unit.deploy.fakes import ROLLS_BACK, UPDATES, Course, stack, trouble
from tests.unit.deploy.run.test_rollback import WISHES, Living, version

SHORT = replace(WISHES, timeout=5.0)


def _kept(aws: Living) -> list[Kept]:
    shelf = Shelf("artifacts", "dev-web", aws.means())
    return [one for one in shelf.read(shelf.folders()) if isinstance(one, Kept)]


def _end(aws: Living) -> str:
    newest = _kept(aws)[0]
    return newest.end.ended if newest.end else ""


def _left(course: Course = UPDATES) -> Living:
    """A deploy that nobody saw the end of, and that still runs."""
    aws = Living()
    aws.deploys(version(1))
    aws.stacks.course = course
    assert deploy(version(2), SHORT, aws.means()).ended is Ended.UNKNOWN
    assert _end(aws) == "unknown"
    return aws


def _watched(aws: Living, registry: str = "registry") -> Outcome:
    return reattach(stack(), Wishes(registry=registry), aws.means())


def test_who_watches_a_deploy_to_its_end_keeps_the_end() -> None:
    aws = _left()
    assert _watched(aws).ended is Ended.UPDATED
    assert _end(aws) == "updated"


def test_how_it_failed_is_kept_by_who_watched_it_with_the_reason() -> None:
    aws = _left(ROLLS_BACK)
    assert _watched(aws).ended is Ended.ROLLED_BACK
    newest = _kept(aws)[0]
    assert newest.end is not None
    assert (newest.end.ended, newest.end.status) == ("rolled back", "UPDATE_ROLLBACK_COMPLETE")
    assert "cursed" in newest.end.reason


def test_what_somebody_elses_operation_ended_in_is_not_kept_as_ours() -> None:
    aws = _left()
    aws.clock.sleep(60.0)
    life = next(i for i, one in aws.stacks.lives.items() if one.state.name == "dev-web")
    aws.stacks.happen(life, ROLLS_BACK, "Console-1")
    assert _watched(aws).ended is Ended.ROLLED_BACK
    assert _end(aws) == "unknown"


def test_how_a_service_is_later_is_not_how_its_deploy_ended() -> None:
    aws = _left()
    aws.clock.sleep(60.0)
    assert _watched(aws).ended is Ended.UPDATED
    assert _end(aws) == "unknown"


def test_without_a_registry_nothing_is_looked_for() -> None:
    aws = _left()
    aws.calls.clear()
    assert _watched(aws, registry="").ended is Ended.UPDATED
    assert not {"keys", "get", "put"} & set(aws.calls)


@pytest.mark.parametrize("call", ["keys", "get", "put"])
def test_trouble_with_it_is_a_note_and_the_outcome_the_same(call: str) -> None:
    aws = _left()
    aws.order(call, trouble(Trouble.DENIED))
    assert _watched(aws).ended is Ended.UPDATED
    assert "how it ended could not be kept" in " ".join(one.text for one in aws.said(Note))


def test_one_that_is_still_not_seen_to_end_stays_unknown() -> None:
    aws = _left()
    found = reattach(stack(), replace(SHORT, timeout=1.0), aws.means())
    assert found.ended is Ended.UNKNOWN
    assert _end(aws) == "unknown"


@settings(max_examples=30, deadline=None)
@given(
    some.lists(
        some.sampled_from(["deploys", "fails", "is refused", "goes back", "is pruned"]), max_size=9
    )
)
def test_numbers_go_up_and_never_come_again(story: list[str]) -> None:
    aws = Living()
    aws.deploys(version(0))
    given: list[int] = [1]
    for content, act in enumerate(story, start=1):
        aws.stacks.course = ROLLS_BACK if act == "fails" else UPDATES
        if act == "goes back":
            with suppress(Refused):
                aws.goes_back(min(one.number for one in _kept(aws)))
        elif act == "is pruned":
            shelf = Shelf("artifacts", "dev-web", aws.means())
            shelf.remove([one.key for one in shelf.folders()[1:]])
        elif act == "is refused":
            aws.order("execute", trouble(Trouble.DENIED))
            with pytest.raises(AwsError):
                aws.deploys(version(content))
        else:
            aws.deploys(version(content))
        newest = _kept(aws)[0].number
        if newest != given[-1]:
            given.append(newest)
    assert given == sorted(set(given))
