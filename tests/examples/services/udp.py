"""Datagrams, and where it can be asked over HTTP whether a task is well."""

from bbfd import Container, HealthCheck, UdpListener, WebService

service = WebService(
    container=Container(image="dns:1", port=8080),
    http=(),
    network=UdpListener(
        port=53,
        to=5353,
        sticky=True,
        health=HealthCheck(port=8080, path="/health", protocol="HTTP"),
    ),
)
