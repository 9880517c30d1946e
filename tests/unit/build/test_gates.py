"""Ways to a service past the load balancers: gateways of ECS, and VPC Lattice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bbfd.build import build_environment
from bbfd.build.service import service_stack
from bbfd.features.connector import Connector
from bbfd.features.lattice import Lattice
from bbfd.launch.awsvpc import Awsvpc
from bbfd.launch.ec2 import EC2
from bbfd.launch.fargate import Fargate
from bbfd.model.container import Container
from bbfd.model.definition import Definition
from bbfd.model.deployment import BlueGreen
from bbfd.model.environment import Environment
from bbfd.model.firewall import ExistingFirewall
from bbfd.model.gateway import ExistingGateway, Gateway
from bbfd.model.http import HealthCheck
from bbfd.model.launch import Launch
from bbfd.model.network import Network
from bbfd.model.port import Port
from bbfd.model.stack import FromStack, Refusal, Stack
from bbfd.model.workload import Workload
from tests.unit.examples import JOB, environment, properties, stack, web

NAMED = Container(image="orders:1", ports=(Port(number=8080, name="web"),))
WITH = environment(gateway=Gateway())
LATTICE = Lattice(port="web", prefix_list="pl-0123456789abcdef0")


def reached(*uses: Any, **fields: Any) -> Workload:
    return web(container=NAMED, http=(), uses=uses, **fields)


def place(where: Environment) -> Stack:
    made = build_environment(Definition("test", where, "environments/test.py"))
    assert made is not None
    return made


def refusals(workload: Workload, where: Environment = WITH) -> tuple[Refusal, ...]:
    made = service_stack(Definition("web", workload, ""), Definition("test", where, ""))
    return made.refusals


# --- a connector ------------------------------------------------------------------------------------------------------


def test_a_connector_names_the_port_and_how_health_is_asked_for() -> None:
    health = HealthCheck(path="/up", interval=20, timeout=6, healthy=3, unhealthy=4, codes="204")
    made = properties(stack(reached(Connector(port="web", health=health)), WITH), "Service")
    assert made["GatewayConnectors"] == [
        {
            "PortName": "web",
            "HealthCheck": {
                "HealthCheckPath": "/up",
                "HealthCheckIntervalSeconds": 20,
                "HealthCheckTimeoutSeconds": 6,
                "HealthyThresholdCount": 3,
                "UnhealthyThresholdCount": 4,
                "Matcher": {"HttpCode": "204"},
            },
        }
    ]
    assert "LoadBalancers" not in made


def test_a_connector_takes_one_kind_of_gateways_alone() -> None:
    made = properties(stack(reached(Connector(port="web", access=("PRIVATE",))), WITH), "Service")
    assert made["GatewayConnectors"][0]["Filters"] == {"AccessTypes": ["PRIVATE"]}


def test_the_tasks_admit_the_gateway_on_that_port_alone() -> None:
    made = stack(reached(Connector(port="web")), WITH)
    rules = properties(made, "TaskSecurityGroup")["SecurityGroupIngress"]
    assert [(rule["FromPort"], rule["ToPort"]) for rule in rules] == [(8080, 8080)]
    assert rules[0]["SourceSecurityGroupId"] == {"Ref": "GatewaySecurityGroup"}
    sources = {each.name: each.source for each in made.parameters}
    output = FromStack(stack="bbfd-environment-test", output="GatewaySecurityGroup")
    assert sources["GatewaySecurityGroup"] == output


def test_the_group_of_a_gateway_that_is_there_is_known() -> None:
    where = environment(gateway=ExistingGateway(security_group="sg-0a1b2c3d"))
    made = stack(reached(Connector(port="web")), where)
    defaults = {each.name: each.default for each in made.parameters}
    assert defaults["GatewaySecurityGroup"] == "sg-0a1b2c3d"


@pytest.mark.parametrize("runs_on", [Fargate(), EC2(network_mode=Awsvpc())])
def test_both_reach_whatever_has_an_address_of_its_own(runs_on: Launch) -> None:
    made = properties(
        stack(reached(Connector(port="web"), LATTICE, runs_on=runs_on), WITH), "Service"
    )
    assert {"GatewayConnectors", "VpcLatticeConfigurations"} <= made.keys()


def test_a_service_without_any_has_neither() -> None:
    made = properties(stack(), "Service")
    assert {"GatewayConnectors", "VpcLatticeConfigurations"} & made.keys() == set()


@pytest.mark.parametrize(
    ("workload", "where", "said"),
    [
        (reached(Connector(port="admin")), WITH, "no container has one of that name"),
        (reached(Connector(port="web")), environment(), "the environment has no gateway"),
        (reached(Connector(port="web"), Connector(port="web")), WITH, "one connector"),
        (reached(Connector(port="web"), runs_on=EC2()), WITH, "an address of their own"),
        (reached(Connector(port="web"), deployment=BlueGreen()), WITH, "is not shifted"),
        (reached(LATTICE, deployment=BlueGreen()), WITH, "is not shifted"),
        (web(container=NAMED, http=(), uses=(LATTICE,), runs_on=EC2()), WITH, "of their own"),
        (JOB.__class__(container=NAMED, schedule="rate(1 day)", uses=(LATTICE,)), WITH, "end by"),
    ],
)
def test_what_cannot_be_reached_is_refused(
    workload: Workload, where: Environment, said: str
) -> None:
    found = refusals(workload, where)
    assert any(said in each.what for each in found), found
    assert all(each.fix for each in found)


@pytest.mark.parametrize(
    "health",
    [
        HealthCheck(interval=4, timeout=2),
        HealthCheck(timeout=121, interval=300),
        HealthCheck(healthy=1),
        HealthCheck(unhealthy=11),
        HealthCheck(port=0),
        HealthCheck(interval=5, timeout=5),
        HealthCheck(path="up"),
        HealthCheck(protocol="TCP"),
    ],
)
def test_health_that_cannot_be_asked_for_so_is_refused(health: HealthCheck) -> None:
    assert len(refusals(reached(Connector(port="web", health=health)))) == 1
    assert len(refusals(reached(replace(LATTICE, health=health)))) == 1


# --- the environment's gateway ----------------------------------------------------------------------------------------


def test_an_environment_makes_a_gateway_and_joins_its_cluster_to_it() -> None:
    made = place(WITH)
    gateway = properties(made, "Gateway")
    shared = gateway["Configuration"]["HostSharedAlb"]
    assert gateway["GatewayName"] == "bbfd-environment-test-public-https"
    assert gateway["DeletionProtection"] is False
    assert (shared["Scheme"], shared["Protocol"], shared["Port"]) == (
        "internet-facing",
        "HTTPS",
        443,
    )
    assert shared["NetworkConfiguration"]["InboundSecurityGroup"] == {"Ref": "GatewaySecurityGroup"}
    assert len(shared["NetworkConfiguration"]["Subnets"]) == 2
    assert properties(made, "GatewayAssociation") == {
        "Gateway": {"Fn::GetAtt": ["Gateway", "Arn"]},
        "Cluster": {"Ref": "Cluster"},
    }
    assert made.body["Outputs"]["GatewaySecurityGroup"] == {
        "Value": {"Ref": "GatewaySecurityGroup"}
    }


def test_every_option_of_a_gateway_is_told() -> None:
    wanted = Gateway(
        internal=True,
        protocol="HTTP",
        admit=("10.0.0.0/8", "2001:db8::/32"),
        maximum=3,
        desync="strictest",
        firewall=ExistingFirewall(arn="arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/a/b"),
        logs="requests",
        logs_prefix="orders",
    )
    made = place(environment(gateway=wanted, protected=True))
    gateway = properties(made, "Gateway")
    shared = gateway["Configuration"]["HostSharedAlb"]
    assert gateway["DeletionProtection"] is True
    assert gateway["GatewayName"].endswith("-internal-http")
    assert (shared["Scheme"], shared["Protocol"], shared["Port"]) == ("internal", "HTTP", 80)
    assert (shared["MaxAlbCount"], shared["HttpDesync"]) == (3, "strictest")
    assert shared["WebACLArn"].endswith("webacl/a/b")
    destination = {"S3": {"Bucket": "requests", "Prefix": "orders"}}
    assert shared["AccessLogs"] == {"Destination": destination}
    rules = properties(made, "GatewaySecurityGroup")["SecurityGroupIngress"]
    assert [rule.get("CidrIp") or rule.get("CidrIpv6") for rule in rules] == list(wanted.admit)


def test_a_gateway_of_a_network_that_speaks_ipv6_does_so_too() -> None:
    made = place(environment(gateway=Gateway(), network=Network.create(ipv6=True)))
    shared = properties(made, "Gateway")["Configuration"]["HostSharedAlb"]
    assert shared["NetworkConfiguration"]["IpAddressType"] == "dualstack"
    rules = properties(made, "GatewaySecurityGroup")["SecurityGroupIngress"]
    assert [rule.get("CidrIp") or rule.get("CidrIpv6") for rule in rules] == ["0.0.0.0/0", "::/0"]


def test_a_cluster_joins_a_gateway_that_is_there_only_where_it_is_named() -> None:
    there = ExistingGateway(security_group="sg-0a1b2c3d", name="shared")
    assert (
        properties(place(environment(gateway=there)), "GatewayAssociation")["Gateway"] == "shared"
    )
    unnamed = place(environment(gateway=ExistingGateway(security_group="sg-0a1b2c3d")))
    assert "GatewayAssociation" not in unnamed.body["Resources"]


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (Gateway(admit=("everybody",)), "gateway.admit"),
        (Gateway(maximum=11), "gateway.maximum"),
        (Gateway(logs_prefix="x"), "gateway.logs_prefix"),
    ],
)
def test_what_no_gateway_can_be_is_refused(wanted: Gateway, field: str) -> None:
    assert [each.field for each in place(environment(gateway=wanted)).refusals] == [field]


def test_a_public_gateway_needs_public_subnets() -> None:
    network = Network.existing(vpc="vpc-1", private=("subnet-1", "subnet-2"))
    found = place(environment(gateway=Gateway(), network=network, load_balancer=None)).refusals
    assert "gateway" in {each.field for each in found}


# --- VPC Lattice ------------------------------------------------------------------------------------------------------


def test_a_service_of_lattice_has_all_that_it_needs() -> None:
    made = stack(reached(LATTICE))
    assert properties(made, "Service")["VpcLatticeConfigurations"] == [
        {
            "PortName": "web",
            "TargetGroupArn": {"Fn::GetAtt": ["LatticeWebTargets", "Arn"]},
            "RoleArn": {"Fn::GetAtt": ["LatticeWebRole", "Arn"]},
        }
    ]
    assert made.body["Resources"]["Service"]["DependsOn"] == "LatticeWebListener"
    assert properties(made, "LatticeWebTargets")["Config"]["Port"] == 8080
    assert properties(made, "LatticeWebListener")["Port"] == 443
    assert properties(made, "LatticeWebService") == {"AuthType": "NONE"}
    rules = properties(made, "TaskSecurityGroup")["SecurityGroupIngress"]
    assert [rule["SourcePrefixListId"] for rule in rules] == [LATTICE.prefix_list]


def test_every_option_of_lattice_is_told() -> None:
    wanted = Lattice(
        port="web",
        prefix_list="pl-0123456789abcdef0",
        network="sn-1",
        listener=80,
        protocol="HTTP",
        version="HTTP2",
        health=HealthCheck(path="/up", port=9000, protocol="HTTP"),
        iam=True,
    )
    made = stack(reached(wanted))
    config = properties(made, "LatticeWebTargets")["Config"]
    assert config["ProtocolVersion"] == "HTTP2"
    assert (config["HealthCheck"]["Path"], config["HealthCheck"]["Port"]) == ("/up", 9000)
    listener = properties(made, "LatticeWebListener")
    assert (listener["Protocol"], listener["Port"]) == ("HTTP", 80)
    assert properties(made, "LatticeWebService") == {"AuthType": "AWS_IAM"}
    assert properties(made, "LatticeWebAssociation")["ServiceNetworkIdentifier"] == "sn-1"


@pytest.mark.parametrize(
    "wanted",
    [
        Lattice(port="web", prefix_list="list"),
        Lattice(port="web", prefix_list="pl-12345678", listener=0),
    ],
)
def test_what_no_service_of_lattice_can_be_is_refused(wanted: Lattice) -> None:
    assert [each.field for each in refusals(reached(wanted))] == ["uses"]
