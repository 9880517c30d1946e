"""ECS Gateway, which troposphere 4.11.1 does not know."""

from __future__ import annotations

from typing import Any

from troposphere import AWSObject, AWSProperty, Tags
from troposphere.validators import boolean, integer, network_port


class GatewayElbNetworkConfiguration(AWSProperty):
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-gateway-gatewayelbnetworkconfiguration.html"""

    props: dict[str, Any] = {
        "InboundSecurityGroup": (str, False),
        "IpAddressType": (str, False),
        "Subnets": ([str], False),
    }


class GatewayElbAccessLogS3Destination(AWSProperty):
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-gateway-gatewayelbaccesslogs3destination.html"""

    props: dict[str, Any] = {"Bucket": (str, True), "Prefix": (str, False)}


class GatewayElbAccessLogDestination(AWSProperty):
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-gateway-gatewayelbaccesslogdestination.html"""

    props: dict[str, Any] = {"S3": (GatewayElbAccessLogS3Destination, True)}


class GatewayElbAccessLogConfiguration(AWSProperty):
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-gateway-gatewayelbaccesslogconfiguration.html"""

    props: dict[str, Any] = {"Destination": (GatewayElbAccessLogDestination, False)}


class HostSharedAlbConfiguration(AWSProperty):
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-gateway-hostsharedalbconfiguration.html"""

    props: dict[str, Any] = {
        "AccessLogs": (GatewayElbAccessLogConfiguration, False),
        "HttpDesync": (str, False),
        "MaxAlbCount": (integer, False),
        "NetworkConfiguration": (GatewayElbNetworkConfiguration, False),
        "Port": (network_port, False),
        "Protocol": (str, False),
        "Scheme": (str, False),
        "WebACLArn": (str, False),
    }


class GatewayConfiguration(AWSProperty):
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-gateway-gatewayconfiguration.html"""

    props: dict[str, Any] = {"HostSharedAlb": (HostSharedAlbConfiguration, True)}


class Gateway(AWSObject):
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-gateway.html"""

    resource_type = "AWS::ECS::Gateway"

    props: dict[str, Any] = {
        "Configuration": (GatewayConfiguration, True),
        "DeletionProtection": (boolean, False),
        "GatewayName": (str, True),
        "InfrastructureRoleArn": (str, True),
        "PropagateTags": (str, False),
        "Tags": (Tags, False),
    }


class GatewayClusterAssociations(AWSObject):
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-gatewayclusterassociations.html"""

    resource_type = "AWS::ECS::GatewayClusterAssociations"

    props: dict[str, Any] = {"Cluster": (str, True), "Gateway": (str, True)}
