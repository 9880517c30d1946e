"""Physical ids, and the attributes of what they stand for."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]

# The property that names a resource for good; a replacement of such a one meets its own name. Not a scaling policy's:
# that name holds on its scalable target alone, which is another one whenever the policy is replaced with it.
# https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScalingPolicy.html
NAMED_BY = {
    "AWS::CloudWatch::Alarm": "AlarmName",
    "AWS::ECR::Repository": "RepositoryName",
    "AWS::ECS::Cluster": "ClusterName",
    "AWS::ECS::Service": "ServiceName",
    "AWS::EC2::SecurityGroup": "GroupName",
    "AWS::ElasticLoadBalancingV2::LoadBalancer": "Name",
    "AWS::ElasticLoadBalancingV2::TargetGroup": "Name",
    "AWS::IAM::Role": "RoleName",
    "AWS::Logs::LogGroup": "LogGroupName",
    "AWS::S3::Bucket": "BucketName",
    "AWS::SQS::Queue": "QueueName",
}
_PREFIXED = {
    "AWS::EC2::EIP": "eipalloc",
    "AWS::EC2::InternetGateway": "igw",
    "AWS::EC2::NatGateway": "nat",
    "AWS::EC2::RouteTable": "rtb",
    "AWS::EC2::SecurityGroup": "sg",
    "AWS::EC2::Subnet": "subnet",
    "AWS::EC2::SubnetRouteTableAssociation": "rtbassoc",
    "AWS::EC2::VPC": "vpc",
    "AWS::EC2::VPCEndpoint": "vpce",
}


def digits(*words: object, length: int = 12) -> str:
    """Hexadecimal digits that are always the same for the same words."""
    return hashlib.sha256("/".join(map(str, words)).encode()).hexdigest()[:length]


class Physical:
    """Makes ids in one account and region. serial: what tells a replacement from what it replaces."""

    def __init__(self, account: str, region: str) -> None:
        self.account = account
        self.region = region

    def arn(self, service: str, rest: str) -> str:
        return f"arn:aws:{service}:{self.region}:{self.account}:{rest}"

    def id(self, kind: str, stack: str, logical: str, properties: Json, serial: int) -> str:
        name = str(properties.get(NAMED_BY.get(kind, ""), ""))
        fresh = digits(stack, logical, serial)
        if kind in _PREFIXED:
            return f"{_PREFIXED[kind]}-0{fresh}{fresh[:4]}"
        generated = name or f"{stack}-{logical}-{fresh.upper()}"
        if kind.startswith("AWS::ElasticLoadBalancingV2::"):
            return self._balancing(kind, generated, properties, fresh)
        if kind == "AWS::SQS::Queue":
            return f"https://sqs.{self.region}.amazonaws.com/{self.account}/{generated}"
        if kind in ("AWS::S3::Bucket", "AWS::ECR::Repository"):
            return generated.lower()
        if kind in ("AWS::SNS::Topic", "AWS::CertificateManager::Certificate"):
            return self.arn(kind.split("::")[1].lower(), generated)
        return generated

    def _balancing(self, kind: str, name: str, properties: Json, fresh: str) -> str:
        short = name[:32]
        if kind.endswith("TargetGroup"):
            return self.arn("elasticloadbalancing", f"targetgroup/{short}/{fresh}{fresh[:4]}")
        if kind.endswith("LoadBalancer"):
            return self.arn("elasticloadbalancing", f"loadbalancer/app/{short}/{fresh}{fresh[:4]}")
        above = properties.get("ListenerArn") or properties.get("LoadBalancerArn", "")
        what = "listener-rule" if kind.endswith("ListenerRule") else "listener"
        path = str(above).rpartition(":")[2].partition("/")[2]
        return self.arn("elasticloadbalancing", f"{what}/{path}/{fresh}")

    def attribute(self, kind: str, physical: str, name: str, properties: Mapping[str, Any]) -> Any:
        """What GetAtt gives."""
        known = _ATTRIBUTES.get((kind, name))
        if known is not None:
            return known(self, physical, properties)
        if name.endswith("Id") or name in ("Name", "Ref"):
            return physical
        if name.endswith("Arn"):
            if physical.startswith("arn:"):
                return physical
            return self.arn(kind.split("::")[1].lower(), physical)
        return f"{physical}.{name}"


_BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer"
_ATTRIBUTES: dict[tuple[str, str], Any] = {
    ("AWS::IAM::Role", "Arn"): lambda p, i, _: f"arn:aws:iam::{p.account}:role/{i}",
    ("AWS::Logs::LogGroup", "Arn"): lambda p, i, _: p.arn("logs", f"log-group:{i}:*"),
    ("AWS::ECS::Cluster", "Arn"): lambda p, i, _: p.arn("ecs", f"cluster/{i}"),
    ("AWS::ECS::Service", "Name"): lambda p, i, _: i.rpartition("/")[2],
    ("AWS::ECR::Repository", "Arn"): lambda p, i, _: p.arn("ecr", f"repository/{i}"),
    (
        "AWS::ECR::Repository",
        "RepositoryUri",
    ): lambda p, i, _: f"{p.account}.dkr.ecr.{p.region}.amazonaws.com/{i}",
    ("AWS::S3::Bucket", "Arn"): lambda p, i, _: f"arn:aws:s3:::{i}",
    ("AWS::SQS::Queue", "Arn"): lambda p, i, _: p.arn("sqs", i.rpartition("/")[2]),
    ("AWS::SQS::Queue", "QueueName"): lambda p, i, _: i.rpartition("/")[2],
    (_BALANCER, "DNSName"): lambda p, i, _: f"{i.split('/')[2]}.{p.region}.elb.amazonaws.com",
    (_BALANCER, "CanonicalHostedZoneID"): lambda p, i, _: "Z32O12XQLNTSW2",
    (_BALANCER, "LoadBalancerFullName"): lambda p, i, _: i.partition("loadbalancer/")[2],
    (
        "AWS::ElasticLoadBalancingV2::TargetGroup",
        "TargetGroupFullName",
    ): lambda p, i, _: i.rpartition(":")[2],
    ("AWS::EC2::VPC", "CidrBlock"): lambda p, i, properties: properties.get("CidrBlock", ""),
}
