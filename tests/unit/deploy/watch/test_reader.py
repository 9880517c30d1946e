"""What several ask for at the same time: read once, and a failure is that of all who waited for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bbfd.deploy.watch.reader import reading
from bbfd.errors import AwsError, Trouble
from tests.faults.fake.clock import VirtualClock
from tests.unit.deploy.fakes import START, trouble

NAMES = ("one", "two", "three", "four")


class _Slow:
    """An AWS whose listing takes a while, and fails as told; one that is not repeated takes a second."""

    def __init__(self, clock: VirtualClock, *, fails: bool, seconds: float = 24.0) -> None:
        self.asked: list[float] = []
        self._clock = clock
        self._fails = fails
        self._seconds = seconds

    @property
    def stacks(self) -> _Slow:
        return self

    @property
    def at_once(self) -> _Slow:
        hasty = _Slow(self._clock, fails=self._fails, seconds=1.0)
        hasty.asked = self.asked
        return hasty

    def every(self) -> tuple[()]:
        self.asked.append(self._seconds)
        self._clock.sleep(self._seconds)
        if self._fails:
            raise trouble(Trouble.THROTTLED)
        return ()


def _each(fails: bool, *calls: str) -> tuple[_Slow, list[tuple[float, Any]]]:
    """Let each of the calls, as `at_once`, look for a stack; when each had its answer, and which."""
    clock = VirtualClock(START)
    slow = _Slow(clock, fails=fails)
    aws: Any = reading(slow, clock, NAMES, fresh=4.0)
    ends: list[tuple[float, Any]] = []

    def call(how: str) -> Callable[[], None]:
        def look() -> None:
            try:
                found = (aws.at_once if how else aws).stacks.describe("one")
            except AwsError as error:
                found = error
            ends.append((clock.now, found))

        return look

    clock.each([call(how) for how in calls])
    clock.close()
    return slow, ends


def test_who_waits_for_a_read_shares_its_failure() -> None:
    slow, ends = _each(True, "", "", "")
    assert slow.asked == [24.0]
    assert [round(at) for at, _ in ends] == [24] * 3
    errors = [error for _, error in ends]
    assert {error.trouble for error in errors} == {Trouble.THROTTLED}
    # Each tells of its own stack what that is at.
    assert len({id(error) for error in errors}) == len(errors)


def test_who_waits_for_a_read_shares_its_answer() -> None:
    slow, ends = _each(False, "", "", "")
    assert (slow.asked, [found for _, found in ends]) == ([24.0], [None] * 3)


def test_who_wants_an_answer_at_once_does_not_wait_for_a_read_that_is_repeated() -> None:
    for fails in (True, False):
        slow, ends = _each(fails, "", "at_once", "at_once")
        assert slow.asked == [24.0, 1.0]
        assert [round(at) for at, _ in ends] == [1, 1, 24]
