"""Until when an environment is there that comes and goes."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from bbfd.deploy.look.belonging import must_be_ours
from bbfd.deploy.plan.lasting import lasting
from bbfd.deploy.records import StackState
from bbfd.errors import Refused
from bbfd.model.passing import EXPIRES, LIKE, written
from bbfd.model.stack import Stack

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=timezone.utc)
TAGS = {"bbfd:environment": "pr-1", LIKE: "dev"}


def own(hours: float | None = None, **more: str) -> Stack:
    until = {} if hours is None else {EXPIRES: written(NOW + timedelta(hours=hours))}
    return Stack(name="bbfd-environment-pr-1", body={}, tags={**TAGS, **until, **more})


def state(hours: float | None = None, tags: dict[str, str] = TAGS) -> StackState:
    until = {} if hours is None else {EXPIRES: written(NOW + timedelta(hours=hours))}
    return StackState(id="arn:1", name="x", status="CREATE_COMPLETE", tags={**tags, **until})


def hours_left(stack: Stack) -> float:
    end = datetime.strptime(stack.tags[EXPIRES], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
    return (end - NOW).total_seconds() / 3600


@pytest.mark.parametrize(
    ("asked", "there", "left"),
    [(48, None, 48), (48, 24, 48), (24, 48, 48), (None, 5, 5), (1, -3, 1)],
)
def test_the_later_end_holds(asked, there, left):
    assert hours_left(lasting(own(asked), state(there), NOW)) == left


def test_what_nobody_brought_up_is_refused_with_the_command():
    for there in (None, state()):
        with pytest.raises(Refused) as refused:
            lasting(own(), there, NOW)
        assert "pr-1 is not up" in refused.value.what
        assert "`bbfd env up pr-1 --like dev`" in refused.value.fix


@pytest.mark.parametrize("hours", [0, -1])
def test_nothing_is_deployed_when_its_time_is_over(hours):
    with pytest.raises(Refused, match="is over since 2026-11-21"):
        lasting(own(), state(hours), NOW)


@pytest.mark.parametrize(
    "stack",
    [
        Stack(name="bbfd-environment-dev", body={}, tags={"bbfd:environment": "dev"}),
        own(**{"bbfd:service": "web", EXPIRES: "with-environment"}),
    ],
)
def test_any_other_stack_is_left_as_it_is(stack):
    assert lasting(stack, None, NOW) is stack


# --- whose it is


def test_an_end_that_differs_makes_it_no_other_stack():
    must_be_ours(state(5), own(48).tags, adopt=False)


@pytest.mark.parametrize("adopt", [False, True])
def test_an_environment_that_stays_is_never_taken(adopt):
    stays = state(tags={"bbfd:environment": "pr-1"})
    with pytest.raises(Refused, match="is of an environment that stays"):
        must_be_ours(stays, own(48).tags, adopt=adopt)


def test_one_that_is_like_another_is_not_taken():
    with pytest.raises(Refused, match="bbfd:like=stage"):
        must_be_ours(state(5, {**TAGS, LIKE: "stage"}), own(48).tags, adopt=False)
