"""What is told within a run is taken once it is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bbfd.deploy.means import Wishes
from bbfd.deploy.outcome import Ended
from bbfd.deploy.run.several import Run, deploy_run
from bbfd.deploy.run.waves import hindered, waves
from bbfd.errors import Refused
from bbfd.model.stack import FromStack, Parameter, Stack
from tests.unit.deploy.fakes import FakeAws, stack
from tests.unit.deploy.runs import left_nothing


def taking(name: str, *others: str) -> Stack:
    """A stack that takes an output of each of these."""
    parameters = (
        Parameter(name=f"P{number}", type="String", source=FromStack(stack=other, output="Url"))
        for number, other in enumerate(others)
    )
    return stack(*parameters, name=name)


def run_of(*stacks: Stack, keep_going: bool = False, **after: tuple[str, ...]) -> Run:
    asked = tuple((one, Wishes()) for one in stacks)
    return Run(services=asked, after=after, keep_going=keep_going)


def parts(run: Run) -> list[list[str]]:
    return [[one.name for one, _ in part.services] for part in waves(run)]


def test_services_that_tell_each_other_nothing_are_one_wave() -> None:
    assert parts(run_of(taking("a"), taking("b", "elsewhere"), b=("a",))) == [["a", "b"]]
    assert parts(run_of()) == [[]]


def test_who_takes_something_comes_a_wave_later_and_so_does_who_comes_after_it() -> None:
    run = run_of(taking("last"), taking("web", "api"), taking("api"), web=("api",), last=("web",))
    assert parts(run) == [["api"], ["last", "web"]]


def test_what_is_told_on_is_told_in_as_many_waves() -> None:
    run = run_of(taking("c", "b"), taking("b", "a"), taking("a"), c=("b",), b=("a",))
    assert parts(run) == [["a"], ["b"], ["c"]]


def test_who_comes_after_what_did_not_end_well_is_not_begun() -> None:
    (part,) = waves(run_of(taking("web"), taking("job"), keep_going=True, web=("api",)))
    assert hindered(part, ()) == {}
    assert hindered(part, ("api",)) == {"web": "it comes after api, which did not end well"}
    all_or_nothing = replace(part, keep_going=False)
    assert hindered(all_or_nothing, ("api",)) == {
        "web": "it comes after api, which did not end well",
        "job": "api did not end well",
    }


def test_a_service_is_planned_once_what_it_takes_is_told() -> None:
    aws = FakeAws()
    aws.stacks.there(name="api", outputs={"Url": "old"})
    aws.stacks.course = (
        (0, "api", "UPDATE_IN_PROGRESS", ""),
        (0, "web", "CREATE_IN_PROGRESS", ""),
        (2, "api", "UPDATE_COMPLETE", ""),
        (2, "web", "CREATE_COMPLETE", ""),
    )
    run = run_of(taking("web", "api"), taking("api"), web=("api",))
    ran = deploy_run(run, aws.means())
    assert [one.ended for one in ran.outcomes] == [Ended.CREATED, Ended.UPDATED]
    order = [each for each in aws.calls if each in ("create_change_set", "execute")]
    assert order == ["create_change_set", "execute"] * 2
    assert [one.stack for one in aws.stacks.submissions] == ["api", "web"]


def test_what_would_stop_a_later_wave_stops_the_run_before_anything_is_done() -> None:
    aws = FakeAws()
    aws.stacks.there(name="api", outputs={"Url": "old"})
    run = run_of(taking("web", "api", "nowhere"), taking("api"), web=("api",))
    with pytest.raises(Refused, match="the stack nowhere, which does not exist"):
        deploy_run(run, aws.means())
    assert "execute" not in aws.calls
    assert left_nothing(aws)
