"""Alarms of a service: what is measured, and from where on it is too much."""

from __future__ import annotations

from typing import Literal

from bbfd.model.value import value

Measured = Literal["cpu", "memory", "errors", "response_time", "backlog", "age"]


@value
class Alarm:
    """An alarm that the service's stack makes. Write one by what it measures, as `Alarm.cpu(above=90)`.

    above: the most that is well. minutes: it sounds when each of so many minutes in a row was above (1 to 1440); a
    minute without a measurement is well. queue: the name of the queue that is measured; `${Queue.QueueName}` is
    filled in by CloudFormation.
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
    """

    measured: Measured
    above: float
    minutes: int = 3
    queue: str = ""

    @staticmethod
    def cpu(*, above: float, minutes: int = 3) -> Alarm:
        """Average processor use of its tasks, in percent of what they have."""
        return Alarm(measured="cpu", above=above, minutes=minutes)

    @staticmethod
    def memory(*, above: float, minutes: int = 3) -> Alarm:
        """Average memory use of its tasks, in percent of what they have."""
        return Alarm(measured="memory", above=above, minutes=minutes)

    @staticmethod
    def errors(*, above: float, minutes: int = 3) -> Alarm:
        """Answers of its tasks with a status of 500 or more, in a minute. Behind a load balancer only."""
        return Alarm(measured="errors", above=above, minutes=minutes)

    @staticmethod
    def response_time(*, above: float, minutes: int = 3) -> Alarm:
        """Seconds within which 99 of 100 requests are answered. Behind a load balancer only."""
        return Alarm(measured="response_time", above=above, minutes=minutes)

    @staticmethod
    def backlog(queue: str, *, above: float, minutes: int = 3) -> Alarm:
        """Messages that wait in an SQS queue."""
        return Alarm(measured="backlog", above=above, minutes=minutes, queue=queue)

    @staticmethod
    def age(queue: str, *, above: float, minutes: int = 3) -> Alarm:
        """Seconds that the oldest message of an SQS queue has waited."""
        return Alarm(measured="age", above=above, minutes=minutes, queue=queue)
