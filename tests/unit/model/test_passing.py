"""What of an environment is another one in one that is made like it."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbfd.model.definition import Definition
from bbfd.model.environment import (
    Certificate,
    Domain,
    Environment,
    ExistingNamespace,
    HttpNamespace,
)
from bbfd.model.passing import EXPIRES, LIKE, Passing, moment, passing, until, written
from bbfd.model.reaper import Reaper
from bbfd.model.watching import Alarms, Budget
from tests.unit.examples import ENVIRONMENT

NOW = datetime(2026, 11, 21, 12, 30, tzinfo=timezone.utc)
# What differs, whatever the environment says; all else is as it is there.
ANEW = {
    "protected",
    "domain",
    "certificate",
    "discovery",
    "alarms",
    "dashboard",
    "stopped_tasks",
    "budget",
    "reaper",
}


def made(**more: Any) -> Environment:
    return passing(
        Definition("dev", replace(ENVIRONMENT, **more), "environments/dev.py"), "pr-1"
    ).value


def test_it_is_never_protected_and_tells_and_reaps_nobody():
    found = made(
        protected=True,
        alarms=Alarms(emails=("team@example.com",)),
        budget=Budget(monthly=5, emails=("team@example.com",)),
        dashboard=True,
        stopped_tasks=7,
        reaper=Reaper(role="arn:aws:iam::123456789012:role/x"),
    )
    assert not found.protected
    assert not found.dashboard
    told = (found.alarms, found.budget, found.stopped_tasks, found.reaper)
    assert told == (None, None, None, None)


@pytest.mark.parametrize(
    "name", [each.name for each in fields(Environment) if each.name not in ANEW]
)
def test_all_else_is_as_it_is_there(name):
    assert getattr(made(spot=True, exec=True), name) == getattr(
        replace(ENVIRONMENT, spot=True, exec=True), name
    )


def test_its_domain_is_below_the_other_and_its_own_certificate_is_for_that():
    certificate = Certificate.create(
        "dev.example.com", also=("*.dev.example.com", "www.dev.example.com", "other.example.org")
    )
    found = made(domain=Domain(name="dev.example.com", zone="Z1"), certificate=certificate)
    assert found.domain == Domain(name="pr-1.dev.example.com", zone="Z1")
    assert found.certificate == Certificate.create(
        "pr-1.dev.example.com",
        also=("*.pr-1.dev.example.com", "www.pr-1.dev.example.com", "other.example.org"),
    )


@pytest.mark.parametrize(
    "certificate",
    [
        None,
        Certificate.arn("arn:aws:acm:eu-west-1:123456789012:certificate/1"),
        Certificate.lookup("*.dev.example.com"),
    ],
)
def test_a_certificate_that_is_there_is_taken_as_it_is(certificate):
    assert (
        made(domain=Domain(name="dev.example.com"), certificate=certificate).certificate
        is certificate
    )


def test_a_name_that_only_ends_alike_is_not_below_the_domain():
    found = made(
        domain=Domain(name="dev.example.com"), certificate=Certificate.create("mydev.example.com")
    )
    assert found.certificate == Certificate.create("mydev.example.com")


def test_a_namespace_of_its_own_has_another_name_and_one_that_is_there_is_shared():
    assert made(discovery="dev.internal").discovery == "pr-1.dev.internal"
    assert made(discovery=HttpNamespace(name="dev")).discovery == HttpNamespace(name="pr-1.dev")
    there = ExistingNamespace(id="ns-0a1b2c3d4e5f6071")
    assert made(discovery=there).discovery is there


def test_what_it_tells_by_tags():
    there = Definition("dev", ENVIRONMENT, "environments/dev.py")
    unknown, known = passing(there, "pr-1").value, passing(there, "pr-1", NOW).value
    assert isinstance(known, Passing)
    assert unknown.own_marks == {LIKE: "dev"}
    assert known.own_marks == {LIKE: "dev", EXPIRES: "2026-11-21T12:30:00Z"}
    assert unknown.marks == known.marks == {LIKE: "dev", EXPIRES: "with-environment"}
    assert ENVIRONMENT.marks == ENVIRONMENT.own_marks == {}


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)), st.floats(1, 10**7))
def test_an_end_is_the_next_full_hour_and_is_read_as_it_was_written(start, seconds):
    now = start.replace(tzinfo=timezone.utc)
    end = until(now, seconds)
    assert now + timedelta(seconds=seconds) <= end < now + timedelta(seconds=seconds, hours=1)
    assert (end.minute, end.second, end.microsecond) == (0, 0, 0)
    assert moment(written(end)) == end


def test_a_time_of_another_zone_is_written_in_utc():
    east = timezone(timedelta(hours=5))
    assert written(NOW.astimezone(east)) == "2026-11-21T12:30:00Z"


@pytest.mark.parametrize(
    "text", [None, "", "soon", "with-environment", "2026-11-21", "2026-11-21T12:00:00"]
)
def test_what_is_no_time_is_none(text):
    assert moment(text) is None
