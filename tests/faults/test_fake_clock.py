"""The laws of the virtual clock."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.faults.fake.clock import VirtualClock


def _sleeper(
    clock: VirtualClock, naps: list[float], log: list[tuple[float, str]], name: str
) -> Callable[[], None]:
    def work() -> None:
        for nap in naps:
            clock.sleep(nap)
            log.append((clock.now, name))

    return work


def test_nothing_waits_and_both_times_go_on_alike() -> None:
    clock = VirtualClock()
    began, day = clock.monotonic(), clock.utc()
    clock.sleep(3 * 3600)
    assert clock.monotonic() - began == 3 * 3600
    assert (clock.utc() - day).total_seconds() == 3 * 3600


def test_workers_wake_in_the_order_of_time_and_then_of_their_turns() -> None:
    clock, log = VirtualClock(), list[tuple[float, str]]()
    clock.each(
        [
            _sleeper(clock, [2, 2, 2], log, "a"),
            _sleeper(clock, [3, 1], log, "b"),
            _sleeper(clock, [4], log, "c"),
        ]
    )
    assert log == [(2, "a"), (3, "b"), (4, "c"), (4, "a"), (4, "b"), (6, "a")]
    assert clock.now == 6


@given(st.lists(st.lists(st.integers(0, 5).map(float), max_size=4), max_size=5))
def test_the_same_naps_give_the_same_course_and_the_longest_one_its_end(
    naps: list[list[float]],
) -> None:
    logs = []
    for _ in range(2):
        clock, log = VirtualClock(), list[tuple[float, str]]()
        clock.each([_sleeper(clock, some, log, str(n)) for n, some in enumerate(naps)])
        assert clock.now == max(map(sum, naps), default=0.0)
        assert log == sorted(log, key=lambda one: one[0])
        logs.append(log)
    assert logs[0] == logs[1]


def test_only_one_thread_runs_at_a_time() -> None:
    clock, inside, seen = VirtualClock(), [0], list[int]()

    def work() -> None:
        for _ in range(20):
            inside[0] += 1
            seen.append(inside[0])
            inside[0] -= 1
            clock.sleep(1)

    clock.each([work] * 5)
    assert set(seen) == {1}


def test_ctrl_c_comes_out_of_the_main_threads_sleep() -> None:
    clock = VirtualClock()
    clock.ctrl_c(at=4)
    with pytest.raises(KeyboardInterrupt):
        clock.sleep(10)
    assert clock.now == 4


def test_ctrl_c_comes_out_of_each_while_the_workers_go_on_in_wait() -> None:
    clock, log = VirtualClock(), list[tuple[float, str]]()
    clock.ctrl_c(at=3)
    with pytest.raises(KeyboardInterrupt):
        clock.each([_sleeper(clock, [2, 2], log, "a"), _sleeper(clock, [5], log, "b")])
    assert (clock.now, log) == (3, [(2, "a")])
    clock.wait()
    assert log == [(2, "a"), (4, "a"), (5, "b")]


def test_an_interrupt_wakes_every_worker_once() -> None:
    clock, woken = VirtualClock(), list[float]()

    def work() -> None:
        try:
            clock.sleep(100)
        except KeyboardInterrupt:
            woken.append(clock.now)
            clock.sleep(7)

    clock.ctrl_c(at=3)
    with pytest.raises(KeyboardInterrupt):
        clock.each([work, work])
    clock.interrupt()
    clock.wait()
    assert (woken, clock.now) == ([3, 3], 10)


def test_what_a_worker_fails_with_comes_out_when_all_have_ended() -> None:
    clock, log = VirtualClock(), list[tuple[float, str]]()

    def fails() -> None:
        clock.sleep(1)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        clock.each([fails, _sleeper(clock, [5], log, "a")])
    assert log == [(5, "a")]


def test_orders_happen_at_their_time_in_whichever_thread_passes_it() -> None:
    clock, log = VirtualClock(), list[tuple[float, str]]()
    clock.at(1, lambda: log.append((clock.now, "order")))
    clock.at(7, lambda: log.append((clock.now, "order")))
    clock.each([_sleeper(clock, [5], log, "a")])
    clock.sleep(5)
    assert log == [(1, "order"), (5, "a"), (7, "order")]


def test_closing_leaves_no_thread_behind() -> None:
    clock, before = VirtualClock(), threading.active_count()
    clock.ctrl_c(at=1)
    with pytest.raises(KeyboardInterrupt):
        clock.each([_sleeper(clock, [100] * 50, [], "a")] * 3)
    clock.close()
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and thread.daemon:
            thread.join(1)
    assert threading.active_count() <= before
