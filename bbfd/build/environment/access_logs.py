"""Every request to the load balancer that all share, written down."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.build.assemble import Made
from bbfd.build.environment import inner_ids
from bbfd.build.request_logs import RequestLogs, request_logs
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment, LoadBalancer


def access_logs(place: Definition[Environment]) -> Iterator[Made]:
    """A bucket for them, where none is named."""
    wanted = wanted_of(place.value)
    if wanted is not None:
        yield from request_logs(wanted)


def wanted_of(environment: Environment) -> RequestLogs | None:
    """What the environment says of them; nothing of a load balancer that is there."""
    balancer = environment.load_balancer
    if not isinstance(balancer, LoadBalancer) or balancer.access_logs is None:
        return None
    return RequestLogs(
        said=balancer.access_logs,
        field="load_balancer.access_logs",
        bucket=inner_ids.ACCESS_LOGS,
        policy=inner_ids.ACCESS_LOGS_POLICY,
        kept=environment.protected,
    )
