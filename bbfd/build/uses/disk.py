"""What ECS makes disks for tasks as."""

from __future__ import annotations

from awacs import kms
from awacs.aws import Bool, Condition, PolicyDocument, StringEquals
from troposphere import Sub
from troposphere.iam import Policy, Role

from bbfd.build._given import given
from bbfd.build.policies import allow, allowing, assumed_by

_BY_AWS = (
    "arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonECSInfrastructureRolePolicyForVolumes"
)


def disk_role(title: str, key: str | None) -> Role:
    """The role, with AWS's own policy for it; key: the ARN of a KMS key that the disks are encrypted with.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/infrastructure_IAM_role.html
    """
    encrypting = [] if key is None else [Policy(PolicyName="encrypt", PolicyDocument=_with(key))]
    return Role(
        title,
        AssumeRolePolicyDocument=assumed_by("ecs.amazonaws.com"),
        ManagedPolicyArns=[Sub(_BY_AWS)],
        **given(Policies=encrypting),
    )


def _with(key: str) -> PolicyDocument:
    through = StringEquals({"kms:ViaService": Sub("ec2.${AWS::Region}.amazonaws.com")})
    for_aws = Condition(Bool({"kms:GrantIsForAWSResource": "true"}))
    use = (kms.Decrypt, kms.DescribeKey, kms.GenerateDataKeyWithoutPlaintext)
    return allowing(
        allow(use, [key], Condition(through)), allow((kms.CreateGrant,), [key], for_aws)
    )
