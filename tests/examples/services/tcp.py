"""Connections that are not HTTP: a network load balancer inside the network, with a name that leads to it."""

from bbfd import Container, NetworkLoadBalancer, TcpListener, WebService

service = WebService(
    container=Container(image="postgres:16", port=5432),
    http=(),
    network=NetworkLoadBalancer(
        listeners=(TcpListener(port=5432, client_ip=True, deregistration_delay=300),),
        internal=True,
        admit=("10.0.0.0/8",),
        host="db.{domain}",
    ),
)
