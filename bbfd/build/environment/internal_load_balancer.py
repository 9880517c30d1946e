"""The load balancer of those services that are called inside the network alone."""

from __future__ import annotations

from collections.abc import Iterator

from troposphere import GetAtt, Output, Ref

from bbfd.build import ids
from bbfd.build.assemble import Made
from bbfd.build.balancers import INTERNAL, Balanced, balancer_with_listeners
from bbfd.build.blocks import inside
from bbfd.build.environment.ipv6 import has_ipv6
from bbfd.build.environment.subnets import pointed_at
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment, ExistingLoadBalancer
from bbfd.model.network import Side


def internal_load_balancer(place: Definition[Environment]) -> Iterator[Made]:
    """It, its security group and its listeners, and what services take of it."""
    environment = place.value
    wanted = environment.internal_load_balancer
    if wanted is None:
        return
    yield from _outputs(environment)
    if isinstance(wanted, ExistingLoadBalancer):
        return
    side = Side.PRIVATE if Side.PRIVATE in environment.network.sides else Side.PUBLIC
    balanced = Balanced(
        names=INTERNAL,
        said=wanted,
        admit=inside(environment.network) if wanted.admit is None else wanted.admit,
        field="internal_load_balancer",
        whose=f"{place.name}, the internal load balancer",
        short=f"{place.name}-internal",
        internal=True,
        subnets=pointed_at(environment.network, side),
        dual_stack=has_ipv6(environment.network),
        certificate=ids.CERTIFICATE if environment.certificate else None,
        protected=environment.protected,
    )
    yield from balancer_with_listeners(balanced)


def _outputs(environment: Environment) -> Iterator[Output]:
    balancer = environment.internal_load_balancer
    names = [INTERNAL.balancer, INTERNAL.group]
    if isinstance(balancer, ExistingLoadBalancer):
        said = {INTERNAL.http: balancer.http_listener, INTERNAL.https: balancer.https_listener}
        names += [ids.INTERNAL_DNS, *(name for name, there in said.items() if there is not None)]
    else:
        names += [INTERNAL.http, *([INTERNAL.https] if environment.certificate else [])]
        yield Output(ids.INTERNAL_DNS, Value=GetAtt(INTERNAL.balancer, "DNSName"))
    for name in names:
        yield Output(name, Value=Ref(name))
