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
from bbfd.build.environment.ipv6 import has_ipv6
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment, ExistingLoadBalancer


def domain(place: Definition[Environment]) -> Iterator[Made]:
    """A record for the name, and one for every name below it; none where only services have load balancers."""
    wanted, balancer = place.value.domain, place.value.load_balancer
    if wanted is None or balancer is None:
        return
    if isinstance(balancer, ExistingLoadBalancer):
        yield from _records(wanted.name, _existing())
        return
    yield from _records(wanted.name, _own("A"))
    if has_ipv6(place.value.network):
        yield from _records(wanted.name, _own("AAAA"), "Ipv6")


def _records(domain: str, there: dict[str, Any], kind: str = "") -> Iterator[Made]:
    for title, name in ((inner_ids.DOMAIN, domain), (inner_ids.DOMAINS_BELOW, f"*.{domain}")):
        record = f"{title}{kind}"
        yield RecordSetType(record, HostedZoneId=Ref(ids.ZONE), Name=name, **there)
        yield Origin(record, "domain")
        yield Origin(record, "domain.name", "Name")
        yield Origin(record, "domain.zone", "HostedZoneId")


def _own(kind: str) -> dict[str, Any]:
    target = AliasTarget(  # type: ignore[no-untyped-call]  # the one class without types
        DNSName=GetAtt(ids.LOAD_BALANCER, "DNSName"),
        HostedZoneId=GetAtt(ids.LOAD_BALANCER, "CanonicalHostedZoneID"),
        EvaluateTargetHealth=False,
    )
    return {"Type": kind, "AliasTarget": target}


def _existing() -> dict[str, Any]:
    """An alias needs the zone id of the load balancer itself, which only its own stack knows."""
    return {"Type": "CNAME", "TTL": "300", "ResourceRecords": [Ref(ids.LOAD_BALANCER_DNS)]}
