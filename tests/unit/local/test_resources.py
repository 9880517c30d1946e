"""What the stacks made, read back through each service's own API."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.unit.local import templates
from tests.unit.local.world import World


def _service(world: World) -> dict[str, Any]:
    found = world["ecs"].describe_services(
        cluster=world.outputs("env")["Cluster"], services=[world.outputs("hello")["Service"]]
    )
    return dict(found["services"][0])


def _task(world: World) -> dict[str, Any]:
    name = world.outputs("hello")["Task"]
    return dict(world["ecs"].describe_task_definition(taskDefinition=name)["taskDefinition"])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("enableExecuteCommand", True),
        ("enableECSManagedTags", True),
        ("propagateTags", "SERVICE"),
        ("platformVersion", "LATEST"),
        ("healthCheckGracePeriodSeconds", 30),
        ("capacityProviderStrategy", [{"capacityProvider": "FARGATE_SPOT", "weight": 1}]),
        ("desiredCount", 2),
        ("runningCount", 2),
    ],
)
def test_a_service_has_what_its_template_says(furnished: World, field: str, value: object) -> None:
    assert _service(furnished)[field] == value


def test_a_service_names_its_registry_and_its_target_group(furnished: World) -> None:
    service, made = _service(furnished), furnished.resources("hello")
    assert service["serviceRegistries"][0]["registryArn"].endswith(made["Discovery"])
    assert service["loadBalancers"][0]["targetGroupArn"] == made["Targets"]
    assert service["deploymentConfiguration"]["deploymentCircuitBreaker"]["rollback"] is True


def test_a_finished_deployment_tells_the_revision_that_runs(furnished: World) -> None:
    deployment = _service(furnished)["deployments"][0]
    assert deployment["rolloutState"] == "COMPLETED"
    assert deployment["taskDefinition"] == furnished.outputs("hello")["Task"]


def test_a_service_deployment_leads_to_its_revision(furnished: World) -> None:
    ecs, service = furnished["ecs"], _service(furnished)
    listed = ecs.list_service_deployments(
        cluster=service["clusterArn"], service=service["serviceArn"]
    )["serviceDeployments"]
    arns = [listed[0]["serviceDeploymentArn"]]
    described = ecs.describe_service_deployments(serviceDeploymentArns=arns)
    target = described["serviceDeployments"][0]["targetServiceRevision"]["arn"]
    revision = ecs.describe_service_revisions(serviceRevisionArns=[target])["serviceRevisions"][0]
    assert listed[0]["status"] == "SUCCESSFUL"
    assert revision["taskDefinition"] == service["taskDefinition"]


def test_a_task_definition_keeps_what_ministack_drops(furnished: World) -> None:
    task = _task(furnished)
    assert task["runtimePlatform"]["cpuArchitecture"] == "ARM64"
    assert task["ephemeralStorage"] == {"sizeInGiB": 30}
    volume = task["volumes"][0]["efsVolumeConfiguration"]
    assert volume["fileSystemId"] == "fs-1"
    assert volume["authorizationConfig"] == {"iam": "ENABLED"}


def test_a_container_keeps_secrets_health_check_and_the_users_own_words(furnished: World) -> None:
    container = _task(furnished)["containerDefinitions"][0]
    assert container["secrets"][0]["name"] == "KEY"
    assert container["healthCheck"] == {"command": ["CMD", "true"], "interval": 20}
    assert container["dockerLabels"] == {"Some.Label": "x"}
    assert "awslogs-group" in container["logConfiguration"]["options"]


def test_a_rule_that_stands_apart_is_in_its_group(furnished: World) -> None:
    group = furnished.outputs("env")["BalancerGroup"]
    rules = furnished["ec2"].describe_security_group_rules(
        SecurityGroupRuleIds=[furnished.resources("env")["FromWorld"]]
    )["SecurityGroupRules"]
    assert [(r["GroupId"], r["FromPort"], r["CidrIpv4"]) for r in rules] == [
        (group, 80, "0.0.0.0/0")
    ]


def test_a_nat_gateway_and_its_address_are_there(furnished: World) -> None:
    made = furnished.resources("env")
    gateways = furnished["ec2"].describe_nat_gateways(NatGatewayIds=[made["Nat"]])["NatGateways"]
    addresses = furnished["ec2"].describe_addresses()["Addresses"]
    assert gateways[0]["State"] == "available"
    assert [address["PublicIp"] for address in addresses] == [made["Address"]]


def test_networks_are_found_by_tag(furnished: World) -> None:
    ec2, vpc = furnished["ec2"], furnished.outputs("env")["VpcId"]
    tagged = ec2.describe_vpcs(Filters=[{"Name": "tag:Name", "Values": ["test"]}])["Vpcs"]
    filters = [{"Name": "tag:tier", "Values": ["public"]}, {"Name": "vpc-id", "Values": [vpc]}]
    subnets = ec2.describe_subnets(Filters=filters)["Subnets"]
    assert [item["VpcId"] for item in tagged] == [vpc]
    assert {item["SubnetId"] for item in subnets} == set(
        furnished.outputs("env")["Subnets"].split(",")
    )


def test_a_capacity_provider_manages_scaling_draining_and_termination(furnished: World) -> None:
    name = furnished.resources("env")["Provider"]
    found = furnished["ecs"].describe_capacity_providers(capacityProviders=[name])
    group = found["capacityProviders"][0]["autoScalingGroupProvider"]
    assert group["managedScaling"]["status"] == "ENABLED"
    assert group["managedDraining"] == "ENABLED"
    assert group["managedTerminationProtection"] == "ENABLED"


def test_a_cluster_has_its_capacity_providers_and_a_default(furnished: World) -> None:
    name = furnished.outputs("env")["Cluster"]
    cluster = furnished["ecs"].describe_clusters(clusters=[name])["clusters"][0]
    assert cluster["capacityProviders"][:2] == ["FARGATE", "FARGATE_SPOT"]
    assert cluster["defaultCapacityProviderStrategy"][0]["capacityProvider"] == "FARGATE"


def test_the_image_of_an_instance_is_resolved_from_the_public_parameter(furnished: World) -> None:
    template = furnished.resources("env")["Template"]
    versions = furnished["ec2"].describe_launch_template_versions(LaunchTemplateId=template)
    image = versions["LaunchTemplateVersions"][0]["LaunchTemplateData"]["ImageId"]
    name = "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"
    assert image == furnished["ssm"].get_parameter(Name=name)["Parameter"]["Value"]


def test_an_instance_profile_is_referred_to_by_name(furnished: World) -> None:
    name = furnished.resources("env")["Profile"]
    profile = furnished["iam"].get_instance_profile(InstanceProfileName=name)["InstanceProfile"]
    assert [role["RoleName"] for role in profile["Roles"]] == [
        furnished.resources("env")["InstanceRole"]
    ]


def test_a_listener_shows_all_its_certificates(furnished: World) -> None:
    listener = furnished.resources("env")["Https"]
    found = furnished["elbv2"].describe_listener_certificates(ListenerArn=listener)
    assert [item["IsDefault"] for item in found["Certificates"]] == [True, False]


def test_a_target_group_knows_the_load_balancer_of_its_rule(furnished: World) -> None:
    group = furnished.resources("hello")["Targets"]
    found = furnished["elbv2"].describe_target_groups(TargetGroupArns=[group])["TargetGroups"]
    assert found[0]["LoadBalancerArns"] == [furnished.resources("env")["Balancer"]]
    assert found[0]["TargetType"] == "ip"


def test_a_certificate_is_issued_and_found_by_its_domain(furnished: World) -> None:
    listed = furnished["acm"].list_certificates(CertificateStatuses=["ISSUED"])
    found = {i["DomainName"]: i["CertificateArn"] for i in listed["CertificateSummaryList"]}
    assert found == {"example.org": furnished.resources("env")["Certificate"]}


def test_a_scaled_service_shows_its_target_and_policy(furnished: World) -> None:
    scaling = furnished["application-autoscaling"]
    target = scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"][0]
    policy = scaling.describe_scaling_policies(ServiceNamespace="ecs")["ScalingPolicies"][0]
    assert (target["MinCapacity"], target["MaxCapacity"]) == (2, 6)
    assert policy["ResourceId"] == target["ResourceId"]


def test_stack_tags_reach_a_task_definition(own: World) -> None:
    tags = [{"Key": "team", "Value": "web"}]
    own.deploy("hello", templates.service(count=3), Parameters=own.parameters("env"), Tags=tags)
    name = own.outputs("hello")["Task"]
    found = own["ecs"].describe_task_definition(taskDefinition=name, include=["TAGS"])["tags"]
    assert {"key": "team", "value": "web"} in found


def test_a_state_machine_is_kept_as_its_template_says_it(world: World) -> None:
    for seconds in (60, 90):
        states = {"Run": {"Type": "Wait", "Seconds": seconds, "End": True}}
        machine = {
            "Type": "AWS::StepFunctions::StateMachine",
            "Properties": {
                "RoleArn": "arn:aws:iam::111111111111:role/run",
                "Definition": {"StartAt": "Run", "States": states},
            },
        }
        assert world.deploy("job", {"Resources": {"Run": machine}}).endswith("E_COMPLETE")
        shown = world["stepfunctions"].describe_state_machine(
            stateMachineArn=world.resources("job")["Run"]
        )
        assert json.loads(shown["definition"])["States"] == states
    assert world.delete("job") == ""


def test_a_task_that_is_run_once_has_ended_well(furnished: World) -> None:
    cluster, ecs = furnished.outputs("env")["Cluster"], furnished["ecs"]
    (started,) = ecs.run_task(cluster=cluster, taskDefinition=furnished.outputs("hello")["Task"])[
        "tasks"
    ]
    (task,) = ecs.describe_tasks(cluster=cluster, tasks=[started["taskArn"]])["tasks"]
    assert task["lastStatus"] == "STOPPED"
    assert {container["exitCode"] for container in task["containers"]} == {0}
    assert _service(furnished)["runningCount"] == 2
