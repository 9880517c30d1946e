from __future__ import annotations

from ipaddress import IPv4Network

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bbfd.build.environment.addresses import Subnet, planned
from bbfd.model.network import Network, NewNetwork, Side
from bbfd.model.stack import FromTags, Refusal

from .definitions import (
    EXISTING_NETWORK,
    created,
    environment,
    of_type,
    resources,
    stack,
    taken_by,
)


def plan(network: NewNetwork) -> dict[str, str]:
    subnets = planned(network)
    assert not isinstance(subnets, Refusal)
    return {subnet.id: subnet.cidr for subnet in subnets}


@given(created)
def test_subnets_lie_in_the_network_and_never_overlap(network: NewNetwork) -> None:
    blocks = [IPv4Network(cidr) for cidr in plan(network).values()]
    assert all(block.subnet_of(IPv4Network(network.cidr)) for block in blocks)
    assert all(not a.overlaps(b) for a in blocks for b in blocks if a is not b)


@given(created, some.integers(2, 4), some.sampled_from(["none", "one", "per-zone"]))
def test_another_zone_or_nat_gateway_moves_no_subnet(
    network: NewNetwork, zones: int, nat: str
) -> None:
    before = plan(network)
    after = plan(Network.create(network.cidr, zones, nat))
    assert all(before[name] == after[name] for name in before.keys() & after.keys())


@pytest.mark.parametrize(
    "cidr", ["10.0.0.0/15", "10.0.0.0/25", "10.0.0.0/31", "10.0.0.1/16", "ten", "2001:db8::/32"]
)
def test_addresses_that_cannot_be_planned_are_refused(cidr: str) -> None:
    made = stack(network=Network.create(cidr))
    assert [(r.field, "10.0.0.0/16" in r.fix) for r in made.refusals] == [("network.cidr", True)]


@pytest.mark.parametrize("zones", [0, 1, 5])
def test_too_few_and_too_many_zones_are_refused(zones: int) -> None:
    (refusal,) = stack(network=Network.create(zones=zones, nat="one")).refusals
    assert refusal.field == "network.zones"


def test_a_subnet_knows_what_people_call_it() -> None:
    assert Subnet(Side.PRIVATE, 2, "10.0.0.0/24").label == "private-2"


@pytest.mark.parametrize(
    ("nat", "gateways", "private"), [("none", 0, 0), ("one", 1, 3), ("per-zone", 3, 3)]
)
def test_nat_gateways_are_as_many_as_were_asked_for(nat: str, gateways: int, private: int) -> None:
    found = resources(network=Network.create(zones=3, nat=nat))
    assert len(of_type(found, "AWS::EC2::NatGateway")) == gateways
    assert len(of_type(found, "AWS::EC2::EIP")) == gateways
    assert (
        len([name for name in of_type(found, "AWS::EC2::Subnet") if "Private" in name]) == private
    )


def test_a_nat_gateway_in_each_zone_changes_routes_and_nothing_else_that_was() -> None:
    one = resources(network=Network.create(zones=3, nat="one"))
    each = resources(network=Network.create(zones=3, nat="per-zone"))
    assert {name for name in one if one[name] != each[name]} == {"PrivateRoute2", "PrivateRoute3"}


def test_nobody_gets_a_public_address_without_asking() -> None:
    subnets = of_type(resources(), "AWS::EC2::Subnet")
    assert {subnet["MapPublicIpOnLaunch"] for subnet in subnets.values()} == {False}


def test_names_resolve_in_the_network() -> None:
    (vpc,) = of_type(resources(), "AWS::EC2::VPC").values()
    assert vpc["EnableDnsHostnames"] is vpc["EnableDnsSupport"] is True


def test_what_people_look_for_has_a_name() -> None:
    found = resources(network=Network.create(nat="one"))
    for kind in ("VPC", "Subnet", "RouteTable", "NatGateway", "InternetGateway"):
        for thing in of_type(found, f"AWS::EC2::{kind}").values():
            (tag,) = [tag for tag in thing["Tags"] if tag["Key"] == "Name"]
            assert tag["Value"].startswith("dev")


def test_an_existing_network_is_a_parameters_default() -> None:
    made = stack(network=EXISTING_NETWORK)
    assert of_type(made.body["Resources"], "AWS::EC2::VPC") == {}
    defaults = {parameter.name: parameter.default for parameter in made.parameters}
    assert defaults["Vpc"] == EXISTING_NETWORK.vpc
    assert defaults["PrivateSubnets"] == ",".join(EXISTING_NETWORK.private)


def test_a_network_found_by_tags_is_looked_up() -> None:
    made = stack(network=Network.lookup({"Name": "a"}, public={"tier": "p"}))
    sources = {parameter.name: parameter.source for parameter in taken_by(made)}
    assert sources == {
        "Vpc": FromTags(what="vpc", tags=(("Name", "a"),)),
        "PublicSubnets": FromTags(what="subnets", tags=(("tier", "p"),), vpc="Vpc"),
    }


def test_a_network_without_subnets_is_refused() -> None:
    made = stack(network=Network.existing("vpc-0123456789abcdef0"), load_balancer=None)
    assert [refusal.field for refusal in made.refusals] == ["network"]


def test_the_definitions_name_names_the_stack() -> None:
    place = environment("stage")
    assert (place.name, stack(name="stage").name) == ("stage", "bbfd-environment-stage")
