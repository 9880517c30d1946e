"""What no network load balancer can do, and no template would show."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.build.connections import Connection, connections
from bbfd.build.scope import Scope
from bbfd.build.unspoken import not_one_of
from bbfd.model.connections import TcpListener, TlsListener, UdpListener
from bbfd.model.deployment import is_shiftable
from bbfd.model.stack import Refusal
from bbfd.model.workload import Exposed

_ALPN = ("HTTP1Only", "HTTP2Only", "HTTP2Optional", "HTTP2Preferred")


def unconnected(scope: Scope[Exposed]) -> Iterator[Refusal]:
    """Why connections would not come to the tasks as is said."""
    if is_shiftable(scope.workload.deployment):
        yield Refusal(
            what="BBFD shifts the traffic of HTTP alone, and the service has a network load balancer",
            fix="replace tasks in place: deployment=Rolling(), or remove network=",
            field="network",
        )
    if not connections(scope):
        yield Refusal(
            what="the network load balancer listens on no port",
            fix="write listeners=(TcpListener(port=...),)",
            field="network.listeners",
        )
    for each in connections(scope):
        yield from _unconnected(scope, each)


def _unconnected(scope: Scope[Exposed], each: Connection) -> Iterator[Refusal]:
    said, field = each.said, each.field
    certificate = scope.environment.certificate or getattr(said, "certificate", None)
    if isinstance(said, TlsListener) and certificate is None:
        yield Refusal(
            what="the environment has no certificate, and TLS is spoken with one",
            fix="write certificate=Certificate.lookup(domain), here or in the environment",
            field=field,
        )
    if isinstance(said, TlsListener) and said.alpn is not None:
        yield from not_one_of(said.alpn, _ALPN, f"{field}.alpn")
    if isinstance(said, TcpListener) and said.udp and said.client_ip is False:
        yield Refusal(
            what="with UDP the tasks always see the client's address",
            fix="remove client_ip=, or udp=",
            field=f"{field}.client_ip",
        )
    yield from _asked(scope, each)


def _asked(scope: Scope[Exposed], each: Connection) -> Iterator[Refusal]:
    """How its tasks are asked for health."""
    said, field = each.said, each.field
    if isinstance(said, UdpListener) and said.health.port is None:
        yield Refusal(
            what="what listens for UDP cannot be asked for health: that takes TCP or HTTP",
            fix='say where it can be asked: health=HealthCheck(port=8080, path="/health", protocol="HTTP")',
            field=f"{field}.health.port",
        )
    asked = said.health.protocol or "TCP"
    if asked == "TCP" and (said.health.path is not None or said.health.codes is not None):
        yield Refusal(
            what="health is asked for by a connection alone, and a path or codes are said",
            fix='write protocol="HTTP" or "HTTPS" in HealthCheck(...), or remove path= and codes=',
            field=f"{field}.health",
        )
    port = said.health.port
    if port is not None and scope.launch.network_mode.host_port(port) == 0 and port != each.port:
        yield Refusal(
            what=f"health is asked for on port {port}, and each task has another one on its host",
            fix="remove port=, or give the tasks addresses of their own: EC2(network_mode=Awsvpc())",
            field=f"{field}.health.port",
        )
