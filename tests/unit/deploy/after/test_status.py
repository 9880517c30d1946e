import pytest

from bbfd.deploy.after.status import status
from bbfd.deploy.records import Resource, TargetGroupState
from bbfd.deploy.unknown import Unknown
from bbfd.errors import AwsError, Trouble
from tests.unit.deploy.fakes import SERVICE_RESOURCES, TASKS, FakeAws, trouble

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
    schedules = status("dev-web", aws).schedules
    assert isinstance(schedules, tuple)
    (one,) = schedules
    assert (one.expression, one.time_zone, one.state) == ("rate(1 day)", "UTC", "DISABLED")
    assert one.images == {"app": "image of id/Task"}
