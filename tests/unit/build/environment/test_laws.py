"""What holds for every environment's stack."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Mapping
from graphlib import TopologicalSorter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some

from bbfd.build import ids
from bbfd.build.assemble import assemble
from bbfd.build.environment import environment_stack, inner_ids
from bbfd.build.environment.stack import PARTS, frame_of
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment, LoadBalancer
from bbfd.model.network import NewNetwork
from bbfd.model.stack import Stack

from .definitions import environments, nodes, taken_by

few = settings(max_examples=40, deadline=None)
_SUBSTITUTED = re.compile(r"\$\{([A-Za-z]+)")


def built(place: Definition[Environment]) -> Stack:
    stack = environment_stack(place)
    assert stack is not None
    assert stack.refusals == ()
    return stack


def pointed_at(value: Any) -> Iterator[str]:
    """Logical ids and parameters that a value refers to; pseudo parameters left out."""
    for node in nodes(value):
        if not isinstance(node, dict):
            continue
        for key, inner in node.items():
            if key == "Ref" and not inner.startswith("AWS::"):
                yield inner
            elif key == "Fn::GetAtt":
                yield inner[0]
            elif key == "Fn::Sub":
                text, own = inner if isinstance(inner, list) else (inner, {})
                yield from set(_SUBSTITUTED.findall(text)) - {"AWS", *own}
            elif key == "DependsOn":
                yield from [inner] if isinstance(inner, str) else inner


@few
@given(environments)
def test_every_reference_leads_to_something(place: Definition[Environment]) -> None:
    body = built(place).body
    there = {*body["Resources"], *body.get("Parameters", {})}
    assert set(pointed_at(body)) <= there


@few
@given(environments)
def test_nothing_waits_for_itself(place: Definition[Environment]) -> None:
    resources = built(place).body["Resources"]
    graph = {name: set(pointed_at(thing)) for name, thing in resources.items()}
    TopologicalSorter(graph).prepare()


_OUTWARD = {"AWS::EC2::EIP", "AWS::EC2::NatGateway", "AWS::EC2::Route"}


@few
@given(environments)
def test_what_has_to_do_with_the_internet_waits_for_the_gateway(
    place: Definition[Environment],
) -> None:
    """Made before, it fails; still there when the gateway is detached, that fails."""
    resources = built(place).body["Resources"]
    graph = {name: set(pointed_at(thing)) for name, thing in resources.items()}
    for name, thing in resources.items():
        if "EgressOnlyInternetGatewayId" in thing.get("Properties", {}):
            continue  # a gateway of its own
        if thing["Type"] in _OUTWARD or name in _outward_in(place):
            assert inner_ids.GATEWAY_ATTACHMENT in behind(name, graph), name
    network = place.value.network
    outside = isinstance(network, NewNetwork) and (network.nat != "none" or not network.endpoints)
    if inner_ids.INSTANCES in graph and outside:
        assert inner_ids.PUBLIC_ROUTE in behind(inner_ids.INSTANCES, graph)


def _outward_in(place: Definition[Environment]) -> set[str]:
    environment = place.value
    if not isinstance(environment.network, NewNetwork):
        return set()
    balancer = environment.load_balancer
    faces = isinstance(balancer, LoadBalancer) and not balancer.internal
    inside = environment.network.nat == "none" and environment.network.endpoints
    return {*([] if inside else [inner_ids.INSTANCES]), *([ids.LOAD_BALANCER] if faces else [])}


def behind(name: str, graph: Mapping[str, set[str]]) -> set[str]:
    """All that a resource waits for, directly or not."""
    ahead = graph.get(name, set())
    return ahead.union(*(behind(other, graph) for other in ahead))


@few
@given(environments)
def test_the_same_definition_makes_the_same_bytes(place: Definition[Environment]) -> None:
    assert json.dumps(built(place).body) == json.dumps(built(place).body)


@few
@given(environments, some.randoms(use_true_random=False))
def test_the_order_of_the_parts_changes_nothing(
    place: Definition[Environment], shuffle: random.Random
) -> None:
    parts = list(PARTS)
    shuffle.shuffle(parts)
    there = built(place)
    if "Remembered" not in there.body["Resources"]:
        assert json.dumps(assemble(parts, place, frame_of(place)).body) == json.dumps(there.body)


@few
@given(environments)
def test_only_the_load_balancer_is_open_and_only_to_those_it_admits(
    place: Definition[Environment],
) -> None:
    balancer = place.value.load_balancer
    admitted = balancer.admit if isinstance(balancer, LoadBalancer) else ()
    for name, thing in built(place).body["Resources"].items():
        if thing["Type"] != "AWS::EC2::SecurityGroup":
            continue
        for rule in thing["Properties"].get("SecurityGroupIngress", []):
            cidr = rule.get("CidrIp", rule.get("CidrIpv6"))
            if name == inner_ids.ENDPOINT_GROUP:
                assert cidr == getattr(place.value.network, "cidr", None)
            elif name == ids.LOAD_BALANCER_GROUP:
                assert cidr in admitted or (cidr == "::/0" and "0.0.0.0/0" in admitted)
                assert rule["FromPort"] == rule["ToPort"] in (80, 443)
            else:
                assert cidr is None
                assert rule["SourceSecurityGroupId"] == {"Ref": ids.LOAD_BALANCER_GROUP}


@few
@given(environments)
def test_no_parameter_is_without_a_value_or_a_way_to_one(place: Definition[Environment]) -> None:
    for parameter in taken_by(built(place)):
        assert (parameter.default is None) != (parameter.source is None)


@few
@given(environments)
def test_every_origin_is_a_field_of_the_definition(place: Definition[Environment]) -> None:
    stack = built(place)
    fields = set(Environment.__dataclass_fields__)
    for (resource, _), field in stack.origins.items():
        assert resource in stack.body["Resources"]
        assert field.split(".")[0] in fields


@few
@given(environments)
def test_nothing_is_exported_and_no_zone_is_written_down(place: Definition[Environment]) -> None:
    text = json.dumps(built(place).body)
    assert "Export" not in text
    assert not re.search(r"eu-west-1[abc]\b", text)
