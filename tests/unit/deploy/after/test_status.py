from dataclasses import replace

import pytest

from bbfd.deploy.after.status import MANY, Status, status, statuses, stopped
from bbfd.deploy.gauges import Alarm, Scaling
from bbfd.deploy.look.mark import STOPPED, Mark, written
from bbfd.deploy.outcome import Running
from bbfd.deploy.present import Present, Starter
from bbfd.deploy.records import Resource, Rollout, TargetGroupState
from bbfd.deploy.unknown import Unknown
from bbfd.errors import AwsError, Trouble
from tests.unit.deploy.fakes import SERVICE, SERVICE_RESOURCES, TASKS, FakeAws, service, trouble

GROUP = TargetGroupState(arn="arn:tg", name="tg", type="ip", port=80, health={"healthy": 2})


def _there() -> FakeAws:
    aws = FakeAws()
    aws.stacks.there(outputs={"Url": "http://x"})
    group = Resource(
        logical_id="Targets",
        type="AWS::ElasticLoadBalancingV2::TargetGroup",
        status="CREATE_COMPLETE",
        physical_id="arn:tg",
    )
    aws.stacks.held = (*SERVICE_RESOURCES, group)
    aws.still.groups_of = (GROUP,)
    return aws


def test_everything_that_is_there_is_shown() -> None:
    found = status("dev-web", _there())
    assert found.stack is not None
    assert found.stack.outputs == {"Url": "http://x"}
    assert isinstance(found.services, tuple)
    assert found.services[0].images == {"app": f"image of {TASKS}"}
    assert found.target_groups == (GROUP,)
    assert isinstance(found.resources, tuple)
    assert len(found.resources) == 3


def test_no_stack_is_none() -> None:
    assert status("dev-web", FakeAws()).stack is None


@pytest.mark.parametrize(
    ("call", "unknown"),
    [
        ("resources", {"resources", "services", "target_groups"}),
        ("describe_services", {"services"}),
        ("target_groups", {"target_groups"}),
    ],
)
def test_a_missing_permission_takes_one_piece_only(call: str, unknown: set[str]) -> None:
    aws = _there()
    aws.order(call, trouble(Trouble.DENIED))
    found = status("dev-web", aws)
    pieces = ("resources", "services", "target_groups")
    assert {p for p in pieces if isinstance(getattr(found, p), Unknown)} == unknown
    assert found.stack is not None


def test_images_that_cannot_be_read_are_left_out() -> None:
    aws = _there()
    aws.order("images_of", trouble(Trouble.DENIED))
    found = status("dev-web", aws)
    assert isinstance(found.services, tuple)
    assert found.services[0].images == {}


def test_a_stack_that_cannot_be_read_at_all_is_an_error() -> None:
    aws = _there()
    aws.order("describe", trouble(Trouble.DENIED))
    with pytest.raises(AwsError):
        status("dev-web", aws)


def test_a_job_is_shown_with_its_schedule_and_what_it_runs() -> None:
    aws = FakeAws()
    aws.stacks.there()
    kinds = {"Schedule": "AWS::Scheduler::Schedule", "Task": "AWS::ECS::TaskDefinition"}
    aws.stacks.held = tuple(
        Resource(logical_id=name, type=kind, status="CREATE_COMPLETE", physical_id=f"id/{name}")
        for name, kind in kinds.items()
    )
    properties = {"ScheduleExpression": "rate(1 day)", "State": "DISABLED"}
    aws.stacks.bodies = {"Resources": {"Schedule": {"Properties": properties}}}
    aws.schedules.known["id/Schedule"] = Starter(id="id/Schedule", on=False)
    schedules = status("dev-web", aws).schedules
    assert isinstance(schedules, tuple)
    (one,) = schedules
    assert (one.expression, one.time_zone, one.state) == ("rate(1 day)", "UTC", "DISABLED")
    assert one.images == {"app": "image of id/Task"}


# What runs, and whether it is well.

TASK = Present(arn="arn:task/dev/1", service=SERVICE, task_definition=TASKS, status="RUNNING")
ALARM = Resource(
    logical_id="Alarm", type="AWS::CloudWatch::Alarm", status="CREATE_COMPLETE", physical_id="rings"
)


def _alarmed(**alarm: object) -> Status:
    aws = _there()
    aws.stacks.held = (*aws.stacks.held, ALARM)
    aws.still.alarms_of = (Alarm(**{"name": "rings", "state": "ALARM", **alarm}),)  # type: ignore[arg-type]
    return status("dev-web", aws)


def test_tasks_scaling_and_the_last_deployment_are_shown() -> None:
    aws = _there()
    state = next(iter(aws.stacks.lives.values())).state
    aws.stacks.happen(state.id, ((0, "dev-web", "UPDATE_IN_PROGRESS", ""),))
    aws.services.presents = (TASK,)
    aws.still.scalings_of = (Scaling(resource="service/dev/web", least=1, most=4),)
    found = status("dev-web", aws)
    assert found.tasks == (TASK,)
    assert found.scalings == aws.still.scalings_of
    assert isinstance(found.last, tuple)
    assert found.last[-1].status == "UPDATE_IN_PROGRESS"
    assert found.exit_code == 0


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (service(running=1), "1 of 2 tasks"),
        (service(status="DRAINING"), "DRAINING"),
        (
            service(rollouts=(Rollout(id="1", primary=True, task_definition="other:9", state="COMPLETED"),)),
            "runs other:9, not web:2",
        ),
    ],
)  # fmt: skip
def test_a_service_that_is_not_as_it_should_be_is_4(state: object, said: str) -> None:
    aws = _there()
    aws.services.states = [(state,)]  # type: ignore[list-item]
    found = status("dev-web", aws)
    assert found.exit_code == 4
    assert said in " ".join(found.ills)


def test_what_a_change_of_the_stack_is_still_at_is_not_wrong() -> None:
    aws = _there()
    life = next(iter(aws.stacks.lives.values()))
    life.state = replace(life.state, status="UPDATE_IN_PROGRESS")
    old = Rollout(id="1", primary=True, task_definition="other:9", state="IN_PROGRESS")
    aws.services.states = [(service(running=1, rollouts=(old,), target_groups=("arn:tg",)),)]
    aws.still.groups_of = (replace(GROUP, health={"initial": 2}),)
    found = status("dev-web", aws)
    assert (found.exit_code, found.ills) == (0, ())


def test_a_service_that_somebody_deleted_is_4() -> None:
    aws = _there()
    aws.services.states = [()]
    found = status("dev-web", aws)
    assert (found.exit_code, found.ills) == (4, ("the service web is not there any more",))


@pytest.mark.parametrize(
    ("health", "code"),
    [({}, 0), ({"unhealthy": 2}, 4), ({"initial": 2}, 4), ({"healthy": 1, "unhealthy": 1}, 0)],
)
def test_tasks_that_no_healthy_target_leads_to_are_4(health: dict[str, int], code: int) -> None:
    aws = _there()
    aws.services.states = [(service(target_groups=("arn:tg",)),)]
    aws.still.groups_of = (replace(GROUP, health=health),)
    assert status("dev-web", aws).exit_code == code


def test_the_empty_group_of_two_that_traffic_shifts_between_is_well() -> None:
    aws = _there()
    other = replace(GROUP, arn="arn:tg2", health={})
    aws.services.states = [(service(target_groups=("arn:tg", "arn:tg2")),)]
    aws.still.groups_of = (GROUP, other)
    assert status("dev-web", aws).exit_code == 0


def test_an_alarm_that_rings_is_4_and_one_that_moves_the_count_may_ring() -> None:
    assert _alarmed().exit_code == 4
    assert _alarmed(state="INSUFFICIENT_DATA").exit_code == 0
    assert _alarmed(scales=True).exit_code == 0


def test_a_task_that_fails_its_health_check_is_4() -> None:
    aws = _there()
    aws.services.presents = (
        Present(arn="t/1", service=SERVICE, task_definition=TASKS, status="RUNNING", health="UNHEALTHY"),
    )  # fmt: skip
    assert status("dev-web", aws).exit_code == 4


@pytest.mark.parametrize(
    ("stack", "code"),
    [("UPDATE_ROLLBACK_COMPLETE", 0), ("UPDATE_ROLLBACK_FAILED", 4), ("ROLLBACK_COMPLETE", 4)],
)
def test_the_stack_itself_may_be_ill(stack: str, code: int) -> None:
    aws = FakeAws()
    aws.stacks.there(stack)
    assert status("dev-web", aws).exit_code == code


def test_what_cannot_be_known_is_6_and_what_is_not_there_is_none_of_both() -> None:
    aws = _there()
    aws.order("describe_services", trouble(Trouble.DENIED))
    assert status("dev-web", aws).exit_code == 6
    assert status("dev-other", aws).exit_code == 0


@pytest.mark.parametrize("call", ["alarms", "present", "target_groups", "describe_services"])
def test_what_decides_whether_it_is_well_and_cannot_be_read_is_6(call: str) -> None:
    aws = _there()
    aws.stacks.held = (*aws.stacks.held, ALARM)
    aws.order(call, trouble(Trouble.DENIED))
    found = status("dev-web", aws)
    assert (found.ills, found.exit_code) == ((), 6)
    assert found.unknown


def test_one_stack_that_cannot_be_read_takes_no_other_along() -> None:
    aws = _there()
    aws.order("describe", trouble(Trouble.DENIED))
    lost, read = statuses(("dev-lost", "dev-web"), aws)
    assert (lost.stack, lost.exit_code, bool(lost.unread)) == (None, 6, True)
    assert (read.exit_code, read.unknown) == (0, ())


def test_one_cluster_that_cannot_be_read_takes_no_other_along() -> None:
    aws = _there()
    aws.stacks.there(name="dev-other")
    no = trouble(Trouble.DENIED)
    aws.order("describe_services", no, no)  # together, then of the first alone
    found = statuses(("dev-web", "dev-other"), aws)
    assert [one.exit_code for one in found] == [6, 0]
    assert isinstance(found[0].tasks, Unknown)
    assert isinstance(found[1].tasks, tuple)


def test_a_throttled_look_is_not_made_again_for_each() -> None:
    aws = _there()
    aws.stacks.there(name="dev-other")
    aws.order("describe_services", trouble(Trouble.THROTTLED))
    assert {one.exit_code for one in statuses(("dev-web", "dev-other"), aws)} == {6}
    assert aws.calls.count("describe_services") == 1


def test_a_service_that_was_stopped_is_well_and_known_to_be() -> None:
    mark = {STOPPED: written(Mark(count=2))}
    aws = _there()
    aws.services.states = [(service(desired=0, running=0, tags=mark),)]
    found = status("dev-web", aws)
    assert found.exit_code == 0
    assert isinstance(found.services, tuple)
    assert stopped(found.services[0])
    assert not stopped(Running(service=service(tags=mark)))


def test_many_stacks_are_listed_once_and_their_services_described_together() -> None:
    aws = FakeAws()
    names = [f"dev-{number}" for number in range(MANY)]
    for name in names:
        aws.stacks.there(name=name)
    aws.stacks.held = SERVICE_RESOURCES
    found = statuses(names, aws)
    assert [one.name for one in found] == names
    assert aws.calls.count("every") == 1
    assert "describe" not in aws.calls
    assert aws.calls.count("describe_services") == aws.calls.count("present") == 1


def test_an_unchanged_look_takes_few_calls() -> None:
    aws = _there()
    status("dev-web", aws)
    assert len(aws.calls) <= 9


def test_a_rule_of_events_is_shown_as_it_is_now() -> None:
    aws = FakeAws()
    aws.stacks.there(parameters={"Cluster": "dev"})
    aws.stacks.held = (
        Resource(logical_id="Event", type="AWS::Events::Rule", status="CREATE_COMPLETE", physical_id="r"),
        SERVICE_RESOURCES[0],
    )  # fmt: skip
    pattern = {"source": ["aws.s3"]}
    aws.stacks.bodies = {"Resources": {"Event": {"Properties": {"EventPattern": pattern}}}}
    aws.event_rules.known["r"] = Starter(id="r", on=False)
    found = status("dev-web", aws)
    assert isinstance(found.rules, tuple)
    assert [(one.state, one.pattern) for one in found.rules] == [("DISABLED", pattern)]
    assert isinstance(found.runs, tuple)
    assert [one.task_definition for one in found.runs] == [TASKS]


def test_whether_a_rule_is_on_is_said_as_the_template_has_it_where_it_may_not_be_read() -> None:
    aws = FakeAws()
    aws.stacks.there()
    aws.stacks.held = (
        Resource(logical_id="Event", type="AWS::Events::Rule", status="CREATE_COMPLETE", physical_id="r"),
    )  # fmt: skip
    aws.order("read_starter", trouble(Trouble.DENIED))
    rules = status("dev-web", aws).rules
    assert isinstance(rules, tuple)
    assert rules[0].state == "ENABLED (as the template says: AWS says denied)"
