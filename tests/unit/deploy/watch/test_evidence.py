"""What is looked at while a service rolls out, and what counts as evidence."""

from __future__ import annotations

from typing import Any

from bbfd.deploy.records import ContainerPlan, LogPlace, Rollout, ServiceState
from bbfd.deploy.watch.evidence import About, Gathering
from bbfd.diagnose import StoppedContainer, StoppedTask, Target
from tests.unit.deploy.fakes import SERVICE_BODY, FakeAws, service

GROUP = "arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/web/1"
UNHEALTHY = Target(group=GROUP, id="10.0.0.1", state="unhealthy", code="Target.Timeout")
ABOUT = About(stack="dev-web", body=SERVICE_BODY, values={})


def _rolling(**more: Any) -> ServiceState:
    rollout = Rollout(
        id="2", primary=True, task_definition="web:2", state="IN_PROGRESS", running=1, **more
    )
    return service(target_groups=(GROUP,), rollouts=(rollout,))


def test_targets_are_looked_at_ever_more_rarely_while_tasks_run() -> None:
    aws = FakeAws()
    gathering = Gathering(ABOUT, aws)
    looks = []
    for number in range(1, 101):
        before = aws.ordered.calls.count("targets")
        gathering.see(_rolling())
        looks += [number] if aws.ordered.calls.count("targets") > before else []
    assert looks == [2, 8, 32]


def test_what_a_load_balancer_said_of_tasks_that_ran_is_evidence_once_they_were_stopped() -> None:
    aws = FakeAws()
    aws.still.targets_of = (UNHEALTHY,)
    gathering = Gathering(ABOUT, aws)
    slow = [gathering.see(_rolling()) for _ in range(2)]
    assert [one.targets for one in slow] == [(), ()]  # it may only be slow to start
    aws.still.targets_of = ()
    assert gathering.see(_rolling(failed=1)).targets == (UNHEALTHY,)


def test_tasks_are_looked_at_without_a_failed_rollout_where_a_service_is_known_to_be_ill() -> None:
    aws = FakeAws()
    aws.services.tasks = (StoppedTask(arn="arn:task/1", reason="it died"),)
    gathering = Gathering(ABOUT, aws)
    assert gathering.see(service(running=0)).tasks == ()
    assert gathering.see(service(running=0), closely=True).tasks == aws.services.tasks


def _finished(code: str) -> tuple[str, ...]:
    aws = FakeAws()
    aws.services.held = (
        ContainerPlan(name="app", image="web:2", log=LogPlace(group="/web", prefix="app")),
    )
    aws.still.logs_of = {("/web", "app/app/1"): ("done",)}
    ended = StoppedContainer(name="app", exit_code=0)
    task = StoppedTask(
        arn="arn:task/1", code=code, reason="", task_definition="web:2", containers=(ended,)
    )
    aws.services.tasks = (task,)
    seen = Gathering(ABOUT, aws).see(service(running=0), closely=True)
    return seen.tasks[0].log.get("app", ())


def test_the_log_of_a_container_that_came_to_its_end_is_read_where_that_ended_the_task() -> None:
    assert _finished("EssentialContainerExited") == ("done",)
    assert _finished("ServiceSchedulerInitiated") == ()
