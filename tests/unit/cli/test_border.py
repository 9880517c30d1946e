"""Whatever is raised becomes words and an exit code; a bug becomes a log file."""

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from bbfd.cli import bug
from bbfd.cli.border import answered
from bbfd.errors import (
    AwsError,
    BbfdError,
    DefinitionError,
    DocumentError,
    Interrupted,
    Locked,
    LostSight,
    Mistakes,
    Place,
    Refused,
    UsageError,
)
from tests.unit.cli.projects import a_project

CODES: list[tuple[type[BbfdError], int]] = [
    (UsageError, 2),
    (DefinitionError, 2),
    (DocumentError, 2),
    (Refused, 3),
    (AwsError, 3),
    (LostSight, 6),
    (Locked, 7),
    (Interrupted, 130),
]


def raising(error: BaseException) -> int:
    def run() -> None:
        raise error

    return answered(run, {})


@pytest.mark.parametrize(("kind", "code"), CODES)
def test_an_error_of_ours_is_told_with_its_fix_and_ends_with_its_code(
    kind: type[BbfdError], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert raising(kind("it broke", fix="mend it")) == code
    assert capsys.readouterr() == ("", "it broke\n  fix: mend it\n")


def test_all_mistakes_are_told_each_with_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    each = [DefinitionError(f"no {n}", fix="f", place=Place("services/web.py", n)) for n in (3, 5)]
    assert raising(Mistakes.of(each)) == 2
    assert "services/web.py:3: no 3" in (told := capsys.readouterr().err)
    assert "services/web.py:5: no 5" in told


def test_what_aws_says_cannot_command_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    raising(AwsError("\x1b[2J\n::error::gone", fix="look"))
    told = capsys.readouterr().err
    assert "\x1b" not in told
    assert not [line for line in told.splitlines() if line.startswith("::")]


def test_what_was_run_gives_its_own_code() -> None:
    assert answered(lambda: 10, {}) == 10
    assert answered(lambda: None, {}) == 0


def test_a_wrong_call_ends_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert raising(click.UsageError("no such option")) == 2
    assert "no such option" in capsys.readouterr().err


@pytest.mark.parametrize("error", [KeyboardInterrupt(), click.Abort()])
def test_ctrl_c_ends_with_130(error: BaseException, capsys: pytest.CaptureFixture[str]) -> None:
    assert raising(error) == 130
    assert "stopped" in capsys.readouterr().err


def test_a_bug_leaves_a_log_with_versions_and_traceback_and_none_on_the_screen(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert raising(ZeroDivisionError("a secret of nobody")) == 70
    told = capsys.readouterr().err
    assert "Traceback" not in told
    assert "ZeroDivisionError" in told
    log = Path(told.split()[-1])
    text = log.read_text()
    log.unlink()
    assert "Traceback (most recent call last)" in text
    assert "troposphere" in text
    assert "Python 3" in text


def test_a_log_lies_in_the_project_where_there_is_one(tmp_path: Path) -> None:
    path = bug.written(ValueError(), str(a_project(tmp_path) / "services"))
    assert Path(path).parent == tmp_path / ".bbfd" / "log"


def test_a_reader_who_stops_reading_is_no_error(tmp_path: Path) -> None:
    root = a_project(tmp_path)
    code = f"import sys; sys.argv = ['bbfd', '--project', {str(root)!r}, 'preview', '--all', '--env', 'prod']\n"
    code += "from bbfd.cli import main; main()"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    ) as process:
        assert process.stdout
        process.stdout.close()
        assert process.stderr
        assert process.stderr.read() == b""
        process.stderr.close()
    assert process.returncode == 141
