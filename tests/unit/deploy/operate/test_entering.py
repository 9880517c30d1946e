"""Which container a session goes to; what cannot be entered is refused before a session is begun."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bbfd.deploy.operate.entering import Entrance, entrance
from bbfd.errors import Refused
from tests.unit.deploy.operate.tasks import OPEN, ORDER, STACK, live, running


def entered(*lives: Any, order: Any = ORDER, **more: Any) -> Entrance:
    aws, services, _ = running()
    services.lives, services.now = lives, order
    return entrance(STACK, aws.means(), **more)


def refused(*lives: Any, **more: Any) -> Refused:
    with pytest.raises(Refused) as error:
        entered(*lives, **more)
    return error.value


def test_the_newest_running_task_is_entered_in_its_main_container() -> None:
    found = entered(live(1, status="PENDING"), live(2), live(3))
    assert found.task.id == "2f2a"
    assert found.container.name == "app"
    assert found.others == 1
    assert found.target == "ecs:dev_2f2a_4f2a-1"


def test_a_one_off_task_is_entered_only_by_name() -> None:
    by_hand = live(1, service="")
    assert entered(by_hand, live(2)).task.id == "2f2a"
    assert entered(by_hand, live(2), task="1f").task.id == "1f2a"


def test_an_id_that_says_too_little_is_refused() -> None:
    one, other = live(1), live(1, arn="arn:aws:ecs:eu-west-1:1:task/dev/1f3b")
    assert "1f2a, 1f3b" in str(refused(one, other, task="1f"))


def test_a_task_that_is_not_there_is_refused_with_those_that_are() -> None:
    error = refused(live(1), live(2), task="9")
    assert error.what == "dev-web has no task 9"
    assert error.fix == "--task takes 1f2a, 2f2a"


def test_where_no_task_runs_it_is_said_what_there_is() -> None:
    assert refused().what == "no task of dev-web runs"
    assert "1f2a is PENDING" in refused(live(1, status="PENDING")).what


def test_where_exec_is_off_the_field_that_turns_it_on_is_named() -> None:
    error = refused(live(1, entered=False), order=replace(ORDER, entered=False))
    assert "`exec=True` in services/web.py" in error.fix
    assert "bbfd deploy web --env dev" in error.fix


def test_a_task_from_before_exec_was_turned_on_is_replaced() -> None:
    assert "bbfd restart web --env dev" in refused(live(1, entered=False)).fix


def test_an_agent_that_does_not_run_yet_is_waited_for_by_who_asks() -> None:
    starting = live(1, containers=(replace(OPEN, agent="PENDING"),))
    assert refused(starting).fix == "try again in a moment"
    without = live(1, containers=(replace(OPEN, agent=""),))
    assert "not ready" in refused(without).what


def test_an_agent_that_stopped_says_why() -> None:
    ended = replace(OPEN, agent="STOPPED", agent_reason="Received Container Stopped event")
    error = refused(live(1, containers=(ended,)))
    assert "has stopped in app of task 1f2a (Received Container Stopped event)" in error.what


def test_a_container_that_does_not_run_is_not_entered() -> None:
    assert (
        "does not run: it is stopped"
        in refused(live(1, containers=(replace(OPEN, status="STOPPED"),))).what
    )
    assert "no container side" in refused(live(1), container="side").what
