"""The fake AWS is what boto3 takes it for, and goes as AWS goes."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError, EndpointConnectionError
from botocore.parsers import ResponseParserError

from tests.faults.fake import fates
from tests.faults.fake.boto import SECRET, key
from tests.faults.fake.calls import counted
from tests.faults.fake.clock import SystemClock
from tests.faults.fake.cloudformation.records import Step
from tests.faults.fake.failure import Alarm
from tests.faults.fake.faults import Effect
from tests.faults.fake.server import served
from tests.faults.fake.world import World

SERVICE: dict[str, Any] = {
    "Parameters": {"Image": {"Type": "String", "Default": "web:1"}},
    "Resources": {
        "Logs": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "/web"}},
        "Targets": {
            "Type": "AWS::ElasticLoadBalancingV2::TargetGroup",
            "Properties": {"Port": 80, "Protocol": "HTTP", "TargetType": "ip", "VpcId": "vpc-1"},
        },
        "Task": {
            "Type": "AWS::ECS::TaskDefinition",
            "Properties": {
                "Family": "web",
                "ContainerDefinitions": [
                    {
                        "Name": "app",
                        "Image": {"Ref": "Image"},
                        "LogConfiguration": {
                            "LogDriver": "awslogs",
                            "Options": {
                                "awslogs-group": {"Ref": "Logs"},
                                "awslogs-stream-prefix": "app",
                            },
                        },
                    }
                ],
            },
        },
        "Service": {
            "Type": "AWS::ECS::Service",
            "Properties": {
                "Cluster": "prod",
                "DesiredCount": 2,
                "TaskDefinition": {"Ref": "Task"},
                "LoadBalancers": [
                    {
                        "ContainerName": "app",
                        "ContainerPort": 80,
                        "TargetGroupArn": {"Ref": "Targets"},
                    }
                ],
                "DeploymentConfiguration": {
                    "DeploymentCircuitBreaker": {
                        "Enable": True,
                        "Rollback": True,
                        "ThresholdConfiguration": {"Type": "COUNT", "Value": 3},
                    }
                },
            },
        },
    },
    "Outputs": {"Name": {"Value": {"Fn::GetAtt": ["Service", "Name"]}}},
}
BODY = json.dumps(SERVICE)


@pytest.fixture
def world() -> World:
    return World()


def proposed(world: World, image: str = "web:1", **more: Any) -> dict[str, Any]:
    """A change set, when it is settled."""
    client = world.client("cloudformation")
    creates = world.cloudformation.by_name("web") is None
    number = world.cloudformation.fresh()
    made = client.create_change_set(
        StackName="web",
        ChangeSetName=f"bbfd-{number}",
        ChangeSetType="CREATE" if creates else "UPDATE",
        TemplateBody=more.pop("body", BODY),
        Parameters=[{"ParameterKey": "Image", "ParameterValue": image}],
        **more,
    )
    assert client.describe_change_set(ChangeSetName=made["Id"])["Status"] == "CREATE_PENDING"
    world.clock.sleep(5)
    return dict(client.describe_change_set(ChangeSetName=made["Id"], IncludePropertyValues=True))


def executed(world: World, image: str = "web:1") -> str:
    """The status in which it ends."""
    client = world.client("cloudformation")
    client.execute_change_set(
        ChangeSetName=proposed(world, image)["ChangeSetId"], ClientRequestToken=f"token-{image}"
    )
    return waited(world)


def waited(world: World) -> str:
    client = world.client("cloudformation")
    while True:
        status = str(client.describe_stacks(StackName="web")["Stacks"][0]["StackStatus"])
        if not status.endswith("_IN_PROGRESS"):
            return status
        world.clock.sleep(1)


def statuses(world: World, logical: str) -> list[str]:
    events = world.client("cloudformation").describe_stack_events(StackName="web")["StackEvents"]
    return [e["ResourceStatus"] for e in reversed(events) if e["LogicalResourceId"] == logical]


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(ClientError) as error:
        call()
    said = error.value.response["Error"]
    return f"{said['Code']}: {said['Message']}"


def test_a_stack_is_created_with_a_service_that_runs(world: World) -> None:
    assert executed(world) == "CREATE_COMPLETE"
    assert statuses(world, "web") == ["REVIEW_IN_PROGRESS", "CREATE_IN_PROGRESS", "CREATE_COMPLETE"]
    (stack,) = world.client("cloudformation").describe_stacks(StackName="web")["Stacks"]
    resources = world.client("cloudformation").list_stack_resources(StackName="web")
    arn = {
        r["LogicalResourceId"]: r["PhysicalResourceId"] for r in resources["StackResourceSummaries"]
    }["Service"]
    (service,) = world.client("ecs").describe_services(cluster="prod", services=[arn])["services"]
    assert (service["runningCount"], service["deployments"][0]["rolloutState"]) == (2, "COMPLETED")
    assert stack["Outputs"] == [{"OutputKey": "Name", "OutputValue": service["serviceName"]}]
    assert world.left_behind() == []


def test_the_same_again_is_no_change(world: World) -> None:
    executed(world)
    again = proposed(world)
    assert again["Status"] == "FAILED"
    assert again["StatusReason"].startswith("The submitted information didn't contain changes.")
    assert len(world.left_behind()) == 1


def test_a_change_is_shown_property_by_property(world: World) -> None:
    executed(world)
    task, service = [c["ResourceChange"] for c in proposed(world, "web:2")["Changes"]]
    (detail,) = task["Details"]
    assert task["Replacement"] == "True"
    assert detail["Target"]["Path"] == "/Properties/ContainerDefinitions/0/Image"
    assert (detail["Target"]["BeforeValue"], detail["Target"]["AfterValue"]) == ("web:1", "web:2")
    assert detail["CausingEntity"] == "Image"
    assert (service["Replacement"], service["Details"][0]["CausingEntity"]) == ("False", "Task")


def test_a_failed_rollout_is_rolled_back_by_a_second_operation(world: World) -> None:
    executed(world)
    world.fate("web", fates.EXIT_1)
    assert executed(world, "web:2") == "UPDATE_ROLLBACK_COMPLETE"
    client, ecs = world.client("cloudformation"), world.client("ecs")
    events = client.describe_stack_events(StackName="web")["StackEvents"]
    (failed,) = [e for e in events if e["ResourceStatus"] == "UPDATE_FAILED"]
    assert "Circuit Breaker was triggered" in failed["ResourceStatusReason"]
    assert failed["OperationId"] != events[0]["OperationId"]
    found = client.describe_events(
        OperationId=failed["OperationId"], Filters={"FailedEvents": True}
    )
    assert [e["EventId"] for e in found["OperationEvents"]] == [failed["EventId"]]
    (service,) = world.ecs.services.values()
    stopped = ecs.list_tasks(cluster="prod", serviceName=service.arn, desiredStatus="STOPPED")
    tasks = ecs.describe_tasks(cluster="prod", tasks=stopped["taskArns"])["tasks"]
    died = [t for t in tasks if t["stopCode"] == "EssentialContainerExited"]
    assert [t["containers"][0]["exitCode"] for t in died] == [1, 1, 1]
    lines = world.client("logs").get_log_events(
        logGroupName="/web", logStreamName=f"app/app/{died[0]['taskArn'].rpartition('/')[2]}"
    )
    assert lines["events"][-1]["message"] == "KeyError: 'DATABASE_URL'"
    world.clock.sleep(3601)
    later = ecs.list_tasks(cluster="prod", serviceName=service.arn, desiredStatus="STOPPED")
    assert later["taskArns"] == []


@pytest.mark.parametrize("fate", fates.ALL, ids=lambda fate: fate.name)
def test_every_fate_can_be_met(world: World, fate: fates.Fate) -> None:
    executed(world)
    world.fate("web", fate)
    client, ecs = world.client("cloudformation"), world.client("ecs")
    client.execute_change_set(ChangeSetName=proposed(world, "web:2")["ChangeSetId"])
    world.clock.sleep(4 * 3600)
    status = client.describe_stacks(StackName="web")["Stacks"][0]["StackStatus"]
    good = fate.healthy or fate.green
    assert status == ("UPDATE_COMPLETE" if good else "UPDATE_ROLLBACK_COMPLETE")
    (service,) = ecs.describe_services(cluster="prod", services=[next(iter(world.ecs.services))])[
        "services"
    ]
    assert service["runningCount"] == 2
    assert service["taskDefinition"].endswith(":2" if fate.healthy else ":1")


def test_a_first_create_that_fails_leaves_a_dead_stack_and_no_service(world: World) -> None:
    world.fate("web", fates.IMAGE_NOT_FOUND)
    assert executed(world) == "ROLLBACK_COMPLETE"
    assert (
        world.client("ecs").describe_services(cluster="prod", services=list(world.ecs.services))[
            "services"
        ]
        == []
    )
    said = refused(
        lambda: world.client("cloudformation").create_change_set(
            StackName="web", ChangeSetName="x", TemplateBody=BODY
        )
    )
    assert said.endswith("is in ROLLBACK_COMPLETE state and can not be updated.")


def test_an_update_can_be_cancelled_and_only_then(world: World) -> None:
    executed(world)
    client = world.client("cloudformation")
    assert "cannot be called from current stack status" in refused(
        lambda: client.cancel_update_stack(StackName="web")
    )
    world.fate("web", fates.NEVER)
    client.execute_change_set(ChangeSetName=proposed(world, "web:2")["ChangeSetId"])
    world.clock.sleep(60)
    client.cancel_update_stack(StackName="web")
    assert waited(world) == "UPDATE_ROLLBACK_COMPLETE"


def test_a_rollback_that_fails_can_be_continued(world: World) -> None:
    executed(world)
    world.fate("web", fates.EXIT_1)
    world.resource("Service", phase="rollback", fails="it did not stabilize", times=2)
    client = world.client("cloudformation")
    assert executed(world, "web:2") == "UPDATE_ROLLBACK_FAILED"
    for expected in ("UPDATE_ROLLBACK_FAILED", "UPDATE_ROLLBACK_COMPLETE"):
        client.continue_update_rollback(StackName="web")
        assert waited(world) == expected


def test_an_execution_takes_the_other_change_sets_away_and_is_not_repeated(world: World) -> None:
    executed(world)
    client = world.client("cloudformation")
    foreign, ours = world.foreign_change_set("web"), proposed(world, "web:2")["ChangeSetId"]
    client.execute_change_set(ChangeSetName=ours)
    assert "[EXECUTE_IN_PROGRESS]" in refused(lambda: client.execute_change_set(ChangeSetName=ours))
    assert refused(lambda: client.describe_change_set(ChangeSetName=foreign)).startswith(
        "ChangeSetNotFound"
    )


def test_a_scripted_operation_goes_as_written(world: World) -> None:
    executed(world)
    world.course(
        "web",
        Step(at=0, status="UPDATE_IN_PROGRESS", reason="User Initiated"),
        Step(
            at=5,
            status="UPDATE_FAILED",
            logical="Rule",
            type="AWS::X::Y",
            reason="Priority '1' is in use",
        ),
        Step(at=6, status="UPDATE_ROLLBACK_IN_PROGRESS"),
        Step(at=9, status="UPDATE_ROLLBACK_COMPLETE"),
    )
    assert executed(world, "web:2") == "UPDATE_ROLLBACK_COMPLETE"
    assert statuses(world, "Rule") == ["UPDATE_FAILED"]
    events = world.client("cloudformation").describe_stack_events(StackName="web")["StackEvents"]
    assert len({e["OperationId"] for e in events[:4]}) == 2


def test_a_nested_stack_that_fails_is_named_by_its_parent(world: World) -> None:
    nested = {
        "Resources": {
            "Child": {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": "x"}}
        }
    }
    world.resource("Inner", fails="the inner reason")
    client = world.client("cloudformation")
    client.create_stack(StackName="web", TemplateBody=json.dumps(nested))
    assert waited(world) == "ROLLBACK_COMPLETE"
    events = client.describe_stack_events(StackName="web")["StackEvents"]
    (failed,) = [e for e in events if e["ResourceStatus"] == "CREATE_FAILED"]
    assert failed["ResourceStatusReason"].startswith("Embedded stack arn:aws:cloudformation")
    inner = client.describe_stack_events(StackName=failed["PhysicalResourceId"])["StackEvents"]
    assert "the inner reason" in [e.get("ResourceStatusReason") for e in inner]


def test_a_stack_is_deleted_and_its_arn_still_tells_of_it(world: World) -> None:
    executed(world)
    client = world.client("cloudformation")
    arn = client.describe_stacks(StackName="web")["Stacks"][0]["StackId"]
    client.update_termination_protection(StackName="web", EnableTerminationProtection=True)
    assert "TerminationProtection is enabled" in refused(
        lambda: client.delete_stack(StackName="web")
    )
    client.update_termination_protection(StackName="web", EnableTerminationProtection=False)
    client.delete_stack(StackName="web")
    world.clock.sleep(120)
    assert client.describe_stacks(StackName=arn)["Stacks"][0]["StackStatus"] == "DELETE_COMPLETE"
    assert refused(lambda: client.describe_stacks(StackName="web")) == (
        "ValidationError: Stack with id web does not exist"
    )


def test_reads_are_stale_after_an_execution_where_that_is_ordered(world: World) -> None:
    executed(world)
    world.cloudformation.stale = 10.0
    client = world.client("cloudformation")
    client.execute_change_set(ChangeSetName=proposed(world, "web:2")["ChangeSetId"])
    seen = []
    for _ in range(3):
        seen.append(client.describe_stacks(StackName="web")["Stacks"][0]["StackStatus"])
        world.clock.sleep(6)
    assert seen == ["CREATE_COMPLETE", "CREATE_COMPLETE", "UPDATE_IN_PROGRESS"]


def test_early_validation_is_explained_by_describe_events(world: World) -> None:
    two = [
        ("Targets", "NAME_CONFLICT_VALIDATION", f"reason {n}", f"/Resources/Targets/{n}")
        for n in (1, 2)
    ]
    world.change_set("web", validation=tuple(two))
    made = proposed(world)
    assert "AWS::EarlyValidation" in made["StatusReason"]
    events = world.client("cloudformation").describe_events(
        ChangeSetName=made["ChangeSetId"], Filters={"FailedEvents": True}
    )["OperationEvents"]
    assert [e["ValidationStatusReason"] for e in events] == ["reason 1", "reason 2"]


def test_capabilities_and_sizes_are_asked_for(world: World) -> None:
    client = world.client("cloudformation")
    role = json.dumps(
        {"Resources": {"R": {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "r"}}}}
    )
    said = refused(lambda: client.create_stack(StackName="r", TemplateBody=role))
    assert (
        said == "InsufficientCapabilitiesException: Requires capabilities : [CAPABILITY_NAMED_IAM]"
    )
    large = json.dumps({"Description": "x" * 51_200, **SERVICE})
    assert "51200" in refused(lambda: client.create_stack(StackName="r", TemplateBody=large))


@pytest.mark.parametrize(
    ("effect", "error"),
    [
        (Effect.REFUSED, EndpointConnectionError),
        (Effect.LOST, ConnectionClosedError),
        (Effect.ANSWER_LOST, ConnectionClosedError),
        (Effect.TRUNCATED, ResponseParserError),
    ],
)
def test_a_broken_connection_is_no_answer(
    world: World, effect: Effect, error: type[Exception]
) -> None:
    world.wire.fault(effect, "CreateStack")
    client = world.sessions().client(
        "cloudformation", config=Config(retries={"total_max_attempts": 1})
    )
    with pytest.raises(error):
        client.create_stack(StackName="web", TemplateBody=BODY)
    carried_out = effect in (Effect.ANSWER_LOST, Effect.TRUNCATED)
    assert (world.truth("web") is not None) == carried_out
    assert [c.became for c in world.calls] == [effect.name]


@pytest.mark.parametrize(
    ("service", "call", "code"),
    [
        ("cloudformation", "describe_stacks", "Throttling"),
        ("ecs", "list_tasks", "ThrottlingException"),
        ("ec2", "describe_vpcs", "RequestLimitExceeded"),
        ("elbv2", "describe_target_groups", "Throttling"),
    ],
)
def test_throttling_has_each_services_words(
    world: World, service: str, call: str, code: str
) -> None:
    world.wire.fault(Effect.THROTTLED)
    client = world.sessions().client(service, config=Config(retries={"total_max_attempts": 1}))
    assert refused(getattr(client, call)).startswith(f"{code}: ")


def test_a_rate_limit_throttles_what_is_over_it(world: World) -> None:
    world.wire.limit(rate=10, burst=20)
    client = world.sessions().client(
        "cloudformation", config=Config(retries={"total_max_attempts": 1})
    )
    for _ in range(20):
        client.describe_stacks()
    assert refused(client.describe_stacks) == "Throttling: Rate exceeded"
    world.clock.sleep(0.1)
    client.describe_stacks()
    assert counted(world.calls) == {"DescribeStacks": 22}
    assert len(world.calls.ok()) == 21


def test_half_of_the_calls_is_the_same_half_every_time() -> None:
    def met() -> list[str]:
        world = World(seed=7)
        world.wire.fault(Effect.THROTTLED, share=0.5)
        client = world.sessions().client("sts", config=Config(retries={"total_max_attempts": 1}))
        for _ in range(40):
            with suppress(ClientError):
                client.get_caller_identity()
        return [c.became for c in world.calls]

    assert met() == met()
    assert 10 < met().count("Throttling") < 30


def test_credentials_expire_until_they_are_renewed(world: World) -> None:
    world.wire.expire(10.0, key(1))
    first, second = world.client("sts"), world.client("sts")
    first.get_caller_identity()
    world.clock.sleep(11)
    assert refused(first.get_caller_identity).startswith("ExpiredToken: ")
    second.get_caller_identity()


def test_a_denial_names_the_action(world: World) -> None:
    world.wire.deny("cloudformation:DescribeEvents", "ecs:*")
    world.stack("web")
    assert "is not authorized to perform: cloudformation:DescribeEvents" in refused(
        lambda: world.client("cloudformation").describe_events(StackName="web")
    )
    assert refused(world.client("ecs").list_tasks).startswith("AccessDeniedException: ")


def test_what_nobody_wrote_and_a_secrets_value_are_alarms(world: World) -> None:
    with pytest.raises(Alarm, match=r"nobody wrote sts\.GetSessionToken"):
        world.client("sts").get_session_token()
    with pytest.raises(Alarm, match="the value of the secret"):
        world.client("secretsmanager").get_secret_value(SecretId="password")
    assert len(world.wire.alarms) == 2


def test_a_stack_can_be_brought_into_any_status(world: World) -> None:
    world.stack("web", template=SERVICE, events=300)
    world.bring("web", "UPDATE_ROLLBACK_FAILED", broken={"Service": "it is stuck"})
    client = world.client("cloudformation")
    pages = list(client.get_paginator("describe_stack_events").paginate(StackName="web"))
    assert [len(page["StackEvents"]) for page in pages] == [100, 100, 100, 3]
    assert pages[0]["StackEvents"][1]["ResourceStatusReason"] == "it is stuck"
    client.continue_update_rollback(StackName="web")
    assert waited(world) == "UPDATE_ROLLBACK_COMPLETE"


def test_somebody_else_acts_as_soon_as_an_operation_has_ended(world: World) -> None:
    executed(world)
    world.then("web", lambda w: w.update("web", seconds=100))
    assert executed(world, "web:2") == "UPDATE_COMPLETE"
    tokens = {o.token: o.status for o in world.cloudformation.stack("web").operations}
    assert tokens == {
        "token-web:1": "CREATE_COMPLETE",
        "token-web:2": "UPDATE_COMPLETE",
        "others": "UPDATE_COMPLETE",
    }


def test_a_twin_goes_its_own_way(world: World) -> None:
    executed(world)
    twin = world.twin()
    assert executed(twin, "web:2") == "UPDATE_COMPLETE"
    assert twin.truth("web") != world.truth("web")
    assert [s.primary.definition[-1] for s in world.ecs.services.values()] == ["1"]
    assert twin.ecs.world is twin


def test_over_http_it_is_the_same() -> None:
    world = World(SystemClock())
    world.stack("web", template=SERVICE)
    with served(world) as url:

        def client(service: str) -> Any:
            return boto3.client(
                service,
                endpoint_url=url,
                region_name=world.region,
                aws_access_key_id=key(1),
                aws_secret_access_key=SECRET,
                config=Config(retries={"total_max_attempts": 1}),
            )

        found = client("cloudformation").describe_stacks(StackName="web")["Stacks"][0]
        assert found["StackStatus"] == "UPDATE_COMPLETE"
        assert client("sts").get_caller_identity()["Account"] == world.account
        client("s3").put_object(Bucket="b", Key="a/b.json", Body=b"{}")
        assert world.s3.objects == {("b", "a/b.json"): b"{}"}
        world.wire.fault(Effect.ANSWER_LOST, "DeleteStack")
        with pytest.raises(ConnectionClosedError):
            client("cloudformation").delete_stack(StackName="web")
    assert world.truth("web").status == "DELETE_IN_PROGRESS"


def test_what_cannot_be_deleted_afterwards_does_not_fail_an_update(world: World) -> None:
    executed(world)
    world.resource("Task", phase="cleanup", fails="still in use")
    assert executed(world, "web:2") == "UPDATE_COMPLETE"
    assert "DELETE_FAILED" in statuses(world, "Task")


def test_an_export_in_use_is_refused_on_the_stack_itself(world: World) -> None:
    exporting = {
        **SERVICE,
        "Outputs": {"N": {"Value": {"Ref": "Image"}, "Export": {"Name": "image"}}},
    }
    world.stack("web", template=exporting)
    world.cloudformation.imports["image"] = ["other"]
    client = world.client("cloudformation")
    assert client.list_imports(ExportName="image")["Imports"] == ["other"]
    made = proposed(world, "web:2", body=json.dumps(exporting))
    client.execute_change_set(ChangeSetName=made["ChangeSetId"])
    assert waited(world) == "UPDATE_ROLLBACK_COMPLETE"
    reasons = [e.get("ResourceStatusReason", "") for e in world.cloudformation.stack("web").events]
    assert "Export image cannot be updated as it is in use by other" in reasons
    client.delete_stack(StackName="web")
    world.clock.sleep(10)
    assert world.truth("web").status == "UPDATE_COMPLETE"


def test_what_was_put_there_in_progress_ends_when_it_is_told_to(world: World) -> None:
    world.stack("web", "UPDATE_IN_PROGRESS", template=SERVICE)
    world.finish_at(
        60, "web", "UPDATE_ROLLBACK_COMPLETE", "The following resource(s) failed to update: [X]. "
    )
    said = refused(lambda: proposed(world, "web:2"))
    assert said.endswith("is in UPDATE_IN_PROGRESS state and can not be updated.")
    assert waited(world) == "UPDATE_ROLLBACK_COMPLETE"
    assert world.clock.now == 60


def test_a_foreign_change_set_on_a_shell_is_nothing_of_ours(world: World) -> None:
    world.foreign_change_set("web")
    assert world.truth("web").status == "REVIEW_IN_PROGRESS"
    assert world.left_behind() == []


def test_a_custom_named_resource_cannot_be_replaced(world: World) -> None:
    named = json.loads(BODY)
    named["Resources"]["Targets"]["Properties"]["Name"] = "mine"
    world.stack("web", template=named)
    named["Resources"]["Targets"]["Properties"]["Port"] = 81
    made = proposed(world, body=json.dumps(named))
    assert made["Changes"][0]["ResourceChange"]["Replacement"] == "True"
    world.client("cloudformation").execute_change_set(ChangeSetName=made["ChangeSetId"])
    assert waited(world) == "UPDATE_ROLLBACK_COMPLETE"
    reasons = [e.get("ResourceStatusReason", "") for e in world.cloudformation.stack("web").events]
    assert any("Rename mine and update the stack again." in reason for reason in reasons)
