"""Where a service is reached: the load balancer and listener of each way, the hosts that its rules ask for, its URL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from troposphere import Ref

from bbfd.build import ids
from bbfd.build.routes import Route
from bbfd.build.scope import Scope
from bbfd.model.environment import Environment, ExistingLoadBalancer, LoadBalancer
from bbfd.model.http import Match
from bbfd.model.naming import filled
from bbfd.model.stack import Refusal, Unbuildable
from bbfd.model.value import value
from bbfd.model.workload import Exposed

_USUAL = {"http": 80, "https": 443}


@value(kw_only=False)
class Entrance:
    """A listener, and the load balancer that it is of, by the names that they have in the stack.

    listener: where requests come in. port: where it is not the usual one. own: the stack makes it.
    """

    balancer: str
    group: str
    dns: str
    listener: str
    secure: bool
    port: int | None
    own: bool


def entrance(scope: Scope[Exposed], route: Route) -> Entrance:
    """Where the requests of a way come in."""
    own = route.http.listener
    secure = is_secure(scope.environment) if own is None else own.protocol == "HTTPS"
    listener = _shared(secure=secure) if own is None else route.listener
    usual = own is None or own.port == _USUAL["https" if secure else "http"]
    return Entrance(
        balancer=ids.LOAD_BALANCER,
        group=ids.LOAD_BALANCER_GROUP,
        dns=ids.LOAD_BALANCER_DNS,
        listener=listener,
        secure=secure,
        port=None if usual or own is None else own.port,
        own=own is not None,
    )


def _shared(*, secure: bool) -> str:
    return ids.HTTPS_LISTENER if secure else ids.HTTP_LISTENER


def is_secure(environment: Environment) -> bool:
    """Whether the shared listener speaks HTTPS."""
    balancer = environment.load_balancer
    if isinstance(balancer, ExistingLoadBalancer):
        return balancer.https_listener is not None
    return environment.certificate is not None


def taken_ports(environment: Environment) -> tuple[int, ...]:
    """The ports of the listeners that the environment makes; of a load balancer that exists, nobody knows them."""
    if not isinstance(environment.load_balancer, LoadBalancer):
        return ()
    return (80,) if environment.certificate is None else (80, 443)


def each(text: str | tuple[str, ...] | None) -> tuple[str, ...]:
    """One or several, as several."""
    if text is None:
        return ()
    return (text,) if isinstance(text, str) else text


def matched_hosts(scope: Scope[Exposed], match: Match, field: str) -> tuple[str, ...]:
    """The host names that a rule asks for, filled in."""
    try:
        return tuple(filled(host, scope.placeholders) for host in each(match.host))
    except ValueError as error:
        raise Unbuildable(_unknown(error, scope, field)) from None


def _unknown(error: ValueError, scope: Scope[Exposed], field: str) -> Refusal:
    known = ", ".join(f"{{{name}}}" for name in sorted(scope.placeholders))
    return Refusal(what=str(error), fix=f"write one of {known}", field=f"{field}.host")


def url(scope: Scope[Exposed], route: Route) -> list[str | Ref]:
    """The pieces of the URL that requests are sent to."""
    door = entrance(scope, route)
    port = "" if door.port is None else f":{door.port}"
    scheme = "https" if door.secure else "http"
    path = next(iter(each(route.http.path)), "")
    return [f"{scheme}://", _host(scope, route, door), port + _beginning(path)]


def _host(scope: Scope[Exposed], route: Route, door: Entrance) -> str | Ref:
    """A host name that is not a pattern, else the environment's domain, else the load balancer's own name."""
    for host in matched_hosts(scope, route.http, route.field):
        if not is_pattern(host):
            return host
    domain = scope.environment.domain
    return domain.name if domain else Ref(door.dns)


WILD: Final = "*?"


def is_pattern(text: str) -> bool:
    """Whether it stands for several names."""
    return any(mark in text for mark in WILD)


def _beginning(path: str) -> str:
    """The literal beginning of a path pattern."""
    return "".join(_until_wild(path)) or "/"


def _until_wild(path: str) -> Iterator[str]:
    for character in path:
        if character in WILD:
            return
        yield character
