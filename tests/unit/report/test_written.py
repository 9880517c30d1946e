"""What people read of a deployment, whole: `python -m tests.unit.report.written` writes it anew."""

import re
from pathlib import Path

import pytest

from tests.unit.report.samples import SECRET
from tests.unit.report.written import GOLDEN, board, every_file

FILES = every_file()
_TIME = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ ")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_written_is_what_the_code_says(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == FILES[path]


def test_no_golden_is_left_over() -> None:
    assert {*GOLDEN.iterdir()} == {path for path in FILES if path.parent == GOLDEN}


@pytest.mark.parametrize("name", ["plan", "failing", "rolled_back", "cause_unknown", "unknown"])
def test_every_line_fits_eighty_columns_the_time_aside(name: str) -> None:
    for line in FILES[GOLDEN / f"{name}.txt"].splitlines():
        assert len(_TIME.sub("", line)) <= 80


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_secret_value_is_read_anywhere(path: Path) -> None:
    assert SECRET not in FILES[path]


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("failing", "prod-web: UPDATE_ROLLBACK_COMPLETE; 1.8.2 still serves, 5 of 5 running"),
        ("unknown", "prod-web: its status is not known; see `bbfd watch web --env prod`"),
        ("unhealthy", "prod-api: UPDATE_COMPLETE; 3.1.0 runs; NOT HEALTHY"),
    ],
)
def test_the_last_line_names_the_real_state_of_the_stack(name: str, state: str) -> None:
    assert _TIME.sub("", FILES[GOLDEN / f"{name}.txt"].splitlines()[-1]) == state


def test_the_last_line_of_a_run_names_the_state_of_every_stack() -> None:
    last = FILES[GOLDEN / "several.txt"].splitlines()[-1]
    for said in (
        "exit code 6; ",
        "prod-web: UPDATE_ROLLBACK_COMPLETE",
        "prod-jobs: its status is not known",
        "prod-api, prod-mail: UPDATE_COMPLETE",
        "prod-edge: not tried",
    ):
        assert said in last


def test_a_cause_that_was_told_as_it_was_found_is_told_in_short_at_the_end() -> None:
    shown = FILES[GOLDEN / "failing.txt"]
    assert shown.count("| Traceback") == 1
    assert shown.count('container "app" exited with code 1') == 2


@pytest.mark.parametrize("high", [1, 2, 3, 8, 40])
@pytest.mark.parametrize("several", [1, 3, 100])
def test_what_is_under_way_never_takes_more_rows_than_there_are(high: int, several: int) -> None:
    rows = board(79, high, several).splitlines()
    assert 1 <= len(rows) <= high
    if several > high > 1:
        assert rows[-1] == f"and {several - high + 1} more under way"


def test_on_a_narrow_terminal_nothing_of_a_rollout_is_lost() -> None:
    narrow, wide = (" ".join(board(columns, 40).split()) for columns in (39, 200))
    assert narrow == wide
    assert max(map(len, board(39, 40).splitlines())) <= 40
