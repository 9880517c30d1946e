"""Answers questions for names over TCP and UDP, and asks another container of its task, which encrypts what it asks."""

from bbfd import (
    EC2,
    Awsvpc,
    Container,
    Efs,
    Linux,
    NetworkLoadBalancer,
    Port,
    Secret,
    TcpListener,
    WebService,
)

service = WebService(
    container=Container(
        image="pihole/pihole:2024.07.0",
        ports=(
            Port(number=53),
            Port(number=53, protocol="udp"),
            Port(number=80),
            Port(number=443),
        ),
        variables={"TZ": "Europe/Zurich", "PIHOLE_DNS_": "127.0.0.1#5054", "REV_SERVER": "true"},
        linux=Linux(add=("NET_ADMIN",)),
        after={"upstream": "start"},
    ),
    sidecars=(
        Container(
            name="upstream",
            image="visibilityspots/cloudflared:v1.0",
            variables={"TZ": "Europe/Zurich", "PORT": "5054", "ADDRESS": "0.0.0.0"},
        ),
    ),
    runs_on=EC2(memory=512, network_mode=Awsvpc()),
    http=(),
    allow={"PORT-DUAL-PROTOCOL": "one target group of TCP_UDP takes both"},
    network=NetworkLoadBalancer(
        host="names.{domain}",
        listeners=(TcpListener(port=53, udp=True), TcpListener(port=443, to=443)),
    ),
    uses=(
        Efs(path="/etc/pihole", name="lists"),
        Efs(path="/etc/dnsmasq.d", name="rules"),
        Secret(variable="WEBPASSWORD", parameter="/names/password"),
    ),
)
