"""The faulty wire is what the fault tests stand on: each effect is what boto3 takes it for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError
from botocore.parsers import ResponseParserError

from bbfd.local import SECRET_KEY, embedded
from tests.faults.wire import Effect, Fault, FaultyWire

LOGS = '{"Resources": {"Logs": {"Type": "AWS::Logs::LogGroup"}}}'
Wired = Callable[..., tuple[Any, FaultyWire]]


@pytest.fixture
def wired(tmp_path: Path) -> Any:
    with embedded(tmp_path, account="111111111111", region="eu-west-1") as opened:

        def wire(*faults: Fault, attempts: int = 1) -> tuple[Any, FaultyWire]:
            session = boto3.Session(
                aws_access_key_id="111111111111",
                aws_secret_access_key=SECRET_KEY,
                region_name="eu-west-1",
            )
            wire = FaultyWire(opened, *faults)
            session.events.register("before-send", wire)
            retries = Config(retries={"mode": "standard", "total_max_attempts": attempts})
            return session.client("cloudformation", config=retries), wire

        yield wire


@pytest.mark.parametrize(
    ("effect", "code"),
    [
        (Effect.THROTTLED, "Throttling"),
        (Effect.EXPIRED, "ExpiredToken"),
        (Effect.UNAVAILABLE, "ServiceUnavailable"),
    ],
)
def test_a_refusal_has_the_code_of_aws(wired: Wired, effect: Effect, code: str) -> None:
    client, _ = wired(Fault(action="DescribeStacks", effect=effect))
    with pytest.raises(ClientError) as refused:
        client.describe_stacks()
    assert refused.value.response["Error"]["Code"] == code


@pytest.mark.parametrize(
    ("effect", "error"),
    [
        (Effect.LOST, ConnectionClosedError),
        (Effect.ANSWER_LOST, ConnectionClosedError),
        (Effect.GARBLED, ResponseParserError),
    ],
)
def test_a_broken_connection_is_no_answer(
    wired: Wired, effect: Effect, error: type[Exception]
) -> None:
    client, _ = wired(Fault(action="DescribeStacks", effect=effect))
    with pytest.raises(error):
        client.describe_stacks()


def test_only_the_nth_call_meets_its_fault_and_is_tried_again(wired: Wired) -> None:
    client, wire = wired(Fault(action="DescribeStacks", effect=Effect.LOST, nth=(1,)), attempts=2)
    assert client.describe_stacks()["Stacks"] == []
    assert wire.calls == ["DescribeStacks", "DescribeStacks"]


def test_a_call_whose_answer_is_lost_was_carried_out(wired: Wired) -> None:
    client, _ = wired(Fault(action="CreateStack", effect=Effect.ANSWER_LOST, nth=(1,)), attempts=2)
    with pytest.raises(ClientError) as refused:
        client.create_stack(StackName="logs", TemplateBody=LOGS)
    assert refused.value.response["Error"]["Code"] == "AlreadyExistsException"
