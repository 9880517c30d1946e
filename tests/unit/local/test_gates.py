"""Gateways of ECS and services of VPC Lattice in the embedded AWS: they are noted, and go again."""

from __future__ import annotations

from bbfd.build import build, build_environment
from bbfd.features.connector import Connector
from bbfd.features.lattice import Lattice
from bbfd.kinds.web_service import WebService
from bbfd.model.container import Container
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment
from bbfd.model.gateway import Gateway
from bbfd.model.port import Port
from tests.unit.local.world import World

PLACE = Definition(
    "env",
    Environment(account="111111111111", region="eu-west-1", load_balancer=None, gateway=Gateway()),
    "",
)
SERVICE = WebService(
    container=Container(image="a:1", ports=(Port(number=8080, name="web"),)),
    http=(),
    uses=(Connector(port="web"), Lattice(port="web", prefix_list="pl-01234567", network="sn-1")),
)


def test_a_gateway_and_a_service_of_lattice_are_noted_and_go_again(world: World) -> None:
    own, made = build_environment(PLACE), build(Definition("hello", SERVICE, ""), PLACE)
    assert own is not None
    assert world.deploy("env", {**own.body}) == "CREATE_COMPLETE"
    outputs = world.outputs("env")
    needed = [each.name for each in made.parameters if each.name in outputs]
    given = [{"ParameterKey": name, "ParameterValue": outputs[name]} for name in needed]
    assert world.deploy("hello", {**made.body}, Parameters=given) == "CREATE_COMPLETE"
    assert world.outputs("hello")["LatticeWebName"].endswith(".vpc-lattice-svcs.on.aws")
    for name in ("hello", "env"):
        world["cloudformation"].delete_stack(StackName=name)
        assert world.settled(name) in ("", "DELETE_COMPLETE")
