"""The ECS service: connectors to a gateway, and `EXTERNAL`, which troposphere 4.11.1 does not know or refuses."""

from __future__ import annotations

from typing import Any

from troposphere import AWSProperty, ecs
from troposphere.validators import integer


class GatewayConnectorFilters(AWSProperty):
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-service-gatewayconnectorfilters.html"""

    props: dict[str, Any] = {"AccessTypes": ([str], False)}


class GatewayConnectorHealthCheckMatcher(AWSProperty):
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-service-gatewayconnectorhealthcheckmatcher.html"""

    props: dict[str, Any] = {"GrpcCode": (str, False), "HttpCode": (str, False)}


class GatewayConnectorHealthCheck(AWSProperty):
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-service-gatewayconnectorhealthcheck.html"""

    props: dict[str, Any] = {
        "HealthCheckIntervalSeconds": (integer, False),
        "HealthCheckPath": (str, False),
        "HealthCheckPort": (integer, False),
        "HealthCheckProtocol": (str, False),
        "HealthCheckTimeoutSeconds": (integer, False),
        "HealthyThresholdCount": (integer, False),
        "Matcher": (GatewayConnectorHealthCheckMatcher, False),
        "UnhealthyThresholdCount": (integer, False),
    }


class GatewayConnector(AWSProperty):
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-service-gatewayconnector.html"""

    props: dict[str, Any] = {
        "Filters": (GatewayConnectorFilters, False),
        "HealthCheck": (GatewayConnectorHealthCheck, False),
        "PortName": (str, True),
    }


class Service(ecs.Service):
    """troposphere's, and what it lacks. LaunchType: any text; a rule of ours knows the values.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-service.html
    """

    props: dict[str, Any] = {
        **ecs.Service.props,
        "GatewayConnectors": ([GatewayConnector], False),
        "LaunchType": (str, False),
    }
