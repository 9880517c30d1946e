"""What no network load balancer can do, and no template would show."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bbfd.build.connections import Connection, connections
from bbfd.build.ports import is_port, no_port
from bbfd.build.scope import Scope
from bbfd.build.unspoken import not_one_of
from bbfd.model.connections import TcpListener, TlsListener, UdpListener
from bbfd.model.deployment import is_shiftable
from bbfd.model.http import HealthCheck
from bbfd.model.stack import Refusal, Unbuildable
from bbfd.model.workload import Exposed

# https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Matcher.html
_CODES = re.compile(r"[2-5]\d\d(-[2-5]\d\d)?(,[2-5]\d\d(-[2-5]\d\d)?)*")
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
    if isinstance(said, TcpListener) and said.udp and _is_picked(scope, each.port):
        yield Refusal(
            what="each task has one port on its host for TCP and another for UDP, and what listens for both has one",
            fix="remove udp=, or give the tasks addresses of their own: EC2(network_mode=Awsvpc())",
            field=f"{field}.udp",
        )
    yield from _asked(scope, each)


def _is_picked(scope: Scope[Exposed], port: int) -> bool:
    """Whether Docker picks the port on the host that leads to this one."""
    return scope.launch.network_mode.host_port(port) == 0


def _asked(scope: Scope[Exposed], each: Connection) -> Iterator[Refusal]:
    """How its tasks are asked for health."""
    said, field = each.said, each.field
    if isinstance(said, UdpListener) and said.health.port is None:
        yield Refusal(
            what="what listens for UDP cannot be asked for health: that takes TCP or HTTP",
            fix='say where it can be asked: health=HealthCheck(port=8080, path="/health", protocol="HTTP")',
            field=f"{field}.health.port",
        )
    yield from _health(said.health, f"{field}.health")
    asked = said.health.protocol or "TCP"
    if asked == "TCP" and (said.health.path is not None or said.health.codes is not None):
        yield Refusal(
            what="health is asked for by a connection alone, and a path or codes are said",
            fix='write protocol="HTTP" or "HTTPS" in HealthCheck(...), or remove path= and codes=',
            field=f"{field}.health",
        )
    port = said.health.port
    if (
        port is not None
        and _is_picked(scope, port)
        and (port != each.port or isinstance(said, UdpListener))
    ):
        yield Refusal(
            what=f"health is asked for on port {port}, and each task has another one on its host",
            fix="remove port=, or give the tasks addresses of their own: EC2(network_mode=Awsvpc())",
            field=f"{field}.health.port",
        )


def _health(health: HealthCheck, field: str) -> Iterator[Refusal]:
    """https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html"""
    if health.port is not None and not is_port(health.port):
        raise Unbuildable(no_port(health.port, f"{field}.port"))
    if health.timeout > health.interval:
        yield Refusal(
            what=f"an answer may take {health.timeout} seconds, and one is asked for every {health.interval}",
            fix="write a timeout that is no longer than the interval",
            field=f"{field}.timeout",
        )
    if health.codes is not None and not _CODES.fullmatch(health.codes):
        yield Refusal(
            what=f"{health.codes!r} are no codes of HTTP",
            fix='write codes of 200 to 599, as "200" or "200-299,404"',
            field=f"{field}.codes",
        )
    if health.path is not None and not health.path.startswith("/"):
        yield Refusal(
            what=f"{health.path!r} is not a path",
            fix=f'write path="/{health.path}"',
            field=f"{field}.path",
        )
