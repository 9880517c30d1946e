"""Images, as they are told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bbfd.images.trials import Tried
from bbfd.report.building import Tail, built_line, built_record, tried_lines, tried_record
from bbfd.report.line import text
from tests.unit.images.fakes import BUILT

KEY = "AKIAIOSFODNN7EXAMPLE"
FAILED = Tried(
    service="web",
    container="app",
    image="localhost/web:1",
    check="`a`",
    why="it ended with 1, and 0 was expected",
    seconds=1.25,
    log=("::error::obeyed", f"key {KEY}", "\x1b[31mred"),
)


def test_the_last_lines_of_a_build_are_shown_as_far_as_there_is_room() -> None:
    time = iter((0.0, 61.0, 62.0, 63.0, 64.0))
    tail = Tail("podman", lambda: next(time))
    for number in range(20):
        tail.take(f"line {number}")
    assert [line.text for line in tail.lines(80, 4)] == [
        "podman builds  01:01",
        "  line 17",
        "  line 18",
        "  line 19",
    ]
    assert [line.text for line in tail.lines(80, 1)] == ["podman builds  01:02"]
    assert len(tail.lines(80, 99)) == 9


def test_what_has_the_shape_of_a_credential_is_not_shown() -> None:
    tail = Tail("podman", lambda: 0.0)
    assert KEY not in tail.line(f"export {KEY}").text
    assert KEY not in text(tried_lines(FAILED))
    assert KEY not in str(tried_record(FAILED))


def test_a_log_can_command_nothing() -> None:
    said = text(tried_lines(FAILED))
    assert "\x1b" not in said
    assert not any(line.lstrip().startswith("::") for line in said.splitlines())


def test_a_check_that_failed_says_why_and_what_its_container_said() -> None:
    lines = [line.text for line in tried_lines(replace(FAILED, log=()))]
    assert lines == [
        "web, container app: `a`: FAILED",
        "  it ended with 1, and 0 was expected",
        "  | it said nothing",
    ]
    passed = replace(FAILED, why="")
    assert [line.text for line in tried_lines(passed)] == [
        "web, container app: `a`: passed (1.2 s)"
    ]


@pytest.mark.parametrize(
    ("built", "said"),
    [
        (replace(BUILT, unchanged=True), "web, container app: unchanged, podman has it"),
        (replace(BUILT, seconds=9.6), "web, container app: built with podman in 10 s"),
        (
            replace(BUILT, platforms=("linux/arm64",)),
            "web, container app: built with podman for linux/arm64 in 0 s",
        ),
    ],
)
def test_what_came_of_an_image_is_said(built, said: str) -> None:
    assert built_line(built).text == said


def test_records_have_all_that_an_image_and_a_check_have() -> None:
    assert built_record(BUILT).keys() == set(BUILT.__slots__)
    assert tried_record(FAILED).keys() == {*FAILED.__slots__, "passed", "reason"} - {"why"}
