"""What stands before the load balancer that all share."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.build import ids
from bbfd.build.assemble import Made
from bbfd.build.environment import inner_ids
from bbfd.build.firewalls import Before, firewall_before
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment, LoadBalancer


def firewall(place: Definition[Environment]) -> Iterator[Made]:
    """A web ACL, of the environment's own or one that is there."""
    balancer = place.value.load_balancer
    if not isinstance(balancer, LoadBalancer) or balancer.firewall is None:
        return
    before = Before(
        said=balancer.firewall,
        field="load_balancer.firewall",
        balancer=ids.LOAD_BALANCER,
        acl=inner_ids.WEB_ACL,
        association=inner_ids.WEB_ACL_ASSOCIATION,
        whose=place.name,
    )
    yield from firewall_before(before)
