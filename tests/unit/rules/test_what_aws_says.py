"""What AWS says of a template is said with the template's own names and numbers, not with an example's."""

from __future__ import annotations

import pytest

from bbfd.rules import all_rules, check
from bbfd.template import read
from tests.unit.rules.stacks import WEB

SCHEDULE = """
Resources:
  Nightly:
    Type: AWS::Scheduler::Schedule
    Properties:
      ScheduleExpression: rate(1 day)
      ScheduleExpressionTimezone: Europe/Berlin
      FlexibleTimeWindow: {Mode: 'OFF'}
      Target: {Arn: 'arn:aws:sqs:eu-west-1:123456789012:a', RoleArn: 'arn:aws:iam::123456789012:role/a'}
"""


def errors(text: str) -> dict[str, str]:
    return {each.rule: each.aws_error for each in check(read(text, "t.yaml"), all_rules())}


@pytest.mark.parametrize(
    ("before", "after", "rule", "said"),
    [
        ("Memory: '1024'", "Memory: '600'", "FARGATE-CPU-MEMORY", "512 CPU, 600 memory"),
        ("Cpu: '512'", "Cpu: '500'", "FARGATE-CPU-VALUE", "500 CPU, 1024 memory"),
        (
            "HealthCheckPath: /\n",
            "HealthCheckTimeoutSeconds: 45\n",
            "TG-HC-TIMEOUT-INTERVAL",
            "'45' must be smaller than the interval '30'",
        ),
        ("HealthCheckPath: /", "HealthCheckPath: well", "TG-HC-PATH-FORMAT", "path 'well'"),
        (
            "        - Name: web\n",
            "        - Name: front\n          Memory: 5000\n",
            "CONTAINER-MEMORY-OVER-TASK",
            "container 'front'",
        ),
    ],
)
def test_in_its_own_words(before: str, after: str, rule: str, said: str) -> None:
    assert before in WEB
    assert said in errors(WEB.replace(before, after))[rule]


def test_a_schedule_that_is_none_is_quoted() -> None:
    assert (
        "every day" in errors(SCHEDULE.replace("rate(1 day)", "every day"))["SCHEDULER-EXPRESSION"]
    )


@pytest.mark.parametrize("zone", ["Berlin", "Europe/Berlni", "../etc/passwd", "Europe"])
def test_a_zone_that_looks_like_one_and_is_none_is_found(zone: str) -> None:
    assert "SCHEDULER-TIMEZONE" in errors(SCHEDULE.replace("Europe/Berlin", zone))


@pytest.mark.parametrize(
    "zone", ["Europe/Berlin", "UTC", "America/Argentina/Buenos_Aires", "Etc/GMT+5"]
)
def test_zones_have_many_shapes(zone: str) -> None:
    assert errors(SCHEDULE.replace("Europe/Berlin", zone)) == {}
