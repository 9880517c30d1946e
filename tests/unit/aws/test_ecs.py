"""What ECS tells of a rollout: its events, the tasks that stopped, the circuit breaker; and to stop it."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from bbfd.aws.ecs import Ecs
from bbfd.deploy.records import ContainerPlan, Hold, LogPlace, ServiceState
from bbfd.deploy.tasks import Order, Share
from bbfd.diagnose import Breaker, ServiceEvent, StoppedContainer, StoppedTask
from bbfd.errors import AwsError, Trouble
from tests.unit.aws.stubs import Refusal, answering

NOW = datetime(2026, 1, 2, tzinfo=timezone.utc)
HOME = "arn:aws:ecs:eu-west-1:111122223333"
ARN = f"{HOME}:service/dev/web"
WEB = ServiceState(
    arn=ARN, name="web", cluster="dev", status="ACTIVE", desired=2, running=1, pending=1
)
Call = tuple[str, dict[str, Any] | Refusal, dict[str, Any]]


def _ecs(*answers: Call) -> Any:
    return answering("ecs", *answers)


def _described(**more: Any) -> ServiceState:
    raw = {"serviceArn": ARN, "serviceName": "web", **more}
    asked = {"cluster": "dev", "services": [ARN]}
    with _ecs(("describe_services", {"services": [raw]}, asked)) as client:
        (found,) = Ecs(client).describe((ARN,))
    assert isinstance(found, ServiceState)
    return found


def test_the_twenty_latest_events_of_a_service_come_with_it() -> None:
    raw = [{"id": f"{n}", "createdAt": NOW, "message": f"(service web) {n}"} for n in range(100)]
    events = _described(events=raw).events
    assert len(events) == 20
    assert events[0] == ServiceEvent(id="0", text="(service web) 0", at=NOW)


def test_a_service_of_which_little_is_said_is_a_service() -> None:
    found = _described(events=[{}], loadBalancers=[{"loadBalancerName": "classic"}])
    assert found.events == (ServiceEvent(id="", text=""),)
    assert (found.target_groups, found.rollouts, found.running) == ((), (), 0)
    assert _described().events == ()


def test_the_target_groups_of_a_service_are_named_once_each() -> None:
    balancers = [
        {"targetGroupArn": "blue", "advancedConfiguration": {"alternateTargetGroupArn": "green"}},
        {"targetGroupArn": "blue", "containerPort": 9090},
        {"targetGroupArn": "admin"},
    ]
    assert _described(loadBalancers=balancers).target_groups == ("blue", "green", "admin")


def _log(driver: str = "awslogs", **options: str) -> dict[str, Any]:
    named = {f"awslogs-{key.replace('_', '-')}": value for key, value in options.items()}
    return {"logConfiguration": {"logDriver": driver, "options": named}}


WHOLE = {"group": "/bbfd/dev/web", "stream_prefix": "app", "region": "eu-west-1"}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (_log(**WHOLE), LogPlace(group="/bbfd/dev/web", prefix="app", region="eu-west-1")),
        (_log(group="g", stream_prefix="p"), LogPlace(group="g", prefix="p")),
        (_log("awsfirelens", **WHOLE), None),
        (_log(group="g"), None),
        (_log(), None),
        ({"logConfiguration": {"logDriver": "awslogs"}}, None),
        ({}, None),
    ],
)
def test_a_containers_log_is_found_by_its_options(
    raw: dict[str, Any], expected: LogPlace | None
) -> None:
    container = {"name": "app", "image": "web:1", **raw}
    answer = {"taskDefinition": {"containerDefinitions": [container]}}
    with _ecs(("describe_task_definition", answer, {"taskDefinition": "td:2"})) as client:
        found = Ecs(client).containers("td:2")
    driver = raw.get("logConfiguration", {}).get("logDriver", "")
    assert found == (ContainerPlan(name="app", image="web:1", log=expected, driver=driver),)


LISTED = {"cluster": "dev", "serviceName": "web", "desiredStatus": "STOPPED"}


def _arn(number: int) -> str:
    return f"{HOME}:task/dev/{number:032}"


def _raw_task(number: int, **more: Any) -> dict[str, Any]:
    at = NOW + timedelta(seconds=number)
    return {"taskArn": _arn(number), "lastStatus": "STOPPED", "stoppedAt": at, **more}


def _stopped(*tasks: dict[str, Any]) -> tuple[StoppedTask, ...]:
    arns = [raw["taskArn"] for raw in tasks]
    with _ecs(
        ("list_tasks", {"taskArns": arns}, LISTED),
        ("describe_tasks", {"tasks": list(tasks)}, {"cluster": "dev", "tasks": arns}),
    ) as client:
        found = Ecs(client).stopped(WEB)
    assert isinstance(found, tuple)
    return found


def test_a_stopped_task_says_why_and_which_deployment_started_it() -> None:
    raw = _raw_task(
        1,
        startedBy="ecs-svc/42",
        taskDefinitionArn="td:2",
        stopCode="EssentialContainerExited",
        stoppedReason="Essential container in task exited",
        containers=[
            {
                "name": "app",
                "image": "web:2",
                "exitCode": 0,
                "reason": "OutOfMemoryError: Container killed due to memory usage",
                "healthStatus": "UNHEALTHY",
            },
            {"name": "sidecar"},
        ],
    )
    (found,) = _stopped(raw)
    assert found == StoppedTask(
        arn=_arn(1),
        deployment="ecs-svc/42",
        task_definition="td:2",
        code="EssentialContainerExited",
        reason="Essential container in task exited",
        containers=(
            StoppedContainer(
                name="app",
                image="web:2",
                exit_code=0,
                reason="OutOfMemoryError: Container killed due to memory usage",
                health="UNHEALTHY",
            ),
            StoppedContainer(name="sidecar"),
        ),
        at=NOW + timedelta(seconds=1),
    )


def test_a_task_of_which_little_is_said_is_a_stopped_task() -> None:
    assert _stopped({"taskArn": _arn(1)}) == (StoppedTask(arn=_arn(1)),)


def test_tasks_that_were_no_longer_needed_or_still_stop_are_left_out() -> None:
    scaled = "Scaling activity initiated by (deployment ecs-svc/42)"
    found = _stopped(
        _raw_task(1, stoppedReason=scaled),
        _raw_task(2, lastStatus="STOPPING", stoppedReason="Essential container in task exited"),
        _raw_task(3, lastStatus="DEPROVISIONING"),
    )
    assert [task.arn for task in found] == [_arn(3)]


def test_the_twenty_newest_tasks_are_found_among_all() -> None:
    arns = [_arn(n) for n in range(150)]
    tasks = [_raw_task(n) for n in range(150)]
    with _ecs(
        ("list_tasks", {"taskArns": arns[:90], "nextToken": "t"}, LISTED),
        ("list_tasks", {"taskArns": arns[90:]}, {**LISTED, "nextToken": "t"}),
        ("describe_tasks", {"tasks": tasks[:100]}, {"cluster": "dev", "tasks": arns[:100]}),
        ("describe_tasks", {"tasks": tasks[100:]}, {"cluster": "dev", "tasks": arns[100:]}),
    ) as client:
        found = Ecs(client).stopped(WEB)
    assert [task.arn for task in found] == [_arn(n) for n in range(149, 129, -1)]


def test_a_service_without_stopped_tasks_costs_one_call() -> None:
    with _ecs(("list_tasks", {"taskArns": []}, LISTED)) as client:
        assert Ecs(client).stopped(WEB) == ()


@pytest.mark.parametrize("code", ["ServiceNotFoundException", "ClusterNotFoundException"])
def test_a_service_that_is_gone_has_no_tasks_and_no_deployment(code: str) -> None:
    with _ecs(("list_tasks", Refusal(code), LISTED)) as client:
        assert Ecs(client).stopped(WEB) == ()
    with _ecs(_listed(RUNNING, Refusal(code)), _listed(ENDED, Refusal(code))) as client:
        assert Ecs(client).breaker(WEB) is None


TO_STOP = ["PENDING", "IN_PROGRESS"]
RUNNING = [*TO_STOP, "STOP_REQUESTED", "ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS"]
ENDED = ["SUCCESSFUL", "STOPPED", "ROLLBACK_SUCCESSFUL", "ROLLBACK_FAILED"]


def _deployment(number: int) -> dict[str, Any]:
    at = NOW + timedelta(hours=number)
    return {"serviceDeploymentArn": f"{HOME}:service-deployment/dev/web/{number}", "createdAt": at}


NEW = _deployment(2)["serviceDeploymentArn"]


def _listed(statuses: list[str], answer: dict[str, Any] | Refusal) -> Call:
    asked = {"service": ARN, "cluster": "dev", "status": statuses, "maxResults": 100}
    return ("list_service_deployments", answer, asked)


def _found(*numbers: int) -> dict[str, Any]:
    return {"serviceDeployments": [_deployment(n) for n in numbers]}


def _whole(**more: Any) -> Call:
    answer = {"serviceDeployments": [{"serviceDeploymentArn": NEW, **more}]}
    return ("describe_service_deployments", answer, {"serviceDeploymentArns": [NEW]})


def test_the_circuit_breaker_is_that_of_the_newest_deployment_in_progress() -> None:
    whole = _whole(
        status="ROLLBACK_IN_PROGRESS",
        statusReason="Service deployment rolled back because the circuit breaker threshold was exceeded.",
        deploymentCircuitBreaker={"status": "TRIGGERED", "failureCount": 3, "threshold": 3},
        alarms={"status": "TRIGGERED", "alarmNames": ["a", "b"], "triggeredAlarmNames": ["b"]},
    )
    with _ecs(_listed(RUNNING, _found(1, 2)), whole) as client:
        found = Ecs(client).breaker(WEB)
    assert found == Breaker(
        deployment=NEW,
        status="TRIGGERED",
        failures=3,
        threshold=3,
        reason="Service deployment rolled back because the circuit breaker threshold was exceeded.",
        alarms=("b",),
    )


def test_where_none_is_in_progress_it_is_that_of_the_last_one() -> None:
    whole = _whole(rollback={"reason": "stopped by hand"})
    with _ecs(_listed(RUNNING, _found()), _listed(ENDED, _found(2, 1)), whole) as client:
        found = Ecs(client).breaker(WEB)
    assert found == Breaker(deployment=NEW, reason="stopped by hand")


@pytest.mark.parametrize(
    "answer", [{"serviceDeployments": []}, {}, Refusal("ServiceNotFoundException")]
)
def test_a_deployment_that_went_meanwhile_has_no_breaker(answer: dict[str, Any] | Refusal) -> None:
    asked = {"serviceDeploymentArns": [NEW]}
    gone: Call = ("describe_service_deployments", answer, asked)
    with _ecs(_listed(RUNNING, _found(2)), gone) as client:
        assert Ecs(client).breaker(WEB) is None


def test_a_service_that_ecs_does_not_deploy_has_none() -> None:
    refused = Refusal("UnsupportedFeatureException")
    with _ecs(_listed(RUNNING, refused), _listed(ENDED, refused)) as client:
        assert Ecs(client).breaker(WEB) is None
    with _ecs(_listed(TO_STOP, refused)) as client:
        assert not Ecs(client).stop(WEB)


STOP = {"serviceDeploymentArn": NEW, "stopType": "ROLLBACK"}


def test_the_deployment_in_progress_is_stopped_and_rolled_back() -> None:
    stop: Call = ("stop_service_deployment", {"serviceDeploymentArn": NEW}, STOP)
    with _ecs(_listed(TO_STOP, _found(2)), stop) as client:
        assert Ecs(client).stop(WEB)


def test_where_nothing_is_in_progress_nothing_is_stopped() -> None:
    with _ecs(_listed(TO_STOP, _found())) as client:
        assert not Ecs(client).stop(WEB)


@pytest.mark.parametrize("code", ["ConflictException", "ServiceDeploymentNotFoundException"])
def test_a_deployment_that_ended_meanwhile_is_not_stopped(code: str) -> None:
    stop: Call = ("stop_service_deployment", Refusal(code), STOP)
    with _ecs(_listed(TO_STOP, _found(2)), stop) as client:
        assert not Ecs(client).stop(WEB)


def test_to_be_refused_is_not_to_find_nothing() -> None:
    for call in (Ecs.breaker, Ecs.stop):
        statuses = RUNNING if call is Ecs.breaker else TO_STOP
        with (
            _ecs(_listed(statuses, Refusal("AccessDeniedException"))) as client,
            pytest.raises(AwsError) as caught,
        ):
            call(Ecs(client), WEB)
        assert caught.value.trouble is Trouble.DENIED


HOOK = {
    "hookId": "h1",
    "targetType": "PAUSE",
    "status": "AWAITING_ACTION",
    "expiresAt": datetime(2026, 1, 2, tzinfo=timezone.utc),
    "timeoutAction": "CONTINUE",
}


def _waiting(*hooks: dict[str, Any]) -> Call:
    found = {
        "serviceDeploymentArn": NEW,
        "lifecycleStage": "POST_SCALE_UP",
        "lifecycleHookDetails": list(hooks),
    }
    asked = {"serviceDeploymentArns": [NEW]}
    return ("describe_service_deployments", {"serviceDeployments": [found]}, asked)


def test_a_deployment_that_waits_for_a_word_says_where_and_until_when() -> None:
    under_way = replace(WEB, under_way=NEW)
    asked_a_function = {**HOOK, "targetType": "AWS_LAMBDA"}
    with _ecs(_waiting(asked_a_function, HOOK)) as client:
        hold = Ecs(client).awaits(under_way)
    assert hold == Hold(
        deployment=NEW, hook="h1", stage="POST_SCALE_UP", until=HOOK["expiresAt"], then="CONTINUE"
    )


def test_one_that_was_answered_waits_no_more() -> None:
    with _ecs(_listed(TO_STOP, _found(2)), _waiting({**HOOK, "status": "SUCCEEDED"})) as client:
        assert Ecs(client).awaits(WEB) is None
    with _ecs(_listed(TO_STOP, _found())) as client:
        assert Ecs(client).awaits(WEB) is None


@pytest.mark.parametrize(("back", "action"), [(False, "CONTINUE"), (True, "ROLLBACK")])
def test_the_word_is_given(back: bool, action: str) -> None:
    hold = Hold(deployment=NEW, hook="h1")
    asked = {"serviceDeploymentArn": NEW, "hookId": "h1", "action": action}
    given: Call = ("continue_service_deployment", {"serviceDeploymentArn": NEW}, asked)
    with _ecs(given) as client:
        assert Ecs(client).go_on(hold, back=back)
    late: Call = ("continue_service_deployment", Refusal("InvalidParameterException"), asked)
    with _ecs(late) as client:
        assert not Ecs(client).go_on(hold, back=back)


def test_what_ecs_tells_as_revisions_alone_is_what_runs() -> None:
    raw = {
        "serviceArn": WEB.arn,
        "serviceName": "web",
        "status": "ACTIVE",
        "taskDefinition": "arn:task:2",
        "desiredCount": 2,
        "runningCount": 2,
        "deploymentConfiguration": {
            "strategy": "BLUE_GREEN",
            "lifecycleHooks": [{"targetType": "PAUSE", "lifecycleStages": ["POST_SCALE_UP"]}],
        },
        "currentServiceRevisions": [{"arn": "arn:revision"}],
    }
    both = [{"arn": "arn:revision"}, {"arn": "arn:other"}]
    raw["currentServiceDeployment"] = NEW  # which it has when that is over, too
    answers = {"services": [raw]}, {"services": [{**raw, "currentServiceRevisions": both}]}
    asked = {"cluster": WEB.cluster, "services": [WEB.arn]}
    calls: list[Call] = [("describe_services", answer, asked) for answer in answers]
    with _ecs(*calls) as client:
        (done,), (moving,) = Ecs(client).describe((WEB.arn,)), Ecs(client).describe((WEB.arn,))
    assert done.primary is not None
    assert (done.primary.task_definition, done.primary.state) == ("arn:task:2", "COMPLETED")
    assert not done.shifting
    assert done.pauses
    assert moving.shifting
    assert moving.under_way == NEW


ORDER = Order(
    cluster="dev",
    task_definition="td:2",
    container="app",
    command=("manage", "migrate"),
    token="t",
    subnets=("subnet-1",),
    groups=("sg-1",),
    public_ip=True,
    providers=(Share(provider="FARGATE"),),
)
ASKED: dict[str, Any] = {
    "cluster": "dev",
    "taskDefinition": "td:2",
    "clientToken": "t",
    "startedBy": "bbfd",
    "overrides": {"containerOverrides": [{"name": "app", "command": ["manage", "migrate"]}]},
}


def test_a_task_runs_once_where_the_service_would() -> None:
    network = {"subnets": ["subnet-1"], "securityGroups": ["sg-1"], "assignPublicIp": "ENABLED"}
    asked = {
        **ASKED,
        "capacityProviderStrategy": [{"capacityProvider": "FARGATE", "base": 0, "weight": 1}],
        "networkConfiguration": {"awsvpcConfiguration": network},
    }
    with _ecs(("run_task", {"tasks": [{"taskArn": "arn:t"}]}, asked)) as client:
        assert Ecs(client).run(ORDER) == "arn:t"


def test_a_task_that_shares_its_hosts_network_is_told_none() -> None:
    order = replace(ORDER, subnets=(), providers=(), launch_type="EC2")
    answer = {"failures": [{"reason": "RESOURCE:MEMORY"}]}
    with (
        _ecs(("run_task", answer, {**ASKED, "launchType": "EC2"})) as client,
        pytest.raises(AwsError, match="RESOURCE:MEMORY"),
    ):
        Ecs(client).run(order)


def test_a_task_is_told_of_once_it_has_stopped() -> None:
    asked = {"cluster": "dev", "tasks": ["arn:t"]}
    raw = {"taskArn": "arn:t", "lastStatus": "RUNNING"}
    died = {**raw, "lastStatus": "STOPPED", "containers": [{"name": "app", "exitCode": 3}]}
    calls: list[Call] = [("describe_tasks", {"tasks": [one]}, asked) for one in (raw, died)]
    with _ecs(*calls, ("describe_tasks", {"tasks": []}, asked)) as client:
        ecs = Ecs(client)
        assert ecs.ran("dev", "arn:t") is None
        found = ecs.ran("dev", "arn:t")
        assert ecs.ran("dev", "arn:t") is None
    assert found is not None
    assert found.containers[0].exit_code == 3
