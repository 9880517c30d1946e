"""A resource with a name of its own cannot be replaced: the new one is made first, and would meet the old one's name.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from bbfd.deploy.plan.guards._case import Case, Objection, Verdict, forcing
from bbfd.deploy.records import Change, Replacement

# The property that names one, of those types whose names are unique where they are. A task definition's family and a
# launch template's name are not: a new one is a revision.
NAMES: Mapping[str, str] = MappingProxyType(
    {
        "AWS::AutoScaling::AutoScalingGroup": "AutoScalingGroupName",
        "AWS::CloudWatch::Alarm": "AlarmName",
        "AWS::DynamoDB::Table": "TableName",
        "AWS::EC2::SecurityGroup": "GroupName",
        "AWS::ECR::Repository": "RepositoryName",
        "AWS::ECS::CapacityProvider": "Name",
        "AWS::ECS::Cluster": "ClusterName",
        "AWS::ECS::Service": "ServiceName",
        "AWS::ElastiCache::ReplicationGroup": "ReplicationGroupId",
        "AWS::ElastiCache::ServerlessCache": "ServerlessCacheName",
        "AWS::ElasticLoadBalancingV2::LoadBalancer": "Name",
        "AWS::ElasticLoadBalancingV2::TargetGroup": "Name",
        "AWS::Events::Rule": "Name",
        "AWS::IAM::InstanceProfile": "InstanceProfileName",
        "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
        "AWS::IAM::Role": "RoleName",
        "AWS::KMS::Alias": "AliasName",
        "AWS::Kinesis::Stream": "Name",
        "AWS::Lambda::Function": "FunctionName",
        "AWS::Logs::LogGroup": "LogGroupName",
        "AWS::RDS::DBCluster": "DBClusterIdentifier",
        "AWS::RDS::DBInstance": "DBInstanceIdentifier",
        "AWS::S3::Bucket": "BucketName",
        "AWS::SNS::Topic": "TopicName",
        "AWS::SQS::Queue": "QueueName",
        "AWS::SSM::Parameter": "Name",
        "AWS::Scheduler::Schedule": "Name",
        "AWS::SecretsManager::Secret": "Name",
        "AWS::ServiceDiscovery::Service": "Name",
        "AWS::StepFunctions::StateMachine": "StateMachineName",
    }
)


def guard(case: Case) -> Verdict:
    """Refuse the replacement of what keeps a name that was chosen."""
    return Verdict(objections=tuple(_objections(case)))


def _objections(case: Case) -> Iterator[Objection]:
    for change in case.proposal.changes:
        name = NAMES.get(change.type, "")
        if change.action != "modify" or change.replacement is not Replacement.ALWAYS or not name:
            continue
        written = case.template.properties(change.logical_id).get(name)
        if written is None or name in _changed(change):
            continue
        said = case.template.text(written) or change.physical_id
        forced = ", ".join(forcing(change)) or "what changes in it"
        yield Objection(
            what=f"{change.logical_id} ({change.type}) has the name {said} of its own, and {forced} makes it anew: "
            "CloudFormation cannot make the new one beside the old one",
            fix=f"give it another {name}, or none, in {case.where(change.logical_id, name) or 'the definition'}; "
            f"or leave {forced} as it was",
        )


def _changed(change: Change) -> frozenset[str]:
    return frozenset(p.path.partition("/")[0] for p in change.properties)
