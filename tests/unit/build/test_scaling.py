"""What the count of a service follows, read back from the template; and what it cannot follow."""

from dataclasses import replace

import pytest

from bbfd.build.service import service_stack
from bbfd.model.definition import Definition
from bbfd.model.deployment import BlueGreen
from bbfd.model.launch import Tuning
from bbfd.model.metrics import Metric, Step, Steps, Track
from bbfd.model.queue import WorkQueue
from bbfd.model.scaling import Aim, Cooldown, Scaling
from bbfd.model.times import OfficeHours, Timed
from bbfd.rules import all_rules, check
from bbfd.template import document
from tests.unit.examples import ENVIRONMENT, WEB, WORKER, properties, stack, web

DEPTH = Metric(namespace="App", name="Depth", dimensions={"Service": "${Service.Name}"})


def scaled(workload=WEB, **fields):
    return stack(replace(workload, scaling=Scaling(**{"minimum": 1, "maximum": 9, **fields})))


def policy(made, name):
    return properties(made, f"{name}Scaling")["TargetTrackingScalingPolicyConfiguration"]


def refused(workload, **tuned):
    workload = replace(workload, tuning={"test": Tuning(**tuned)})
    made = service_stack(
        Definition("web", workload, "a.py"), Definition("test", ENVIRONMENT, "b.py")
    )
    return [refusal.field for refusal in made.refusals]


def found(made):
    return {each.rule for each in check(document(made.body, {}), all_rules())}


@pytest.mark.parametrize(
    ("field", "metric"),
    [
        ("cpu", "ECSServiceAverageCPUUtilization"),
        ("memory", "ECSServiceAverageMemoryUtilization"),
    ],
)
def test_the_count_keeps_to_an_average(field, metric):
    told = policy(scaled(**{field: 60}), field.capitalize())
    assert told["TargetValue"] == 60
    assert told["PredefinedMetricSpecification"] == {"PredefinedMetricType": metric}


def test_requests_are_counted_at_the_services_own_targets():
    told = policy(scaled(requests=1000), "Requests")["PredefinedMetricSpecification"]
    assert told["PredefinedMetricType"] == "ALBRequestCountPerTarget"
    balancer, targets = told["ResourceLabel"]["Fn::Join"][1]
    assert balancer == {
        "Fn::Select": [1, {"Fn::Split": ["loadbalancer/", {"Ref": "LoadBalancer"}]}]
    }
    assert targets == {"Fn::GetAtt": ["Targets", "TargetGroupFullName"]}


def test_the_time_of_answers_is_kept_to():
    told = policy(scaled(response_time=0.5), "ResponseTime")
    assert told["TargetValue"] == 0.5
    metric = told["CustomizedMetricSpecification"]
    assert (metric["Namespace"], metric["MetricName"]) == (
        "AWS/ApplicationELB",
        "TargetResponseTime",
    )
    assert [d["Name"] for d in metric["Dimensions"]] == ["LoadBalancer", "TargetGroup"]


def test_where_traffic_is_shifted_the_slower_of_the_two_is_kept_to():
    shifted = web(
        deployment=BlueGreen(), scaling=Scaling(minimum=1, maximum=2, response_time=Aim(at=0.5))
    )
    told = policy(stack(shifted), "ResponseTime")["CustomizedMetricSpecification"]
    one, other, slower = told["Metrics"]
    assert one["MetricStat"]["Metric"] != other["MetricStat"]["Metric"]
    assert (slower["Expression"], slower["ReturnData"]) == ("MAX([one, other])", True)
    counted = replace(shifted, scaling=Scaling(minimum=1, maximum=2, requests=5))
    assert refused(counted) == ["scaling.requests"]


def test_a_backlog_is_messages_for_each_task_and_needs_no_container_insights():
    worker = replace(WORKER, queue=WorkQueue())
    told = policy(scaled(worker, backlog=100), "Backlog")
    messages, tasks, backlog = told["CustomizedMetricSpecification"]["Metrics"]
    assert messages["MetricStat"]["Metric"]["Dimensions"] == [
        {"Name": "QueueName", "Value": {"Fn::GetAtt": ["Queue", "QueueName"]}}
    ]
    assert (tasks["MetricStat"]["Metric"]["Namespace"], tasks["MetricStat"]["Stat"]) == (
        "AWS/ECS",
        "SampleCount",
    )
    assert backlog["Expression"] == "messages / FILL(tasks, 1)"
    assert [m["ReturnData"] for m in (messages, tasks, backlog)] == [False, False, True]


def test_any_metric_can_be_kept_to():
    track = Track(name="depth", metric=replace(DEPTH, statistic="Sum", unit="Count"), at=2.5)
    told = policy(scaled(tracks=(track,)), "Depth")
    assert told["TargetValue"] == 2.5
    assert told["CustomizedMetricSpecification"] == {
        "Namespace": "App",
        "MetricName": "Depth",
        "Statistic": "Sum",
        "Unit": "Count",
        "Dimensions": [{"Name": "Service", "Value": {"Fn::GetAtt": ["Service", "Name"]}}],
    }


def test_a_cooldown_is_for_both_ways_or_for_each():
    both = policy(scaled(cpu=60, cooldown=30), "Cpu")
    assert (both["ScaleOutCooldown"], both["ScaleInCooldown"]) == (30, 30)
    each = policy(scaled(cpu=60, cooldown=Cooldown(adding=10, removing=600)), "Cpu")
    assert (each["ScaleOutCooldown"], each["ScaleInCooldown"]) == (10, 600)


def test_one_load_can_have_a_cooldown_of_its_own_and_only_add_tasks():
    aim = Aim(at=60, cooldown=Cooldown(adding=5, removing=7), removes=False)
    made = scaled(cpu=aim, memory=70)
    told = policy(made, "Cpu")
    assert (told["ScaleOutCooldown"], told["ScaleInCooldown"]) == (5, 7)
    assert told["DisableScaleIn"] is True
    assert "DisableScaleIn" not in policy(made, "Memory")
    assert policy(scaled(cpu=60, removes=False), "Cpu")["DisableScaleIn"] is True


def steps(**fields):
    said = {
        "name": "deep",
        "metric": DEPTH,
        "above": (Step(at=100, change=1), Step(at=500, change=5)),
    }
    return Steps(**{**said, **fields})


def test_steps_join_one_another_from_where_the_alarm_goes_off():
    made = scaled(steps=(steps(cooldown=20),))
    told = properties(made, "DeepScaling")["StepScalingPolicyConfiguration"]
    assert told == {
        "AdjustmentType": "ChangeInCapacity",
        "Cooldown": 20,
        "StepAdjustments": [
            {
                "MetricIntervalLowerBound": 0,
                "MetricIntervalUpperBound": 400,
                "ScalingAdjustment": 1,
            },
            {"MetricIntervalLowerBound": 400, "ScalingAdjustment": 5},
        ],
    }
    alarm = properties(made, "DeepAlarm")
    assert (alarm["Threshold"], alarm["ComparisonOperator"]) == (
        100,
        "GreaterThanOrEqualToThreshold",
    )
    assert alarm["AlarmActions"] == [{"Ref": "DeepScaling"}]


def test_steps_down_begin_where_the_metric_falls_to_the_highest():
    down = steps(
        above=(), below=(Step(at=10, change=-1), Step(at=2, change=-3)), period=10, periods=3
    )
    made = scaled(steps=(down,))
    told = properties(made, "DeepScaling")["StepScalingPolicyConfiguration"]["StepAdjustments"]
    assert told == [
        {"MetricIntervalUpperBound": -8, "ScalingAdjustment": -3},
        {"MetricIntervalLowerBound": -8, "MetricIntervalUpperBound": 0, "ScalingAdjustment": -1},
    ]
    alarm = properties(made, "DeepAlarm")
    assert (alarm["Threshold"], alarm["ComparisonOperator"]) == (10, "LessThanOrEqualToThreshold")
    assert (alarm["Period"], alarm["EvaluationPeriods"]) == (10, 3)


@pytest.mark.parametrize(
    ("by", "adjustment"), [("percent", "PercentChangeInCapacity"), ("exactly", "ExactCapacity")]
)
def test_steps_change_by_percent_or_to_a_count(by, adjustment):
    least = 2 if by == "percent" else None
    made = scaled(steps=(steps(by=by, least=least),))
    told = properties(made, "DeepScaling")["StepScalingPolicyConfiguration"]
    assert told["AdjustmentType"] == adjustment
    assert told.get("MinAdjustmentMagnitude") == least


def test_bounds_change_with_the_clock():
    times = (
        Timed(schedule="cron(0 6 * * ? *)", minimum=4, time_zone="Asia/Tokyo"),
        Timed(
            schedule="at(2027-01-01T00:00:00)", minimum=0, maximum=0, ends="2027-01-02T00:00:00Z"
        ),
    )
    first, second = properties(scaled(cpu=60, times=times), "ScalableTarget")["ScheduledActions"]
    assert first["ScalableTargetAction"] == {"MinCapacity": 4}
    assert first["Timezone"] == "Asia/Tokyo"
    assert second["ScalableTargetAction"] == {"MinCapacity": 0, "MaxCapacity": 0}
    assert second["EndTime"] == "2027-01-02T00:00:00Z"


def test_office_hours_have_no_task_at_night():
    hours = OfficeHours(opens="07:30", closes="20:00", days="MON-SAT", time_zone="Europe/Berlin")
    opens, closes = properties(scaled(cpu=60, times=(hours,)), "ScalableTarget")["ScheduledActions"]
    assert opens["Schedule"] == "cron(30 7 ? * MON-SAT *)"
    assert opens["ScalableTargetAction"] == {"MinCapacity": 1, "MaxCapacity": 9}
    assert closes["Schedule"] == "cron(0 20 ? * MON-SAT *)"
    assert closes["ScalableTargetAction"] == {"MinCapacity": 0, "MaxCapacity": 0}


def test_an_environment_has_bounds_or_a_scaling_of_its_own():
    several = web(scaling=Scaling(minimum=1, maximum=4, cpu=60))
    bounds = replace(several, tuning={"test": Tuning(minimum=3, maximum=30)})
    told = properties(stack(bounds), "ScalableTarget")
    assert (told["MinCapacity"], told["MaxCapacity"]) == (3, 30)
    other = replace(WEB, tuning={"test": Tuning(scaling=Scaling(minimum=0, maximum=2, memory=70))})
    made = stack(other)
    assert properties(made, "ScalableTarget")["MaxCapacity"] == 2
    assert made.origins["ScalableTarget", "MaxCapacity"] == "tuning.test.scaling.maximum"
    assert made.origins["MemoryScaling", ""] == "tuning.test.scaling.memory"


def test_what_scales_is_told_no_count_whatever_it_follows():
    made = scaled(times=(OfficeHours(),))
    assert "Fn::If" in properties(made, "Service")["DesiredCount"]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({}, "scaling"),
        ({"requests": 5}, "scaling.requests"),
        ({"response_time": 5}, "scaling.response_time"),
        ({"backlog": 5}, "scaling.backlog"),
        ({"steps": (steps(above=()),)}, "scaling.steps.0"),
        ({"steps": (steps(below=(Step(at=1, change=-1),)),)}, "scaling.steps.0"),
        ({"steps": (steps(least=2),)}, "scaling.steps.0.least"),
        (
            {"steps": (steps(above=(Step(at=1, change=1), Step(at=1, change=2))),)},
            "scaling.steps.0",
        ),
        ({"cpu": 60, "tracks": (Track(name="cpu", metric=DEPTH, at=1),)}, "scaling"),
        ({"tracks": (Track(name="a b", metric=DEPTH, at=1),)}, "scaling"),
        ({"times": (Timed(schedule="rate(1 day)"),)}, "scaling.times.0"),
        ({"times": (Timed(schedule="rate(1 day)", minimum=3, maximum=2),)}, "scaling.times.0"),
        ({"times": (OfficeHours(opens="8"),)}, "scaling.times.0.opens"),
        ({"times": (OfficeHours(closes="08:00"),)}, "scaling.times.0.closes"),
        ({"times": (OfficeHours(days="weekdays"),)}, "scaling.times.0.days"),
        ({"times": (OfficeHours(time_zone="Mars/Olympus"),)}, "scaling.times.0.time_zone"),
    ],
)
def test_what_cannot_be_followed_is_refused(said, field):
    assert field in refused(replace(WORKER, scaling=Scaling(minimum=1, maximum=2, **said)))


def test_bounds_of_what_does_not_scale_are_refused():
    assert refused(WORKER, minimum=1, maximum=2) == ["tuning.test.minimum", "tuning.test.maximum"]


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({"minimum": 5, "maximum": 4, "cpu": 60}, "SCALING-MIN-MAX"),
        ({"minimum": -1, "cpu": 60}, "SCALING-NEGATIVE"),
        ({"cpu": 600}, "SCALING-TARGET-PERCENT"),
        ({"cpu": 60, "cooldown": -1}, "SCALING-COOLDOWN"),
        ({"times": (Timed(schedule="cron(0 8 * *)", minimum=1),)}, "SCALING-SCHEDULE"),
    ],
)
def test_a_rule_looks_at_the_numbers(said, rule):
    assert rule in found(scaled(**said))
