"""Logical ids that stay inside an environment's stack. Changing one replaces the resource in every environment."""

from __future__ import annotations

from typing import Final

GATEWAY: Final = "InternetGateway"
GATEWAY_ATTACHMENT: Final = "InternetGatewayAttachment"
PUBLIC_ROUTES: Final = "PublicRouteTable"
PUBLIC_ROUTE: Final = "PublicRoute"
IPV6_BLOCK: Final = "Ipv6Block"
EGRESS_GATEWAY: Final = "EgressOnlyInternetGateway"
PUBLIC_IPV6_ROUTE: Final = "PublicIpv6Route"
ENDPOINT_GROUP: Final = "EndpointSecurityGroup"
FLOW_LOGS: Final = "FlowLogs"
FLOW_LOG: Final = "FlowLog"
FLOW_LOG_ROLE: Final = "FlowLogRole"
ACCESS_LOGS: Final = "AccessLogsBucket"
ACCESS_LOGS_POLICY: Final = "AccessLogsBucketPolicy"
WEB_ACL: Final = "WebAcl"
WEB_ACL_ASSOCIATION: Final = "WebAclAssociation"
PROVIDERS: Final = "CapacityProviders"
INSTANCE_ROLE: Final = "InstanceRole"
INSTANCE_PROFILE: Final = "InstanceProfile"
INSTANCE_GROUP: Final = "InstanceSecurityGroup"
INSTANCE_TEMPLATE: Final = "InstanceTemplate"
INSTANCES: Final = "Instances"
DOMAIN: Final = "DomainRecord"
DOMAINS_BELOW: Final = "WildcardDomainRecord"
REMEMBERED: Final = "Remembered"

# a parameter
CERTIFICATE_ZONE: Final = "CertificateHostedZone"
