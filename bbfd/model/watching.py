"""What tells people of an environment: alarms and a budget."""

from __future__ import annotations

from bbfd.model.alarm import Alarm
from bbfd.model.value import value


@value
class Alarms:
    """Alarms on every service of the environment and on its load balancer, and who is told. They cost money each.

    An environment's `alarms=`; that of a service is `Alarm(...)`s, in place of `every`.
    emails: told of each, after they confirmed once. topic: the ARN of an SNS topic that is there, instead of one of
    the environment's own. every: what sounds for a service that does not say `alarms=` itself; of requests only where
    they come. unhealthy: minutes that a target may fail its health checks. missing: minutes that fewer tasks may run
    than were asked for, with Container Insights alone. errors: answers of the load balancer's own with a status of 500
    or more in a minute, five minutes in a row. Each None for no such alarm.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/available-metrics.html
    """

    emails: tuple[str, ...] = ()
    topic: str | None = None
    every: tuple[Alarm, ...] = (
        Alarm.cpu(above=90, minutes=10),
        Alarm.memory(above=90, minutes=10),
        Alarm.errors(above=10, minutes=5),
    )
    unhealthy: int | None = 10
    missing: int | None = 15
    errors: int | None = 10


@value
class Budget:
    """What the environment may cost in a month, by the tag `bbfd:environment`, and who is told.

    The tag must be activated for cost allocation in the payer's account, once.
    monthly: US dollars. emails: told of each. at: percent of it, spent or foreseen, at which they are.
    https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-managing-costs.html
    """

    monthly: float
    emails: tuple[str, ...]
    at: tuple[int, ...] = (80, 100)
