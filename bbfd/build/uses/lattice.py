"""A service of VPC Lattice: its listener, the target group that ECS registers tasks with, and its role for that."""

from __future__ import annotations

from collections.abc import Iterator

from troposphere import GetAtt, Output, Ref, Sub, vpclattice
from troposphere.iam import Role

from bbfd.build import ids
from bbfd.build._given import given
from bbfd.build.assemble import Made, Origin
from bbfd.build.policies import assumed_by
from bbfd.model.http import HealthCheck
from bbfd.model.value import value

_POLICY = "arn:${AWS::Partition}:iam::aws:policy/AmazonECSInfrastructureRolePolicyForVpcLattice"


@value
class Told:
    """What VPC Lattice is told. port: where the tasks listen; listener: where others call.

    network: the service network that it joins; iam: callers sign their requests.
    """

    port: int
    listener: int
    protocol: str
    version: str
    health: HealthCheck
    network: str | None
    iam: bool


def lattice(key: str, told: Told) -> Iterator[Made]:
    """All of it, each logical id beginning with the key.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-vpc-lattice.html
    """
    yield _targets(f"{key}Targets", told)
    yield vpclattice.Service(f"{key}Service", AuthType="AWS_IAM" if told.iam else "NONE")
    yield vpclattice.Listener(
        f"{key}Listener",
        ServiceIdentifier=Ref(f"{key}Service"),
        Protocol=told.protocol,
        Port=told.listener,
        DefaultAction=vpclattice.DefaultAction(Forward=_to(f"{key}Targets")),
    )
    if told.network is not None:
        yield vpclattice.ServiceNetworkServiceAssociation(
            f"{key}Association",
            ServiceIdentifier=Ref(f"{key}Service"),
            ServiceNetworkIdentifier=told.network,
        )
    yield Role(
        f"{key}Role",
        AssumeRolePolicyDocument=assumed_by("ecs.amazonaws.com"),
        ManagedPolicyArns=[Sub(_POLICY)],
    )
    yield Output(f"{key}Name", Value=GetAtt(f"{key}Service", "DnsEntry.DomainName"))
    for name in ("Targets", "Service", "Listener", "Role"):
        yield Origin(f"{key}{name}", "uses")


def _to(targets: str) -> vpclattice.Forward:
    group = vpclattice.WeightedTargetGroup(TargetGroupIdentifier=Ref(targets), Weight=100)
    return vpclattice.Forward(TargetGroups=[group])


def _targets(logical_id: str, told: Told) -> vpclattice.TargetGroup:
    """Tasks by their addresses. Over gRPC, VPC Lattice asks for health by HTTP all the same."""
    health = told.health
    return vpclattice.TargetGroup(
        logical_id,
        Type="IP",
        Config=vpclattice.TargetGroupConfig(
            Port=told.port,
            Protocol="HTTP",
            ProtocolVersion=told.version,
            VpcIdentifier=Ref(ids.VPC),
            HealthCheck=vpclattice.HealthCheckConfig(
                Enabled=True,
                Path=health.path or "/",
                HealthCheckIntervalSeconds=health.interval,
                HealthCheckTimeoutSeconds=health.timeout,
                HealthyThresholdCount=health.healthy,
                UnhealthyThresholdCount=health.unhealthy,
                Matcher=vpclattice.Matcher(HttpCode=health.codes or "200"),
                **given(Port=health.port, Protocol=health.protocol),
            ),
        ),
    )
