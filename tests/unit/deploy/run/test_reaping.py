"""Which environments are due, in which order what is in them goes, and who is left."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbfd.deploy.after.staying import kept, staying
from bbfd.deploy.records import StackState
from bbfd.deploy.run.reaping import last_first, stacks_of
from bbfd.model.passing import EXPIRES, LIKE, WITH_IT, written

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=timezone.utc)
PAST, FUTURE = (NOW + timedelta(hours=hours) for hours in (-1, 1))


def state(name: str, tags: Mapping[str, str], status: str = "CREATE_COMPLETE") -> StackState:
    return StackState(id=f"arn:{name}", name=name, status=status, tags=tags)


def up(name: str, expires: str, *services: str, busy: str = "") -> list[StackState]:
    place = {"bbfd:environment": name, LIKE: "dev"}
    own = state(f"bbfd-environment-{name}", {**place, EXPIRES: expires})
    return [
        own,
        *(
            state(
                f"{name}-{each}",
                {**place, "bbfd:service": each, EXPIRES: WITH_IT},
                "UPDATE_IN_PROGRESS" if each == busy else "CREATE_COMPLETE",
            )
            for each in services
        ),
    ]


def test_those_that_come_and_go_are_known_by_their_tags():
    there = [
        *up("pr-2", written(PAST), "web", "api"),
        *up("pr-1", written(FUTURE)),
        state("bbfd-environment-dev", {"bbfd:environment": "dev"}),
        state("dev-web", {"bbfd:environment": "dev", "bbfd:service": "web"}),
    ]
    found = staying(there)
    assert [(one.name, one.like, one.is_due(NOW), [*one.services]) for one in found] == [
        ("pr-1", "dev", False, []),
        ("pr-2", "dev", True, ["api", "web"]),
    ]


@pytest.mark.parametrize("said", ["", WITH_IT, "soon", "0", "2026-11-21"])
def test_a_tag_that_says_no_time_is_none_of_ours(said):
    assert staying(up("pr-1", said, "web")) == ()


@pytest.mark.parametrize("missing", [LIKE, EXPIRES, "bbfd:environment"])
def test_each_of_its_tags_is_needed(missing):
    own = up("pr-1", written(PAST))[0]
    tags = {key: value for key, value in own.tags.items() if key != missing}
    assert staying([state(own.name, tags)]) == ()


def test_a_service_that_does_not_say_that_it_goes_with_it_is_none_of_it():
    others = state("pr-1-web", {"bbfd:environment": "pr-1", "bbfd:service": "web"})
    (one,) = staying([*up("pr-1", written(PAST)), others])
    assert not one.services


def test_it_is_kept_before_its_time_and_while_something_is_done_to_it():
    (early,) = staying(up("pr-1", written(FUTURE), "web"))
    assert kept(early, NOW) == "pr-1 is there until 2026-11-21 13:00 UTC"
    (busy,) = staying(up("pr-1", written(PAST), "web", "api", busy="web"))
    assert "something is done to it: web" in kept(busy, NOW)
    (free,) = staying(up("pr-1", written(PAST), "web"))
    assert kept(free, NOW) == ""


def test_what_goes_is_its_services_then_its_own_stack():
    (one,) = staying(up("pr-1", written(PAST), "web", "api", "db"))
    after = {"web": ("api",), "api": ("db",)}
    assert [each.name for each in stacks_of(one, after)] == [
        "pr-1-web",
        "pr-1-api",
        "pr-1-db",
        "bbfd-environment-pr-1",
    ]
    assert all(each.tags[LIKE] == "dev" and not each.protected for each in stacks_of(one, after))


NAMES = st.sampled_from("abcdef")


@given(st.sets(NAMES), st.dictionaries(NAMES, st.lists(NAMES)))
def test_every_one_goes_once_whatever_the_order_is(services, after):
    assert sorted(last_first(services, after)) == sorted(services)


@given(st.sets(NAMES), st.data())
def test_none_goes_before_one_that_comes_after_it(services, data):
    names = sorted(services)
    earlier = {n: names[:index] for index, n in enumerate(names)}
    after = {n: data.draw(st.lists(st.sampled_from(e))) if e else [] for n, e in earlier.items()}
    found = last_first(services, after)
    assert all(found.index(n) < found.index(b) for n, before in after.items() for b in before)


def test_tags_on_a_stack_of_another_name_speak_for_no_environment():
    """Whoever may make some stack may write any tags."""
    real = up("pr-2", written(FUTURE), "web")
    tags = {"bbfd:environment": "pr-2", LIKE: "dev", EXPIRES: written(PAST)}
    forged = [
        state("dev-mine", tags),
        state("dev-other", {**tags, "bbfd:service": "web", EXPIRES: WITH_IT}),
    ]
    (one,) = staying([*forged, *real, *forged])
    assert not one.is_due(NOW)
    assert {name: each.name for name, each in one.services.items()} == {"web": "pr-2-web"}
