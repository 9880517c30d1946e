"""Ctrl-C while something runs in AWS: what is asked, and what a second one does."""

import io
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from click.testing import CliRunner

from bbfd.cli.asking import Chooser
from bbfd.cli.signals import Requests
from bbfd.deploy.means import Choice
from bbfd.report.plain import Plain
from tests.unit.report.samples import NOON


class Left(BaseException):
    """The process would have ended."""


def leave(code: int) -> None:
    raise Left(code)


class Watched(Plain):
    """A console that notes when nothing may move."""

    def __init__(self) -> None:
        super().__init__(io.StringIO(), lambda: NOON)
        self.notes: list[str]
        object.__setattr__(self, "notes", [])

    @contextmanager
    def still(self) -> Iterator[None]:
        self.notes.append("still")
        yield
        self.notes.append("moves")


def chosen(
    typed: str, *, stacks: tuple[str, ...] = ("prod-web",), requests: Requests | None = None
) -> tuple[Choice, str]:
    console = Watched()
    choose = Chooser(console, True, requests or Requests(leave))
    with CliRunner().isolation(typed) as (_, err, *_others):
        choice = choose(stacks)
        words = err.getvalue().decode()
    assert console.notes == (["still", "moves"] if words else [])
    return choice, words


@pytest.mark.parametrize(
    ("typed", "choice"),
    [
        ("d\n", Choice.DETACH),
        ("Cancel\n", Choice.CANCEL),
        ("k\n", Choice.GO_ON),
        ("\n", Choice.GO_ON),
        ("what?\nc\n", Choice.CANCEL),
        ("", Choice.DETACH),
    ],
    ids=["d", "cancel", "k", "Enter", "asked again", "stdin at its end"],
)
def test_it_is_asked_whether_to_detach_cancel_or_watch_on(typed: str, choice: Choice) -> None:
    answer, words = chosen(typed)
    assert answer is choice
    assert words.startswith("the deployment of prod-web goes on in AWS.\n[d]etach, [c]ancel")


def test_of_many_stacks_it_is_asked_once() -> None:
    _, words = chosen("d\n", stacks=tuple(f"s{number}" for number in range(9)))
    assert words.startswith("9 deployments go on (s0, s1, s2, s3, s4, ...) in AWS.\n")


def test_without_a_person_it_is_left_to_aws() -> None:
    choose = Chooser(Watched(), False, Requests(leave))
    assert choose(("s",)) is Choice.DETACH


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_job_that_is_cancelled_is_asked_nothing(number: signal.Signals) -> None:
    requests = Requests(leave)
    with pytest.raises(KeyboardInterrupt):
        requests.take(number, None)
    assert chosen("c\n", requests=requests) == (Choice.DETACH, "")


class Interrupted(io.BytesIO):
    """A stdin at which Ctrl-C is pressed."""

    def readline(self, size: int | None = -1) -> bytes:
        raise KeyboardInterrupt

    def read1(self, size: int | None = -1) -> bytes:
        raise KeyboardInterrupt


def test_a_second_ctrl_c_at_the_question_ends_it() -> None:
    choose = Chooser(Watched(), True, Requests(leave))
    with CliRunner().isolation(Interrupted()), pytest.raises(KeyboardInterrupt):
        choose(("prod-web",))


@pytest.mark.parametrize("typed", ["d\n", "c\n"])
def test_a_second_ctrl_c_after_the_answer_ends_the_process_at_once(typed: str) -> None:
    requests = Requests(leave)
    chosen(typed, requests=requests)
    with pytest.raises(Left) as left:
        requests.take(signal.SIGINT, None)
    assert left.value.args == (130,)


def test_who_watches_on_is_asked_again_next_time() -> None:
    requests = Requests(leave)
    chosen("k\n", requests=requests)
    with pytest.raises(KeyboardInterrupt):
        requests.take(signal.SIGINT, None)


def test_the_process_ends_by_itself_within_a_second(tmp_path: os.PathLike[str]) -> None:
    import subprocess
    import sys
    import time

    program = """
import signal, time
from bbfd.cli.signals import as_ctrl_c
with as_ctrl_c() as requests:
    try:
        print("ready", flush=True); time.sleep(60)
    except KeyboardInterrupt:
        requests.next_ends("stopped: it goes on in AWS")
        print("chosen", flush=True)
        while True:
            try: time.sleep(60)
            except BaseException: pass
"""
    path = os.pathsep.join(filter(None, sys.path))
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": path},
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        for word in ("ready", "chosen"):
            assert process.stdout.readline().strip() == word
            process.send_signal(signal.SIGINT)
        began = time.monotonic()
        assert process.wait(timeout=10) == 130
        assert time.monotonic() - began < 1
        assert "stopped: it goes on in AWS" in process.stderr.read()
