"""Where what could not be done goes: a queue, and an alarm while there is anything in it."""

from __future__ import annotations

from collections.abc import Iterator

from awacs.aws import Statement
from troposphere import GetAtt
from troposphere.cloudwatch import Alarm, MetricDimension

from bbfd.build import ids
from bbfd.build._given import given
from bbfd.build.assemble import Made
from bbfd.build.queues import dead, guarded


def letters(
    *allowed: Statement, retention: int, kept: bool, fifo: bool = False, key: str | None = None
) -> Iterator[Made]:
    """The queue, and who fills it. retention: seconds. key: the ARN of a KMS key; without it, SQS's own."""
    yield dead(ids.DEAD_LETTERS, retention=retention, fifo=fifo, key=key, kept=kept)
    yield guarded(ids.DEAD_LETTERS_POLICY, ids.DEAD_LETTERS, *allowed)


def alarm(notify: tuple[str, ...]) -> Alarm:
    """On as long as there is a letter. notify: ARNs of what it tells."""
    return Alarm(
        ids.DEAD_LETTERS_ALARM,
        AlarmDescription="something could not be done, and lies with the dead letters",
        Namespace="AWS/SQS",
        MetricName="ApproximateNumberOfMessagesVisible",
        Dimensions=[MetricDimension(Name="QueueName", Value=GetAtt(ids.DEAD_LETTERS, "QueueName"))],
        Statistic="Maximum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=0,
        ComparisonOperator="GreaterThanThreshold",
        TreatMissingData="notBreaching",
        **given(AlarmActions=list(notify)),
    )
