"""An environment's stack and a service's stack, as ours look, small enough to read."""

from __future__ import annotations

import json
from typing import Any

IMAGE = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/hello:1"
AMI = "{{resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id}}"


def text(template: dict[str, Any]) -> str:
    return json.dumps(template)


def environment() -> dict[str, Any]:
    return {
        "Resources": {**_network(), **_cluster(), **_capacity(), **_balancer()},
        "Outputs": {
            name: {"Value": value}
            for name, value in {
                "VpcId": _ref("Vpc"),
                "Subnets": {"Fn::Join": [",", [_ref("PublicA"), _ref("PublicB")]]},
                "Cluster": _ref("Cluster"),
                "HttpListener": _ref("Http"),
                "BalancerGroup": _ref("BalancerGroup"),
                "Namespace": _get("Namespace", "Id"),
            }.items()
        },
    }


def service(
    *, image: str = IMAGE, count: int = 2, port: int = 80, priority: int = 1000
) -> dict[str, Any]:
    return {
        "Parameters": {
            name: {"Type": kind}
            for name, kind in {
                "VpcId": "AWS::EC2::VPC::Id",
                "Subnets": "List<AWS::EC2::Subnet::Id>",
                "Cluster": "String",
                "HttpListener": "String",
                "BalancerGroup": "AWS::EC2::SecurityGroup::Id",
                "Namespace": "String",
            }.items()
        },
        "Resources": {
            **_around(port, priority),
            "Task": _task(image, port),
            "Service": _service(count, port),
            **_scaling(count),
        },
        "Outputs": {"Service": {"Value": _ref("Service")}, "Task": {"Value": _ref("Task")}},
    }


def _ref(name: str) -> dict[str, Any]:
    return {"Ref": name}


def _get(name: str, attribute: str) -> dict[str, Any]:
    return {"Fn::GetAtt": [name, attribute]}


def _resource(kind: str, properties: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {"Type": f"AWS::{kind}", "Properties": properties or {}, **more}


def _network() -> dict[str, Any]:
    def subnet(number: int, *, public: bool) -> dict[str, Any]:
        return _resource(
            "EC2::Subnet",
            {
                "VpcId": _ref("Vpc"),
                "CidrBlock": f"10.0.{number}.0/24",
                "AvailabilityZone": {"Fn::Select": [number % 2, {"Fn::GetAZs": ""}]},
                "MapPublicIpOnLaunch": public,
                "Tags": [{"Key": "tier", "Value": "public" if public else "private"}],
            },
        )

    return {
        "Vpc": _resource(
            "EC2::VPC",
            {
                "CidrBlock": "10.0.0.0/16",
                "EnableDnsHostnames": True,
                "Tags": [{"Key": "Name", "Value": "test"}],
            },
        ),
        "Internet": _resource("EC2::InternetGateway"),
        "Attached": _resource(
            "EC2::VPCGatewayAttachment",
            {"VpcId": _ref("Vpc"), "InternetGatewayId": _ref("Internet")},
        ),
        "PublicA": subnet(0, public=True),
        "PublicB": subnet(1, public=True),
        "PrivateA": subnet(2, public=False),
        "PublicTable": _resource("EC2::RouteTable", {"VpcId": _ref("Vpc")}),
        "PublicRoute": _resource(
            "EC2::Route",
            {
                "RouteTableId": _ref("PublicTable"),
                "DestinationCidrBlock": "0.0.0.0/0",
                "GatewayId": _ref("Internet"),
            },
            DependsOn="Attached",
        ),
        "PublicRoutedA": _resource(
            "EC2::SubnetRouteTableAssociation",
            {"SubnetId": _ref("PublicA"), "RouteTableId": _ref("PublicTable")},
        ),
        "Address": _resource("EC2::EIP", {"Domain": "vpc"}),
        "Nat": _resource(
            "EC2::NatGateway",
            {"SubnetId": _ref("PublicA"), "AllocationId": _get("Address", "AllocationId")},
        ),
        "PrivateTable": _resource("EC2::RouteTable", {"VpcId": _ref("Vpc")}),
        "PrivateRoute": _resource(
            "EC2::Route",
            {
                "RouteTableId": _ref("PrivateTable"),
                "DestinationCidrBlock": "0.0.0.0/0",
                "NatGatewayId": _ref("Nat"),
            },
        ),
        "Namespace": _resource(
            "ServiceDiscovery::PrivateDnsNamespace", {"Name": "test.internal", "Vpc": _ref("Vpc")}
        ),
    }


def _cluster() -> dict[str, Any]:
    return {
        "Cluster": _resource(
            "ECS::Cluster", {"ClusterSettings": [{"Name": "containerInsights", "Value": "enabled"}]}
        ),
        "Providers": _resource(
            "ECS::ClusterCapacityProviderAssociations",
            {
                "Cluster": _ref("Cluster"),
                "CapacityProviders": ["FARGATE", "FARGATE_SPOT", _ref("Provider")],
                "DefaultCapacityProviderStrategy": [{"CapacityProvider": "FARGATE", "Weight": 1}],
            },
        ),
    }


def _capacity() -> dict[str, Any]:
    return {
        "InstanceRole": _resource("IAM::Role", {"AssumeRolePolicyDocument": _trust("ec2")}),
        "Profile": _resource("IAM::InstanceProfile", {"Roles": [_ref("InstanceRole")]}),
        "Template": _resource(
            "EC2::LaunchTemplate",
            {
                "LaunchTemplateData": {
                    "ImageId": AMI,
                    "IamInstanceProfile": {"Name": _ref("Profile")},
                }
            },
        ),
        "Instances": _resource(
            "AutoScaling::AutoScalingGroup",
            {
                "MinSize": "0",
                "MaxSize": "4",
                "VPCZoneIdentifier": [_ref("PublicA"), _ref("PublicB")],
                "LaunchTemplate": {
                    "LaunchTemplateId": _ref("Template"),
                    "Version": _get("Template", "LatestVersionNumber"),
                },
            },
        ),
        "Provider": _resource(
            "ECS::CapacityProvider",
            {
                "AutoScalingGroupProvider": {
                    "AutoScalingGroupArn": _ref("Instances"),
                    "ManagedScaling": {"Status": "ENABLED", "TargetCapacity": 100},
                    "ManagedDraining": "ENABLED",
                    "ManagedTerminationProtection": "ENABLED",
                }
            },
        ),
    }


def _balancer() -> dict[str, Any]:
    return {
        "BalancerGroup": _resource(
            "EC2::SecurityGroup",
            {"GroupDescription": "load balancer", "VpcId": _ref("Vpc")},
        ),
        "FromWorld": _resource(
            "EC2::SecurityGroupIngress",
            {
                "GroupId": _ref("BalancerGroup"),
                "IpProtocol": "tcp",
                "FromPort": 80,
                "ToPort": 80,
                "CidrIp": "0.0.0.0/0",
            },
        ),
        "Balancer": _resource(
            "ElasticLoadBalancingV2::LoadBalancer",
            {
                "Subnets": [_ref("PublicA"), _ref("PublicB")],
                "SecurityGroups": [_ref("BalancerGroup")],
            },
        ),
        "Http": _resource(
            "ElasticLoadBalancingV2::Listener",
            {
                "LoadBalancerArn": _ref("Balancer"),
                "Port": 80,
                "Protocol": "HTTP",
                "DefaultActions": [
                    {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}
                ],
            },
        ),
        "Zone": _resource("Route53::HostedZone", {"Name": "example.org"}),
        "Certificate": _resource(
            "CertificateManager::Certificate",
            {
                "DomainName": "example.org",
                "ValidationMethod": "DNS",
                "DomainValidationOptions": [
                    {"DomainName": "example.org", "HostedZoneId": _ref("Zone")}
                ],
            },
        ),
        "Https": _resource(
            "ElasticLoadBalancingV2::Listener",
            {
                "LoadBalancerArn": _ref("Balancer"),
                "Port": 443,
                "Protocol": "HTTPS",
                "Certificates": [{"CertificateArn": _ref("Certificate")}],
                "DefaultActions": [
                    {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}
                ],
            },
        ),
        "More": _resource(
            "ElasticLoadBalancingV2::ListenerCertificate",
            {
                "ListenerArn": _ref("Https"),
                "Certificates": [{"CertificateArn": "arn:aws:acm:eu-west-1:1:certificate/other"}],
            },
        ),
        "Record": _resource(
            "Route53::RecordSet",
            {
                "HostedZoneId": _ref("Zone"),
                "Name": "*.example.org",
                "Type": "A",
                "AliasTarget": {
                    "DNSName": _get("Balancer", "DNSName"),
                    "HostedZoneId": _get("Balancer", "CanonicalHostedZoneID"),
                },
            },
        ),
    }


def _trust(service: str) -> dict[str, Any]:
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": "sts:AssumeRole",
                "Principal": {"Service": f"{service}.amazonaws.com"},
            }
        ],
    }


def _around(port: int, priority: int) -> dict[str, Any]:
    return {
        "Logs": _resource("Logs::LogGroup", {"RetentionInDays": 30}),
        "Execution": _resource("IAM::Role", {"AssumeRolePolicyDocument": _trust("ecs-tasks")}),
        "Group": _resource(
            "EC2::SecurityGroup",
            {
                "GroupDescription": "service",
                "VpcId": _ref("VpcId"),
                "SecurityGroupIngress": [
                    {
                        "IpProtocol": "tcp",
                        "FromPort": port,
                        "ToPort": port,
                        "SourceSecurityGroupId": _ref("BalancerGroup"),
                    }
                ],
            },
        ),
        "Targets": _resource(
            "ElasticLoadBalancingV2::TargetGroup",
            {"VpcId": _ref("VpcId"), "Port": port, "Protocol": "HTTP", "TargetType": "ip"},
        ),
        "Rule": _resource(
            "ElasticLoadBalancingV2::ListenerRule",
            {
                "ListenerArn": _ref("HttpListener"),
                "Priority": priority,
                "Conditions": [{"Field": "path-pattern", "PathPatternConfig": {"Values": ["/*"]}}],
                "Actions": [{"Type": "forward", "TargetGroupArn": _ref("Targets")}],
                "Tags": [{"Key": "service", "Value": "hello"}],
            },
        ),
        "Discovery": _resource(
            "ServiceDiscovery::Service",
            {
                "NamespaceId": _ref("Namespace"),
                "DnsConfig": {"DnsRecords": [{"Type": "A", "TTL": 10}]},
            },
        ),
    }


def _task(image: str, port: int) -> dict[str, Any]:
    return _resource(
        "ECS::TaskDefinition",
        {
            "Family": "hello",
            "NetworkMode": "awsvpc",
            "RequiresCompatibilities": ["FARGATE"],
            "Cpu": "256",
            "Memory": "512",
            "ExecutionRoleArn": _get("Execution", "Arn"),
            "RuntimePlatform": {"CpuArchitecture": "ARM64", "OperatingSystemFamily": "LINUX"},
            "EphemeralStorage": {"SizeInGiB": 30},
            "Volumes": [
                {
                    "Name": "shared",
                    "EFSVolumeConfiguration": {
                        "FilesystemId": "fs-1",
                        "TransitEncryption": "ENABLED",
                        "AuthorizationConfig": {"IAM": "ENABLED"},
                    },
                }
            ],
            "ContainerDefinitions": [
                {
                    "Name": "app",
                    "Image": image,
                    "PortMappings": [{"ContainerPort": port}],
                    "Secrets": [
                        {"Name": "KEY", "ValueFrom": "arn:aws:ssm:eu-west-1:1:parameter/key"}
                    ],
                    "HealthCheck": {"Command": ["CMD", "true"], "Interval": 20},
                    "DockerLabels": {"Some.Label": "x"},
                    "LogConfiguration": {
                        "LogDriver": "awslogs",
                        "Options": {
                            "awslogs-group": _ref("Logs"),
                            "awslogs-region": _ref("AWS::Region"),
                        },
                    },
                    "MountPoints": [{"SourceVolume": "shared", "ContainerPath": "/srv"}],
                }
            ],
        },
    )


def _service(count: int, port: int) -> dict[str, Any]:
    return _resource(
        "ECS::Service",
        {
            "Cluster": _ref("Cluster"),
            "TaskDefinition": _ref("Task"),
            "DesiredCount": count,
            "CapacityProviderStrategy": [{"CapacityProvider": "FARGATE_SPOT", "Weight": 1}],
            "EnableExecuteCommand": True,
            "EnableECSManagedTags": True,
            "PropagateTags": "SERVICE",
            "PlatformVersion": "LATEST",
            "HealthCheckGracePeriodSeconds": 30,
            "DeploymentConfiguration": {
                "MaximumPercent": 200,
                "MinimumHealthyPercent": 50,
                "DeploymentCircuitBreaker": {"Enable": True, "Rollback": True},
            },
            "NetworkConfiguration": {
                "AwsvpcConfiguration": {
                    "Subnets": _ref("Subnets"),
                    "SecurityGroups": [_ref("Group")],
                    "AssignPublicIp": "ENABLED",
                }
            },
            "LoadBalancers": [
                {"ContainerName": "app", "ContainerPort": port, "TargetGroupArn": _ref("Targets")}
            ],
            "ServiceRegistries": [{"RegistryArn": _get("Discovery", "Arn")}],
        },
        DependsOn="Rule",
    )


def _scaling(count: int) -> dict[str, Any]:
    return {
        "Scaled": _resource(
            "ApplicationAutoScaling::ScalableTarget",
            {
                "ServiceNamespace": "ecs",
                "ScalableDimension": "ecs:service:DesiredCount",
                "ResourceId": {
                    "Fn::Sub": ["service/${Cluster}/${Name}", {"Name": _get("Service", "Name")}]
                },
                "MinCapacity": count,
                "MaxCapacity": count + 4,
            },
        ),
        "Scaling": _resource(
            "ApplicationAutoScaling::ScalingPolicy",
            {
                "PolicyName": "cpu",
                "PolicyType": "TargetTrackingScaling",
                "ScalingTargetId": _ref("Scaled"),
                "TargetTrackingScalingPolicyConfiguration": {
                    "TargetValue": 60.0,
                    "PredefinedMetricSpecification": {
                        "PredefinedMetricType": "ECSServiceAverageCPUUtilization"
                    },
                },
            },
        ),
    }
