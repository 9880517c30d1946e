"""What `after=` may name."""

from __future__ import annotations

import pytest

from bbfd.deploy.run.order import must_be_orderly, those_that_tell
from bbfd.errors import DefinitionError, Mistakes, Place

KNOWN = ("api", "db", "mailer", "web")


def refused(**after: tuple[str, ...]) -> DefinitionError:
    with pytest.raises(DefinitionError) as raised:
        must_be_orderly(after, KNOWN)
    return raised.value


def test_services_may_come_after_others() -> None:
    must_be_orderly({}, KNOWN)
    must_be_orderly({"web": ("api", "db"), "api": ("db",), "db": (), "mailer": ("db",)}, KNOWN)


def test_two_ways_to_the_same_service_are_no_circle() -> None:
    must_be_orderly({"web": ("api", "mailer"), "api": ("db",), "mailer": ("db",)}, KNOWN)


def test_what_is_not_in_the_run_need_only_be_there() -> None:
    must_be_orderly({"web": ("db",)}, KNOWN)


def test_a_name_that_nothing_has_is_told_with_the_near_one() -> None:
    error = refused(web=("apj",))
    assert "`apj`" in error.what
    assert error.fix == "did you mean `api`?"
    assert error.place == Place("services/web.py")


def test_a_service_is_not_proposed_to_come_after_itself() -> None:
    assert "`web`" not in refused(web=("wed",)).fix


def test_a_service_does_not_come_after_itself() -> None:
    error = refused(web=("web", "db"))
    assert "itself" in error.what
    assert error.fix == 'remove "web" from after='


def test_a_name_said_twice_is_told_once() -> None:
    assert not isinstance(refused(web=("apj", "apj")), Mistakes)


@pytest.mark.parametrize("first", ["api", "db", "web"])
def test_a_circle_is_named_whole_and_the_same_wherever_it_is_entered(first: str) -> None:
    circle = {"web": ("api",), "api": ("db",), "db": ("web",)}
    error = refused(**{first: circle[first], **circle})
    assert error.what == (
        "`api` comes after `db`, which comes after `web`, which comes after `api`: "
        "none of them can be the first"
    )
    assert error.place == Place("services/api.py")


def test_two_that_come_after_each_other_are_a_circle() -> None:
    assert (
        "`db` comes after `web`, which comes after `db`" in refused(db=("web",), web=("db",)).what
    )


def test_all_that_is_wrong_is_told_at_once() -> None:
    error = refused(web=("api", "dv"), api=("web", "api"), db=("mailer",), mailer=("db",))
    assert isinstance(error, Mistakes)
    assert len(error.each) == 4
    assert {one.place.file for one in error.each if one.place} == {
        "services/web.py",
        "services/api.py",
        "services/db.py",
    }


def test_who_knows_the_line_tells_it() -> None:
    with pytest.raises(DefinitionError) as raised:
        must_be_orderly({"web": ("x",)}, KNOWN, lambda name: Place(f"{name}.py", 7))
    assert raised.value.place == Place("web.py", 7)


def test_who_tells_something_comes_before_who_takes_it() -> None:
    order = those_that_tell({"web": ("db",)}, {"web": ("api", "db"), "api": ()})
    assert order["web"] == ("db", "api")


def test_two_that_tell_each_other_something_are_no_circle() -> None:
    order = those_that_tell({}, {"api": ("web",), "web": ("api",), "mailer": ("mailer",)})
    assert order == {"api": ("web",)}


def test_what_after_says_is_kept_whoever_tells_something() -> None:
    after = {"web": ("api",), "api": ("db",)}
    assert those_that_tell(after, {"db": ("web",)}) == after
