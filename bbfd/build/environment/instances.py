"""What an EC2 instance of the environment's capacity is: image, disk, role, who may reach it."""

from __future__ import annotations

from collections.abc import Iterator

from troposphere import Base64, GetAtt, Ref, Sub, Tags, ec2
from troposphere.iam import InstanceProfile, Role

from bbfd.build import ids
from bbfd.build._given import given
from bbfd.build.assemble import Made, Origin
from bbfd.build.environment import inner_ids
from bbfd.build.environment.callers import carries_callers
from bbfd.build.policies import assumed_by
from bbfd.model.definition import Definition
from bbfd.model.environment import Capacity, Environment, ExistingCluster
from bbfd.model.launch import PICKED
from bbfd.model.network import Side

# Resolved by CloudFormation when it updates the launch template, and not on every deploy as a parameter of an SSM
# type would be: a new image is taken with the next change, and never moves instances by itself.
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/retrieve-ecs-optimized_AMI.html
_IMAGE = (
    "{{{{resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023{}/recommended/image_id}}}}"
)
_IMAGES = {"X86_64": _IMAGE.format(""), "ARM64": _IMAGE.format("/arm64")}
_GPU_IMAGE = _IMAGE.format("/gpu")

# Tasks have their roles' credentials and not the instance's: the agent serves the former (in every network mode), the
# latter are out of reach by a hop limit of 1 (bridge) and by the agent's own block (awsvpc).
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html
_BOOT = """#!/bin/bash
cat >> /etc/ecs/ecs.config <<'END'
ECS_CLUSTER=${cluster}
ECS_ENABLE_TASK_IAM_ROLE=true
ECS_ENABLE_TASK_IAM_ROLE_NETWORK_HOST=true
ECS_ENABLE_AWSLOGS_EXECUTIONROLE_OVERRIDE=true
ECS_AWSVPC_BLOCK_IMDS=true
ECS_ENABLE_SPOT_INSTANCE_DRAINING=true
END
"""
_ECS_POLICY = (
    "arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"
)


def instances(place: Definition[Environment]) -> Iterator[Made]:
    """The launch template of the instances, with all that it needs."""
    capacity = place.value.capacity
    if not isinstance(capacity, Capacity) or isinstance(place.value.cluster, ExistingCluster):
        return
    yield from _role()
    yield reached_by(place, ids.INSTANCE_GROUP, "instances")
    yield ec2.LaunchTemplate(
        inner_ids.INSTANCE_TEMPLATE,
        LaunchTemplateData=ec2.LaunchTemplateData(
            ImageId=_image(capacity),
            InstanceType=capacity.instance_type,
            IamInstanceProfile=ec2.IamInstanceProfile(
                Arn=GetAtt(inner_ids.INSTANCE_PROFILE, "Arn")
            ),
            UserData=Base64(Sub(_boot(capacity), cluster=Ref(ids.CLUSTER))),
            MetadataOptions=ec2.MetadataOptions(
                HttpTokens="required", HttpEndpoint="enabled", HttpPutResponseHopLimit=1
            ),
            BlockDeviceMappings=[_disk(capacity.volume)],
            NetworkInterfaces=[_interface(place.value)],
        ),
        TagSpecifications=[
            ec2.TagSpecifications(ResourceType="launch-template", Tags=Tags(Name=place.name))
        ],
    )
    yield Origin(inner_ids.INSTANCE_TEMPLATE, "capacity")


def _image(capacity: Capacity) -> str:
    if capacity.image is not None:
        return capacity.image
    return _GPU_IMAGE if capacity.gpu else _IMAGES[capacity.architecture]


def _boot(capacity: Capacity) -> str:
    """What the agent is told before it starts; nothing of what is said is for CloudFormation to fill in."""
    said = {**({"ECS_ENABLE_GPU_SUPPORT": "true"} if capacity.gpu else {}), **capacity.agent}
    lines = "".join(f"{name}={text}\n".replace("${", "${!") for name, text in said.items())
    return _BOOT.removesuffix("END\n") + lines + "END\n"


def _role() -> Iterator[Made]:
    """What the agent on the instance may do, and nothing for people: tasks are entered through ECS Exec."""
    yield Role(
        inner_ids.INSTANCE_ROLE,
        AssumeRolePolicyDocument=assumed_by("ec2.amazonaws.com"),
        ManagedPolicyArns=[Sub(_ECS_POLICY)],
    )
    yield InstanceProfile(inner_ids.INSTANCE_PROFILE, Roles=[Ref(inner_ids.INSTANCE_ROLE)])
    yield Origin(inner_ids.INSTANCE_ROLE, "capacity")


def reached_by(place: Definition[Environment], name: str, what: str) -> ec2.SecurityGroup:
    """The load balancers alone, on the ports that Docker picks for bridge tasks.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
    """
    rules = [
        ec2.SecurityGroupRule(
            Description="the load balancer, to the host ports of bridge tasks",
            IpProtocol="tcp",
            FromPort=PICKED.start,
            ToPort=PICKED.stop - 1,
            SourceSecurityGroupId=Ref(group),
        )
        for group, there in (
            (ids.LOAD_BALANCER_GROUP, place.value.load_balancer),
            (ids.INTERNAL_GROUP, place.value.internal_load_balancer),
        )
        if there is not None
    ]
    return ec2.SecurityGroup(
        name,
        GroupDescription=f"{place.name}: who may reach the EC2 {what}",
        VpcId=Ref(ids.VPC),
        Tags=Tags(Name=f"{place.name}-{what.replace(' ', '-')}"),
        **given(SecurityGroupIngress=rules),
    )


def _disk(volume: int) -> ec2.LaunchTemplateBlockDeviceMapping:
    return ec2.LaunchTemplateBlockDeviceMapping(
        DeviceName="/dev/xvda",  # the root device of Amazon Linux
        Ebs=ec2.EBSBlockDevice(
            VolumeSize=volume, VolumeType="gp3", Encrypted=True, DeleteOnTermination=True
        ),
    )


def _interface(environment: Environment) -> ec2.NetworkInterfaces:
    """In a public subnet an instance without a public address reaches nothing, not even ECS."""
    calling = [Ref(ids.CALLERS)] if carries_callers(environment) else []
    return ec2.NetworkInterfaces(
        DeviceIndex=0,
        AssociatePublicIpAddress=environment.network.tasks_in is Side.PUBLIC,
        Groups=[Ref(ids.INSTANCE_GROUP), *calling],
    )
