"""Whatever the caller did to stdin, stdout, stderr, and however it asks to end."""

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bbfd.cli.signals import as_ctrl_c
from tests.unit.cli.projects import a_project


def ran(
    root: Path, arguments: str, redirected: str, **variables: str
) -> "subprocess.CompletedProcess[str]":
    """`bbfd ARGUMENTS` by a shell that redirects its streams."""
    command = (sys.executable, "-c", "from bbfd.cli import main; main()", "--project", str(root))
    path = os.pathsep.join(filter(None, sys.path))
    environment = {**os.environ, "PYTHONPATH": path, **variables}
    return subprocess.run(
        ["sh", "-c", f"{shlex.join(command)} {arguments} {redirected}"],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize(("arguments", "code"), [("list", 0), ("preview nope --env prod", 2)])
def test_a_stream_that_is_closed_changes_nothing_but_what_is_seen(
    tmp_path: Path, closed: str, arguments: str, code: int
) -> None:
    found = ran(a_project(tmp_path), arguments, closed)
    assert found.returncode == code
    assert "bug" not in found.stderr


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="only Linux has /dev/full")
def test_a_full_disk_behind_stdout_is_told_and_is_no_bug(tmp_path: Path) -> None:
    found = ran(a_project(tmp_path), "preview hello --env prod", ">/dev/full")
    assert found.returncode == 2
    assert "No space left on device" in found.stderr
    assert "bug" not in found.stderr


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="only Linux has /dev/full")
def test_a_full_disk_behind_stderr_keeps_the_exit_code(tmp_path: Path) -> None:
    assert ran(a_project(tmp_path), "preview nope --env prod", "2>/dev/full").returncode == 2


def test_a_file_where_a_folder_should_be_is_named_and_is_no_bug(tmp_path: Path) -> None:
    root = a_project(tmp_path)
    (root / "out").write_text("")
    found = ran(root, f"preview hello --env prod --out {root}/out/below", "")
    assert found.returncode == 2
    assert f"{root}/out/below: Not a directory" in found.stderr


def test_what_an_encoding_does_not_know_is_shown_by_its_number(tmp_path: Path) -> None:
    root = a_project(tmp_path)
    source = (root / "services" / "hello.py").read_text()
    (root / "services" / "hello.py").write_text(
        source.replace("port=80", 'port=80, variables={"WHO": "h\u00e9llo"}'), encoding="utf-8"
    )
    found = ran(root, "preview hello --env prod", "", PYTHONIOENCODING="ascii")
    assert (found.returncode, found.stderr) == (0, "")
    assert "h\\xe9llo" in found.stdout


def test_in_a_folder_that_is_gone_there_is_no_project_and_no_bug(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    program = "from bbfd.cli import main; main()"
    done = subprocess.run(
        ["sh", "-c", f'rmdir "{gone}"; exec "$0" -c "{program}" list', sys.executable],
        cwd=gone,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    assert done.returncode == 2
    assert "the current folder is gone" in done.stderr


@pytest.fixture
def not_ignored() -> Iterator[None]:
    """Whoever runs the tests may ignore a signal (`nohup`), and then it stays ignored."""
    before = {each: signal.signal(each, signal.SIG_DFL) for each in (signal.SIGTERM, signal.SIGHUP)}
    yield
    for each, handler in before.items():
        signal.signal(each, handler)


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.usefixtures("not_ignored")
def test_a_request_to_end_is_a_ctrl_c_while_something_is_under_way(asked: signal.Signals) -> None:
    def work() -> None:
        with as_ctrl_c():
            os.kill(os.getpid(), asked)
            signal.pause()

    with pytest.raises(KeyboardInterrupt):
        work()
    assert signal.getsignal(asked) is signal.SIG_DFL


def test_a_request_that_the_caller_ignores_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with as_ctrl_c():
            os.kill(os.getpid(), signal.SIGHUP)
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)
