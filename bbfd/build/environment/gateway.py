"""A gateway of ECS, and what joins the cluster to it."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_network

from troposphere import GetAtt, Ref, Sub, Tags
from troposphere.ec2 import SecurityGroup, SecurityGroupRule
from troposphere.iam import Role

from bbfd.build import ids
from bbfd.build._given import given
from bbfd.build.assemble import Made, Origin
from bbfd.build.blocks import is_block, no_block
from bbfd.build.environment import inner_ids
from bbfd.build.environment.ipv6 import has_ipv6
from bbfd.build.environment.subnets import pointed_at, ways_out
from bbfd.build.policies import assumed_by
from bbfd.build.shims import gateway as shim
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment
from bbfd.model.gateway import ExistingGateway, Gateway
from bbfd.model.naming import environment_stack_name, fit
from bbfd.model.network import Side
from bbfd.model.stack import Refusal

_POLICY = "arn:${AWS::Partition}:iam::aws:policy/AmazonECSInfrastructureRoleForGatewayHostSharedALB"


def gateway(place: Definition[Environment]) -> Iterator[Made]:
    """The gateway with its role and who may reach it, or the cluster's way to one that is there."""
    wanted = place.value.gateway
    if isinstance(wanted, ExistingGateway) and wanted.name is not None:
        yield _association(wanted.name)
        yield Origin(inner_ids.GATEWAY_ASSOCIATION, "gateway.name")
    if isinstance(wanted, Gateway):
        side = _side(place.value, wanted)
        if side is None:
            yield _NO_PUBLIC_SUBNETS
        else:
            yield from _made(place, wanted, side)
        yield from _refused(wanted)


def _association(name: object) -> shim.GatewayClusterAssociations:
    return shim.GatewayClusterAssociations(
        inner_ids.GATEWAY_ASSOCIATION, Gateway=name, Cluster=Ref(ids.CLUSTER)
    )


def _side(environment: Environment, wanted: Gateway) -> Side | None:
    """Public subnets for the internet; private ones, where there are any, for what is internal."""
    sides = environment.network.sides
    side = Side.PRIVATE if wanted.internal and Side.PRIVATE in sides else Side.PUBLIC
    return side if side in sides else None


def _made(place: Definition[Environment], wanted: Gateway, side: Side) -> Iterator[Made]:
    yield shim.Gateway(
        inner_ids.INGRESS_GATEWAY,
        GatewayName=_name(place.name, wanted),
        InfrastructureRoleArn=GetAtt(inner_ids.INGRESS_GATEWAY_ROLE, "Arn"),
        DeletionProtection=place.value.protected,
        PropagateTags="GATEWAY",
        Configuration=shim.GatewayConfiguration(HostSharedAlb=_shared(place.value, wanted, side)),
        **given(DependsOn=[] if wanted.internal else ways_out(place.value.network, side)),
    )
    yield Role(
        inner_ids.INGRESS_GATEWAY_ROLE,
        AssumeRolePolicyDocument=assumed_by("ecs.amazonaws.com"),
        ManagedPolicyArns=[Sub(_POLICY)],
    )
    yield _group(place, wanted)
    yield _association(GetAtt(inner_ids.INGRESS_GATEWAY, "Arn"))
    yield Origin(inner_ids.INGRESS_GATEWAY, "gateway")
    yield Origin(ids.GATEWAY_GROUP, "gateway.admit")


def _name(place: str, wanted: Gateway) -> str:
    """It must have one. What cannot be changed is in it, so that another gateway can be made beside this one."""
    reach = "internal" if wanted.internal else "public"
    return fit(f"{environment_stack_name(place)}-{reach}-{wanted.protocol.lower()}", 255)


def _shared(
    environment: Environment, wanted: Gateway, side: Side
) -> shim.HostSharedAlbConfiguration:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-gateway-hostsharedalbconfiguration.html"""
    return shim.HostSharedAlbConfiguration(
        Scheme="internal" if wanted.internal else "internet-facing",
        Protocol=wanted.protocol,
        Port=_port(wanted),
        NetworkConfiguration=shim.GatewayElbNetworkConfiguration(
            Subnets=pointed_at(environment.network, side),
            InboundSecurityGroup=Ref(ids.GATEWAY_GROUP),
            IpAddressType="dualstack" if has_ipv6(environment.network) else "ipv4",
        ),
        **given(
            MaxAlbCount=wanted.maximum,
            HttpDesync=wanted.desync,
            WebACLArn=wanted.firewall and wanted.firewall.arn,
            AccessLogs=_logs(wanted),
        ),
    )


def _port(wanted: Gateway) -> int:
    return 443 if wanted.protocol == "HTTPS" else 80


def _logs(wanted: Gateway) -> shim.GatewayElbAccessLogConfiguration | None:
    if wanted.logs is None:
        return None
    bucket = shim.GatewayElbAccessLogS3Destination(
        Bucket=wanted.logs, **given(Prefix=wanted.logs_prefix)
    )
    return shim.GatewayElbAccessLogConfiguration(
        Destination=shim.GatewayElbAccessLogDestination(S3=bucket)
    )


def _group(place: Definition[Environment], wanted: Gateway) -> SecurityGroup:
    port = _port(wanted)
    # Whoever admits everybody means those with an address of IPv6 as well, where there are such.
    everybody = "0.0.0.0/0" in wanted.admit and has_ipv6(place.value.network)
    admitted = (*wanted.admit, *(("::/0",) if everybody else ()))
    return SecurityGroup(
        ids.GATEWAY_GROUP,
        GroupDescription=f"{place.name}: who may reach the gateway",
        VpcId=Ref(ids.VPC),
        Tags=Tags(Name=f"{place.name}-gateway"),
        **given(
            SecurityGroupIngress=[
                SecurityGroupRule(
                    Description=f"{block} on {port}",
                    IpProtocol="tcp",
                    FromPort=port,
                    ToPort=port,
                    **{
                        "CidrIp"
                        if ip_network(block, strict=False).version == 4
                        else "CidrIpv6": block
                    },
                )
                for block in dict.fromkeys(filter(is_block, admitted))
            ]
        ),
    )


def _refused(wanted: Gateway) -> Iterator[Refusal]:
    for block in wanted.admit:
        if not is_block(block):
            yield no_block(block, "gateway.admit")
    if wanted.maximum is not None and not 1 <= wanted.maximum <= 10:
        yield Refusal(
            what=f"a gateway of {wanted.maximum} load balancers at most",
            fix="write a maximum of 1 to 10",
            field="gateway.maximum",
        )
    if wanted.logs is None and wanted.logs_prefix is not None:
        yield Refusal(
            what="logs_prefix is of logs, and the gateway writes none",
            fix="name a bucket: logs=..., or remove logs_prefix=",
            field="gateway.logs_prefix",
        )


_NO_PUBLIC_SUBNETS = Refusal(
    what="a gateway to the internet needs public subnets, and the network names none",
    fix="name them: public=(...), or write gateway=Gateway(internal=True)",
    field="gateway",
)
