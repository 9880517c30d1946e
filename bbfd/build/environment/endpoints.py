"""Ways to AWS's own services that do not leave the network."""

from __future__ import annotations

from collections.abc import Iterator

from troposphere import GetAtt, Ref, Sub, Tags
from troposphere.ec2 import SecurityGroup, SecurityGroupRule, VPCEndpoint

from bbfd.build import ids
from bbfd.build.assemble import Made, Origin
from bbfd.build.environment import inner_ids
from bbfd.build.environment.subnets import on, pointed_at, private_routes
from bbfd.model.definition import Definition
from bbfd.model.environment import Capacity, Environment
from bbfd.model.naming import logical_id
from bbfd.model.network import Endpoints, NewNetwork, Side

_FREE = ("s3", "dynamodb")
# What starting a task takes, and entering it: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html
_OF_TASKS = ("ecr.api", "ecr.dkr", "logs", "secretsmanager", "ssm", "ssmmessages")
_OF_INSTANCES = ("ecs", "ecs-agent", "ecs-telemetry")


def endpoints(place: Definition[Environment]) -> Iterator[Made]:
    """Gateways in every route table, interfaces in every private subnet, or the public ones where there are no others.

    https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
    """
    network = place.value.network
    if not isinstance(network, NewNetwork) or network.endpoints is None:
        return
    for service in _FREE:
        yield VPCEndpoint(
            endpoint_id(service),
            VpcId=Ref(ids.VPC),
            ServiceName=_named(service),
            VpcEndpointType="Gateway",
            RouteTableIds=_tables(network),
        )
        yield Origin(endpoint_id(service), "network.endpoints")
    interfaces = interfaces_of(place.value, network.endpoints)
    if interfaces:
        yield _group(place.name, network)
    for service in interfaces:
        yield _interface(service, network)
        yield Origin(endpoint_id(service), "network.endpoints")


def interfaces_of(environment: Environment, wanted: Endpoints) -> tuple[str, ...]:
    """The services that have an interface, each once."""
    own = isinstance(environment.capacity, Capacity) or environment.managed is not None
    instances = _OF_INSTANCES if own else ()
    usual = (*_OF_TASKS, *instances) if wanted.interfaces else ()
    return tuple(dict.fromkeys(each for each in (*usual, *wanted.also) if each not in _FREE))


def endpoint_id(service: str) -> str:
    """Its logical id."""
    return f"{logical_id(service)}Endpoint"


def _named(service: str) -> Sub:
    return Sub(f"com.amazonaws.${{AWS::Region}}.{service}")


def _tables(network: NewNetwork) -> list[Ref]:
    private = [private_routes(subnet.zone) for subnet in on(Side.PRIVATE, network)]
    return [Ref(table) for table in (inner_ids.PUBLIC_ROUTES, *private)]


def _interface(service: str, network: NewNetwork) -> VPCEndpoint:
    return VPCEndpoint(
        endpoint_id(service),
        VpcId=Ref(ids.VPC),
        ServiceName=_named(service),
        VpcEndpointType="Interface",
        PrivateDnsEnabled=True,  # the service's usual name leads to it: nothing in a container changes
        SubnetIds=pointed_at(network, network.tasks_in),
        SecurityGroupIds=[GetAtt(inner_ids.ENDPOINT_GROUP, "GroupId")],
    )


def _group(name: str, network: NewNetwork) -> SecurityGroup:
    return SecurityGroup(
        inner_ids.ENDPOINT_GROUP,
        GroupDescription=f"{name}: who may reach AWS from inside the network",
        VpcId=Ref(ids.VPC),
        SecurityGroupIngress=[
            SecurityGroupRule(
                Description="the network itself",
                IpProtocol="tcp",
                FromPort=443,
                ToPort=443,
                CidrIp=network.cidr,
            )
        ],
        Tags=Tags(Name=f"{name}-endpoints"),
    )
