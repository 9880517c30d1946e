"""Who is told of alarms, and the alarm on what services share: the load balancer."""

from __future__ import annotations

from collections.abc import Iterator

from awacs import sns as sns_actions
from awacs.aws import Allow, Condition, PolicyDocument, Principal, Statement, StringEquals
from troposphere import GetAtt, Ref, Sub
from troposphere.cloudwatch import Alarm, MetricDimension
from troposphere.sns import SubscriptionResource, Topic, TopicPolicy

from bbfd.build import ids
from bbfd.build.alarms import OF_QUEUE
from bbfd.build.assemble import Made, Origin
from bbfd.build.environment import inner_ids
from bbfd.build.environment.emails import odd_emails
from bbfd.build.environment.key import keyed
from bbfd.build.parts.alarms import unfit_alarm
from bbfd.model.balancers import InternalLoadBalancer
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment, LoadBalancer
from bbfd.model.naming import logical_id
from bbfd.model.stack import Refusal
from bbfd.model.watching import Alarms


def alarm_topic(place: Definition[Environment]) -> Iterator[Made]:
    """A topic that CloudWatch alone publishes to, and what is told of it.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
    """
    wanted = place.value.alarms
    if wanted is None:
        return
    yield from odd_emails(wanted.emails, "alarms.emails")
    yield from _refused(wanted)
    if wanted.topic is None:
        yield from _topic(place)
    yield from _mails(wanted)
    for balancer in _balancers(place.value) if wanted.errors is not None else ():
        yield _of_balancer(balancer, wanted.errors)
        yield Origin(f"{balancer}ErrorsAlarm", "alarms.errors")


def _balancers(environment: Environment) -> Iterator[str]:
    """Those that are made here; of one that is there, its own stack may tell."""
    if isinstance(environment.load_balancer, LoadBalancer):
        yield ids.LOAD_BALANCER
    if isinstance(environment.internal_load_balancer, InternalLoadBalancer):
        yield ids.INTERNAL_BALANCER


def _topic(place: Definition[Environment]) -> Iterator[Made]:
    yield Topic(
        ids.ALARM_TOPIC,
        DisplayName=f"alarms of {place.name}"[:100],
        **keyed(place.value, "KmsMasterKeyId"),
    )
    yield TopicPolicy(
        inner_ids.ALARM_TOPIC_POLICY,
        Topics=[Ref(ids.ALARM_TOPIC)],
        PolicyDocument=PolicyDocument(Version="2012-10-17", Statement=[_publishing()]),
    )
    yield Origin(ids.ALARM_TOPIC, "alarms")


def _publishing() -> Statement:
    return Statement(
        Effect=Allow,
        Principal=Principal("Service", ["cloudwatch.amazonaws.com"]),
        Action=[sns_actions.Publish],
        Resource=[Ref(ids.ALARM_TOPIC)],
        Condition=Condition(StringEquals({"aws:SourceAccount": Ref("AWS::AccountId")})),
    )


def _mails(wanted: Alarms) -> Iterator[Made]:
    for address in dict.fromkeys(wanted.emails):
        title = f"AlarmMail{logical_id(address)}"
        yield SubscriptionResource(
            title, TopicArn=Ref(ids.ALARM_TOPIC), Protocol="email", Endpoint=address
        )
        yield Origin(title, "alarms.emails")


def _of_balancer(balancer: str, most: float | None) -> Alarm:
    """What it answers itself: no task is well, or none answers in time."""
    return Alarm(
        f"{balancer}ErrorsAlarm",
        AlarmDescription=Sub(f"errors of the load balancer above {most} in ${{AWS::StackName}}"),
        Namespace="AWS/ApplicationELB",
        MetricName="HTTPCode_ELB_5XX_Count",
        Dimensions=[
            MetricDimension(Name="LoadBalancer", Value=GetAtt(balancer, "LoadBalancerFullName"))
        ],
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=5,
        ComparisonOperator="GreaterThanThreshold",
        Threshold=most,
        TreatMissingData="notBreaching",
        AlarmActions=[Ref(ids.ALARM_TOPIC)],
        OKActions=[Ref(ids.ALARM_TOPIC)],
    )


def _refused(wanted: Alarms) -> Iterator[Refusal]:
    for field, least in (("unhealthy", 1), ("missing", 1), ("errors", 0)):
        number = getattr(wanted, field)
        if number is not None and not least <= number <= _MOST[field]:
            yield Refusal(
                what=f"alarms.{field} is {number}",
                fix=f"write {least} to {_MOST[field]}, or None for no such alarm",
                field=f"alarms.{field}",
            )
    for number, each in enumerate(wanted.every):
        if each.measured not in OF_QUEUE:
            yield from unfit_alarm(each, f"alarms.every.{number}", exposed=True)
        else:
            yield Refusal(
                what=f"Alarm.{each.measured} is of one queue, and not every service has it",
                fix="say it in the service that has: alarms=(...)",
                field="alarms.every",
            )


_MOST = {"unhealthy": 1440, "missing": 1440, "errors": 1_000_000}
