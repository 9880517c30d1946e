"""When tasks are started and what they are told, read back from the template; and what cannot be."""

import json
from dataclasses import replace

import pytest

from bbfd.build.service import service_stack
from bbfd.launch.ec2 import EC2
from bbfd.model.definition import Definition
from bbfd.model.launch import Tuning
from bbfd.model.scaling import Scaling
from bbfd.model.schedule import Schedule, Unstarted
from bbfd.rules import all_rules, check
from bbfd.template import document
from tests.unit.examples import ENVIRONMENT, JOB, environment, properties, stack

TOPIC = "arn:aws:sns:eu-west-1:123456789012:news"


def job(where=ENVIRONMENT, **fields):
    return stack(replace(JOB, **fields), where)


def refused(**fields):
    made = service_stack(
        Definition("web", replace(JOB, **fields), "a.py"),
        Definition("test", ENVIRONMENT, "b.py"),
    )
    return [refusal.field for refusal in made.refusals]


def statements(made, role):
    return properties(made, role)["Policies"][0]["PolicyDocument"]["Statement"]


def test_all_of_a_time_can_be_said():
    schedule = Schedule(
        when="cron(0 6 * * ? *)",
        time_zone="Europe/Berlin",
        window=15,
        starts="2027-01-01T00:00:00Z",
        ends="2027-02-01T00:00:00+01:00",
        tasks=3,
    )
    told = properties(job(schedule=schedule), "Schedule")
    assert told["ScheduleExpression"] == "cron(0 6 * * ? *)"
    assert told["ScheduleExpressionTimezone"] == "Europe/Berlin"
    assert told["FlexibleTimeWindow"] == {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 15}
    assert (told["StartDate"], told["EndDate"]) == (schedule.starts, schedule.ends)
    assert told["Target"]["EcsParameters"]["TaskCount"] == 3


def test_several_times_tell_the_task_what_to_do_at_each():
    made = job(
        time_zone="Asia/Tokyo",
        schedule=(
            Schedule(name="nightly", when="cron(0 2 * * ? *)", command=("clean", "--all")),
            Schedule(name="hourly", when="rate(1 hour)", variables={"DEPTH": "1", "A": "b"}),
        ),
    )
    nightly, hourly = (properties(made, f"Schedule{name}") for name in ("Nightly", "Hourly"))
    assert json.loads(nightly["Target"]["Input"]) == {
        "containerOverrides": [{"name": "app", "command": ["clean", "--all"]}]
    }
    environment = [{"name": "A", "value": "b"}, {"name": "DEPTH", "value": "1"}]
    assert json.loads(hourly["Target"]["Input"]) == {
        "containerOverrides": [{"name": "app", "environment": environment}]
    }
    assert hourly["ScheduleExpressionTimezone"] == "Asia/Tokyo"
    assert made.origins["ScheduleHourly", "ScheduleExpression"] == "schedule.1.when"


def test_a_start_that_fails_is_tried_again_for_so_long():
    told = properties(job(retries=0, maximum_age=60), "Schedule")["Target"]["RetryPolicy"]
    assert told == {"MaximumEventAgeInSeconds": 60, "MaximumRetryAttempts": 0}


def test_what_was_given_up_lies_in_a_queue():
    made = job(unstarted=Unstarted(retention=60, alarm=True, notify=(TOPIC,)))
    queue = {"Fn::GetAtt": ["DeadLetterQueue", "Arn"]}
    assert properties(made, "Schedule")["Target"]["DeadLetterConfig"] == {"Arn": queue}
    assert statements(made, "ScheduleRole")[-1] == {
        "Effect": "Allow",
        "Action": ["sqs:SendMessage"],
        "Resource": [queue],
    }
    assert properties(made, "DeadLetterQueue")["MessageRetentionPeriod"] == 60
    assert properties(made, "DeadLettersAlarm")["AlarmActions"] == [TOPIC]
    kept = job(environment(protected=True), unstarted=Unstarted()).body["Resources"]
    assert kept["DeadLetterQueue"]["DeletionPolicy"] == "Retain"
    assert "DeadLettersAlarm" not in kept


def test_a_time_limit_is_kept_by_a_state_machine_that_may_stop_this_task_alone():
    made = job(time_limit=30)
    (run,) = properties(made, "Run")["Definition"]["States"].values()
    assert run["TimeoutSeconds"] == 1800
    assert "Retry" not in run
    assert run["Parameters"]["TaskDefinition"] == {"Ref": "Task"}
    assert properties(made, "Schedule")["Target"]["Arn"] == {"Ref": "Run"}
    assert json.loads(properties(made, "Schedule")["Target"]["Input"]) == {"Overrides": {}}
    assert statements(made, "ScheduleRole") == [
        {"Effect": "Allow", "Action": ["states:StartExecution"], "Resource": [{"Ref": "Run"}]}
    ]
    assert all("*" not in s["Resource"] for s in statements(made, "RunRole"))


def test_a_task_that_fails_is_started_again_with_what_it_was_told():
    made = job(attempts=4, schedule=Schedule(when="rate(1 day)", command=("go",)))
    (run,) = properties(made, "Run")["Definition"]["States"].values()
    assert run["Retry"][0]["MaxAttempts"] == 3
    assert "TimeoutSeconds" not in run
    assert run["Parameters"]["Overrides.$"] == "$.Overrides"
    assert json.loads(properties(made, "Schedule")["Target"]["Input"]) == {
        "Overrides": {"ContainerOverrides": [{"Name": "app", "Command": ["go"]}]}
    }


def test_on_instances_a_state_machine_places_tasks_as_a_schedule_does():
    (run,) = properties(job(time_limit=1, runs_on=EC2()), "Run")["Definition"]["States"].values()
    assert run["Parameters"]["PlacementStrategy"][0]["Type"] == "spread"
    assert "NetworkConfiguration" not in run["Parameters"]


def test_a_schedule_can_rest():
    assert properties(job(state="DISABLED"), "Schedule")["State"] == "DISABLED"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"retries": 186}, "retries"),
        ({"maximum_age": 59}, "maximum_age"),
        ({"time_limit": 0}, "time_limit"),
        ({"attempts": 0}, "attempts"),
        ({"schedule": ()}, "schedule"),
        ({"schedule": (Schedule(when="rate(1 day)"), Schedule(when="rate(2 days)"))}, "schedule"),
        ({"schedule": Schedule(when="rate(1 day)", window=1441)}, "schedule.window"),
        ({"schedule": Schedule(when="rate(1 day)", tasks=11)}, "schedule.tasks"),
        ({"schedule": Schedule(when="rate(1 day)", starts="tomorrow")}, "schedule.starts"),
        ({"schedule": Schedule(when="rate(1 day)", ends="2027-01-01")}, "schedule.ends"),
        ({"schedule": Schedule(when="rate(1 day)", tasks=2), "time_limit": 1}, "schedule.tasks"),
        ({"unstarted": Unstarted(retention=1)}, "unstarted.retention"),
        ({"unstarted": Unstarted(notify=(TOPIC,))}, "unstarted.notify"),
        ({"tuning": {"test": Tuning(minimum=1)}}, "tuning.test.minimum"),
        (
            {"tuning": {"test": Tuning(scaling=Scaling(minimum=1, maximum=2, cpu=5))}},
            "tuning.test.scaling",
        ),
    ],
)
def test_what_no_schedule_can_be_is_refused(fields, field):
    assert field in refused(**fields)


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"schedule": Schedule(when="every day")}, "SCHEDULER-EXPRESSION"),
        ({"schedule": Schedule(when="rate(1 day)", time_zone="Mars")}, "SCHEDULER-TIMEZONE"),
    ],
)
def test_a_rule_looks_at_the_times(fields, rule):
    found = check(document(job(**fields).body, {}), all_rules())
    assert rule in {each.rule for each in found}
