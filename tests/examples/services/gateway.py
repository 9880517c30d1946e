"""Reached through a gateway of ECS: no listener rules, no priorities, no certificate to name."""

from bbfd import Connector, Container, HealthCheck, Port, WebService

service = WebService(
    container=Container(image="example/orders:1.0", ports=(Port(number=8080, name="web"),)),
    http=(),
    uses=(Connector(port="web", health=HealthCheck(path="/up")),),
)
