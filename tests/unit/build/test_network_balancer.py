"""TCP, UDP and TLS through a network load balancer of a service's own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bbfd.launch.awsvpc import Awsvpc
from bbfd.launch.ec2 import EC2
from bbfd.launch.host import Host
from bbfd.model.connections import NetworkLoadBalancer, TcpListener, TlsListener, UdpListener
from bbfd.model.container import Container
from bbfd.model.deployment import BlueGreen
from bbfd.model.environment import Certificate, Domain, ExistingCapacity
from bbfd.model.http import HealthCheck, Http
from bbfd.model.network import Network
from bbfd.model.stack import FromCertificate, Stack
from tests.unit.build.test_http import found, refused
from tests.unit.examples import environment, properties, stack, web

SECURE = environment(certificate=Certificate.lookup("example.com"))
PLAIN = environment()
UDP = UdpListener(port=53, health=HealthCheck(port=8080, path="/up", protocol="HTTP"))


def listening(network: Any, where: Any = SECURE, **fields: Any) -> Stack:
    return stack(web(http=(), network=network, **fields), where)


def attributes(made: Stack, logical_id: str) -> dict[str, str]:
    said = properties(made, logical_id)["TargetGroupAttributes"]
    return {each["Key"]: each["Value"] for each in said}


def test_a_port_for_connections_has_a_load_balancer_with_its_own_security_group():
    made = listening(TcpListener(port=5432))
    balancer = properties(made, "NetworkLoadBalancer")
    assert (balancer["Type"], balancer["Scheme"]) == ("network", "internet-facing")
    assert balancer["Subnets"] == {"Ref": "PublicSubnets"}
    assert balancer["SecurityGroups"] == [{"Ref": "NetworkLoadBalancerSecurityGroup"}]
    listener = properties(made, "NetworkListener5432")
    assert (listener["Port"], listener["Protocol"]) == (5432, "TCP")
    targets = properties(made, "NetworkTargets5432")
    assert (targets["Port"], targets["Protocol"], targets["TargetType"]) == (80, "TCP", "ip")
    assert (targets["HealthCheckProtocol"], targets["HealthCheckPort"]) == ("TCP", "traffic-port")
    assert "HealthCheckPath" not in targets
    assert "Matcher" not in targets
    service = made.body["Resources"]["Service"]
    assert service["DependsOn"] == "NetworkListener5432"
    assert service["Properties"]["LoadBalancers"] == [
        {
            "ContainerName": "app",
            "ContainerPort": 80,
            "TargetGroupArn": {"Ref": "NetworkTargets5432"},
        }
    ]
    assert made.body["Outputs"]["Address5432"]["Value"] == {
        "Fn::Join": ["", [{"Fn::GetAtt": ["NetworkLoadBalancer", "DNSName"]}, ":5432"]]
    }
    assert found(made) == []


def test_the_load_balancer_admits_whom_it_says_and_the_tasks_admit_it():
    made = listening(
        NetworkLoadBalancer(
            listeners=(TcpListener(port=5432), TcpListener(port=53, to=5353, udp=True)),
            admit=("10.0.0.0/8", "fd00::/8"),
            internal=True,
        )
    )
    assert properties(made, "NetworkLoadBalancer")["Subnets"] == {"Ref": "PrivateSubnets"}
    admitted = properties(made, "NetworkLoadBalancerSecurityGroup")["SecurityGroupIngress"]
    assert [
        (r["IpProtocol"], r["FromPort"], r.get("CidrIp") or r["CidrIpv6"]) for r in admitted
    ] == [
        ("tcp", 5432, "10.0.0.0/8"),
        ("tcp", 5432, "fd00::/8"),
        ("tcp", 53, "10.0.0.0/8"),
        ("udp", 53, "10.0.0.0/8"),
        ("tcp", 53, "fd00::/8"),
        ("udp", 53, "fd00::/8"),
    ]
    reached = properties(made, "TaskSecurityGroup")["SecurityGroupIngress"]
    group = {"Ref": "NetworkLoadBalancerSecurityGroup"}
    assert [(r["IpProtocol"], r["FromPort"], r["SourceSecurityGroupId"]) for r in reached] == [
        ("tcp", 80, group),
        ("tcp", 5353, group),
        ("udp", 5353, group),
    ]
    mapped = properties(made, "Task")["ContainerDefinitions"][0]["PortMappings"]
    assert mapped == [
        {"ContainerPort": 80},
        {"ContainerPort": 5353},
        {"ContainerPort": 5353, "Protocol": "udp"},
    ]


def test_where_it_takes_connections_is_told():
    made = listening(
        NetworkLoadBalancer(listeners=(TlsListener(port=443),), host="a.example.com"),
        replace(SECURE, domain=Domain(name="example.com")),
    )
    assert made.body["Outputs"]["Url"]["Value"] == {
        "Fn::Join": ["", ["tls://", "a.example.com", ":443"]]
    }
    both = stack(web(network=TcpListener(port=1)), SECURE).body["Outputs"]
    assert both["Url"]["Value"]["Fn::Join"][1][0] == "https://"


def test_http_and_connections_come_to_one_service():
    made = stack(web(network=TcpListener(port=9000, to=9000)), SECURE)
    assert made.body["Resources"]["Service"]["DependsOn"] == ["Rule", "NetworkListener9000"]
    assert len(properties(made, "Service")["LoadBalancers"]) == 2
    assert len(properties(made, "TaskSecurityGroup")["SecurityGroupIngress"]) == 2
    assert found(made) == []


def test_datagrams_are_asked_for_health_elsewhere():
    made = listening(UDP)
    targets = properties(made, "NetworkTargets53")
    assert (targets["Protocol"], targets["HealthCheckProtocol"]) == ("UDP", "HTTP")
    assert (targets["HealthCheckPort"], targets["HealthCheckPath"]) == ("8080", "/up")
    reached = properties(made, "TaskSecurityGroup")["SecurityGroupIngress"]
    assert [(r["IpProtocol"], r["FromPort"]) for r in reached] == [("udp", 80), ("tcp", 8080)]
    assert found(made) == []


def test_tls_ends_at_the_load_balancer_or_is_spoken_again():
    made = listening(TlsListener(port=443, alpn="HTTP2Preferred"))
    listener = properties(made, "NetworkListener443")
    assert listener["Certificates"] == [{"CertificateArn": {"Ref": "Certificate"}}]
    assert listener["SslPolicy"] == "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"
    assert listener["AlpnPolicy"] == ["HTTP2Preferred"]
    assert properties(made, "NetworkTargets443")["Protocol"] == "TCP"
    again = listening(TlsListener(port=443, encrypted=True))
    assert properties(again, "NetworkTargets443")["Protocol"] == "TLS"
    assert found(made) == found(again) == []


def test_tls_may_have_a_certificate_of_its_own():
    made = listening(TlsListener(port=443, certificate=Certificate.lookup("a.example.org")), PLAIN)
    name = "OwnCertificateNetwork443"
    assert properties(made, "NetworkListener443")["Certificates"] == [
        {"CertificateArn": {"Ref": name}}
    ]
    (source,) = (each.source for each in made.parameters if each.name == name)
    assert source == FromCertificate(domain="a.example.org")
    assert found(made) == []


def test_what_is_said_of_the_targets_is_said():
    made = listening(
        TcpListener(
            port=1,
            client_ip=True,
            proxy_protocol=True,
            sticky=True,
            cross_zone=True,
            deregistration_delay=5,
            ended=True,
            health=HealthCheck(path="/up", codes="200-299", protocol="HTTP", interval=30),
        )
    )
    assert attributes(made, "NetworkTargets1") == {
        "deregistration_delay.timeout_seconds": "5",
        "deregistration_delay.connection_termination.enabled": "true",
        "preserve_client_ip.enabled": "true",
        "proxy_protocol_v2.enabled": "true",
        "stickiness.enabled": "true",
        "stickiness.type": "source_ip",
        "load_balancing.cross_zone.enabled": "true",
    }
    targets = properties(made, "NetworkTargets1")
    assert targets["Matcher"] == {"HttpCode": "200-299"}
    assert targets["HealthCheckIntervalSeconds"] == 30
    crossing = listening(NetworkLoadBalancer(listeners=(TcpListener(port=1),), cross_zone=True))
    assert {"Key": "load_balancing.cross_zone.enabled", "Value": "true"} in properties(
        crossing, "NetworkLoadBalancer"
    )["LoadBalancerAttributes"]
    assert found(made) == []


def test_instances_that_are_there_take_connections_on_the_ports_that_docker_picks():
    where = replace(SECURE, capacity=ExistingCapacity(provider="instances"))
    made = listening(TcpListener(port=5432), where, runs_on=EC2())
    assert properties(made, "NetworkTargets5432")["TargetType"] == "instance"
    mapped = properties(made, "Task")["ContainerDefinitions"][0]["PortMappings"]
    assert mapped == [{"ContainerPort": 80, "HostPort": 0}]
    assert found(made) == []


def test_instances_that_the_environment_makes_admit_it():
    both = TcpListener(port=53, to=40000, udp=True)
    made = listening(both, runs_on=EC2(network_mode=Host()))
    rules = [properties(made, f"NetworkInstanceIngress{n}") for n in ("", 1)]
    assert [(each["IpProtocol"], each["FromPort"]) for each in rules] == [
        ("tcp", 40000),
        ("udp", 40000),
    ]


def test_a_network_with_addresses_of_both_kinds_is_reached_over_both_but_by_datagrams():
    both = replace(SECURE, network=Network.create(nat="one", ipv6=True))
    made = listening(TcpListener(port=1), both)
    assert properties(made, "NetworkLoadBalancer")["IpAddressType"] == "dualstack"
    blocks = properties(made, "NetworkLoadBalancerSecurityGroup")["SecurityGroupIngress"]
    assert [each.get("CidrIpv6") for each in blocks] == [None, "::/0"]
    assert "IpAddressType" not in properties(listening(UDP, both), "NetworkLoadBalancer")


@pytest.mark.parametrize(
    ("network", "fields", "field", "typed"),
    [
        (TcpListener(port=0), {}, "network.port", "1 to 65535"),
        (TcpListener(port=1, to=0), {}, "network.to", "1 to 65535"),
        (TcpListener(port=1, container="nope"), {}, "network.container", "app"),
        (TlsListener(port=443), {}, "network", "certificate="),
        (TlsListener(port=443, alpn="h2"), {}, "network.alpn", "HTTP2Only"),  # type: ignore[arg-type]
        (
            TcpListener(port=1, udp=True, client_ip=False),
            {},
            "network.client_ip",
            "remove client_ip=",
        ),
        (
            UdpListener(port=53, health=HealthCheck(protocol="TCP")),
            {},
            "network.health.port",
            "8080",
        ),
        (TcpListener(port=1, health=HealthCheck(path="/up")), {}, "network.health", "protocol="),
        (NetworkLoadBalancer(listeners=()), {}, "network.listeners", "TcpListener("),
        (
            NetworkLoadBalancer(listeners=(TcpListener(port=1), UDP, TlsListener(port=1))),
            {},
            "network.listeners.2.port",
            "udp=True",
        ),
        (
            NetworkLoadBalancer(listeners=(TcpListener(port=1),), admit=("all",)),
            {},
            "network.admit",
            "0.0.0.0/0",
        ),
        (
            TcpListener(port=1, health=HealthCheck(port=81, protocol="TCP")),
            {"runs_on": EC2()},
            "network.health.port",
            "Awsvpc()",
        ),
        (TcpListener(port=1), {"deployment": BlueGreen()}, "network", "Rolling()"),
    ],
)
def test_what_no_connection_can_be_is_refused(
    network: Any, fields: dict[str, Any], field: str, typed: str
) -> None:
    every = {each.field: each for each in refused(web(network=network, **fields), PLAIN)}
    assert typed in every[field].fix


def test_tasks_with_addresses_of_their_own_on_instances_take_connections():
    made = listening(TcpListener(port=1), runs_on=EC2(network_mode=Awsvpc()))
    assert properties(made, "NetworkTargets1")["TargetType"] == "ip"


def test_a_sidecar_takes_connections():
    made = stack(
        web(
            http=Http(),
            sidecars=(Container(image="b:1", name="ssh", port=22),),
            network=TcpListener(port=2222, container="ssh"),
        ),
        SECURE,
    )
    assert properties(made, "Service")["LoadBalancers"][1]["ContainerName"] == "ssh"
    assert properties(made, "NetworkTargets2222")["Port"] == 22
