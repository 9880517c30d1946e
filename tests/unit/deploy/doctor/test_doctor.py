"""Everything that is found is told at once, with how grave it is; and nothing is changed."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bbfd.deploy.doctor import Complaint, Grade, all_examinations, examined, exit_code
from bbfd.deploy.gauges import Alarm, Scaling
from bbfd.deploy.means import Wishes
from bbfd.deploy.records import Identity, Resource, Rollout
from bbfd.deploy.states import TABLE, Step
from bbfd.diagnose import ServiceEvent, StoppedContainer, StoppedTask, Target
from bbfd.errors import Trouble
from bbfd.model.stack import (
    FromCertificate,
    FromImage,
    FromStack,
    FromZone,
    Parameter,
    Stack,
)
from tests.unit.deploy.fakes import (
    SERVICE_BODY,
    SERVICE_RESOURCES,
    START,
    TASKS,
    FakeAws,
    service,
    stack,
    trouble,
)
from tests.unit.deploy.operations import changed

SCALED = "service/dev/web"
WELL = stack(body=SERVICE_BODY)


def _aws(status: str = "UPDATE_COMPLETE", **more: Any) -> FakeAws:
    """A service that is deployed, and well."""
    aws = FakeAws()
    aws.stacks.there(status, created=START, updated=START, **more)
    aws.stacks.held = SERVICE_RESOURCES
    aws.stacks.bodies = SERVICE_BODY
    return aws


def _found(aws: FakeAws, one: Stack = WELL, *beneath: Stack) -> list[Complaint]:
    every = examined("dev", beneath, ((one, Wishes()),), aws.means())
    assert changed(aws) == []
    assert "create_change_set" not in aws.calls
    return [complaint for each in every for complaint in each.complaints]


def _of(grade: Grade, found: list[Complaint]) -> list[str]:
    return [one.what for one in found if one.grade is grade]


def _code(aws: FakeAws, one: Stack = WELL) -> int:
    return exit_code(examined("dev", (), ((one, Wishes()),), aws.means()))


def test_a_service_that_is_well_has_nothing_to_complain_of() -> None:
    found = _found(_aws())
    assert {one.grade for one in found} <= {Grade.WELL, Grade.HINT}
    assert "2 of 2 tasks of web run, of the revision that is deployed" in _of(Grade.WELL, found)
    assert _code(_aws()) == 0


def test_what_is_not_deployed_yet_is_no_reason_to_refuse_a_deploy() -> None:
    assert "there is no stack dev-web yet" in _of(Grade.HINT, _found(FakeAws()))
    assert _code(FakeAws()) == 0


def test_in_another_account_nothing_else_is_looked_at() -> None:
    aws = _aws()
    aws.still.identity_of = Identity(account="2" * 12, arn="arn:me", region="eu-west-1")
    found = _found(aws)
    assert len(_of(Grade.REFUSES, found)) == 1
    assert aws.calls == ["who"]
    assert _code(aws) == 3


def test_without_credentials_that_is_what_is_told() -> None:
    aws = _aws()
    aws.order("who", trouble(Trouble.NO_CREDENTIALS))
    assert _of(Grade.REFUSES, _found(aws)) == ["AWS says no credentials"]


def test_credentials_that_end_soon_are_a_hint() -> None:
    aws = _aws()
    aws.until = START + timedelta(minutes=10)
    assert any("expire" in what for what in _of(Grade.HINT, _found(aws)))


def test_every_value_that_is_missing_is_told_not_the_first_alone() -> None:
    wanted = stack(
        Parameter(name="Zone", type="String", source=FromZone(domain="example.com")),
        Parameter(name="Arn", type="String", source=FromCertificate(domain="example.org")),
        body=SERVICE_BODY,
    )
    refused = _of(Grade.REFUSES, _found(_aws(), wanted))
    assert any("example.com" in what for what in refused)
    assert any("example.org" in what for what in refused)
    assert _code(_aws(), wanted) == 3


def test_what_a_stack_beneath_will_tell_is_not_missing() -> None:
    vpc = Parameter(name="Vpc", type="String", source=FromStack(stack="env", output="Vpc"))
    found = _found(FakeAws(), stack(vpc), stack(name="env"))
    assert _of(Grade.REFUSES, found) == []


def test_an_output_that_nothing_tells_is_missing() -> None:
    other = Parameter(name="Api", type="String", source=FromStack(stack="other", output="Api"))
    assert any("other" in what for what in _of(Grade.REFUSES, _found(_aws(), stack(other))))


def test_all_that_guards_object_to_is_told_also_of_what_does_not_change() -> None:
    container = {
        "Name": "app",
        "Secrets": [{"Name": "A", "ValueFrom": "gone"}, {"Name": "B", "ValueFrom": "lost"}],
    }
    task = {
        "Type": "AWS::ECS::TaskDefinition",
        "Properties": {"ContainerDefinitions": [container]},
    }
    body = {"Resources": {**SERVICE_BODY["Resources"], "Tasks": task}}
    aws = _aws()
    aws.stacks.bodies = body
    aws.still.secrets_missing = ("gone", "lost")
    refused = _of(Grade.REFUSES, _found(aws, stack(body=body)))
    assert [what.split()[0] for what in refused] == ["gone", "lost"]


def test_a_rollout_that_would_find_no_address_is_told() -> None:
    network = {"AwsvpcConfiguration": {"Subnets": ["subnet-1"]}}
    body: dict[str, Any] = {
        "Resources": {
            **SERVICE_BODY["Resources"],
            "Service": {
                "Type": "AWS::ECS::Service",
                "Properties": {"TaskDefinition": {"Ref": "Tasks"}, "NetworkConfiguration": network},
            },
        }
    }
    aws = _aws()
    aws.stacks.bodies = body
    aws.still.free_of = {"subnet-1": 0}
    assert any("address" in what for what in _of(Grade.REFUSES, _found(aws, stack(body=body))))


def test_what_differs_from_what_is_deployed_is_a_hint() -> None:
    body = {"Resources": {**SERVICE_BODY["Resources"], "New": {"Type": "AWS::SQS::Queue"}}}
    hints = _of(Grade.HINT, _found(_aws(), stack(body=body)))
    assert "what is deployed is not what the definition says now: New" in hints


@pytest.mark.parametrize("status", [s for s, p in TABLE.items() if p.step is Step.REFUSE])
def test_a_state_from_which_no_deploy_starts_is_refused_with_its_way_out(status: str) -> None:
    found = [one for one in _found(_aws(status)) if one.about == "stack"]
    assert [one.grade for one in found] == [Grade.REFUSES]
    assert status in found[0].what
    assert found[0].fix


def test_while_something_runs_on_the_stack_its_service_is_not_judged() -> None:
    aws = _aws("UPDATE_IN_PROGRESS")
    aws.services.states = [(service(running=0),)]
    assert _of(Grade.SUFFERS, _found(aws)) == []


def test_a_stack_that_is_not_ours_is_refused() -> None:
    assert any("not made by bbfd" in what for what in _of(Grade.REFUSES, _found(_aws(tags={}))))


def test_a_service_that_runs_another_revision_than_the_stack_names_suffers() -> None:
    aws = _aws()
    other = Rollout(id="1", primary=True, task_definition=f"{TASKS}9", state="COMPLETED")
    aws.services.states = [(service(rollouts=(other,)),)]
    assert _of(Grade.SUFFERS, _found(aws))[0] == "the service web runs web:29, not web:2"
    assert _code(aws) == 4


CRASH = StoppedTask(
    arn="arn:aws:ecs:eu-west-1:111122223333:task/dev/4f2a",
    code="EssentialContainerExited",
    reason="Essential container in task exited",
    containers=(StoppedContainer(name="app", exit_code=137, reason="OutOfMemoryError: killed"),),
    at=START + timedelta(seconds=1),
)


def test_what_a_service_suffers_from_is_named_with_its_cause() -> None:
    aws = _aws()
    aws.services.states = [(service(running=0),)]
    aws.services.tasks = (CRASH,)
    suffers = [one for one in _found(aws) if one.grade is Grade.SUFFERS]
    assert [one.cause for one in suffers] == ["", "out-of-memory"]
    assert suffers[1].fix


def test_tasks_that_stop_again_and_again_are_told_although_as_many_run_as_should() -> None:
    aws = _aws()
    aws.services.tasks = (CRASH, replace(CRASH, arn=f"{CRASH.arn}b"))
    assert "out-of-memory" in [one.cause for one in _found(aws) if one.grade is Grade.SUFFERS]


def test_one_task_that_stopped_is_a_hint_and_one_of_before_the_last_change_is_nothing() -> None:
    aws = _aws()
    aws.services.tasks = (CRASH,)
    assert _code(aws) == 0
    assert any("a task stopped" in what for what in _of(Grade.HINT, _found(aws)))
    aws.services.tasks = (replace(CRASH, at=START - timedelta(hours=1)),)
    assert not any("stopped" in what for what in _of(Grade.HINT, _found(aws)))


def test_a_target_that_is_unhealthy_is_told() -> None:
    aws = _aws()
    aws.services.states = [(service(target_groups=("group",)),)]
    aws.still.targets_of = (
        Target(group="group", id="10.0.0.1", state="unhealthy", code="Target.Timeout", port=80),
        Target(group="group", id="10.0.0.2", state="healthy", port=80),
    )
    found = [one for one in _found(aws) if one.about == "targets"]
    assert [(one.grade, one.why) for one in found] == [(Grade.SUFFERS, ("Target.Timeout",))]


def test_events_alone_are_a_hint() -> None:
    aws = _aws()
    event = ServiceEvent(id="1", text="(service web) was unhealthy", at=START, ill=True)
    aws.services.states = [(service(events=(event,)),)]
    (found,) = [one for one in _found(aws) if one.about == "events"]
    assert (found.grade, found.why) == (Grade.HINT, (event.text,))


def test_a_service_of_no_task_is_a_hint() -> None:
    aws = _aws()
    aws.services.states = [(service(desired=0, running=0),)]
    assert any("no task at all" in what for what in _of(Grade.HINT, _found(aws)))


def test_an_update_that_was_rolled_back_is_a_hint_while_what_ran_before_runs() -> None:
    aws = _aws("UPDATE_ROLLBACK_COMPLETE")
    assert _of(Grade.SUFFERS, _found(aws)) == []
    assert any("did not end well" in what for what in _of(Grade.HINT, _found(aws)))


def _with(aws: FakeAws, type: str, physical_id: str, **properties: Any) -> FakeAws:
    more = Resource(logical_id="More", type=type, status="CREATE_COMPLETE", physical_id=physical_id)
    aws.stacks.held = (*SERVICE_RESOURCES, more)
    written = {"More": {"Type": type, "Properties": properties}}
    aws.stacks.bodies = {"Resources": {**SERVICE_BODY["Resources"], **written}}
    return aws


TARGET = "AWS::ApplicationAutoScaling::ScalableTarget"
ALARM = "AWS::CloudWatch::Alarm"


def test_scaling_that_somebody_suspended_is_told_with_what_resumes_it() -> None:
    aws = _with(_aws(), TARGET, f"{SCALED}|ecs:service:DesiredCount|ecs")
    aws.still.scalings_of = (Scaling(resource=SCALED, least=1, most=4, suspended=("scaling in",)),)
    (found,) = [one for one in _found(aws) if one.about == "scaling"]
    assert found.grade is Grade.SUFFERS
    assert "scaling in" in found.what
    assert f"--resource-id {SCALED}" in found.fix
    aws.still.scalings_of = (Scaling(resource=SCALED, least=1, most=4),)
    assert "the count is kept between 1 and 4" in _of(Grade.WELL, _found(aws))


def test_scaling_that_is_gone_is_told() -> None:
    aws = _with(_aws(), TARGET, f"{SCALED}|ecs:service:DesiredCount|ecs")
    assert any("does not scale" in what for what in _of(Grade.SUFFERS, _found(aws)))


def test_an_alarm_that_is_on_is_told_and_one_that_tells_nobody_is_a_hint() -> None:
    aws = _with(_aws(), ALARM, "dev-web-cpu", AlarmActions=["arn:topic"])
    aws.still.alarms_of = (
        Alarm(name="dev-web-cpu", state="ALARM", reason="over 80", since=START, acts=False),
    )
    found = [one for one in _found(aws) if one.about == "alarms"]
    assert [one.grade for one in found] == [Grade.SUFFERS, Grade.HINT]
    assert found[0].why == ("over 80",)
    assert "enable-alarm-actions" in found[1].fix


def test_an_alarm_that_only_scales_is_none() -> None:
    aws = _with(_aws(), ALARM, "dev-web-in", AlarmActions=[{"Ref": "Policy"}])
    policy = {"Policy": {"Type": "AWS::ApplicationAutoScaling::ScalingPolicy"}}
    aws.stacks.bodies = {"Resources": {**aws.stacks.bodies["Resources"], **policy}}
    aws.still.alarms_of = (Alarm(name="dev-web-in", state="ALARM"),)
    assert _of(Grade.SUFFERS, _found(aws)) == []
    assert "alarms" not in aws.calls


CALLS = ("resources", "template", "describe_services", "alarms", "exists", "events", "stopped")


@pytest.mark.parametrize("call", CALLS)
def test_what_may_not_be_read_is_unknown_and_takes_nothing_else_along(call: str) -> None:
    aws = _with(_aws(), ALARM, "dev-web-cpu", AlarmActions=["arn:topic"])
    aws.order(call, *[trouble(Trouble.DENIED)] * 30)
    every = examined("dev", (), ((WELL, Wishes()),), aws.means())
    found = [one for each in every for one in each.complaints]
    said = aws.told or _of(Grade.UNKNOWN, found)
    assert said
    assert f"dev-web is {'UPDATE_COMPLETE'}" in _of(Grade.WELL, found)
    assert exit_code(every) == 0


def test_a_stack_beneath_is_looked_at_too() -> None:
    tags = {"bbfd:environment": "dev"}
    below = stack(name="env", tags=tags)
    aws = _aws()
    aws.stacks.there("UPDATE_ROLLBACK_FAILED", name="env", tags=tags)
    assert any(
        "UPDATE_ROLLBACK_FAILED" in what for what in _of(Grade.REFUSES, _found(aws, WELL, below))
    )


def test_what_runs_and_suffers_counts_more_than_what_a_deploy_would_be_refused_for() -> None:
    aws = _aws()
    aws.services.states = [(service(running=0),)]
    zone = Parameter(name="Zone", type="String", source=FromZone(domain="example.com"))
    assert _code(aws, stack(zone, body=SERVICE_BODY)) == 4


def test_every_examination_tells_what_it_is_about() -> None:
    names = [name for name, _ in all_examinations()]
    assert {"stack", "values", "preflight", "images", "health", "scaling", "alarms"} <= {*names}


IMAGE = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:7"


def _of_image(*there: str) -> tuple[FakeAws, Stack]:
    parameter = Parameter(
        name="Image",
        type="String",
        source=FromImage(container="app", repository=IMAGE.partition(":")[0]),
    )
    aws = _aws(parameters={"Image": IMAGE})
    aws.still.images_of = there
    return aws, stack(parameter, body=SERVICE_BODY)


def test_an_image_that_is_gone_from_its_repository_is_missed_before_a_task_has_to_start() -> None:
    aws, asked = _of_image()
    assert any(
        f"{IMAGE} is not in its repository" in w for w in _of(Grade.SUFFERS, _found(aws, asked))
    )
    aws, asked = _of_image(IMAGE)
    assert f"{IMAGE} is in its repository" in _of(Grade.WELL, _found(aws, asked))
