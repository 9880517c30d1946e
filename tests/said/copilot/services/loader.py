"""A backend that nobody calls, publishes to a topic, and has a sidecar that may stop and listens on UDP."""

from bbfd import Container, Fargate, Port, Repository, Topic, Worker

service = Worker(
    container=Container(image=Repository()),
    sidecars=(
        Container(
            name="tracing",
            image="amazon/aws-xray-daemon:3.x",
            essential=False,
            ports=(Port(number=2000, protocol="udp"),),
        ),
    ),
    runs_on=Fargate(cpu=256, memory=512),
    count=6,
    exec=True,
    uses=(Topic(name="load"),),
)
