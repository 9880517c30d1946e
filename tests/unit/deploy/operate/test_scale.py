from dataclasses import replace
from typing import Any

import pytest

from bbfd.deploy.look.mark import STOPPED
from bbfd.deploy.means import Wishes
from bbfd.deploy.operate.scale import scale
from bbfd.deploy.outcome import Ended, Outcome
from tests.unit.deploy.fakes import FakeAws, stack
from tests.unit.deploy.operate.living import SCALES, changes, ecs, living, scheduled


def _scaled(aws: FakeAws, count: int, *, agree: bool = True, **more: Any) -> Outcome:
    return scale(stack(**more), count, Wishes(timeout=300.0), aws.means(agree=lambda _: agree))


def test_a_count_is_set_and_waited_for() -> None:
    aws = living()
    outcome = _scaled(aws, 5)
    assert (outcome.ended, outcome.exit_code) == (Ended.SCALED, 0)
    assert (ecs(aws).now.desired, ecs(aws).now.running) == (5, 5)
    assert "the next deploy that changes the service" in outcome.notes[0]


@pytest.mark.parametrize("count", [1, 4])
def test_between_its_bounds_a_service_that_scales_takes_any(count: int) -> None:
    aws = living(scaling=SCALES)
    outcome = _scaled(aws, count)
    assert outcome.ended is Ended.SCALED
    assert "moves the count from here on" in outcome.notes[0]


@pytest.mark.parametrize("count", [0, 5])
def test_outside_them_it_is_refused_with_what_to_write(count: int) -> None:
    aws = living(scaling=SCALES)
    outcome = _scaled(aws, count)
    assert (outcome.ended, outcome.exit_code, changes(aws)) == (Ended.REFUSED, 3, [])
    assert "scales between 1 and 4" in outcome.reason
    assert "services/web.py" in outcome.fix
    assert "`bbfd deploy web --env dev`" in outcome.fix


def test_a_count_of_nothing_is_a_stop() -> None:
    outcome = _scaled(living(), 0)
    assert outcome.ended is Ended.REFUSED
    assert "`bbfd stop web --env dev`" in outcome.fix
    assert _scaled(living(scaling=replace(SCALES, least=0)), 0).ended is Ended.SCALED


def test_what_is_stopped_has_to_be_started_first() -> None:
    outcome = _scaled(living(desired=0, running=0, tags={STOPPED: "2"}), 3)
    assert outcome.ended is Ended.REFUSED
    assert "`bbfd start web --env dev`" in outcome.fix


@pytest.mark.parametrize("aws", [living(daemon=True), scheduled()])
def test_what_has_no_count_is_refused(aws: FakeAws) -> None:
    outcome = _scaled(aws, 3)
    assert (outcome.ended, changes(aws)) == (Ended.REFUSED, [])
    assert "no count" in outcome.reason


@pytest.mark.parametrize(
    "aws",
    [living(daemon=True), scheduled(), living(desired=0, running=0, tags={STOPPED: "2"})],
)
def test_among_many_what_has_no_count_or_is_stopped_is_left(aws: FakeAws) -> None:
    outcome = scale(stack(), 3, Wishes(timeout=300.0, many=True), aws.means())
    assert (outcome.ended, changes(aws)) == (Ended.IDLE, [])


def test_the_count_that_it_has_is_no_change() -> None:
    aws = living()
    assert (_scaled(aws, 2).ended, changes(aws)) == (Ended.IDLE, [])


def test_less_is_asked_about_in_a_protected_environment_and_more_is_not() -> None:
    aws = living()
    assert _scaled(aws, 1, agree=False, protected=True).ended is Ended.DECLINED
    assert _scaled(aws, 3, agree=False, protected=True).ended is Ended.SCALED


def test_tasks_that_do_not_come_to_run_in_time_are_6() -> None:
    aws = living()
    ecs(aws).stuck = True
    outcome = _scaled(aws, 3)
    assert (outcome.ended, outcome.exit_code) == (Ended.UNKNOWN, 6)
    assert "2 of 3 tasks of web run" in outcome.reason
