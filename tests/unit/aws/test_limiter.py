"""The turns of calls: what is asked too fast is asked later, and what AWS throttled is asked again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError

from bbfd.aws.limiter import BURST, RATE, Limiter
from bbfd.errors import Trouble
from tests.unit.deploy.fakes import VirtualClock

OK = (
    200,
    "<r><DescribeStacksResult/><ExecuteChangeSetResult/></r>",
)
THROTTLED = (
    400,
    "<r><Error><Code>Throttling</Code><Message>Rate exceeded</Message></Error></r>",
)
BROKEN = (503, "<r><Error><Code>ServiceUnavailable</Code></Error></r>")
LOST = (0, "")


class _Body:
    def __init__(self, text: str) -> None:
        self._text = text.encode()

    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self._text


class Answering:
    """A client of CloudFormation whose calls are answered in turn; the last answer stays."""

    def __init__(self, *answers: tuple[int, str], once: bool = False) -> None:
        self.clock = VirtualClock()
        self.at: list[float] = []
        self._answers = list(answers)
        session = boto3.Session("key", "secret", region_name="eu-west-1")
        session.events.register("before-send", self._answer)
        config = Config(retries={"mode": "standard", "total_max_attempts": 1}, read_timeout=20)
        self.client = session.client("cloudformation", config=config)
        limiter = Limiter(self.clock, jitter=lambda: 1.0)
        self.limiter = limiter.once() if once else limiter
        self.limiter.attend(self.client)

    def _answer(self, request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        self.at.append(self.clock.now)
        status, text = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if not status:
            raise ConnectionClosedError(endpoint_url=request.url)
        return AWSResponse(request.url, status, {}, _Body(text))

    def read(self, times: int = 1) -> None:
        for _ in range(times):
            self.client.describe_stacks(StackName="web")


def test_calls_beyond_the_burst_come_at_the_rate() -> None:
    aws = Answering(OK)
    aws.read(int(BURST) + 40)
    assert aws.at[int(BURST) - 1] == 0.0
    assert aws.at[-1] == pytest.approx(40 / RATE)


def test_a_throttled_call_is_tried_again_and_the_next_ones_come_more_slowly() -> None:
    aws = Answering(THROTTLED, THROTTLED, OK)
    aws.read(1)
    assert len(aws.at) == 3
    before = aws.clock.now
    aws.read(8)
    assert aws.clock.now - before > 8 / RATE


def test_a_call_that_changes_something_is_tried_again_when_it_was_throttled() -> None:
    aws = Answering(THROTTLED, OK)
    aws.client.execute_change_set(ChangeSetName="one", StackName="web")
    assert len(aws.at) == 2


@pytest.mark.parametrize("answer", [BROKEN, LOST])
def test_a_call_that_may_have_been_carried_out_is_not_tried_again(answer: tuple[int, str]) -> None:
    aws = Answering(answer)
    with pytest.raises((ClientError, ConnectionClosedError)):
        aws.client.execute_change_set(ChangeSetName="one", StackName="web")
    assert len(aws.at) == 1


@pytest.mark.parametrize("answer", [BROKEN, LOST])
def test_a_read_without_an_answer_is_tried_again(answer: tuple[int, str]) -> None:
    aws = Answering(answer, OK)
    aws.read()
    assert len(aws.at) == 2


def test_in_the_end_a_throttled_call_is_given_up_within_half_a_minute() -> None:
    aws = Answering(THROTTLED)
    with pytest.raises(ClientError):
        aws.read()
    assert len(aws.at) > 5
    assert aws.clock.now < 30


def test_who_asks_again_anyway_is_told_at_once() -> None:
    aws = Answering(THROTTLED, once=True)
    with pytest.raises(ClientError):
        aws.read()
    assert len(aws.at) == 1


def test_who_wants_an_answer_at_once_does_not_wait_long_for_a_turn() -> None:
    aws = Answering(OK, once=True)
    limiter = Limiter(aws.clock)
    hasty = limiter.once()
    for _ in range(int(BURST) + int(9 * RATE)):
        limiter._bucket("cloudformation").take(0.0)
    hasty._turn("cloudformation")
    assert 5 < aws.clock.now < 10
    for _ in range(int(12 * RATE)):
        limiter._bucket("cloudformation").take(aws.clock.now)
    left = limiter._bucket("cloudformation").tokens
    with pytest.raises(ClientError, match="Throttling"):
        hasty._turn("cloudformation")
    assert limiter._bucket("cloudformation").tokens == left  # what was not used is given back
    limiter._turn("cloudformation")
    assert aws.clock.now > 15


def test_who_listens_is_told_before_each_wait_and_why() -> None:
    aws = Answering(THROTTLED, BROKEN, OK)
    told: list[tuple[float, Trouble | None]] = []
    aws.limiter.waits = lambda seconds, why: told.append((seconds, why))
    aws.read()
    # What was not answered hung perhaps for as long as it may.
    assert [why for _, why in told] == [Trouble.THROTTLED, Trouble.UNREACHABLE]
    assert told[0][0] < 1
    assert told[1][0] > 20


def test_a_long_wait_for_a_turn_is_told_of_again_and_again() -> None:
    aws = Answering(OK)
    told: list[float] = []
    aws.limiter.waits = lambda seconds, why: told.append(seconds)
    for _ in range(int(BURST) + int(40 * RATE)):
        aws.limiter._bucket("cloudformation").take(0.0)
    aws.limiter._turn("cloudformation")
    assert max(told) <= 5
    assert sum(told) == pytest.approx(aws.clock.now)
