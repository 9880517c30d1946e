"""A call about what another process has under way is answered by that process."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bbfd.local.condition import reset
from bbfd.local.letters import answered, can_be_sent, is_letter, sent, thrown_away
from bbfd.local.wire import Answer, Call

FORM = {"content-type": "application/x-www-form-urlencoded"}
CANCEL = Call(method="POST", url="https://x/", headers=FORM, body=b"Action=CancelUpdateStack&\xff")
DELETE = Call(method="POST", url="https://x/", headers=FORM, body=b"Action=DeleteStack")


def test_only_what_breaks_off_an_update_is_sent() -> None:
    assert can_be_sent(CANCEL)
    assert not can_be_sent(DELETE)


def test_the_reply_is_what_was_answered_and_nothing_is_left(tmp_path: Path) -> None:
    got: list[Call] = []

    def answer(call: Call) -> Answer:
        got.append(call)
        return Answer(status=400, headers={"a": "b"}, body=b"\xfe")

    reader = _reading(tmp_path, answer)
    given = sent(tmp_path, CANCEL, is_read=lambda: True, sleep=time.sleep)
    reader.join(5)
    assert given == Answer(status=400, headers={"a": "b"}, body=b"\xfe")
    assert got == [CANCEL]
    assert list(tmp_path.iterdir()) == []


def test_where_nobody_reads_there_is_no_reply_and_nothing_is_left(tmp_path: Path) -> None:
    assert sent(tmp_path, CANCEL, is_read=lambda: False, sleep=time.sleep) is None
    assert list(tmp_path.iterdir()) == []


def test_who_waits_for_a_reply_waits_no_longer_when_the_letter_is_thrown_away(
    tmp_path: Path,
) -> None:
    def thrown(_: float) -> None:
        thrown_away(tmp_path)

    assert sent(tmp_path, CANCEL, is_read=lambda: True, sleep=thrown) is None


def test_a_letter_that_was_left_lying_goes_with_a_reset(tmp_path: Path) -> None:
    def gone(_: float) -> None:
        raise KeyboardInterrupt

    (tmp_path / "call-1.letter").write_text("{}", encoding="utf-8")
    with pytest.raises(KeyboardInterrupt):
        sent(tmp_path, CANCEL, is_read=lambda: True, sleep=gone)
    assert [is_letter(path) for path in tmp_path.iterdir()] == [True]
    reset(tmp_path)
    assert not [path for path in tmp_path.iterdir() if is_letter(path)]


def _reading(folder: Path, answer: Callable[[Call], Answer]) -> threading.Thread:
    def read() -> None:
        until = time.monotonic() + 5
        while not answered(folder, answer) and time.monotonic() < until:
            time.sleep(0.01)

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    return thread
