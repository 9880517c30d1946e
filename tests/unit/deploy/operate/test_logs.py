"""The logs of all tasks: merged in the order of time, and followed without losing or repeating anything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbfd.deploy.log import LogEvent, LogPage, LogSpan
from bbfd.deploy.operate.logs import Entry, Follower, Narrowed, entry, milliseconds, read, spans
from bbfd.deploy.operate.silent import silent
from bbfd.deploy.records import ContainerPlan, LogPlace
from bbfd.errors import AwsError, Trouble

START = datetime(2026, 11, 21, 12, tzinfo=timezone.utc)
BEGAN = milliseconds(START)
APP = ContainerPlan(
    name="app", image="i", log=LogPlace(group="own", prefix="web"), driver="awslogs"
)
SIDE = ContainerPlan(
    name="side", image="i", log=LogPlace(group="shared", prefix="team/web"), driver="awslogs"
)


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now

    def utc(self) -> datetime:
        return START + timedelta(seconds=self.now)

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@dataclass(frozen=True)
class Late:
    """An event, and when CloudWatch shows it: seconds after the start."""

    event: LogEvent
    shown: float


class FakeLogs:
    """A log group that shows events late, and gives a few at once."""

    def __init__(self, clock: Clock, events: Sequence[Late], page: int = 3) -> None:
        self._clock, self._events, self._page = clock, events, page
        self.asked: list[LogSpan] = []

    def page(self, span: LogSpan, *, more: str = "") -> LogPage:
        self.asked.append(span)
        last = span.until if span.until is not None else 2**62
        found = sorted(
            (
                late.event
                for late in self._events
                if late.shown <= self._clock.now
                and span.since <= late.event.at <= last
                and late.event.stream.startswith(span.prefix)
            ),
            key=lambda event: event.at,
        )
        begin = int(more or 0)
        rest = begin + self._page < len(found)
        return LogPage(
            events=tuple(found[begin : begin + self._page]),
            more=str(begin + self._page) if rest else "",
        )

    def tail(self, group: str, stream: str, *, lines: int) -> tuple[str, ...]:
        raise AssertionError

    def exists(self, group: str) -> bool:
        raise AssertionError


def event(number: int, at: float, stream: str = "web/app/t1") -> LogEvent:
    return LogEvent(
        id=f"e{number}", at=BEGAN + int(at * 1000), stream=stream, message=f"line {number}"
    )


def nobody(group: str) -> None:
    raise AssertionError(group)


def followed(logs: FakeLogs, clock: Clock, *, rounds: int, every: float = 2.0) -> Iterator[Entry]:
    follower = Follower((LogSpan(group="own", since=BEGAN),), logs, clock, nobody)
    for _ in range(rounds):
        yield from follower.poll()
        clock.sleep(every)


# Written at any time of three minutes, by hosts whose clocks are off by a few seconds, shown up to four minutes later.
written = st.tuples(
    st.floats(0, 180), st.floats(0, 235), st.floats(-3, 3), st.sampled_from(["t1", "t2", "t3"])
)


@given(st.lists(written, max_size=40), st.floats(0.5, 20), st.integers(1, 5))
def test_every_event_is_told_exactly_once_however_late_it_appears(
    events: list[tuple[float, float, float, str]], every: float, page: int
) -> None:
    clock = Clock()
    lates = [
        Late(event(number, max(0.0, at + off), f"web/app/{task}"), at + late)
        for number, (at, late, off, task) in enumerate(events)
    ]
    logs = FakeLogs(clock, lates, page)
    told = [e.message for e in followed(logs, clock, rounds=int(480 / every) + 2, every=every)]
    assert sorted(told) == sorted(late.event.message for late in lates)


def test_a_host_whose_clock_is_ahead_takes_nobody_elses_events() -> None:
    clock = Clock()
    lates = [Late(event(0, 3600.0), 1.0), Late(event(1, 5.0, "web/app/t2"), 6.0)]
    told = [e.message for e in followed(FakeLogs(clock, lates), clock, rounds=60)]
    assert told == ["line 0", "line 1"]


def test_most_looks_read_little_again() -> None:
    clock = Clock()
    lates = [Late(event(number, float(number)), float(number)) for number in range(600)]
    logs = FakeLogs(clock, lates, page=1000)
    told = [*followed(logs, clock, rounds=301)]
    assert len(told) == 600
    reach = [(BEGAN + 2000 * number - span.since) / 1000 for number, span in enumerate(logs.asked)]
    assert sum(seconds > 25 for seconds in reach[20:]) <= len(reach) / 10
    assert max(reach) <= 305


def test_what_several_containers_wrote_is_merged_in_the_order_of_time() -> None:
    clock = Clock()
    lates = [
        Late(event(0, 1.0, "web/app/t1"), 0.0),
        Late(event(1, 3.0, "web/app/t2"), 0.0),
        Late(event(2, 2.0, "team/web/side/t1"), 0.0),
        Late(event(3, 4.0, "team/web/side/t1"), 0.0),
    ]
    wanted = spans((APP, SIDE), (), Narrowed(), BEGAN, None)
    told = [*read(wanted, FakeLogs(clock, lates), nobody)]
    assert [one.message for one in told] == ["line 0", "line 2", "line 1", "line 3"]
    assert [(one.container, one.task) for one in told[:2]] == [("app", "t1"), ("side", "t1")]


def test_a_group_of_its_own_is_read_at_once_and_one_that_others_share_by_its_streams() -> None:
    assert [(one.group, one.prefix) for one in spans((APP, SIDE), ("own",), Narrowed(), 0, 9)] == [
        ("own", ""),
        ("shared", "team/web/side/"),
    ]


def test_a_container_or_a_task_is_found_by_the_names_of_its_streams() -> None:
    one = spans((APP, SIDE), ("own",), Narrowed(container="app", pattern="ERROR"), 0, None)
    assert [(span.prefix, span.pattern) for span in one] == [("web/app/", "ERROR")]
    both = spans((APP, SIDE), ("own",), Narrowed(task="4f2a"), 0, None)
    assert [span.prefix for span in both] == ["web/app/4f2a", "team/web/side/4f2a"]


def test_a_stream_that_is_named_otherwise_is_told_as_it_is() -> None:
    assert entry(event(0, 0.0, "bare")).task == "bare"
    assert entry(event(0, 0.0, "bare")).container == ""


def test_a_group_that_does_not_exist_is_said_and_is_no_failure() -> None:
    class Nothing(FakeLogs):
        def page(self, span: LogSpan, *, more: str = "") -> LogPage:
            return None  # type: ignore[return-value]

    absent: list[str] = []
    clock = Clock()
    wanted = spans((APP,), ("own",), Narrowed(), 0, None)
    assert [*read(wanted, Nothing(clock, ()), absent.append)] == []
    assert [*Follower(wanted, Nothing(clock, ()), clock, absent.append).poll()] == []
    assert absent == ["own", "own"]


def test_what_was_read_when_aws_refused_the_rest_is_told_the_next_time() -> None:
    class Refusing(FakeLogs):
        refused = False

        def page(self, span: LogSpan, *, more: str = "") -> LogPage:
            if span.group == "two" and not self.refused:
                self.refused = True
                raise AwsError("slow down", fix="wait", trouble=Trouble.THROTTLED)
            return super().page(span, more=more)

    clock = Clock()
    logs = Refusing(clock, (Late(event(1, 1.0), 0.0),))
    wanted = (LogSpan(group="own", since=BEGAN), LogSpan(group="two", since=BEGAN))
    follower = Follower(wanted, logs, clock, nobody)
    with pytest.raises(AwsError):
        [*follower.poll()]
    assert [one.message for one in follower.poll()] != []


def test_where_a_log_is_not_read_it_is_said_where_it_goes() -> None:
    plans = (
        APP,
        ContainerPlan(name="a", image="i", driver="awsfirelens"),
        ContainerPlan(name="b", image="i", driver="splunk"),
        ContainerPlan(name="c", image="i"),
        ContainerPlan(name="d", image="i", driver="awslogs"),
    )
    told = [*silent(plans)]
    assert all(map(str.__contains__, told, ("FireLens", "splunk", "host", "prefix")))
    assert len(told) == 4
    assert [*silent(plans, "b")] == [told[1]]
