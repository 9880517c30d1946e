"""Alarms that tell people of a service."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bbfd.build.service import service_stack
from bbfd.model.alarm import Alarm
from bbfd.model.definition import Definition
from bbfd.model.environment import Cluster
from bbfd.model.watching import Alarms
from tests.unit.examples import JOB, WORKER, environment, stack, web

TOPIC = "arn:aws:sns:eu-west-1:123456789012:alarms"


def alarms(workload, **where):
    resources = stack(workload, environment(**where)).body["Resources"]
    return {
        name: each["Properties"]
        for name, each in resources.items()
        if each["Type"] == "AWS::CloudWatch::Alarm"
    }


def test_there_are_none_unless_the_environment_has_some():
    assert alarms(web()) == {}
    assert alarms(web(alarms=(Alarm.cpu(above=50),))) == {}


def test_a_service_behind_the_load_balancer_has_those_of_requests_too():
    found = alarms(web(), alarms=Alarms())
    assert found.keys() == {
        "WatchedCpuAlarm",
        "WatchedMemoryAlarm",
        "WatchedErrorsAlarm",
        "WatchedHealthAlarm",
    }
    assert alarms(WORKER, alarms=Alarms()).keys() == {"WatchedCpuAlarm", "WatchedMemoryAlarm"}
    assert alarms(JOB, alarms=Alarms()) == {}


def test_each_tells_of_its_beginning_and_its_end():
    for alarm in alarms(web(), alarms=Alarms()).values():
        assert alarm["AlarmActions"] == alarm["OKActions"] == [{"Ref": "AlarmTopic"}]


def test_a_service_says_itself_what_sounds():
    found = alarms(web(alarms=(Alarm.cpu(above=50, minutes=2),)), alarms=Alarms())
    assert found.keys() == {"WatchedCpuAlarm"}
    assert (
        found["WatchedCpuAlarm"]["Threshold"],
        found["WatchedCpuAlarm"]["EvaluationPeriods"],
    ) == (
        50,
        2,
    )
    assert alarms(replace(WORKER, alarms=()), alarms=Alarms()) == {}


def test_a_service_without_requests_has_none_of_them():
    assert alarms(web(http=()), alarms=Alarms()).keys() == {"WatchedCpuAlarm", "WatchedMemoryAlarm"}


@pytest.mark.parametrize(
    "alarm", [Alarm.cpu(above=-1), Alarm.cpu(above=1, minutes=0), Alarm.age("", above=1)]
)
def test_what_would_never_sound_is_refused(alarm):
    where = Definition("test", environment(alarms=Alarms()), "e.py")
    made = service_stack(Definition("web", web(alarms=(alarm,)), "w.py"), where)
    assert [refusal.field for refusal in made.refusals] == ["alarms.0"]


@pytest.mark.parametrize(("minutes", "there"), [(None, False), (7, True)])
def test_a_target_may_be_unwell_for_so_many_minutes(minutes, there):
    found = alarms(web(), alarms=Alarms(unhealthy=minutes))
    assert ("WatchedHealthAlarm" in found) is there
    if there:
        assert found["WatchedHealthAlarm"]["EvaluationPeriods"] == minutes


@pytest.mark.parametrize(
    ("insights", "minutes", "there"),
    [("disabled", 15, False), ("enabled", 15, True), ("enhanced", None, False)],
)
def test_missing_tasks_are_counted_where_there_are_insights(insights, minutes, there):
    where = {"cluster": Cluster(insights=insights), "alarms": Alarms(missing=minutes)}
    found = alarms(WORKER, **where)
    assert ("WatchedCountAlarm" in found) is there
    if there:
        queries = {query["Id"] for query in found["WatchedCountAlarm"]["Metrics"]}
        assert queries == {"missing", "desired", "running"}


def test_the_topic_is_the_environments_or_one_that_is_there():
    for topic in (None, TOPIC):
        made = stack(web(), environment(alarms=Alarms(topic=topic)))
        (parameter,) = (each for each in made.parameters if each.name == "AlarmTopic")
        assert parameter.default == topic
