"""How new tasks take the place of old ones, read back from the template; and the alarms that end it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bbfd.build.service import service_stack
from bbfd.model.alarm import Alarm
from bbfd.model.before import Before
from bbfd.model.container import Container
from bbfd.model.definition import Definition
from bbfd.model.deployment import Deployment, EarlySuccess, Percent, Recreate, Rolling
from bbfd.model.http import Http
from bbfd.model.workload import LongRunning
from tests.unit.examples import ENVIRONMENT, WEB, WORKER, properties, stack


def configured(deployment: Deployment, workload: LongRunning = WEB) -> Any:
    made = stack(replace(workload, deployment=deployment))
    return properties(made, "Service")["DeploymentConfiguration"]


def refused(deployment: Deployment, workload: LongRunning = WEB) -> list[str]:
    made = service_stack(
        Definition("web", replace(workload, deployment=deployment), "services/web.py"),
        Definition("test", ENVIRONMENT, "environments/test.py"),
    )
    return [refusal.what for refusal in made.refusals]


def test_without_a_word_it_rolls_and_gives_up_after_three_failures() -> None:
    assert configured(Rolling()) == {
        "MinimumHealthyPercent": 100,
        "MaximumPercent": 200,
        "DeploymentCircuitBreaker": {
            "Enable": True,
            "Rollback": True,
            "ThresholdConfiguration": {"Type": "COUNT", "Value": 3},
        },
    }


def test_recreating_stops_the_old_tasks_first() -> None:
    said = configured(Recreate(failures=5))
    assert (said["MinimumHealthyPercent"], said["MaximumPercent"]) == (0, 100)
    assert said["DeploymentCircuitBreaker"]["ThresholdConfiguration"]["Value"] == 5


@pytest.mark.parametrize(
    ("failures", "threshold"),
    [
        (7, {"Type": "COUNT", "Value": 7}),
        (Percent(25), {"Type": "BOUNDED_PERCENT", "Value": 25}),
        (Percent(25, bounded=False), {"Type": "UNBOUNDED_PERCENT", "Value": 25}),
    ],
)
def test_how_many_failures_are_too_many_is_a_number_or_a_share(
    failures: int | Percent, threshold: Any
) -> None:
    breaker = configured(Rolling(failures=failures))["DeploymentCircuitBreaker"]
    assert breaker["ThresholdConfiguration"] == threshold


def test_the_circuit_breaker_can_be_off() -> None:
    breaker = configured(Rolling(failures=None))["DeploymentCircuitBreaker"]
    assert breaker == {"Enable": False, "Rollback": False}


@pytest.mark.parametrize("forgets", [True, False])
def test_whether_a_healthy_task_makes_failures_forgotten_is_said(forgets: bool) -> None:
    breaker = configured(Rolling(forgets=forgets))["DeploymentCircuitBreaker"]
    assert breaker["ResetOnHealthyTask"] is forgets


def test_success_may_come_early() -> None:
    early = EarlySuccess(healthy=90, cleanup="BLOCKING")
    said = configured(Rolling(minimum_healthy=80, early_success=early))
    assert said["EarlySuccessCriteria"] == {
        "Enable": True,
        "HealthyPercent": 90,
        "SourceServiceRevisionCleanup": "BLOCKING",
    }


@pytest.mark.parametrize(("healthy", "least"), [(50, 80), (101, 80), (-1, 0), (0, 0)])
def test_success_is_no_sooner_than_tasks_must_be_healthy(healthy: int, least: int) -> None:
    early = EarlySuccess(healthy=healthy)
    (said,) = refused(Rolling(minimum_healthy=least, early_success=early))
    assert f"{healthy} % healthy" in said


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("",), "0 characters"),
        (("x" * 241,), "241 characters"),
    ],
)
def test_names_that_no_alarm_can_have_are_refused(names: tuple[str, ...], said: str) -> None:
    (found,) = refused(Rolling(alarms=names))
    assert said in found


def test_alarms_that_exist_are_named_and_filled_in() -> None:
    made = stack(replace(WEB, deployment=Rolling(alarms=("{environment}-{service}-faults",))))
    assert properties(made, "Service")["DeploymentConfiguration"]["Alarms"] == {
        "AlarmNames": [{"Ref": "TestWebFaultsAlarmName"}],
        "Enable": True,
        "Rollback": True,
    }
    assert made.body["Parameters"]["TestWebFaultsAlarmName"]["Default"] == "test-web-faults"
    assert not any("Alarm" in r["Type"] for r in made.body["Resources"].values())


@pytest.mark.parametrize(
    ("alarm", "metric"),
    [
        (Alarm.cpu(above=90), "CPUUtilization"),
        (Alarm.memory(above=90, minutes=5), "MemoryUtilization"),
        (Alarm.backlog("orders", above=90), "ApproximateNumberOfMessagesVisible"),
        (Alarm.age("orders", above=90), "ApproximateAgeOfOldestMessage"),
    ],
)
def test_an_alarm_is_made_of_what_it_measures(alarm: Alarm, metric: str) -> None:
    made = stack(replace(WORKER, deployment=Rolling(alarms=(alarm,))))
    (found,) = [r for r in made.body["Resources"].values() if "Alarm" in r["Type"]]
    assert found["Properties"]["MetricName"] == metric
    assert found["Properties"]["Threshold"] == 90
    assert found["Properties"]["EvaluationPeriods"] == alarm.minutes
    assert found["Properties"]["TreatMissingData"] == "notBreaching"


@pytest.mark.parametrize(
    ("alarm", "metric"),
    [
        (Alarm.errors(above=5), "HTTPCode_Target_5XX_Count"),
        (Alarm.response_time(above=0.5), "TargetResponseTime"),
    ],
)
def test_an_alarm_on_requests_looks_at_the_target_group(alarm: Alarm, metric: str) -> None:
    made = stack(replace(WEB, deployment=Rolling(alarms=(alarm,))))
    (name,) = [n for n, r in made.body["Resources"].items() if "Alarm" in r["Type"]]
    found = properties(made, name)
    assert found["MetricName"] == metric
    dimensions = {d["Name"]: d["Value"] for d in found["Dimensions"]}
    assert dimensions["TargetGroup"] == {"Fn::GetAtt": ["Targets", "TargetGroupFullName"]}
    assert properties(made, "Service")["DeploymentConfiguration"]["Alarms"]["AlarmNames"] == [
        {"Ref": name}
    ]


def test_an_alarm_on_the_service_itself_is_called_by_name_and_made_after_it() -> None:
    made = stack(replace(WEB, deployment=Rolling(alarms=(Alarm.cpu(above=90),))))
    name = {"Fn::Sub": "${AWS::StackName}-CpuAlarm"}
    assert properties(made, "CpuAlarm")["AlarmName"] == name
    asked = properties(made, "Service")["DeploymentConfiguration"]["Alarms"]["AlarmNames"]
    assert asked == [name]


def test_a_queue_of_the_stack_itself_can_be_measured() -> None:
    alarm = Alarm.backlog("${Queue.QueueName}", above=5)
    made = service_stack(
        Definition("w", replace(WORKER, deployment=Rolling(alarms=(alarm,))), "services/w.py"),
        Definition("test", ENVIRONMENT, "environments/test.py"),
    )
    (dimension,) = properties(made, "BacklogAlarm")["Dimensions"]
    assert dimension["Value"] == {"Fn::Sub": "${Queue.QueueName}"}


def test_two_alarms_that_measure_the_same_are_two() -> None:
    alarms = (Alarm.backlog("a", above=1), Alarm.backlog("b", above=1))
    made = stack(replace(WORKER, deployment=Rolling(alarms=alarms)))
    assert {"BacklogAlarm", "BacklogAlarm2"} <= made.body["Resources"].keys()


@pytest.mark.parametrize(
    ("alarm", "workload"),
    [
        (Alarm.errors(above=1), WORKER),
        (Alarm.response_time(above=1), WORKER),
        (Alarm.cpu(above=90, minutes=0), WEB),
        (Alarm.cpu(above=-1), WEB),
        (Alarm(measured="cpu", above=90, queue="orders"), WEB),
        (Alarm.backlog("", above=1), WEB),
    ],
)
def test_an_alarm_that_could_never_be_right_is_refused(alarm: Alarm, workload: LongRunning) -> None:
    (said,) = refused(Rolling(alarms=(alarm,)), workload)
    assert said.startswith(f"Alarm.{alarm.measured}: ")


def test_the_name_of_an_alarm_asks_for_nothing_that_nobody_knows() -> None:
    (said,) = refused(Rolling(alarms=("{planet}",)))
    assert "{planet}" in said


def test_an_alarm_on_requests_looks_at_the_first_way_whatever_it_is_called() -> None:
    ways = (Http(path="/a", name="a"), Http(path="/b", port=81, name="b"))
    made = stack(replace(WEB, http=ways, deployment=Rolling(alarms=(Alarm.errors(above=1),))))
    group = properties(made, "ErrorsAlarm")["Dimensions"][1]["Value"]
    assert group == {"Fn::GetAtt": ["TargetsA", "TargetGroupFullName"]}


def test_what_comes_before_stands_with_the_task_whose_old_revision_stays() -> None:
    before = (Before(command=("migrate",)), Before(command=("warm", "up"), minutes=5))
    task = stack(replace(WORKER, before=before)).body["Resources"]["Task"]
    assert task["Metadata"] == {
        "bbfd:before": [
            {"Container": "app", "Command": ["migrate"], "Minutes": 30},
            {"Container": "app", "Command": ["warm", "up"], "Minutes": 5},
        ]
    }
    assert task["UpdateReplacePolicy"] == "Retain"
    assert "Metadata" not in stack(WORKER).body["Resources"]["Task"]


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (Before(command=()), "nothing is to be run"),
        (Before(command=("a",), container="other"), "the container other"),
        (Before(command=("a",), minutes=0), "after 0 minutes"),
        (Before(command=("", "a")), "has no name"),
        (Before(command=("a", "b" * 9000)), "characters"),
    ],
)
def test_what_could_never_run_first_is_refused(before: Before, said: str) -> None:
    (found,) = refused(Rolling(), replace(WORKER, before=(before,)))
    assert said in found


def test_what_comes_first_runs_in_the_container_that_is_named() -> None:
    workload = replace(
        WORKER,
        sidecars=(Container(image="m:1", name="migrate", essential=False),),
        before=(Before(command=("up",), container="migrate"),),
    )
    (said,) = stack(workload).body["Resources"]["Task"]["Metadata"]["bbfd:before"]
    assert said["Container"] == "migrate"


@pytest.mark.parametrize("share", [0, 101])
def test_a_share_of_failures_that_there_cannot_be_is_refused(share: int) -> None:
    (said,) = refused(Rolling(failures=Percent(share)))
    assert f"{share} % of the tasks" in said


@pytest.mark.parametrize("alarm", [Alarm.cpu(above=100), Alarm.memory(above=120)])
def test_an_alarm_that_never_sounds_is_refused(alarm: Alarm) -> None:
    (said,) = refused(Rolling(alarms=(alarm,)))
    assert "never sounds" in said


def test_fewer_tasks_than_none_are_refused() -> None:
    assert refused(Rolling(), replace(WEB, count=-1)) == ["-1 tasks"]


def test_health_checks_are_forgiven_only_where_there_are_any() -> None:
    alone = replace(WEB, http=())
    assert refused(Rolling(), alone) == []
    (said,) = refused(Rolling(), replace(alone, grace_period=30))
    assert "grace_period" in said
