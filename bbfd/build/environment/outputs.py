"""What services take of their environment: one output for each thing that there is, named as their parameter is.

No exports: a stack whose export is in use can no longer change it.
"""

from __future__ import annotations

from collections.abc import Iterator

from troposphere import GetAtt, Join, Output, Ref

from bbfd.build import ids
from bbfd.build.assemble import Made
from bbfd.build.environment.key import arn_of
from bbfd.build.environment.sessions import keeps_sessions
from bbfd.build.environment.subnets import pointed_at
from bbfd.model.definition import Definition
from bbfd.model.environment import Capacity, Environment, ExistingLoadBalancer
from bbfd.model.network import Side


def outputs(place: Definition[Environment]) -> Iterator[Made]:
    """Made here, existing or looked up: a service cannot tell the difference."""
    environment = place.value
    yield _same(ids.VPC)
    for side, name in ((Side.PUBLIC, ids.PUBLIC_SUBNETS), (Side.PRIVATE, ids.PRIVATE_SUBNETS)):
        if side in environment.network.sides:
            yield Output(name, Value=Join(",", pointed_at(environment.network, side)))
    yield _same(ids.CLUSTER)
    for name, there in (
        (ids.CAPACITY_PROVIDER, environment.capacity),
        (ids.INSTANCE_GROUP, isinstance(environment.capacity, Capacity) or None),
        (ids.MANAGED_PROVIDER, environment.managed),
        (ids.CERTIFICATE, environment.certificate),
        (ids.GATEWAY_GROUP, environment.gateway),
        (ids.ZONE, environment.domain),
        (ids.NAMESPACE, environment.discovery),
        (ids.ALARM_TOPIC, environment.alarms),
        (ids.CALLERS, environment.discovery),
        (ids.SESSION_LOGS, keeps_sessions(environment) or None),
    ):
        if there is not None:
            yield _same(name)
    if environment.key is not None:
        yield Output(ids.KEY, Value=arn_of(environment.key))
    yield from _of_balancer(environment)


def _of_balancer(environment: Environment) -> Iterator[Output]:
    balancer = environment.load_balancer
    if balancer is None:
        return
    yield _same(ids.LOAD_BALANCER)
    yield _same(ids.LOAD_BALANCER_GROUP)
    if isinstance(balancer, ExistingLoadBalancer):
        yield _same(ids.LOAD_BALANCER_DNS)
        http, https = balancer.http_listener is not None, balancer.https_listener is not None
    else:
        yield Output(ids.LOAD_BALANCER_DNS, Value=GetAtt(ids.LOAD_BALANCER, "DNSName"))
        http, https = True, environment.certificate is not None
    if http:
        yield _same(ids.HTTP_LISTENER)
    if https:
        yield _same(ids.HTTPS_LISTENER)


def _same(name: str) -> Output:
    return Output(name, Value=Ref(name))
