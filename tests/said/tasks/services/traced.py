"""A service with a daemon that takes its traces over UDP."""

from bbfd import Container, Fargate, Http, Port, Repository, WebService

service = WebService(
    container=Container(
        name="service-a",
        image=Repository(),
        port=8080,
        cpu=0,
        variables={"AWS_XRAY_DAEMON_ADDRESS": "", "API_CNAME": "b.example.org"},
    ),
    sidecars=(
        Container(
            name="xray-sidecar",
            image=Repository(name="xray", tag="3.3"),
            cpu=0,
            ports=(Port(number=2000, protocol="udp"),),
        ),
    ),
    runs_on=Fargate(cpu=256, memory=512),
    http=Http(host="traced.example.org"),
)
