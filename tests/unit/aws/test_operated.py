"""Tasks, counts and tags of services; schedules; rules of events: what is asked of AWS, and what is read."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from bbfd.aws.application_autoscaling import ApplicationAutoScaling
from bbfd.aws.cloudwatch import CloudWatch
from bbfd.aws.ecs import Ecs
from bbfd.aws.event_rules import EventRules
from bbfd.aws.schedules import Schedules
from bbfd.deploy.gauges import SUSPENDED
from bbfd.deploy.present import Starter
from bbfd.errors import AwsError, Trouble
from tests.unit.aws.stubs import Refusal, answering
from tests.unit.deploy.fakes import SERVICE, TASKS, service

NOON = datetime(2026, 1, 2, 12, tzinfo=timezone.utc)
TASK = "arn:aws:ecs:eu-west-1:111122223333:task/dev/4f2a"
RAW: dict[str, Any] = {
    "taskArn": TASK,
    "taskDefinitionArn": TASKS,
    "lastStatus": "RUNNING",
    "healthStatus": "HEALTHY",
    "startedAt": NOON,
    "availabilityZone": "eu-west-1a",
    "capacityProviderName": "FARGATE_SPOT",
    "launchType": "FARGATE",
    "containers": [{"name": "app", "imageDigest": "sha256:1"}, {"name": "side"}],
}


def test_the_tasks_of_services_are_described_together() -> None:
    other = service(arn=f"{SERVICE}-2", name="web-2")
    with answering(
        "ecs",
        ("list_tasks", {"taskArns": [TASK]}, {"cluster": "dev", "serviceName": "web"}),
        ("list_tasks", {"taskArns": []}, {"cluster": "dev", "serviceName": "web-2"}),
        ("describe_tasks", {"tasks": [RAW]}, {"cluster": "dev", "tasks": [TASK]}),
    ) as client:
        (one,) = Ecs(client).present((service(), other))
    assert (one.id, one.service, one.since) == ("4f2a", SERVICE, NOON)
    assert (one.carried_by, one.zone, one.health) == ("FARGATE_SPOT", "eu-west-1a", "HEALTHY")
    assert one.digests == {"app": "sha256:1"}


def test_a_hundred_tasks_are_described_at_a_time() -> None:
    arns = [f"{TASK}{number}" for number in range(101)]
    with answering(
        "ecs",
        ("list_tasks", {"taskArns": arns}, {"cluster": "dev", "serviceName": "web"}),
        ("describe_tasks", {"tasks": []}, {"cluster": "dev", "tasks": arns[:100]}),
        ("describe_tasks", {"tasks": []}, {"cluster": "dev", "tasks": arns[100:]}),
    ) as client:
        assert Ecs(client).present((service(),)) == ()


def test_a_service_that_is_gone_has_no_tasks() -> None:
    gone = Refusal("ServiceNotFoundException")
    asked = {"cluster": "dev", "serviceName": "web"}
    with answering("ecs", ("list_tasks", gone, asked)) as client:
        assert Ecs(client).present((service(),)) == ()


def test_the_runs_of_a_family_are_told_apart_by_whether_they_are_over() -> None:
    over = {**RAW, "taskArn": f"{TASK}2", "lastStatus": "STOPPED", "stoppedReason": "done"}
    asked = {"cluster": "dev", "family": "job"}
    with answering(
        "ecs",
        ("list_tasks", {"taskArns": [TASK]}, {**asked, "desiredStatus": "RUNNING"}),
        ("list_tasks", {"taskArns": [f"{TASK}2"]}, {**asked, "desiredStatus": "STOPPED"}),
        ("describe_tasks", {"tasks": [RAW, over]}, {"cluster": "dev", "tasks": [TASK, f"{TASK}2"]}),
    ) as client:
        running, ended = Ecs(client).runs("dev", "job")
    assert [one.arn for one in running] == [TASK]
    assert [one.arn for one in ended] == [f"{TASK}2"]


def test_services_are_read_with_their_tags() -> None:
    raw = {
        "serviceArn": SERVICE,
        "serviceName": "web",
        "schedulingStrategy": "DAEMON",
        "tags": [{"key": "bbfd:stopped", "value": "2"}],
    }
    asked = {"cluster": "dev", "services": [SERVICE], "include": ["TAGS"]}
    with answering("ecs", ("describe_services", {"services": [raw]}, asked)) as client:
        (one,) = Ecs(client).tagged((SERVICE,))
    assert one.tags == {"bbfd:stopped": "2"}
    assert one.daemon


def test_a_service_is_counted_rolled_and_tagged() -> None:
    begun = {"deployments": [{"id": "new", "status": "PRIMARY"}, {"id": "old", "status": "ACTIVE"}]}
    update = {"cluster": "dev", "service": SERVICE}
    tag = {"resourceArn": SERVICE, "tags": [{"key": "a", "value": "b"}]}
    with answering(
        "ecs",
        ("update_service", {"service": {}}, {**update, "desiredCount": 0}),
        ("update_service", {"service": begun}, {**update, "forceNewDeployment": True}),
        ("tag_resource", {}, tag),
        ("untag_resource", {}, {"resourceArn": SERVICE, "tagKeys": ["a"]}),
    ) as client:
        ecs = Ecs(client)
        ecs.count(service(), 0)
        assert ecs.roll(service()) == "new"
        ecs.tag(service(), "a", "b")
        ecs.untag(service(), "a")


@pytest.mark.parametrize("held", [SUSPENDED, (), ("schedules",)])
def test_what_scales_is_held_without_a_word_about_its_bounds(held: tuple[str, ...]) -> None:
    asked = {
        "ServiceNamespace": "ecs",
        "ResourceId": "service/dev/web",
        "ScalableDimension": "ecs:service:DesiredCount",
        "SuspendedState": {
            "DynamicScalingInSuspended": "scaling in" in held,
            "DynamicScalingOutSuspended": "scaling out" in held,
            "ScheduledScalingSuspended": "schedules" in held,
        },
    }
    call = ("register_scalable_target", {}, asked)
    with answering("application-autoscaling", call) as client:
        ApplicationAutoScaling(client).suspend("service/dev/web", held)


def test_an_alarm_that_moves_a_count_is_known_by_what_it_does() -> None:
    alarms = [
        {"AlarmName": "a", "AlarmActions": ["arn:aws:autoscaling:eu-west-1:1:scalingPolicy:x"]},
        {"AlarmName": "b", "AlarmActions": ["arn:aws:sns:eu-west-1:1:me"]},
    ]
    asked = {"AlarmNames": ["a", "b"], "AlarmTypes": ["MetricAlarm", "CompositeAlarm"]}
    with answering("cloudwatch", ("describe_alarms", {"MetricAlarms": alarms}, asked)) as client:
        found = CloudWatch(client).states(("a", "b"))
    assert [one.scales for one in found] == [True, False]


# Schedules, and rules of events.

WHOLE: dict[str, Any] = {
    "Name": "nightly",
    "GroupName": "default",
    "ScheduleExpression": "rate(1 day)",
    "ScheduleExpressionTimezone": "Europe/Berlin",
    "FlexibleTimeWindow": {"Mode": "OFF"},
    "Target": {"Arn": "arn:cluster", "RoleArn": "arn:role"},
    "ActionAfterCompletion": "NONE",
}


def test_a_schedule_that_is_turned_off_keeps_all_the_rest() -> None:
    answer = {**WHOLE, "Arn": "arn", "State": "ENABLED", "CreationDate": NOON}
    with answering(
        "scheduler",
        ("get_schedule", answer, {"Name": "nightly"}),
        ("get_schedule", answer, {"Name": "nightly"}),
        ("update_schedule", {"ScheduleArn": "arn"}, {**WHOLE, "State": "DISABLED"}),
    ) as client:
        schedules = Schedules(client)
        assert schedules.read("nightly") == Starter(
            id="nightly", on=True, said="rate(1 day)", zone="Europe/Berlin"
        )
        schedules.switch("nightly", on=False)


@pytest.mark.parametrize("kept", [True, False])
def test_a_start_that_is_past_is_not_sent_again(kept: bool) -> None:
    now = "Fri, 02 Jan 2026 11:00:00 GMT" if kept else "Fri, 02 Jan 2026 13:00:00 GMT"
    answer = {**WHOLE, "StartDate": NOON, "ResponseMetadata": {"HTTPHeaders": {"date": now}}}
    sent = {**WHOLE, "State": "ENABLED", **({"StartDate": NOON} if kept else {})}
    with answering(
        "scheduler",
        ("get_schedule", answer, {"Name": "nightly"}),
        ("update_schedule", {"ScheduleArn": "arn"}, sent),
    ) as client:
        Schedules(client).switch("nightly", on=True)


def test_a_rule_of_another_bus_is_asked_for_there() -> None:
    on_bus = {"Name": "rule", "EventBusName": "orders"}
    with answering(
        "events",
        ("describe_rule", {"State": "DISABLED"}, {"Name": "rule"}),
        ("describe_rule", {"State": "ENABLED"}, on_bus),
        ("disable_rule", {}, on_bus),
        ("enable_rule", {}, {"Name": "rule"}),
    ) as client:
        rules = EventRules(client)
        assert rules.read("rule") == Starter(id="rule", on=False)
        assert rules.read("orders|rule") == Starter(id="orders|rule", on=True)
        rules.switch("orders|rule", on=False)
        rules.switch("rule", on=True)


@pytest.mark.parametrize(
    ("called", "make", "call"),
    [("scheduler", Schedules, "get_schedule"), ("events", EventRules, "describe_rule")],
)
def test_one_that_is_gone_is_none_and_one_that_may_not_be_read_is_an_error(
    called: str, make: Any, call: str
) -> None:
    with answering(
        called,
        (call, Refusal("ResourceNotFoundException"), {"Name": "x"}),
        (call, Refusal("AccessDeniedException"), {"Name": "x"}),
    ) as client:
        starters = make(client)
        assert starters.read("x") is None
        with pytest.raises(AwsError) as denied:
            starters.read("x")
    assert denied.value.trouble is Trouble.DENIED
