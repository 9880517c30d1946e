"""Workers on real threads: who has ended is known whatever is pressed, and nobody is waited for twice."""

from __future__ import annotations

import gc
import os
import signal
import time
from threading import Thread, Timer

import pytest

from bbfd.cli.threads import Threads


def test_all_run_side_by_side_and_are_waited_for() -> None:
    threads, ended = Threads(), []

    def worker(name: str, seconds: float) -> None:
        threads.sleep(seconds)
        ended.append(name)

    began = time.monotonic()
    threads.each([lambda: worker("slow", 0.3), lambda: worker("quick", 0.1)])
    assert ended == ["quick", "slow"]
    assert time.monotonic() - began < 0.6


@pytest.mark.parametrize("presses", [1, 3])
def test_who_still_runs_after_ctrl_c_is_waited_for(presses: int) -> None:
    threads, ended = Threads(), []

    def worker() -> None:
        threads.sleep(0.1 * presses + 0.6)
        ended.append("it")

    for number in range(presses):
        Timer(0.1 * (number + 1), os.kill, (os.getpid(), signal.SIGINT)).start()
    wait, pressed = (lambda: threads.each([worker, lambda: None])), 0
    while True:
        try:
            wait()
            break
        except KeyboardInterrupt:
            assert not ended
            wait, pressed = threads.wait, pressed + 1
    assert (pressed, ended) == (presses, ["it"])


def test_an_interruption_wakes_each_worker_once() -> None:
    threads, woken = Threads(), []

    def worker() -> None:
        try:
            threads.sleep(30)
        except KeyboardInterrupt:
            woken.append(1)
            threads.sleep(0.05)  # once: this one is slept

    Timer(0.1, threads.interrupt).start()
    threads.each([worker, worker])
    assert woken == [1, 1]


def test_one_that_begins_after_an_interruption_is_not_woken_by_it() -> None:
    threads = Threads()
    threads.interrupt()
    threads.each([lambda: threads.sleep(0.05)])


def test_what_a_worker_failed_with_comes_out_once() -> None:
    threads = Threads()

    def fails() -> None:
        raise ValueError("it broke")

    with pytest.raises(ValueError, match="it broke"):
        threads.each([fails, lambda: threads.sleep(0.1)])
    threads.wait()


@pytest.mark.parametrize("after", [0.0002, 0.002, 0.006, 0.012])
def test_ctrl_c_while_the_workers_are_begun_loses_none_of_them(after: float) -> None:
    threads, ended = Threads(), []
    bystander = Thread(
        target=time.sleep, args=(0.2,), daemon=True
    )  # it may be the one that takes the signal
    bystander.start()
    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    gc.disable()  # what is raised while garbage is collected comes out nowhere
    try:
        signal.setitimer(signal.ITIMER_REAL, after)
        threads.each([lambda: ended.append(1)] * 300)
    except KeyboardInterrupt:
        threads.wait()  # hangs where one was counted and never begun
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        gc.enable()
    assert len(ended) in (0, 300)  # 0: none of them was begun
