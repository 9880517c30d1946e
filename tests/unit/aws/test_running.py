"""Tasks that run, as ECS tells of them; how one is started, entered and stopped; sessions of Session Manager."""

from __future__ import annotations

from typing import Any

import pytest

from bbfd.aws.ecs import Ecs
from bbfd.aws.logs import Logs
from bbfd.aws.ssm import Ssm
from bbfd.deploy.log import LogSpan
from bbfd.deploy.tasks import LiveContainer, LiveTask, Order, Share
from bbfd.errors import AwsError
from tests.unit.aws.stubs import Refusal, answering

SERVICE = "arn:aws:ecs:eu-west-1:111122223333:service/dev/web"
TASK = "arn:aws:ecs:eu-west-1:111122223333:task/dev/4f2a"
RAW: dict[str, Any] = {
    "taskArn": TASK,
    "lastStatus": "RUNNING",
    "group": "service:web",
    "enableExecuteCommand": True,
    "taskDefinitionArn": "td:7",
    "containers": [
        {
            "name": "app",
            "lastStatus": "RUNNING",
            "runtimeId": "4f2a-1",
            "managedAgents": [{"name": "ExecuteCommandAgent", "lastStatus": "RUNNING"}],
        }
    ],
}
LIVE = LiveTask(
    arn=TASK,
    status="RUNNING",
    task_definition="td:7",
    service="web",
    entered=True,
    containers=(LiveContainer(name="app", status="RUNNING", runtime_id="4f2a-1", agent="RUNNING"),),
)


def test_a_task_is_started_as_the_services_own_are() -> None:
    interface = {
        "subnets": ["subnet-1"],
        "securityGroups": ["sg-1"],
        "assignPublicIp": "DISABLED",
    }
    disk = {"name": "data", "managedEBSVolume": {"roleArn": "arn:role", "sizeInGiB": 10}}
    raw = {
        "status": "ACTIVE",
        "taskDefinition": "td:8",
        "networkConfiguration": {"awsvpcConfiguration": interface},
        "capacityProviderStrategy": [{"capacityProvider": "FARGATE", "base": 1, "weight": 0}],
        "platformVersion": "1.4.0",
        "placementConstraints": [{"type": "distinctInstance"}],
        "enableExecuteCommand": True,
        "deployments": [
            {"status": "ACTIVE", "taskDefinition": "td:6"},
            {"status": "PRIMARY", "taskDefinition": "td:7", "volumeConfigurations": [disk]},
        ],
    }
    asked = {"cluster": "dev", "services": [SERVICE]}
    with answering("ecs", ("describe_services", {"services": [raw]}, asked)) as client:
        order = Ecs(client).as_it_runs(SERVICE)
    assert order == Order(
        cluster="dev",
        task_definition="td:7",
        subnets=("subnet-1",),
        groups=("sg-1",),
        providers=(Share(provider="FARGATE", base=1, weight=0),),
        platform_version="1.4.0",
        constraints=(("distinctInstance", ""),),
        volumes=(disk,),
        entered=True,
    )


def test_what_is_ordered_is_what_is_asked_for() -> None:
    order = Order(
        cluster="dev",
        task_definition="td:7",
        container="app",
        token="t",
        variables={"DAY": "1"},
        cpu=512,
        memory=1024,
        launch_type="EC2",
        platform_version="1.4.0",
        constraints=(("memberOf", "attribute:ecs.os-type == linux"), ("distinctInstance", "")),
        volumes=({"name": "data"},),
        entered=True,
    )
    asked = {
        "cluster": "dev",
        "taskDefinition": "td:7",
        "clientToken": "t",
        "startedBy": "bbfd",
        "overrides": {
            "cpu": "512",
            "memory": "1024",
            "containerOverrides": [{"name": "app", "environment": [{"name": "DAY", "value": "1"}]}],
        },
        "launchType": "EC2",
        "platformVersion": "1.4.0",
        "placementConstraints": [
            {"type": "memberOf", "expression": "attribute:ecs.os-type == linux"},
            {"type": "distinctInstance"},
        ],
        "volumeConfigurations": [{"name": "data"}],
        "enableExecuteCommand": True,
    }
    with answering("ecs", ("run_task", {"tasks": [{"taskArn": TASK}]}, asked)) as client:
        assert Ecs(client).run(order) == TASK


def test_a_service_that_is_gone_starts_no_task() -> None:
    asked = {"cluster": "dev", "services": [SERVICE]}
    gone = {"services": [{"status": "INACTIVE"}]}
    for answer in (gone, Refusal("ClusterNotFoundException")):
        with answering("ecs", ("describe_services", answer, asked)) as client:
            assert Ecs(client).as_it_runs(SERVICE) is None


def test_tasks_that_have_not_stopped_come_with_their_containers() -> None:
    listed = {"cluster": "dev", "family": "dev-web", "desiredStatus": "RUNNING"}
    described = {"cluster": "dev", "tasks": [TASK]}
    with answering(
        "ecs",
        ("list_tasks", {"taskArns": [TASK]}, listed),
        ("describe_tasks", {"tasks": [RAW, {**RAW, "lastStatus": "STOPPED"}]}, described),
    ) as client:
        assert Ecs(client).live("dev", "dev-web") == (LIVE,)


def test_a_command_is_begun_with_a_terminal_and_the_plug_in_is_told_what_the_aws_cli_tells_it() -> (
    None
):
    asked = {
        "cluster": "dev",
        "task": TASK,
        "container": "app",
        "command": "/bin/sh",
        "interactive": True,
    }
    session = {"sessionId": "s-1", "streamUrl": "wss://x", "tokenValue": "secret"}
    with answering("ecs", ("execute_command", {"session": session}, asked)) as client:
        begun = Ecs(client).enter("dev", LIVE, "app", "/bin/sh")
    assert dict(begun.response) == session
    assert begun.request == {"Target": "ecs:dev_4f2a_4f2a-1"}
    assert (begun.region, begun.endpoint) == ("eu-west-1", "https://ecs.eu-west-1.amazonaws.com")
    assert "secret" not in repr(begun)


@pytest.mark.parametrize("host", ["", "db.internal"])
def test_a_port_is_passed_on_to_a_container_or_through_it(host: str) -> None:
    asked = {
        "Target": "ecs:dev_4f2a_4f2a-1",
        "DocumentName": "AWS-StartPortForwardingSession" + ("ToRemoteHost" if host else ""),
        "Parameters": {
            **({"host": [host]} if host else {}),
            "portNumber": ["5432"],
            "localPortNumber": ["15432"],
        },
    }
    answer = {"SessionId": "s-1", "TokenValue": "secret", "StreamUrl": "wss://x"}
    with answering("ssm", ("start_session", answer, asked)) as client:
        begun = Ssm(client).forward(asked["Target"], port=5432, local_port=15432, host=host)
    assert dict(begun.response) == answer
    assert begun.request == asked


def test_a_task_is_asked_to_stop() -> None:
    asked = {"cluster": "dev", "task": TASK, "reason": "why"}
    with answering("ecs", ("stop_task", {}, asked)) as client:
        Ecs(client).stop_task("dev", TASK, reason="why")


SPAN = LogSpan(group="g", since=1, until=9, prefix="web/app/", pattern="ERROR")
READ = {
    "logGroupName": "g",
    "startTime": 1,
    "endTime": 9,
    "logStreamNamePrefix": "web/app/",
    "filterPattern": "ERROR",
}


def test_a_page_of_events_comes_in_the_order_of_time() -> None:
    raw = [
        {"eventId": f"e{at}", "timestamp": at, "logStreamName": "web/app/1", "message": f"m{at}"}
        for at in (5, 3)
    ]
    with answering(
        "logs",
        ("filter_log_events", {"events": raw, "nextToken": "n"}, READ),
        ("filter_log_events", {"events": []}, {**READ, "nextToken": "n"}),
        ("filter_log_events", Refusal("ResourceNotFoundException"), READ),
        ("filter_log_events", Refusal("InvalidParameterException", "no pattern"), READ),
    ) as client:
        logs = Logs(client)
        first = logs.page(SPAN)
        assert first is not None
        assert [event.message for event in first.events] == ["m3", "m5"]
        last = logs.page(SPAN, more=first.more)
        assert last is not None
        assert last.more == ""
        assert logs.page(SPAN) is None
        with pytest.raises(AwsError, match="no pattern"):
            logs.page(SPAN)
