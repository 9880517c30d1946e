"""Which properties replace their resource when they change.

From the "Update requires" lines of https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/
"""

from __future__ import annotations

ALWAYS, MAYBE, NEVER = "Always", "Conditionally", "Never"
_ALL_BUT: dict[str, frozenset[str]] = {
    "AWS::ECS::TaskDefinition": frozenset({"Tags"}),
}
_ALWAYS: dict[str, frozenset[str]] = {
    "AWS::ApplicationAutoScaling::ScalableTarget": frozenset(
        {"ResourceId", "ScalableDimension", "ServiceNamespace"}
    ),
    "AWS::ApplicationAutoScaling::ScalingPolicy": frozenset(
        {"PolicyName", "ResourceId", "ScalableDimension", "ScalingTargetId", "ServiceNamespace"}
    ),
    "AWS::CloudWatch::Alarm": frozenset({"AlarmName"}),
    "AWS::EC2::SecurityGroup": frozenset({"GroupDescription", "GroupName", "VpcId"}),
    "AWS::EC2::Subnet": frozenset({"AvailabilityZone", "CidrBlock", "VpcId"}),
    "AWS::EC2::VPC": frozenset({"CidrBlock"}),
    "AWS::ECR::Repository": frozenset({"EncryptionConfiguration", "RepositoryName"}),
    "AWS::ECS::Cluster": frozenset({"ClusterName"}),
    "AWS::ECS::Service": frozenset(
        {
            "Cluster",
            "DeploymentController",
            "LaunchType",
            "Role",
            "SchedulingStrategy",
            "ServiceName",
        }
    ),
    "AWS::ElasticLoadBalancingV2::Listener": frozenset({"LoadBalancerArn"}),
    "AWS::ElasticLoadBalancingV2::ListenerRule": frozenset({"ListenerArn"}),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": frozenset({"Name", "Scheme", "Type"}),
    "AWS::ElasticLoadBalancingV2::TargetGroup": frozenset(
        {"Name", "Port", "Protocol", "ProtocolVersion", "TargetType", "VpcId"}
    ),
    "AWS::IAM::Role": frozenset({"Path", "RoleName"}),
    "AWS::Logs::LogGroup": frozenset({"LogGroupName"}),
    "AWS::S3::Bucket": frozenset({"BucketName"}),
    "AWS::SQS::Queue": frozenset({"FifoQueue", "QueueName"}),
}
_MAYBE: dict[str, frozenset[str]] = {
    "AWS::EC2::VPC": frozenset({"InstanceTenancy"}),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": frozenset({"Subnets", "SubnetMappings"}),
}


def recreates(kind: str, name: str) -> str:
    """What a change of this property does."""
    if kind in _ALL_BUT:
        return NEVER if name in _ALL_BUT[kind] else ALWAYS
    if name in _ALWAYS.get(kind, ()):
        return ALWAYS
    return MAYBE if name in _MAYBE.get(kind, ()) else NEVER
