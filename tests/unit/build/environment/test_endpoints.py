from __future__ import annotations

from typing import Any

from bbfd.build.environment import inner_ids
from bbfd.model.environment import Capacity
from bbfd.model.network import Endpoints, Network

from .definitions import environment, of_type, resources, stack

_ENDPOINT = "AWS::EC2::VPCEndpoint"


def endpoints(**changes: Any) -> dict[str, Any]:
    return of_type(resources(**changes), _ENDPOINT)


def names(found: dict[str, Any], kind: str) -> set[str]:
    return {
        each["ServiceName"]["Fn::Sub"].partition("}.")[2]
        for each in found.values()
        if each["VpcEndpointType"] == kind
    }


def test_there_are_none_unless_asked() -> None:
    assert endpoints() == {}


def test_a_task_starts_without_leaving_the_network() -> None:
    found = endpoints(network=Network.create(endpoints=Endpoints()))
    assert names(found, "Gateway") == {"s3", "dynamodb"}
    assert names(found, "Interface") == {
        "ecr.api",
        "ecr.dkr",
        "logs",
        "secretsmanager",
        "ssm",
        "ssmmessages",
    }
    for each in found.values():
        assert each.get("PrivateDnsEnabled", True)


def test_instances_reach_ecs_without_leaving_the_network() -> None:
    found = endpoints(network=Network.create(endpoints=Endpoints()), capacity=Capacity())
    assert {"ecs", "ecs-agent", "ecs-telemetry"} <= names(found, "Interface")


def test_without_nat_tasks_run_in_private_subnets_that_lead_nowhere_else() -> None:
    place = environment(network=Network.create(endpoints=Endpoints()))
    assert place.value.network.tasks_in.value == "private"
    made = resources(network=place.value.network)
    assert of_type(made, "AWS::EC2::NatGateway") == {}
    assert list(of_type(made, "AWS::EC2::Route")) == [inner_ids.PUBLIC_ROUTE]
    assert "PrivateSubnets" in stack(network=place.value.network).body["Outputs"]


def test_gateways_are_in_every_route_table() -> None:
    network = Network.create(nat="one", endpoints=Endpoints(interfaces=False))
    made = resources(network=network)
    tables = of_type(made, "AWS::EC2::RouteTable")
    for gateway in of_type(made, _ENDPOINT).values():
        assert {each["Ref"] for each in gateway["RouteTableIds"]} == tables.keys()


def test_gateways_alone_leave_tasks_where_they_are() -> None:
    network = Network.create(endpoints=Endpoints(interfaces=False))
    assert network.tasks_in.value == "public"
    assert names(endpoints(network=network), "Interface") == set()
    assert inner_ids.ENDPOINT_GROUP not in resources(network=network)


def test_further_services_are_reached_too_and_each_once() -> None:
    network = Network.create(endpoints=Endpoints(also=("sqs", "logs", "s3")))
    assert "sqs" in names(endpoints(network=network), "Interface")
    assert len(endpoints(network=network)) == 9


def test_the_network_alone_reaches_them() -> None:
    network = Network.create("10.7.0.0/16", endpoints=Endpoints())
    group = resources(network=network)[inner_ids.ENDPOINT_GROUP]["Properties"]
    (rule,) = group["SecurityGroupIngress"]
    assert (rule["CidrIp"], rule["FromPort"], rule["ToPort"]) == ("10.7.0.0/16", 443, 443)


def test_what_cannot_be_the_name_of_a_service_is_refused() -> None:
    (refusal,) = stack(network=Network.create(endpoints=Endpoints(also=("a b",)))).refusals
    assert refusal.field == "network.endpoints.also"
