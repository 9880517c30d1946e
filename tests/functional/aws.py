"""What is in an embedded AWS, read through the APIs of AWS."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import boto3
from botocore.loaders import Loader, create_loader
from botocore.session import Session

from bbfd.local import SECRET_KEY, Embedded, embedded

ACCOUNT = "000000000000"
REGION = "eu-west-1"


@dataclass(frozen=True)
class Runs:
    """What a service runs, as ECS and Elastic Load Balancing tell it."""

    image: str
    revision: int
    target_group: str
    target_type: str
    tasks: tuple[int, int]


class Aws:
    """boto3 clients, and what they see."""

    def __init__(self, home: Embedded) -> None:
        self._session = boto3.Session(
            aws_access_key_id=home.account,
            aws_secret_access_key=SECRET_KEY,
            region_name=home.region,
            botocore_session=_quick_session(),
        )
        self._session.events.register("before-send", home)
        self._clients: dict[str, Any] = {}

    def __getitem__(self, service: str) -> Any:
        if service not in self._clients:
            self._clients[service] = self._session.client(service)
        return self._clients[service]

    def stacks(self) -> dict[str, str]:
        """Name -> status, of those that are there."""
        found = self["cloudformation"].describe_stacks()["Stacks"]
        return {s["StackName"]: s["StackStatus"] for s in found}

    def change_sets(self) -> list[str]:
        """Those that wait on a stack; AWS lists an executed one too."""
        each = (
            self["cloudformation"].list_change_sets(StackName=name)["Summaries"]
            for name in self.stacks()
        )
        return [c["ChangeSetName"] for found in each for c in found if _waits(c)]

    def resource(self, stack: str, kind: str) -> str:
        """The physical id of the only resource of a type."""
        found = self["cloudformation"].describe_stack_resources(StackName=stack)["StackResources"]
        (one,) = (r["PhysicalResourceId"] for r in found if r["ResourceType"] == kind)
        return str(one)

    def service(self, stack: str) -> Mapping[str, Any]:
        """The ECS service of a stack."""
        arn = self.resource(stack, "AWS::ECS::Service")
        cluster = arn.split("/")[1]
        (found,) = self["ecs"].describe_services(cluster=cluster, services=[arn])["services"]
        assert found["status"] == "ACTIVE"
        return dict(found)

    def runs(self, stack: str) -> Runs:
        """What the ECS service of a stack runs, once its rollout is over."""
        service = self.service(stack)
        (rollout,) = service["deployments"]
        assert rollout["rolloutState"] == "COMPLETED"
        assert rollout["taskDefinition"] == service["taskDefinition"]
        task = self["ecs"].describe_task_definition(taskDefinition=service["taskDefinition"])
        (group,) = service["loadBalancers"]
        (target,) = self["elbv2"].describe_target_groups(TargetGroupArns=[group["targetGroupArn"]])[
            "TargetGroups"
        ]
        return Runs(
            image=task["taskDefinition"]["containerDefinitions"][0]["image"],
            revision=task["taskDefinition"]["revision"],
            target_group=target["TargetGroupArn"],
            target_type=target["TargetType"],
            tasks=(service["runningCount"], service["desiredCount"]),
        )

    def inventory(self) -> dict[str, list[str]]:
        """All that an environment, a registry and services can leave behind."""
        return {name: sorted(look(self)) for name, look in _LOOKS.items()}


@lru_cache(maxsize=1)
def _models() -> Loader:
    return create_loader()


def _quick_session() -> Session:
    """botocore's description of each service is read once in a process, not once in a session."""
    session = Session()
    session.register_component("data_loader", _models())
    return session


@contextmanager
def opened(folder: Path) -> Iterator[Aws]:
    """The embedded AWS in a folder."""
    with embedded(folder, account=ACCOUNT, region=REGION) as home:
        yield Aws(home)


def _waits(change_set: Mapping[str, Any]) -> bool:
    return change_set["ExecutionStatus"] in ("AVAILABLE", "UNAVAILABLE")


def _services(aws: Aws) -> Iterator[str]:
    for cluster in aws["ecs"].list_clusters()["clusterArns"]:
        yield from aws["ecs"].list_services(cluster=cluster)["serviceArns"]


def _listeners(aws: Aws) -> Iterator[str]:
    for balancer in aws["elbv2"].describe_load_balancers()["LoadBalancers"]:
        found = aws["elbv2"].describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])
        yield from (listener["ListenerArn"] for listener in found["Listeners"])


def _rules(aws: Aws) -> Iterator[str]:
    for listener in _listeners(aws):
        found = aws["elbv2"].describe_rules(ListenerArn=listener)["Rules"]
        yield from (rule["RuleArn"] for rule in found if not rule["IsDefault"])


def _roles(aws: Aws) -> Iterator[str]:
    """Without those that AWS services have of their own: one of a kind in an account, and meant to stay."""
    for role in aws["iam"].list_roles()["Roles"]:
        if not role["Path"].startswith("/aws-service-role/"):
            yield role["RoleName"]


def _listed(service: str, call: str, under: str, key: str) -> Callable[[Aws], Iterator[str]]:
    def look(aws: Aws) -> Iterator[str]:
        found = getattr(aws[service], call)()[under]
        return (item[key] for item in found)

    return look


def _nat_gateways(aws: Aws) -> Iterator[str]:
    """AWS shows a deleted one for an hour more."""
    for gateway in aws["ec2"].describe_nat_gateways()["NatGateways"]:
        if gateway["State"] != "deleted":
            yield gateway["NatGatewayId"]


def _scalable_targets(aws: Aws) -> Iterator[str]:
    scaling = aws["application-autoscaling"]
    found = scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]
    return (target["ResourceId"] for target in found)


def _capacity_providers(aws: Aws) -> Iterator[str]:
    for provider in aws["ecs"].describe_capacity_providers()["capacityProviders"]:
        if provider.get("autoScalingGroupProvider") and provider["status"] == "ACTIVE":
            yield provider["name"]


def _task_definitions(aws: Aws) -> Iterator[str]:
    return iter(aws["ecs"].list_task_definitions(status="ACTIVE")["taskDefinitionArns"])


_LOOKS: Mapping[str, Callable[[Aws], Iterator[str]]] = {
    "stacks": lambda aws: iter(aws.stacks()),
    "clusters": lambda aws: iter(aws["ecs"].list_clusters()["clusterArns"]),
    "services": _services,
    "task definitions": _task_definitions,
    "load balancers": _listed(
        "elbv2", "describe_load_balancers", "LoadBalancers", "LoadBalancerName"
    ),
    "listeners": _listeners,
    "rules": _rules,
    "target groups": _listed("elbv2", "describe_target_groups", "TargetGroups", "TargetGroupName"),
    "log groups": _listed("logs", "describe_log_groups", "logGroups", "logGroupName"),
    "roles": _roles,
    "instance profiles": _listed(
        "iam", "list_instance_profiles", "InstanceProfiles", "InstanceProfileName"
    ),
    "networks": _listed("ec2", "describe_vpcs", "Vpcs", "VpcId"),
    "subnets": _listed("ec2", "describe_subnets", "Subnets", "SubnetId"),
    "security groups": _listed("ec2", "describe_security_groups", "SecurityGroups", "GroupId"),
    "route tables": _listed("ec2", "describe_route_tables", "RouteTables", "RouteTableId"),
    "gateways": _listed(
        "ec2", "describe_internet_gateways", "InternetGateways", "InternetGatewayId"
    ),
    "addresses": _listed("ec2", "describe_addresses", "Addresses", "AllocationId"),
    "nat gateways": _nat_gateways,
    "scalable targets": _scalable_targets,
    "launch templates": _listed(
        "ec2", "describe_launch_templates", "LaunchTemplates", "LaunchTemplateName"
    ),
    "groups of instances": _listed(
        "autoscaling",
        "describe_auto_scaling_groups",
        "AutoScalingGroups",
        "AutoScalingGroupName",
    ),
    "capacity providers": _capacity_providers,
    "repositories": _listed("ecr", "describe_repositories", "repositories", "repositoryName"),
    "buckets": _listed("s3", "list_buckets", "Buckets", "Name"),
    "schedules": _listed("scheduler", "list_schedules", "Schedules", "Name"),
    "certificates": _listed("acm", "list_certificates", "CertificateSummaryList", "CertificateArn"),
    "tables": lambda aws: iter(aws["dynamodb"].list_tables()["TableNames"]),
    "queues": lambda aws: iter(aws["sqs"].list_queues().get("QueueUrls", ())),
    "topics": _listed("sns", "list_topics", "Topics", "TopicArn"),
    "file systems": _listed("efs", "describe_file_systems", "FileSystems", "FileSystemId"),
    "alarms": _listed("cloudwatch", "describe_alarms", "MetricAlarms", "AlarmName"),
    "event rules": _listed("events", "list_rules", "Rules", "Name"),
    "namespaces": _listed("servicediscovery", "list_namespaces", "Namespaces", "Name"),
}
