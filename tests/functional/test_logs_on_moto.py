"""Logs on moto, which narrows events by the names of their streams, as CloudWatch does."""

from __future__ import annotations

import boto3
from moto import mock_aws

from bbfd.aws.logs import Logs
from bbfd.deploy.log import LogSpan
from bbfd.deploy.operate.logs import Narrowed, read, spans
from bbfd.deploy.records import ContainerPlan, LogPlace

NOW = 1_795_262_400_000
GROUP = "own"


def _plan(name: str) -> ContainerPlan:
    return ContainerPlan(name=name, image="i", log=LogPlace(group=GROUP, prefix="web"))


def _told(logs: Logs, wanted: tuple[LogSpan, ...]) -> list[str]:
    return [entry.message for entry in read(wanted, logs, lambda _: None)]


def test_events_of_all_streams_come_in_the_order_of_time_page_by_page() -> None:
    plans = (_plan("app"), _plan("side"))
    with mock_aws():
        client = boto3.client(
            "logs", region_name="eu-west-1", aws_access_key_id="x", aws_secret_access_key="x"
        )
        logs = Logs(client)
        absent: list[str] = []
        wanted = spans(plans, (GROUP,), Narrowed(), NOW - 60_000, NOW)
        assert [*read(wanted, logs, absent.append)] == []
        assert absent == [GROUP]
        client.create_log_group(logGroupName=GROUP)
        for number, stream in enumerate(("web/app/t1", "web/app/t2", "web/side/t1")):
            client.create_log_stream(logGroupName=GROUP, logStreamName=stream)
            events = [
                {"timestamp": NOW - 3000 + number + 10 * each, "message": f"{stream} {each}"}
                for each in range(2)
            ]
            client.put_log_events(logGroupName=GROUP, logStreamName=stream, logEvents=events)
        assert _told(logs, wanted) == [
            f"{stream} {each}"
            for each in range(2)
            for stream in ("web/app/t1", "web/app/t2", "web/side/t1")
        ]
        one = spans(plans, (GROUP,), Narrowed(container="app", task="t2"), NOW - 60_000, NOW)
        assert _told(logs, one) == ["web/app/t2 0", "web/app/t2 1"]
