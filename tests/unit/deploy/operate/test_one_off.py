"""A task that is run by hand: where the service's own run, with its log, to its exit code."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bbfd.deploy.means import Choice
from bbfd.deploy.operate.logs import Entry
from bbfd.deploy.operate.one_off import Asked, OneOff, run_once
from bbfd.deploy.progress import Note
from bbfd.deploy.tasks import Share
from bbfd.errors import AwsError, NotRun, Refused, Trouble
from tests.unit.deploy.fakes import FakeAws
from tests.unit.deploy.operate.tasks import APP, STACK, Services, Written, running, stopped

PLAIN = Asked(command=("manage", "migrate"))


def ran(aws: FakeAws, asked: Asked = PLAIN) -> tuple[OneOff, list[str]]:
    wrote: list[Entry] = []
    one = run_once(STACK, asked, aws.means(), wrote.append)
    return one, [entry.message for entry in wrote]


def test_it_runs_as_the_services_own_tasks_do() -> None:
    aws, services, _ = running()
    asked = replace(PLAIN, variables={"DAY": "1"}, cpu=512, memory=1024)
    one, _ = ran(aws, asked)
    (order,) = services.orders
    assert order.command == ("manage", "migrate")
    assert (order.container, order.variables, order.cpu, order.memory) == (
        "app",
        {"DAY": "1"},
        512,
        1024,
    )
    assert order.subnets == ("subnet-1",)
    assert order.providers == (Share(provider="FARGATE_SPOT", weight=1),)
    assert len(order.token) == 32
    assert (one.code, one.exit_code, one.reason) == (0, 0, "")


def test_a_stack_without_a_service_tells_where_its_task_runs() -> None:
    aws, services, _ = running(
        Cluster="dev",
        Subnets="subnet-1,subnet-2",
        PublicIp="ENABLED",
        Providers="FARGATE,base=1,weight=0 FARGATE_SPOT,base=0,weight=3",
        TaskSecurityGroup="sg-1",
        CallersSecurityGroup="sg-2",
    )
    ran(aws)
    (order,) = services.orders
    assert (order.cluster, order.subnets, order.groups) == (
        "dev",
        ("subnet-1", "subnet-2"),
        ("sg-1", "sg-2"),
    )
    assert order.public_ip
    assert order.providers == (
        Share(provider="FARGATE", base=1, weight=0),
        Share(provider="FARGATE_SPOT", base=0, weight=3),
    )


def test_a_stack_that_does_not_tell_it_yet_is_deployed_first() -> None:
    aws, *_ = running(LogGroup="x")
    with pytest.raises(Refused, match="older bbfd") as error:
        ran(aws)
    assert "bbfd deploy" in error.value.fix


def test_what_it_writes_is_told_once_and_also_what_comes_after_its_end() -> None:
    aws, _, logs = running()
    logs.lines = ((3.0, "begins"), (29.0, "ends"), (34.0, "shown late"))
    _, wrote = ran(aws)
    assert wrote == ["begins", "ends", "shown late"]


@pytest.mark.parametrize("code", [1, 2, 125, 137, 255])
def test_its_exit_code_is_ours(code: int) -> None:
    aws, services, _ = running()
    services.ends = (10.0, stopped(code))
    one, _ = ran(aws)
    assert (one.code, one.exit_code) == (code, code)
    assert one.reason == f"it ended with {code}"


def test_what_was_stopped_half_way_is_no_success_although_it_says_0() -> None:
    aws, services, _ = running()
    services.ends = (10.0, stopped(0, stop="SpotInterruption", reason="Spot"))
    one, _ = ran(aws)
    assert (one.code, one.exit_code) == (125, 0)
    assert one.reason == "it was stopped (SpotInterruption): Spot"


def test_a_task_that_never_starts_names_the_cause() -> None:
    aws, services, _ = running()
    why = "CannotPullContainerError: pull image manifest: failed to resolve ref web:1: not found"
    services.ends = (10.0, stopped(None, stop="TaskFailedToStart", reason=why))
    one, _ = ran(aws)
    assert (one.code, one.exit_code) == (125, None)
    assert one.causes
    assert one.causes[0].known


def test_what_is_not_over_in_time_goes_on_and_it_is_said_how_to_look() -> None:
    aws, services, _ = running()
    services.ends = None
    one, _ = ran(aws, replace(PLAIN, seconds=90.0))
    assert (one.code, one.ended) == (125, False)
    assert one.reason == "it did not end within 90 s and goes on (PROVISIONING)"
    assert "bbfd logs web --env dev --task 1 --follow" in one.fix
    assert "aws ecs stop-task --cluster dev --task 1" in one.fix


def test_not_waited_for_it_is_only_started() -> None:
    aws, services, _ = running()
    one, wrote = ran(aws, replace(PLAIN, waits=False))
    assert (one.code, one.ended, one.task) == (0, False, "arn:task/1")
    assert wrote == []
    assert "ran" not in aws.calls
    assert len(services.orders) == 1


class _Pressed(Written):
    """Ctrl-C is pressed while the log is read."""

    pressed = 1

    def page(self, span, *, more=""):  # type: ignore[no-untyped-def]
        if self.pressed and self.clock.now > 8:  # type: ignore[attr-defined]
            self.pressed -= 1
            raise KeyboardInterrupt
        return super().page(span, more=more)


def test_ctrl_c_stops_the_task_and_waits_for_its_end() -> None:
    aws, services, _ = running()
    logs = _Pressed(aws.ordered)
    logs.clock, logs.lines = aws.clock, ((1.0, "begins"), (12.0, "told to end"))
    aws.logs = logs
    wrote: list[Entry] = []
    means = replace(aws.means(), interrupted=lambda _: Choice.CANCEL)
    one = run_once(STACK, PLAIN, means, wrote.append)
    assert services.stopped_by == ["Ctrl-C at bbfd run"]
    assert (one.code, one.exit_code) == (143, 143)
    assert [entry.message for entry in wrote] == ["begins", "told to end"]


def test_whether_it_was_started_may_not_be_known() -> None:
    aws, *_ = running()
    aws.order("run", AwsError("no answer", fix="x", trouble=Trouble.UNREACHABLE))
    with pytest.raises(NotRun, match="not known") as error:
        ran(aws)
    assert "--started-by bbfd" in error.value.fix


def test_trouble_with_its_log_decides_nothing() -> None:
    aws, *_ = running()
    denied = AwsError("could not read the log", fix="x", trouble=Trouble.DENIED)
    aws.order("page", *[denied] * 30)
    one, _ = ran(aws)
    assert one.code == 0
    assert [n.text for n in aws.said(Note) if "log" in n.text] == [
        "its log cannot be read: could not read the log"
    ]


def test_where_its_log_is_elsewhere_it_is_said() -> None:
    aws, services, _ = running()
    services.held = (replace(APP, log=None, driver="awsfirelens"),)
    ran(aws)
    assert any("FireLens" in note.text for note in aws.said(Note))


def test_a_container_that_is_not_there_is_refused_before_anything_runs() -> None:
    aws, services, _ = running()
    with pytest.raises(Refused, match="no container side"):
        ran(aws, replace(PLAIN, container="side"))
    assert services.orders == []


def test_where_nothing_is_deployed_nothing_runs() -> None:
    aws = FakeAws()
    with pytest.raises(Refused, match="there is no stack dev-web"):
        ran(aws)


def test_a_service_that_is_gone_runs_nothing() -> None:
    aws, services, _ = running()
    assert isinstance(services, Services)
    services.now = None
    with pytest.raises(Refused, match="is gone"):
        ran(aws)
