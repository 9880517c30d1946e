"""A stack's life: what changes, what stays, what is refused, what is left."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.unit.local import templates
from tests.unit.local.world import World

LOGS: dict[str, Any] = {"Resources": {"Logs": {"Type": "AWS::Logs::LogGroup", "Properties": {}}}}
ROLE: dict[str, Any] = {
    "Resources": {
        "Role": {
            "Type": "AWS::IAM::Role",
            "Properties": {"AssumeRolePolicyDocument": {"Statement": []}},
        }
    }
}


def _code(error: pytest.ExceptionInfo[ClientError]) -> str:
    return str(error.value.response["Error"]["Code"])


def _source(change: dict[str, Any]) -> str:
    return str(change["Details"][0]["ChangeSource"])


def test_another_image_moves_the_service_to_the_next_revision(own: World) -> None:
    before = own.resources("hello")
    changed = templates.service(image="example.org/hello:2")
    assert own.deploy("hello", changed, Parameters=own.parameters("env")) == "UPDATE_COMPLETE"
    after = own.resources("hello")
    service = own["ecs"].describe_services(
        cluster=own.outputs("env")["Cluster"], services=[after["Service"]]
    )["services"][0]
    assert after["Task"].endswith(":2")
    assert service["taskDefinition"] == after["Task"]
    assert [d["taskDefinition"] for d in service["deployments"]] == [after["Task"]]
    assert {k: v for k, v in after.items() if k != "Task"} == {
        k: v for k, v in before.items() if k != "Task"
    }


def test_a_change_set_tells_that_a_task_definition_is_replaced_and_a_service_is_not(
    own: World,
) -> None:
    changed = templates.service(image="example.org/hello:2")
    identity = own.propose("hello", changed, Parameters=own.parameters("env"))
    found = own["cloudformation"].describe_change_set(ChangeSetName=identity)["Changes"]
    changes = {i["ResourceChange"]["LogicalResourceId"]: i["ResourceChange"] for i in found}
    assert changes["Task"]["Replacement"] == "True"
    assert changes["Service"]["Replacement"] != "True"
    direct = {n for n, c in changes.items() if _source(c) == "DirectModification"}
    assert direct == {"Task"}


def test_the_same_template_again_is_nothing_to_do(own: World) -> None:
    identity = own.propose("hello", templates.service(), Parameters=own.parameters("env"))
    found = own["cloudformation"].describe_change_set(ChangeSetName=identity)
    assert found["Status"] == "FAILED"
    assert "didn't contain changes" in found["StatusReason"]


def test_deleting_both_stacks_leaves_nothing(own: World) -> None:
    assert own.delete("hello") == ""
    assert own.delete("env") == ""
    assert own["ecs"].list_clusters()["clusterArns"] == []
    assert own["ecs"].list_task_definitions()["taskDefinitionArns"] == []
    assert own["elbv2"].describe_target_groups()["TargetGroups"] == []
    assert own["elbv2"].describe_load_balancers()["LoadBalancers"] == []
    assert own["ec2"].describe_nat_gateways()["NatGateways"] == []
    assert own["ec2"].describe_addresses()["Addresses"] == []
    assert own["logs"].describe_log_groups()["logGroups"] == []
    assert (
        own["application-autoscaling"].describe_scalable_targets(ServiceNamespace="ecs")[
            "ScalableTargets"
        ]
        == []
    )


def test_a_taken_priority_fails_the_second_rule(own: World) -> None:
    twin = templates.service(priority=1000)
    ended = own.deploy("twin", twin, Parameters=own.parameters("env"))
    assert ended == "ROLLBACK_COMPLETE"
    assert "currently in use" in own.failures("twin")["Rule"]


def test_a_protected_stack_is_not_deleted(world: World) -> None:
    world.deploy("logs", LOGS)
    cloudformation = world["cloudformation"]
    cloudformation.update_termination_protection(StackName="logs", EnableTerminationProtection=True)
    with pytest.raises(ClientError) as refused:
        cloudformation.delete_stack(StackName="logs")
    assert _code(refused) == "ValidationError"


def test_a_rolled_back_stack_cannot_be_updated(world: World) -> None:
    world.order({"create:AWS::Logs::LogGroup": "no"})
    assert world.deploy("logs", LOGS) == "ROLLBACK_COMPLETE"
    with pytest.raises(ClientError) as refused:
        world.propose("logs", LOGS)
    assert _code(refused) == "ValidationError"


def test_roles_need_their_capability(world: World) -> None:
    with pytest.raises(ClientError) as refused:
        world.propose("role", ROLE, Capabilities=[])
    assert _code(refused) == "InsufficientCapabilitiesException"
    assert world.deploy("role", ROLE) == "CREATE_COMPLETE"


def test_a_type_of_a_service_that_is_not_there_is_refused(world: World) -> None:
    function = {"Resources": {"Run": {"Type": "AWS::Lambda::Function", "Properties": {}}}}
    with pytest.raises(ClientError) as refused:
        world.propose("function", function)
    assert "AWS::Lambda::Function" in refused.value.response["Error"]["Message"]


@pytest.mark.parametrize(
    "address",
    [
        "https://artifacts.s3.eu-west-1.amazonaws.com/large/it.json",
        "https://artifacts.s3.amazonaws.com/large/it.json",
        "https://s3.eu-west-1.amazonaws.com/artifacts/large/it.json",
    ],
)
def test_a_large_template_comes_from_a_bucket(world: World, address: str) -> None:
    large = {**LOGS, "Metadata": {"filling": "x" * 60_000}}
    world["s3"].create_bucket(
        Bucket="artifacts", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    world["s3"].put_object(
        Bucket="artifacts", Key="large/it.json", Body=templates.text(large).encode()
    )
    given = world["cloudformation"].create_change_set(
        StackName="large", ChangeSetName="one", ChangeSetType="CREATE", TemplateURL=address
    )
    world["cloudformation"].execute_change_set(ChangeSetName=given["Id"])
    assert world.settled("large") == "CREATE_COMPLETE"


def test_a_service_linked_role_is_made_once_under_its_own_name(world: World) -> None:
    iam = world["iam"]
    iam.create_service_linked_role(AWSServiceName="ecs.amazonaws.com")
    iam.create_service_linked_role(AWSServiceName="ecs.application-autoscaling.amazonaws.com")
    assert iam.get_role(RoleName="AWSServiceRoleForECS")["Role"]["Path"].startswith("/aws-service")
    with pytest.raises(ClientError) as refused:
        iam.create_service_linked_role(AWSServiceName="ecs.amazonaws.com")
    assert _code(refused) == "InvalidInput"


def test_an_image_that_is_not_there_is_an_error(world: World) -> None:
    world["ecr"].create_repository(repositoryName="hello")
    with pytest.raises(ClientError) as refused:
        world["ecr"].describe_images(repositoryName="hello", imageIds=[{"imageTag": "1"}])
    assert _code(refused) == "ImageNotFoundException"


@pytest.mark.parametrize(
    ("without", "said"),
    [("Rule", "does not have an associated load balancer"), ("Cluster", "Cluster not found")],
)
def test_a_service_is_refused_what_aws_refuses(own: World, without: str, said: str) -> None:
    second = templates.service(priority=2000)
    second["Resources"].pop(without, None)
    second["Resources"]["Service"].pop("DependsOn")
    parameters = [
        {**p, "ParameterValue": "nowhere"} if p["ParameterKey"] == without else p
        for p in own.parameters("env")
    ]
    assert own.deploy("second", second, Parameters=parameters) == "ROLLBACK_COMPLETE"
    assert said in own.failures("second")["Service"]


def test_the_change_set_that_was_executed_last_is_told_until_an_update_without_one(
    own: World,
) -> None:
    changed = templates.service(image="example.org/hello:2")
    proposed = own.propose("hello", changed, Parameters=own.parameters("env"))

    def told() -> str:
        (found,) = own["cloudformation"].describe_stacks(StackName="hello")["Stacks"]
        return str(found.get("ChangeSetId", ""))

    assert told() not in ("", proposed)
    own["cloudformation"].execute_change_set(ChangeSetName=proposed)
    assert own.settled("hello") == "UPDATE_COMPLETE"
    assert told() == proposed
    own["cloudformation"].update_stack(
        StackName="hello",
        TemplateBody=templates.text(templates.service(image="example.org/hello:3")),
        Parameters=own.parameters("env"),
        Capabilities=["CAPABILITY_IAM"],
    )
    own.settled("hello")
    assert told() == ""
