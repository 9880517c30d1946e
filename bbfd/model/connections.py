"""Connections to a service through a network load balancer of its own: TCP, UDP and TLS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from bbfd.model.http import HealthCheck
from bbfd.model.value import value

if TYPE_CHECKING:
    from bbfd.model.environment import ExistingCertificate, FoundCertificate

# The tasks are asked by a connection alone, where nothing else is said.
BY_CONNECTION = HealthCheck(protocol="TCP")


@value
class TcpListener:
    """A port of the load balancer, whose connections go to the tasks.

    port: 1 to 65535. to: the container's port; without it, the container's own. container: whose; without it, the
    main one. udp: UDP on the same port goes there, too. health: by a connection, or by HTTP or HTTPS.
    client_ip: the tasks see the client's address; without it, as AWS has it: on instances they do, else not.
    proxy_protocol: the client's address comes before what it says (version 2). sticky: a client's connections go to
    the task that took its first one. cross_zone: tasks of other zones, too; without it, as the load balancer does.
    deregistration_delay: seconds that a task that goes away keeps its connections (0 to 3600).
    ended: connections that are there after that are ended.
    https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html
    """

    port: int
    to: int | None = None
    container: str | None = None
    udp: bool = False
    health: HealthCheck = BY_CONNECTION
    client_ip: bool | None = None
    proxy_protocol: bool = False
    sticky: bool = False
    cross_zone: bool | None = None
    deregistration_delay: int = 30
    ended: bool = False


@value
class UdpListener:
    """A port of the load balancer, whose datagrams go to the tasks, which see the client's address.

    health: what it is, UDP does not say: a port with TCP or HTTP is asked. The others: as for `TcpListener`.
    https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-target-groups.html
    """

    port: int
    to: int | None = None
    container: str | None = None
    health: HealthCheck
    proxy_protocol: bool = False
    sticky: bool = False
    cross_zone: bool | None = None
    deregistration_delay: int = 30
    ended: bool = False


@value
class TlsListener:
    """A port of the load balancer where TLS ends.

    certificate: without it, the environment's. encrypted: TLS again, from there to the tasks.
    tls_policy: the security policy. alpn: which protocols are agreed on.
    The others: as for `TcpListener`.
    https://docs.aws.amazon.com/elasticloadbalancing/latest/network/create-tls-listener.html
    """

    port: int
    to: int | None = None
    container: str | None = None
    certificate: ExistingCertificate | FoundCertificate | None = None
    encrypted: bool = False
    tls_policy: str = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"
    alpn: Literal["HTTP1Only", "HTTP2Only", "HTTP2Optional", "HTTP2Preferred"] | None = None
    health: HealthCheck = BY_CONNECTION
    client_ip: bool | None = None
    proxy_protocol: bool = False
    cross_zone: bool | None = None
    deregistration_delay: int = 30
    ended: bool = False


AnyListener = TcpListener | UdpListener | TlsListener


@value
class NetworkLoadBalancer:
    """A Network Load Balancer of a service's own.

    listeners: its ports. host: a name below the environment's domain that leads to it.
    internal: reachable inside the network only. admit: CIDR blocks that may reach it.
    cross_zone: it sends to tasks in all zones, which AWS counts as traffic between them.
    https://docs.aws.amazon.com/elasticloadbalancing/latest/network/introduction.html
    """

    listeners: tuple[AnyListener, ...]
    host: str | None = None
    internal: bool = False
    admit: tuple[str, ...] = ("0.0.0.0/0",)
    cross_zone: bool = False
