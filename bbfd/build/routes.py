"""The ways that requests take to a service's tasks: one for each `Http`, with the logical ids that belong to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

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
    container = _container(scope, http, field)
    port = _port(http, container, field)
    main = scope.workload.container
    usual = own_port(main) or first.port
    if http.name is not None:
        key = logical_id(http.name)
    elif container is main and port == usual:
        key = ""
    else:
        key = logical_id("" if container is main else container.name, str(port))
    shifted = is_shiftable(scope.workload.deployment)
    return Route(http, field, key, container.name, port, shifted)


def _container(scope: Scope[Exposed], http: Http, field: str) -> Container:
    if http.container is None:
        return scope.workload.container
    for container in scope.containers:
        if container.name == http.container:
            return container
    known = ", ".join(container.name for container in scope.containers)
    raise Unbuildable(
        Refusal(
            what=f"requests go to the container {http.container}, and there is none",
            fix=f"write container= as one of {known}",
            field=f"{field}.container",
        )
    )


def own_port(container: Container) -> int | None:
    """The port that is meant where none is said."""
    if container.port is None and container.ports:
        return container.ports[0].number
    return container.port


def _port(http: Http, container: Container, field: str) -> int:
    port = own_port(container) if http.port is None else http.port
    if port is None:
        raise Unbuildable(_NOWHERE)
    if not is_port(port):
        raise Unbuildable(no_port(port, "container.port" if http.port is None else f"{field}.port"))
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
    """The ports of a container that requests come to, and health is asked for on."""
    if not isinstance(scope.workload, Exposed):
        return ()
    try:
        ways = [(way, way.port) for way in routes(scope)]
        every = (*ways, *checked(scope))
    except Unbuildable:
        return ()  # told by the parts that make the ways
    mine = dict.fromkeys(port for way, port in every if way.container == container.name)
    return tuple((port, "tcp") for port in mine)


def ruled(route: Route) -> Iterator[tuple[Match, str]]:
    """All that a way matches, each with where it is said: its own first."""
    yield route.http, route.field
    for number, match in enumerate(route.http.rules):
        yield match, f"{route.field}.rules.{number}"
