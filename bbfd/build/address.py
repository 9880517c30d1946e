"""Where a service is reached: the load balancer and listener of each way, the hosts that its rules ask for, its URL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from troposphere import GetAtt, Ref

from bbfd.build import ids
from bbfd.build.routes import Route, routes
from bbfd.build.scope import Scope
from bbfd.model.environment import Environment, ExistingLoadBalancer, LoadBalancer
from bbfd.model.http import Match
from bbfd.model.naming import filled
from bbfd.model.stack import Refusal, Unbuildable
from bbfd.model.value import value
from bbfd.model.workload import Exposed

if TYPE_CHECKING:
    from bbfd.model.balancers import InternalLoadBalancer

    AnyBalancer = LoadBalancer | InternalLoadBalancer | ExistingLoadBalancer | None

_USUAL = {"http": 80, "https": 443}


@value
class Entrance:
    """A listener, and the load balancer that it is of, by the names that they have in the stack.

    dns: the load balancer's own name. listener: where requests come in. secure: over HTTPS.
    certificate: what carries the default one of a listener that the stack makes, "" of one that it does not.
    port: where it is not the usual one. made: the stack makes the listener. own: so that it is this way's alone, and no
    rule is asked. taken: ports that are listened on already. admits: the CIDR blocks that may reach the load balancer.
    """

    balancer: str
    group: str
    dns: Ref | GetAtt
    listener: str
    secure: bool
    certificate: str
    port: int | None
    made: bool
    own: bool
    taken: tuple[int, ...]
    admits: tuple[str, ...]


def entrance(scope: Scope[Exposed], route: Route) -> Entrance:
    """Where the requests of a way come in."""
    if route.http.balancer is not None:
        from bbfd.build.own_balancers import own_entrance  # few services have one

        door = own_entrance(scope, route)
    else:
        door = scope.once(_inside if _is_internal(scope, route) else _outside)
    own = route.http.listener
    if own is None:
        return door
    secure = own.protocol == "HTTPS"
    usual = own.port == _USUAL["https" if secure else "http"]
    return replace(
        door,
        listener=route.listener,
        secure=secure,
        certificate=default_certificate(scope, (route,)),
        port=None if usual else own.port,
        made=True,
        own=True,
    )


def default_certificate(scope: Scope[Exposed], ways: Iterable[Route]) -> str:
    """The parameter that carries what a listener of these ways speaks HTTPS with: the environment's, else their own."""
    own = (way for way in ways if way.http.certificate is not None)
    first = None if scope.environment.certificate is not None else next(own, None)
    return ids.CERTIFICATE if first is None else own_certificate(first)


def own_certificate(route: Route) -> str:
    """The parameter that carries a way's own certificate."""
    return f"{ids.OWN_CERTIFICATE}{route.key}"


def first_way(scope: Scope[Any]) -> tuple[Route, Entrance] | None:
    """What is measured of a service's requests: its first way, and where that comes in; None where nobody calls it."""
    if not isinstance(scope.workload, Exposed):
        return None
    for route in routes(scope):
        return route, entrance(scope, route)
    return None


def _outside(scope: Scope[Exposed]) -> Entrance:
    return _shared(scope.environment, internal=False)


def _inside(scope: Scope[Exposed]) -> Entrance:
    return _shared(scope.environment, internal=True)


def _shared(environment: Environment, *, internal: bool) -> Entrance:
    balancer = environment.internal_load_balancer if internal else environment.load_balancer
    if isinstance(balancer, ExistingLoadBalancer):
        secure = balancer.https_listener is not None
    else:
        secure = environment.certificate is not None
    names = _INTERNAL if internal else _PUBLIC
    return Entrance(
        balancer=names[0],
        group=names[1],
        dns=Ref(names[2]),
        listener=names[4] if secure else names[3],
        secure=secure,
        certificate="",
        port=None,
        made=False,
        own=False,
        taken=_taken(balancer, secure=secure),
        admits=_admits(environment, balancer),
    )


def _admits(environment: Environment, balancer: AnyBalancer) -> tuple[str, ...]:
    if balancer is None:
        return ()
    if balancer.admit is not None:
        return balancer.admit
    from bbfd.build.blocks import inside  # few environments have an internal one

    return inside(environment.network)


_PUBLIC = (
    ids.LOAD_BALANCER,
    ids.LOAD_BALANCER_GROUP,
    ids.LOAD_BALANCER_DNS,
    ids.HTTP_LISTENER,
    ids.HTTPS_LISTENER,
)
_INTERNAL = (
    ids.INTERNAL_BALANCER,
    ids.INTERNAL_GROUP,
    ids.INTERNAL_DNS,
    ids.INTERNAL_HTTP_LISTENER,
    ids.INTERNAL_HTTPS_LISTENER,
)


def _is_internal(scope: Scope[Exposed], route: Route) -> bool:
    """Whether it is the second one that is meant: an environment may have only one, and that internal."""
    environment = scope.environment
    if not route.http.internal or environment.internal_load_balancer is not None:
        return route.http.internal
    only = environment.load_balancer
    return not (isinstance(only, LoadBalancer) and only.internal)


def _taken(balancer: AnyBalancer, *, secure: bool) -> tuple[int, ...]:
    """The ports of the listeners that the environment makes; of a load balancer that exists, nobody knows them."""
    if balancer is None or isinstance(balancer, ExistingLoadBalancer):
        return ()
    return (80, 443) if secure else (80,)


def each(text: str | tuple[str, ...] | None) -> tuple[str, ...]:
    """One or several, as several."""
    if text is None:
        return ()
    return (text,) if isinstance(text, str) else text


def matched_hosts(scope: Scope[Exposed], match: Match, field: str) -> tuple[str, ...]:
    """The host names that a rule asks for, filled in."""
    return tuple(filled_host(scope, host, f"{field}.host") for host in each(match.host))


def filled_host(scope: Scope[Exposed], host: str, field: str) -> str:
    """A host name of the definition, filled in. Raises Unbuildable where something in it is not known."""
    try:
        return filled(host, scope.placeholders)
    except ValueError as error:
        known = ", ".join(f"{{{name}}}" for name in sorted(scope.placeholders))
        refusal = Refusal(what=str(error), fix=f"write one of {known}", field=field)
        raise Unbuildable(refusal) from None


def url(scope: Scope[Exposed], route: Route) -> list[str | Ref | GetAtt]:
    """The pieces of the URL that requests are sent to."""
    door = entrance(scope, route)
    port = "" if door.port is None else f":{door.port}"
    scheme = "https" if door.secure else "http"
    path = next(iter(each(route.http.path)), "")
    return [f"{scheme}://", _host(scope, route, door), port + _beginning(path)]


def _host(scope: Scope[Exposed], route: Route, door: Entrance) -> str | Ref | GetAtt:
    """A host name that is not a pattern, else the environment's domain, else the load balancer's own name."""
    for host in matched_hosts(scope, route.http, route.field):
        if not is_pattern(host):
            return host
    domain = scope.environment.domain
    return domain.name if domain and door.balancer == ids.LOAD_BALANCER else door.dns


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
