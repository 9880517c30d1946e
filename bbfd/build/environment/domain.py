"""The name that the load balancer is reached by."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from troposphere import GetAtt, Ref
from troposphere.route53 import RecordSetType
from troposphere.validators.route53 import AliasTarget

from bbfd.build import ids
from bbfd.build.assemble import Made, Origin
from bbfd.build.environment import inner_ids
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment, ExistingLoadBalancer
from bbfd.model.stack import Refusal


def domain(place: Definition[Environment]) -> Iterator[Made]:
    """A record for the name, and one for every name below it."""
    wanted, balancer = place.value.domain, place.value.load_balancer
    if wanted is None:
        return
    if balancer is None:
        yield Refusal(
            what=f"the domain {wanted.name} has no load balancer to lead to",
            fix="give the environment one: load_balancer=LoadBalancer(), or leave out domain=",
            field="domain",
        )
        return
    there = _existing() if isinstance(balancer, ExistingLoadBalancer) else _own()
    for title, name in (
        (inner_ids.DOMAIN, wanted.name),
        (inner_ids.DOMAINS_BELOW, f"*.{wanted.name}"),
    ):
        yield RecordSetType(title, HostedZoneId=Ref(ids.ZONE), Name=name, **there)
        yield Origin(title, "domain")
        yield Origin(title, "domain.name", "Name")
        yield Origin(title, "domain.zone", "HostedZoneId")


def _own() -> dict[str, Any]:
    target = AliasTarget(  # type: ignore[no-untyped-call]  # the one class without types
        DNSName=GetAtt(ids.LOAD_BALANCER, "DNSName"),
        HostedZoneId=GetAtt(ids.LOAD_BALANCER, "CanonicalHostedZoneID"),
        EvaluateTargetHealth=False,
    )
    return {"Type": "A", "AliasTarget": target}


def _existing() -> dict[str, Any]:
    """An alias needs the zone id of the load balancer itself, which only its own stack knows."""
    return {"Type": "CNAME", "TTL": "300", "ResourceRecords": [Ref(ids.LOAD_BALANCER_DNS)]}
