"""What each role may call, and on what. docs/permissions.md says what for; a test holds the two together.

A call that is new to BBFD goes into one of the three: what a plan makes, what a deploy makes besides, and what only a
person's commands make, for whom no role is made here.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

# Where an action knows no resource, or a name is read out of a definition, it is on anything.
_ANY = ("*",)
_CLOUDFORMATION = "arn:${AWS::Partition}:cloudformation:${AWS::Region}:${AWS::AccountId}"
_STACKS = tuple(
    f"{_CLOUDFORMATION}:stack/{name}/*"
    for name in ("{environment}-*", "bbfd-environment-{environment}", "bbfd-registry-{registry}")
)
_ECS = "arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}"
_SERVICES = (f"{_ECS}:service/*", f"{_ECS}:service-deployment/*", f"{_ECS}:service-revision/*")
_TASKS = (f"{_ECS}:task/*",)
_DEFINITIONS = (f"{_ECS}:task-definition/{{environment}}-*:*",)
_LOGS = ("arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:*",)
_REPOSITORIES = ("arn:${AWS::Partition}:ecr:${AWS::Region}:${AWS::AccountId}:repository/*",)
_SECRETS = ("arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:*",)
_KEYS = ("arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/*",)
_LINKED = ("arn:${AWS::Partition}:iam::${AWS::AccountId}:role/aws-service-role/*",)
# CloudFormation names the bucket after the stack. What is uploaded and what is kept lie below the name of their own
# stack: environments share a registry, and whoever deploys to one must not write what a rollback of another executes.
_BUCKET = ("arn:${AWS::Partition}:s3:::bbfd-registry-{registry}-*",)
_TEMPLATES = tuple(
    f"arn:${{AWS::Partition}}:s3:::bbfd-registry-{{registry}}-*/templates/{stack}/*"
    for stack in ("{environment}-*", "bbfd-environment-{environment}", "bbfd-registry-{registry}")
)
_KEPT = tuple(
    f"arn:${{AWS::Partition}}:s3:::bbfd-registry-{{registry}}-*/history/{stack}/*"
    for stack in ("{environment}-*", "bbfd-environment-{environment}")
)
_OBJECTS = (*_TEMPLATES, *_KEPT)

On = Mapping[str, tuple[str, ...]]

PLANS: Final[On] = MappingProxyType(
    {
        "cloudformation:DescribeStacks": _STACKS,
        "cloudformation:CreateChangeSet": _STACKS,
        "cloudformation:DescribeChangeSet": _STACKS,
        "cloudformation:DeleteChangeSet": _STACKS,
        "cloudformation:ListChangeSets": _STACKS,
        "cloudformation:DescribeStackEvents": _STACKS,
        "cloudformation:ListStackResources": _STACKS,
        "cloudformation:GetTemplate": _STACKS,
        "cloudformation:ListImports": _ANY,
        "cloudformation:DescribeEvents": _ANY,
        "cloudformation:ListHookResults": _ANY,
        "cloudformation:GetHookResult": _ANY,
        "ecs:DescribeServices": _SERVICES,
        "ecs:ListServiceDeployments": _SERVICES,
        "ecs:DescribeServiceDeployments": _SERVICES,
        "ecs:ListTasks": _ANY,
        "ecs:DescribeTasks": _TASKS,
        "ecs:DescribeTaskDefinition": _ANY,
        "scheduler:GetSchedule": _ANY,
        "events:DescribeRule": _ANY,
        "elasticloadbalancing:DescribeRules": _ANY,
        "elasticloadbalancing:DescribeTargetGroups": _ANY,
        "elasticloadbalancing:DescribeTargetHealth": _ANY,
        "logs:DescribeLogGroups": _ANY,
        "ecr:DescribeImages": _REPOSITORIES,
        "ecr:DescribeRepositories": _REPOSITORIES,
        "secretsmanager:DescribeSecret": _SECRETS,
        "kms:DescribeKey": _KEYS,
        "ssm:DescribeParameters": _ANY,
        "ec2:DescribeSubnets": _ANY,
        "ec2:DescribeVpcs": _ANY,
        "acm:ListCertificates": _ANY,
        "acm:DescribeCertificate": _ANY,
        "route53:ListHostedZones": _ANY,
        "iam:GetRole": _LINKED,
        # CloudFormation reads a template that was uploaded with the permissions of whoever names it.
        "s3:GetObject": _TEMPLATES,
        "s3:PutObject": _TEMPLATES,
    }
)

# Those of the plan on more things than a plan has them.
MORE: Final[On] = MappingProxyType({"s3:GetObject": _OBJECTS, "s3:PutObject": _OBJECTS})

DEPLOYS: Final[On] = MappingProxyType(
    {
        "cloudformation:DeleteStack": _STACKS,
        "cloudformation:ExecuteChangeSet": _STACKS,
        "cloudformation:UpdateTerminationProtection": _STACKS,
        "cloudformation:CancelUpdateStack": _STACKS,
        "cloudformation:RollbackStack": _STACKS,
        "cloudformation:ContinueUpdateRollback": _STACKS,
        "ecs:RunTask": _DEFINITIONS,
        "ecs:StopServiceDeployment": _SERVICES,
        "logs:GetLogEvents": _LOGS,
        "iam:CreateServiceLinkedRole": _LINKED,
        "s3:ListBucket": _BUCKET,
        "ecr:GetAuthorizationToken": _ANY,
        "ecr:BatchGetImage": _REPOSITORIES,
        "ecr:GetDownloadUrlForLayer": _REPOSITORIES,
        "ecr:BatchCheckLayerAvailability": _REPOSITORIES,
        "ecr:InitiateLayerUpload": _REPOSITORIES,
        "ecr:UploadLayerPart": _REPOSITORIES,
        "ecr:CompleteLayerUpload": _REPOSITORIES,
        "ecr:PutImage": _REPOSITORIES,
        "ecr:DescribeImageScanFindings": _REPOSITORIES,
        "ecr:StartImageScan": _REPOSITORIES,
    }
)

# What `env delete` and other commands of people call.
BY_HAND: Final = frozenset(
    {
        "ecs:ContinueServiceDeployment",
        "ecs:ExecuteCommand",
        "ecs:StopTask",
        "logs:FilterLogEvents",
        "ssm:StartSession",
        "ecs:UpdateService",
        "ecs:TagResource",
        "ecs:UntagResource",
        "application-autoscaling:RegisterScalableTarget",
        "scheduler:UpdateSchedule",
        "events:EnableRule",
        "events:DisableRule",
        "s3:ListBucketVersions",
        "s3:DeleteObjectVersion",
        "autoscaling:DescribeAutoScalingGroups",
        "autoscaling:SetInstanceProtection",
        "application-autoscaling:DescribeScalableTargets",
        "cloudwatch:DescribeAlarms",
        "s3:DeleteObject",
        "ecs:ListTaskDefinitions",
        "ecs:DeregisterTaskDefinition",
        "ecs:DeleteTaskDefinitions",
    }
)

# What the types of a service are called in permissions, where that is not their name in small letters.
CALLED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "applicationautoscaling": "application-autoscaling",
        "certificatemanager": "acm",
        "efs": "elasticfilesystem",
        "elasticloadbalancingv2": "elasticloadbalancing",
        "stepfunctions": "states",
        "vpclattice": "vpc-lattice",
    }
)
