"""What is looked at again and again: whole at first, then what came and what went; until Ctrl-C."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import pytest

from bbfd.cli.watching import Screen
from bbfd.deploy.after.status import Status
from bbfd.deploy.outcome import Running
from bbfd.deploy.records import StackState
from tests.unit.deploy.fakes import VirtualClock, service


def _seen(name: str = "dev-web", **now: object) -> Status:
    state = StackState(id="arn", name=name, status="UPDATE_COMPLETE")
    return Status(name=name, stack=state, services=(Running(service=service(**now)),))


def _answers(*looks: Sequence[Status] | str) -> Callable[[], Sequence[Status] | str]:
    """Each look in turn, then Ctrl-C."""
    left = list(looks)

    def again() -> Sequence[Status] | str:
        if not left:
            raise KeyboardInterrupt
        return left.pop(0)

    return again


def _shown(
    *looks: Sequence[Status] | str, first: Sequence[Status] = (_seen(),), as_json: bool = False
) -> tuple[int, VirtualClock]:
    clock = VirtualClock()
    screen = Screen(clock, 10.0, as_json=as_json)
    between: list[None] = []
    code = screen.show(
        first, [""] * len(first), _answers(*looks), between=lambda: between.append(None)
    )
    assert len(between) == len(looks) + 1
    return code, clock


def test_without_a_terminal_what_changes_is_printed_as_lines(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, clock = _shown((_seen(),), (_seen(running=1, pending=1),))
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "2026-01-02T03:04:05Z dev-web"
    whole = lines.index(next(line for line in lines if " dev-web - " in line))
    assert lines[whole] == "2026-01-02T03:04:25Z dev-web - tasks          2 of 2 running"
    assert lines[whole + 1].endswith("+ tasks          1 of 2 running, 1 starting")
    assert "1 of 2 tasks of web run" in lines[-1]
    assert (code, clock.now) == (4, 30.0)


def test_nothing_new_is_no_line(capsys: pytest.CaptureFixture[str]) -> None:
    code, _ = _shown((_seen(),), (_seen(),))
    assert code == 0
    assert capsys.readouterr().out.count("dev-web") == 2  # the head, and the stack's line


def test_as_json_each_stack_that_changed_is_an_object(capsys: pytest.CaptureFixture[str]) -> None:
    both = (_seen(), _seen("dev-other"))
    _shown((_seen(), _seen("dev-other", desired=3)), first=both, as_json=True)
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["stack"] for one in records] == ["dev-web", "dev-other", "dev-other"]
    assert records[-1]["services"][0]["desired"] == 3


def test_a_look_that_fails_for_now_is_said_and_the_next_one_made(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, _ = _shown("could not describe the stack: slow down", (_seen(running=0),))
    assert code == 4
    said = capsys.readouterr()
    assert "slow down" in said.err
    assert "0 of 2 running" in said.out


def test_what_others_wrote_draws_nothing_on_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    _shown(first=(_seen(name="evil\x1b[2J"),))
    assert "\x1b" not in capsys.readouterr().out
