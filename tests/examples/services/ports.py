"""`ports`: names, UDP, ranges."""

from bbfd import Container, Port, Worker

service = Worker(
    container=Container(
        image="media:2",
        port=8080,
        ports=(
            Port(number=8080, name="api", application="http2"),
            Port(number=8125, protocol="udp"),
            Port(number=10000, last=10100, protocol="udp"),
        ),
    ),
)
