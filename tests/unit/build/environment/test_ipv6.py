from __future__ import annotations

from typing import Any

import pytest

from bbfd.build import ids
from bbfd.build.environment import inner_ids
from bbfd.model.environment import Domain, LoadBalancer
from bbfd.model.network import Endpoints, Network

from .definitions import ZONE, of_type, resources, stack


def dual(**changes: Any) -> Any:
    return resources(network=Network.create(ipv6=True, **changes))


def test_there_is_none_unless_asked() -> None:
    made = resources()
    assert "Ipv6" not in str(made)
    assert "IpAddressType" not in made[ids.LOAD_BALANCER]["Properties"]


def test_every_subnet_has_a_block_of_its_own() -> None:
    subnets = of_type(dual(zones=4, nat="one"), "AWS::EC2::Subnet")
    picked = [subnet["Ipv6CidrBlock"]["Fn::Select"][0] for subnet in subnets.values()]
    assert sorted(picked) == list(range(8))


def test_a_zone_more_moves_no_block() -> None:
    two, four = dual(zones=2, nat="one"), dual(zones=4, nat="one")
    for name, subnet in of_type(two, "AWS::EC2::Subnet").items():
        assert subnet == four[name]["Properties"]


def test_private_subnets_only_reach_out() -> None:
    routes = of_type(dual(nat="one"), "AWS::EC2::Route")
    ways = {
        name: next(key for key in route if key.endswith("GatewayId"))
        for name, route in routes.items()
        if route.get("DestinationIpv6CidrBlock") == "::/0"
    }
    assert ways == {
        inner_ids.PUBLIC_IPV6_ROUTE: "GatewayId",
        "PrivateIpv6Route1": "EgressOnlyInternetGatewayId",
        "PrivateIpv6Route2": "EgressOnlyInternetGatewayId",
    }


def test_a_network_that_leads_nowhere_leads_nowhere_by_ipv6() -> None:
    made = dual(endpoints=Endpoints())
    assert inner_ids.EGRESS_GATEWAY not in made


@pytest.mark.parametrize(("internal", "kind"), [(False, "dualstack"), (True, "dualstack")])
def test_the_load_balancer_has_addresses_of_both_kinds(internal: bool, kind: str) -> None:
    made = resources(
        network=Network.create(ipv6=True), load_balancer=LoadBalancer(internal=internal)
    )
    assert made[ids.LOAD_BALANCER]["Properties"]["IpAddressType"] == kind


def test_whoever_admits_everybody_admits_them_by_ipv6_too() -> None:
    rules = dual()[ids.LOAD_BALANCER_GROUP]["Properties"]["SecurityGroupIngress"]
    assert [rule.get("CidrIp", rule.get("CidrIpv6")) for rule in rules] == ["0.0.0.0/0", "::/0"]
    some = resources(
        network=Network.create(ipv6=True), load_balancer=LoadBalancer(admit=("10.0.0.0/8",))
    )
    assert len(some[ids.LOAD_BALANCER_GROUP]["Properties"]["SecurityGroupIngress"]) == 1


def test_a_domain_leads_to_both() -> None:
    made = stack(
        network=Network.create(ipv6=True), domain=Domain(name="dev.example.com", zone=ZONE)
    )
    records = of_type(made.body["Resources"], "AWS::Route53::RecordSet")
    assert sorted((r["Name"], r["Type"]) for r in records.values()) == [
        ("*.dev.example.com", "A"),
        ("*.dev.example.com", "AAAA"),
        ("dev.example.com", "A"),
        ("dev.example.com", "AAAA"),
    ]
