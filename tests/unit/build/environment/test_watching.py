from __future__ import annotations

import json
from typing import Any

import pytest

from bbfd.build import ids
from bbfd.build.environment import inner_ids
from bbfd.model.alarm import Alarm
from bbfd.model.balancers import InternalLoadBalancer
from bbfd.model.encryption import Key
from bbfd.model.network import Network
from bbfd.model.watching import Alarms, Budget

from .definitions import EXISTING_BALANCER, EXISTING_NETWORK, of_type, resources, stack

TOPIC = "arn:aws:sns:eu-west-1:123456789012:alarms"
MAILS = ("a@example.com", "b@example.com")


def test_nobody_is_told_of_anything_unless_asked() -> None:
    kinds = {thing["Type"].rpartition("::")[0] for thing in resources().values()}
    assert not kinds & {"AWS::SNS", "AWS::CloudWatch", "AWS::Events", "AWS::Budgets"}


def test_everybody_is_told_once() -> None:
    made = resources(alarms=Alarms(emails=(*MAILS, MAILS[0])))
    subscribed = of_type(made, "AWS::SNS::Subscription").values()
    assert sorted(each["Endpoint"] for each in subscribed) == sorted(MAILS)
    assert {each["Protocol"] for each in subscribed} == {"email"}


def test_cloudwatch_alone_publishes() -> None:
    policy = resources(alarms=Alarms())[inner_ids.ALARM_TOPIC_POLICY]["Properties"]
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert statement["Principal"] == {"Service": ["cloudwatch.amazonaws.com"]}
    assert "aws:SourceAccount" in statement["Condition"]["StringEquals"]


def test_the_topic_is_encrypted_with_the_key_of_the_environment() -> None:
    topic = resources(alarms=Alarms(), key=Key())[ids.ALARM_TOPIC]["Properties"]
    assert topic["KmsMasterKeyId"] == {"Fn::GetAtt": [ids.KEY, "Arn"]}


def test_a_topic_that_is_there_is_a_parameter() -> None:
    made = stack(alarms=Alarms(topic=TOPIC, emails=MAILS[:1]))
    assert of_type(made.body["Resources"], "AWS::SNS::Topic") == {}
    assert made.body["Parameters"][ids.ALARM_TOPIC]["Default"] == TOPIC
    assert made.body["Outputs"][ids.ALARM_TOPIC] == {"Value": {"Ref": ids.ALARM_TOPIC}}


@pytest.mark.parametrize(("most", "there"), [(None, False), (3, True)])
def test_errors_of_the_load_balancer_sound(most: int | None, there: bool) -> None:
    found = resources(
        alarms=Alarms(errors=most),
        internal_load_balancer=InternalLoadBalancer(),
        network=Network.create(nat="one"),
    )
    for name in ("LoadBalancerErrorsAlarm", "InternalLoadBalancerErrorsAlarm"):
        assert (name in found) is there
        if there:
            assert found[name]["Properties"]["Threshold"] == most


def graphs(**changes: Any) -> list[str]:
    body = resources(dashboard=True, **changes)[inner_ids.DASHBOARD]["Properties"]["DashboardBody"]
    text = body["Fn::Sub"]
    widgets = json.loads(text if isinstance(text, str) else text[0])["widgets"]
    return [widget["properties"]["title"] for widget in widgets]


def test_a_dashboard_shows_services_and_what_requests_come_to() -> None:
    assert len(graphs()) == 6
    there = {"network": EXISTING_NETWORK, "load_balancer": EXISTING_BALANCER}
    assert graphs(**there) == graphs()
    assert graphs(load_balancer=None) == graphs()[:2]


def test_what_became_of_tasks_is_kept() -> None:
    made = resources(stopped_tasks=7, key=Key())
    group = made[inner_ids.STOPPED_TASKS]["Properties"]
    assert group["RetentionInDays"] == 7
    assert "KmsKeyId" in group
    rule = made[inner_ids.STOPPED_TASKS_RULE]["Properties"]
    assert rule["EventPattern"]["detail"]["lastStatus"] == ["STOPPED"]
    (target,) = rule["Targets"]
    assert target["Arn"]["Fn::Sub"].endswith(":log-group:${StoppedTasks}")


def test_a_budget_is_of_all_that_has_the_environments_tag() -> None:
    made = resources(name="stage", budget=Budget(monthly=200, emails=MAILS, at=(50,)))
    budget = made[inner_ids.BUDGET]["Properties"]
    assert budget["Budget"]["CostFilters"] == {"TagKeyValue": ["user:bbfd:environment$stage"]}
    assert budget["Budget"]["BudgetLimit"] == {"Amount": 200, "Unit": "USD"}
    told = [each["Notification"] for each in budget["NotificationsWithSubscribers"]]
    assert [(each["NotificationType"], each["Threshold"]) for each in told] == [
        ("ACTUAL", 50),
        ("FORECASTED", 50),
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"alarms": Alarms(emails=("a",))}, "alarms.emails"),
        ({"alarms": Alarms(unhealthy=0)}, "alarms.unhealthy"),
        ({"alarms": Alarms(missing=0)}, "alarms.missing"),
        ({"alarms": Alarms(errors=-1)}, "alarms.errors"),
        ({"alarms": Alarms(every=(Alarm.age("q", above=1),))}, "alarms.every"),
        ({"alarms": Alarms(every=(Alarm.cpu(above=1, minutes=0),))}, "alarms.every.0"),
        ({"stopped_tasks": 8}, "stopped_tasks"),
        ({"budget": Budget(monthly=0, emails=MAILS)}, "budget.monthly"),
        ({"budget": Budget(monthly=1, emails=())}, "budget.emails"),
        ({"budget": Budget(monthly=1, emails=("a b",))}, "budget.emails"),
        ({"budget": Budget(monthly=1, emails=MAILS, at=())}, "budget.at"),
        ({"budget": Budget(monthly=1, emails=MAILS, at=(0,))}, "budget.at"),
        ({"budget": Budget(monthly=1, emails=MAILS, at=(1, 2, 3, 4, 5, 6))}, "budget.at"),
    ],
)
def test_what_cannot_be_is_refused(changes: Any, field: str) -> None:
    (refusal,) = stack(**changes).refusals
    assert refusal.field == field
