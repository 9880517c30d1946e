"""What can be wrong with how a way past the load balancers asks for health, and no rule would see."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.model.http import HealthCheck
from bbfd.model.owned import outside
from bbfd.model.stack import Refusal


def unaskable(told: str, health: HealthCheck) -> Iterator[Refusal]:
    """Why it cannot be asked for so. told: whose it is, in words.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
    """
    yield from outside(told, "health.interval", health.interval, range(5, 301))
    yield from outside(told, "health.timeout", health.timeout, range(2, 121))
    yield from outside(told, "health.healthy", health.healthy, range(2, 11))
    yield from outside(told, "health.unhealthy", health.unhealthy, range(2, 11))
    yield from outside(told, "health.port", health.port, range(1, 65536))
    if health.timeout >= health.interval:
        yield Refusal(
            what=f"{told}: an answer may take {health.timeout} seconds, and it is asked again after {health.interval}",
            fix="write a timeout= that is shorter than interval=",
            field="uses",
        )
    if health.path is not None and not health.path.startswith("/"):
        yield Refusal(
            what=f"{told}: the path {health.path!r}", fix='begin it with a "/"', field="uses"
        )
    if health.protocol == "TCP":
        yield Refusal(
            what=f"{told}: health is asked for by HTTP or HTTPS, not by TCP",
            fix="remove protocol=",
            field="uses",
        )
