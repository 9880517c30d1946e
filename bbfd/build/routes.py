"""The ways that requests take to a service's tasks: one for each `Http`, with the logical ids that belong to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from bbfd.build import ids
from bbfd.build.ports import Protocol, is_port, no_port
from bbfd.build.scope import Scope
from bbfd.model.container import Container
from bbfd.model.deployment import is_shiftable
from bbfd.model.http import Http, Match
from bbfd.model.naming import logical_id
from bbfd.model.stack import Refusal, Unbuildable
from bbfd.model.value import value
from bbfd.model.workload import Exposed


@value(kw_only=False)
class Route:
    """One way. field: where the definition says it. key: what its logical ids end in, "" for the usual one.

    container, port: where requests go in the task. shifted: traffic is shifted between two target groups.
    """

    http: Http
    field: str
    key: str
    container: str
    port: int
    shifted: bool = False

    @property
    def other(self) -> str:
        """The logical id of the target group beside it, where traffic is shifted."""
        return ids.OTHER_TARGETS + self.key

    @property
    def targets(self) -> str:
        """The target group's logical id."""
        return ids.TARGETS + self.key

    @property
    def listener(self) -> str:
        """The logical id of a listener of its own."""
        return ids.LISTENER + self.key


def routes(scope: Scope[Exposed]) -> tuple[Route, ...]:
    """Every way to the service. Raises Unbuildable where one leads nowhere, or two are called the same."""
    return scope.once(_routes)


def _routes(scope: Scope[Exposed]) -> tuple[Route, ...]:
    said = scope.workload.http
    if isinstance(said, Http):
        return (_route(scope, said, "http", said),)
    found: dict[str, Route] = {}
    for number, http in enumerate(said):
        route = _route(scope, http, f"http.{number}", said[0])
        if route.key in found:
            raise Unbuildable(_same_way(route))
        found[route.key] = route
    return tuple(found.values())


def _route(scope: Scope[Exposed], http: Http, field: str, first: Http) -> Route:
    container = container_of(scope, http.container, field)
    port = port_of(http.port, container, f"{field}.port")
    main = scope.workload.container
    usual = own_port(main) or first.port
    if http.name is not None:
        key = _called(http.name, field)
    elif container is main and port == usual:
        key = ""
    else:
        key = logical_id("" if container is main else container.name, str(port))
    shifted = is_shiftable(scope.workload.deployment)
    return Route(http, field, key, container.name, port, shifted)


def _called(name: str, field: str) -> str:
    """What the logical ids of a way end in that is called this. Raises Unbuildable where nothing is left of it."""
    key = logical_id(name)
    if key:
        return key
    raise Unbuildable(
        Refusal(
            what=f"{name!r} has none of the letters a to z or digits, which logical ids are made of",
            fix='write one with some, as name="admin", or remove name=',
            field=f"{field}.name",
        )
    )


def container_of(scope: Scope[Exposed], name: str | None, field: str) -> Container:
    """The container of that name, None for the main one. Raises Unbuildable where there is none."""
    if name is None:
        return scope.workload.container
    for container in scope.containers:
        if container.name == name:
            return container
    known = ", ".join(container.name for container in scope.containers)
    raise Unbuildable(
        Refusal(
            what=f"requests go to the container {name}, and there is none",
            fix=f"write container= as one of {known}",
            field=f"{field}.container",
        )
    )


def own_port(container: Container) -> int | None:
    """The port that is meant where none is said."""
    if container.port is None and container.ports:
        return container.ports[0].number
    return container.port


def port_of(said: int | None, container: Container, field: str) -> int:
    """The port that is said, else the container's own. Raises Unbuildable where neither is, or it is none."""
    port = own_port(container) if said is None else said
    if port is None:
        raise Unbuildable(_NOWHERE)
    if not is_port(port):
        raise Unbuildable(no_port(port, "container.port" if said is None else field))
    return port


_NOWHERE = Refusal(
    what="there is no port to send requests to",
    fix="say which one the container listens on: Container(..., port=80)",
    field="container",
)


def _same_way(route: Route) -> Refusal:
    return Refusal(
        what=f"two of http= go to port {route.port} of {route.container}",
        fix='tell them apart: Http(name="admin", ...), or give the first one further rules=',
        field=route.field,
    )


def checked(scope: Scope[Exposed]) -> Iterator[tuple[Route, int]]:
    """The ports that the load balancer asks for health on, where they are not those of requests."""
    for route in routes(scope):
        port = route.http.health.port
        if port is not None and port != route.port and is_port(port):
            yield route, port


def reached(scope: Scope[Any], container: Container) -> tuple[tuple[int, Protocol], ...]:
    """The ports of a container that requests or connections come to, or health is asked for on."""
    if not isinstance(scope.workload, Exposed):
        return ()
    try:
        every = (*((way, way.port) for way in routes(scope)), *checked(scope))
        mine = [(port, _TCP) for way, port in every if way.container == container.name]
        if scope.workload.network is not None:
            mine += _connected(scope, container)
    except Unbuildable:
        return ()  # told by the parts that make the ways
    return tuple(dict.fromkeys(mine))


_TCP: Final[Protocol] = "tcp"


def _connected(scope: Scope[Exposed], container: Container) -> Iterator[tuple[int, Protocol]]:
    from bbfd.build.connections import asked_on, connections  # few services have any

    for each in connections(scope):
        if each.container == container.name:
            yield from ((each.port, protocol) for protocol in each.inner_protocols)
    for each, port in asked_on(scope):
        if each.container == container.name:
            yield port, _TCP


def ruled(route: Route) -> Iterator[tuple[Match, str]]:
    """All that a way matches, each with where it is said: its own first."""
    yield route.http, route.field
    for number, match in enumerate(route.http.rules):
        yield match, f"{route.field}.rules.{number}"
