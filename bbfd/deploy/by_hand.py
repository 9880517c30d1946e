"""How a person removes what a deletion keeps, or fails at: by type, what to type."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bbfd.deploy.outcome import Failure
    from bbfd.deploy.records import Change

_USED = "`aws ec2 describe-network-interfaces --filters Name={filter},Values={id}` shows what still uses it"

_WAYS: Mapping[str, str] = MappingProxyType(
    {
        "AWS::AutoScaling::AutoScalingGroup": "`aws autoscaling delete-auto-scaling-group --force-delete "
        "--auto-scaling-group-name {id}` removes it",
        "AWS::EC2::SecurityGroup": _USED.replace("{filter}", "group-id"),
        "AWS::EC2::Subnet": _USED.replace("{filter}", "subnet-id"),
        "AWS::EC2::VPC": _USED.replace("{filter}", "vpc-id"),
        "AWS::ECR::Repository": "`aws ecr delete-repository --force --repository-name {id}` removes it "
        "with its images",
        "AWS::ECS::Service": "`aws ecs delete-service --force --cluster {cluster} --service {id}` removes it",
        "AWS::EFS::FileSystem": "`aws efs delete-file-system --file-system-id {id}` removes it",
        "AWS::Logs::LogGroup": "`aws logs delete-log-group --log-group-name {id}` removes it",
        "AWS::S3::Bucket": "once it is emptied in the S3 console, `aws s3 rb s3://{id}` removes it",
        "AWS::S3::BucketPolicy": "it goes with its bucket",
    }
)


def by_hand(type: str, physical_id: str) -> str:
    """Say how a resource is removed, or how to see what keeps it; "" where we do not know."""
    if not physical_id:
        return ""
    # arn:aws:ecs:REGION:ACCOUNT:service/CLUSTER/NAME
    cluster = physical_id.split("/")[1] if physical_id.count("/") > 1 else "default"
    return _WAYS.get(type, "").format(id=physical_id, cluster=cluster)


def kept(change: Change) -> str:
    """Name a resource that a deletion kept, and say how it is removed."""
    how = by_hand(change.type, change.physical_id)
    words = f"kept: {change.logical_id} ({change.type} {change.physical_id})"
    return f"{words}; {how}" if how else words


def out_of_the_way(found: Iterable[Failure]) -> str:
    """Say how what a deletion failed at is removed."""
    hows = (by_hand(failure.type, failure.physical_id) for failure in found)
    return "; ".join(dict.fromkeys(how for how in hows if how)) or "remove what stands in the way"
