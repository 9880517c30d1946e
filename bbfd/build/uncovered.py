"""Hosts that no certificate is for: whoever calls them is warned away."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.build import ids
from bbfd.build.address import entrance, is_pattern, matched_hosts
from bbfd.build.routes import Route, routes, ruled
from bbfd.build.scope import Scope
from bbfd.model.environment import ExistingLoadBalancer, FoundCertificate, NewCertificate
from bbfd.model.stack import Refusal
from bbfd.model.workload import Exposed


def uncovered(scope: Scope[Exposed], made: NewCertificate) -> Iterator[Refusal]:
    """What is reached over HTTPS by a name that the environment's certificate does not have, nor may another."""
    names = (made.domain, *made.also)
    for route in routes(scope):
        if entrance(scope, route).secure and not others(scope, route):
            yield from _unnamed(scope, route, names)


def beyond_found(scope: Scope[Exposed], found: FoundCertificate) -> Iterator[Refusal]:
    """What is outside of the domain that the environment's certificate is looked up by.

    Which names it has below that domain, is known once it is found.
    """
    domain = found.domain.lower().removeprefix("*.")
    for route in routes(scope):
        if not entrance(scope, route).secure or others(scope, route):
            continue
        for match, field in ruled(route):
            for host in matched_hosts(scope, match, field):
                if not is_pattern(host) and not f".{host.lower()}".endswith(f".{domain}"):
                    yield _not_found(host, found.domain, f"{field}.host")


def _unnamed(scope: Scope[Exposed], route: Route, names: tuple[str, ...]) -> Iterator[Refusal]:
    for match, field in ruled(route):
        for host in matched_hosts(scope, match, field):
            if not is_pattern(host) and not any(_covers(name, host) for name in names):
                yield _not_named(host, names, f"{field}.host")


def others(scope: Scope[Exposed], route: Route) -> bool:
    """Tell whether there are certificates whose names are not known before they are looked for."""
    there = {
        ids.LOAD_BALANCER: scope.environment.load_balancer,
        ids.INTERNAL_BALANCER: scope.environment.internal_load_balancer,
    }
    shared = there.get(entrance(scope, route).balancer)
    if isinstance(shared, ExistingLoadBalancer):
        return True
    if shared is not None and scope.environment.more_certificates:
        return True
    return any(way.http.certificate is not None for way in routes(scope))


def _covers(name: str, host: str) -> bool:
    """A wildcard stands for one part: https://docs.aws.amazon.com/acm/latest/userguide/acm-concepts.html"""
    name, host = name.lower(), host.lower()
    return host == name or (name.startswith("*.") and host.partition(".")[2] == name[2:])


def _not_found(host: str, domain: str, field: str) -> Refusal:
    return Refusal(
        what=f"{host} is not below {domain}, by which the environment's certificate is looked up",
        fix=f'bring one for it: certificate=Certificate.lookup("{host}")',
        field=field,
    )


def _not_named(host: str, names: tuple[str, ...], field: str) -> Refusal:
    return Refusal(
        what=f"{host} is not on the environment's certificate, which is for {', '.join(names)}",
        fix=f'name it there, also=("{host}",), or bring one: certificate=Certificate.lookup("{host}")',
        field=field,
    )
