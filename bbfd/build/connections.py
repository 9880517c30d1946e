"""The connections that come to a service through its network load balancer: where each goes, and what it is called."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.build import ids
from bbfd.build.ports import Protocol, is_port, no_port
from bbfd.build.routes import container_of, port_of
from bbfd.build.scope import Scope
from bbfd.model.connections import (
    AnyListener,
    NetworkLoadBalancer,
    TcpListener,
    TlsListener,
    UdpListener,
)
from bbfd.model.stack import Refusal, Unbuildable
from bbfd.model.value import value
from bbfd.model.workload import Exposed


@value(kw_only=False)
class Connection:
    """One port of the load balancer. field: where the definition says it. container, port: where it goes in a task."""

    said: AnyListener
    field: str
    container: str
    port: int

    @property
    def targets(self) -> str:
        """The target group's logical id."""
        return f"{ids.NETWORK_TARGETS}{self.said.port}"

    @property
    def listener(self) -> str:
        """The listener's logical id."""
        return f"{ids.NETWORK_LISTENER}{self.said.port}"

    @property
    def protocol(self) -> str:
        """What is listened for."""
        if isinstance(self.said, TlsListener):
            return "TLS"
        if isinstance(self.said, UdpListener):
            return "UDP"
        return "TCP_UDP" if self.said.udp else "TCP"

    @property
    def inner_protocols(self) -> tuple[Protocol, ...]:
        """What the container is spoken to in."""
        if isinstance(self.said, TcpListener) and self.said.udp:
            return ("tcp", "udp")
        return ("udp",) if isinstance(self.said, UdpListener) else ("tcp",)


def balancer_of(scope: Scope[Exposed]) -> NetworkLoadBalancer | None:
    """The load balancer; one listener alone is one of its own as well."""
    said = scope.workload.network
    if said is None or isinstance(said, NetworkLoadBalancer):
        return said
    return NetworkLoadBalancer(listeners=(said,))


def connections(scope: Scope[Exposed]) -> tuple[Connection, ...]:
    """Every port of it. Raises Unbuildable where one leads nowhere, or is said twice."""
    balancer = balancer_of(scope)
    if balancer is None:
        return ()
    found: dict[int, Connection] = {}
    for said, field in _listeners(scope, balancer):
        if not is_port(said.port):
            raise Unbuildable(no_port(said.port, f"{field}.port"))
        if said.port in found:
            raise Unbuildable(_twice(said.port, f"{field}.port"))
        container = container_of(scope, said.container, field)
        port = port_of(said.to, container, f"{field}.to")
        found[said.port] = Connection(said, field, container.name, port)
    return tuple(found.values())


def _listeners(
    scope: Scope[Exposed], balancer: NetworkLoadBalancer
) -> Iterator[tuple[AnyListener, str]]:
    if scope.workload.network is not balancer:
        yield balancer.listeners[0], "network"
        return
    for number, listener in enumerate(balancer.listeners):
        yield listener, f"network.listeners.{number}"


def asked_on(scope: Scope[Exposed]) -> Iterator[tuple[Connection, int]]:
    """The ports that the load balancer asks for health on, where they are not those of connections."""
    for each in connections(scope):
        port = each.said.health.port
        if port is not None and is_port(port) and (port, "tcp") not in _own(each):
            yield each, port


def _own(each: Connection) -> tuple[tuple[int, Protocol], ...]:
    return tuple((each.port, protocol) for protocol in each.inner_protocols)


def _twice(port: int, field: str) -> Refusal:
    return Refusal(
        what=f"port {port} of the load balancer is listened on twice",
        fix=f"write another port, or TcpListener(port={port}, udp=True) for both protocols",
        field=field,
    )
