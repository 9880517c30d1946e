"""Records in the environment's zone for the hosts of a service.

The environment has one for every name below its domain, to its own load balancer: what is reached elsewhere needs one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from troposphere import GetAtt, Ref
from troposphere.route53 import RecordSetType
from troposphere.validators.route53 import AliasTarget

from bbfd.build import ids
from bbfd.build.address import entrance, filled_host, matched_hosts
from bbfd.build.assemble import Made, Origin
from bbfd.build.connections import balancer_of
from bbfd.build.environment.ipv6 import has_ipv6
from bbfd.build.routes import Route, routes, ruled
from bbfd.build.scope import Scope
from bbfd.model.naming import logical_id
from bbfd.model.stack import Refusal
from bbfd.model.value import value
from bbfd.model.workload import Exposed


@value(kw_only=False)
class _Name:
    """A host, where it is said, and the load balancer that it leads to. own: the stack makes it. sure: asked for."""

    host: str
    field: str
    balancer: str
    dns: Ref | GetAtt
    own: bool
    sure: bool


def records_of(scope: Scope[Exposed]) -> Iterator[Made]:
    """A record for each host, to where requests for it come in."""
    made: dict[str, str] = {}
    for name in (*_of_ways(scope), *_of_network_balancer(scope)):
        if not name.sure and _is_elsewhere(scope, name):
            continue  # whoever has that zone makes the record
        refused = _unnamed(scope, name)
        if refused is not None:
            yield refused
        elif name.host not in made:
            made[name.host] = name.balancer
            yield from _records(scope, name)
        elif made[name.host] != name.balancer:
            yield _led_elsewhere(name)


def _led_elsewhere(name: _Name) -> Refusal:
    return Refusal(
        what=f"{name.host} leads to another load balancer of the service already",
        fix='write another host, as host="NAME.{domain}", or alias=False for one of the two',
        field=name.field,
    )


def _of_ways(scope: Scope[Exposed]) -> Iterator[_Name]:
    for route in routes(scope):
        if _is_named(route):
            door = entrance(scope, route)
            own = route.http.balancer is not None
            if not any(match.host for match, _ in ruled(route)):
                yield _Name(
                    "", f"{route.field}.alias", door.balancer, door.dns, own, bool(route.http.alias)
                )
            for match, field in ruled(route):
                for host in matched_hosts(scope, match, field):
                    yield _Name(
                        host, f"{field}.host", door.balancer, door.dns, own, bool(route.http.alias)
                    )


def _is_named(route: Route) -> bool:
    """Without a word, those whose host would lead to the environment's load balancer, and not to their own."""
    http = route.http
    if http.alias is None:
        return http.balancer is not None and any(match.host for match, _ in ruled(route))
    return http.alias


def _of_network_balancer(scope: Scope[Exposed]) -> Iterator[_Name]:
    balancer = balancer_of(scope)
    if balancer is not None and balancer.host is not None:
        host = filled_host(scope, balancer.host, "network.host")
        dns = GetAtt(ids.NETWORK_BALANCER, "DNSName")
        yield _Name(host, "network.host", ids.NETWORK_BALANCER, dns, True, True)


def _is_elsewhere(scope: Scope[Exposed], name: _Name) -> bool:
    domain = scope.environment.domain
    return domain is None or not f".{name.host}".endswith(f".{domain.name}")


def _unnamed(scope: Scope[Exposed], name: _Name) -> Refusal | None:
    """Why it can have no record."""
    domain = scope.environment.domain
    if domain is None:
        what, fix = (
            "the environment has no domain, and so no zone for a record",
            "give it one: domain=Domain(name=...), or write alias=False",
        )
    elif not name.host:
        what, fix = "there is no host to make a record for", 'write host="NAME.{domain}"'
    elif name.host == domain.name:
        what, fix = (
            f"{name.host} is the environment's own name, which leads to its load balancer",
            'write a name below it, as host="{service}.{domain}"',
        )
    elif not name.host.endswith(f".{domain.name}"):
        what, fix = (
            f"{name.host} is not below the environment's domain {domain.name}",
            'write host="{service}.{domain}", or alias=False and make the record elsewhere',
        )
    elif "?" in name.host or "*" in name.host.removeprefix("*."):
        what, fix = (
            f"{name.host} cannot be the name of a record",
            "write * for the first part alone",
        )
    else:
        return None
    return Refusal(what=what, fix=fix, field=name.field)


def _records(scope: Scope[Exposed], name: _Name) -> Iterator[Made]:
    kinds = _pointing(scope, name)
    for kind, there in kinds.items():
        title = f"{ids.RECORD}{logical_id(name.host.replace('*', 'any'))}{kind}"
        yield RecordSetType(title, HostedZoneId=Ref(ids.ZONE), Name=name.host, **there)
        yield Origin(title, name.field)


def _pointing(scope: Scope[Exposed], name: _Name) -> dict[str, dict[str, Any]]:
    """What ends the logical id of each record -> what it says."""
    if not name.own:
        # An alias needs the zone of the load balancer itself, which its own stack alone knows.
        return {"": {"Type": "CNAME", "TTL": "300", "ResourceRecords": [name.dns]}}
    target = AliasTarget(  # type: ignore[no-untyped-call]  # the one class without types
        DNSName=name.dns,
        HostedZoneId=GetAtt(name.balancer, "CanonicalHostedZoneID"),
        EvaluateTargetHealth=False,
    )
    found = {"": {"Type": "A", "AliasTarget": target}}
    if has_ipv6(scope.environment.network):
        found["Ipv6"] = {"Type": "AAAA", "AliasTarget": target}
    return found
