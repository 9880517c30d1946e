from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from bbfd.deploy.means import Wishes
from bbfd.deploy.outcome import Ended, Outcome
from bbfd.deploy.progress import Heartbeat, Note, ServiceProgress
from bbfd.deploy.records import Event, Readiness, Rollout, StackState
from bbfd.deploy.run.execute import deploy
from bbfd.deploy.watch.verify import ill
from bbfd.errors import Trouble
from tests.unit.deploy.fakes import (
    ROLLS_BACK,
    SERVICE,
    SERVICE_BODY,
    SERVICE_RESOURCES,
    TASKS,
    UPDATES,
    FakeAws,
    FakeStacks,
    service,
    stack,
    trouble,
)
from tests.unit.deploy.runs import deployed, updating

ENDLESS = (
    (0, "dev-web", "UPDATE_IN_PROGRESS", ""),
    (1, "Queue", "UPDATE_IN_PROGRESS", ""),
)


@pytest.mark.parametrize(
    "kind", [Trouble.THROTTLED, Trouble.UNREACHABLE, Trouble.OTHER, Trouble.INVALID]
)
@pytest.mark.parametrize(("course", "ended"), [(UPDATES, "updated"), (ROLLS_BACK, "rolled back")])
def test_reads_that_fail_never_change_the_outcome(kind: Trouble, course: Any, ended: str) -> None:
    aws = updating(course)
    aws.order("events", *[trouble(kind), None] * 10)
    assert deployed(aws).ended.value == ended
    assert len(aws.said(Note)) == 1


def test_a_last_read_that_fails_leaves_a_success_one() -> None:
    aws = updating()
    aws.order("describe", None, *[trouble(Trouble.THROTTLED)] * 30)
    outcome = deployed(aws)
    assert (outcome.ended, outcome.exit_code) == (Ended.UPDATED, 0)


def test_a_last_read_that_fails_once_is_made_again_for_the_outputs() -> None:
    aws = updating(outputs={"Url": "http://x"})
    aws.order("describe", None, trouble(Trouble.THROTTLED))
    assert deployed(aws).outputs == {"Url": "http://x"}


def test_while_reads_are_refused_they_get_rare() -> None:
    aws = updating(ENDLESS)
    aws.order("events", *[trouble(Trouble.THROTTLED)] * 999)
    deployed(aws, timeout=600.0)
    assert aws.calls.count("events") < 20


def test_a_stale_answer_right_after_the_start_is_no_success() -> None:
    aws = updating(ROLLS_BACK)
    aws.stacks.stale_until = 30.0
    assert deployed(aws).ended is Ended.ROLLED_BACK


def test_an_operation_that_follows_ours_at_once_is_not_reported() -> None:
    theirs = (
        (0, "dev-web", "UPDATE_IN_PROGRESS", ""),
        (0, "Queue", "UPDATE_FAILED", "theirs"),
        (9, "dev-web", "UPDATE_ROLLBACK_COMPLETE", ""),
    )
    aws = updating()

    def somebody_is_next() -> None:
        life = next(iter(aws.stacks.lives.values()))
        if aws.clock.now >= 22 and len(life.events) == len(UPDATES):
            aws.stacks.happen(life.state.id, theirs, "theirs")

    aws.clock.on_sleep = somebody_is_next
    outcome = deployed(aws)
    assert (outcome.ended, outcome.failures) == (Ended.UPDATED, ())


def test_out_of_time_is_neither_success_nor_failure() -> None:
    aws = updating(ENDLESS)
    outcome = deployed(aws, timeout=600.0)
    assert (outcome.ended, outcome.exit_code) == (Ended.UNKNOWN, 6)
    assert "10 min" in outcome.reason
    assert "`bbfd watch web --env dev`" in outcome.fix
    assert 600 <= aws.clock.now < 620


def test_there_is_a_heartbeat_at_least_each_30_seconds() -> None:
    aws = updating(ENDLESS)
    aws.order("events", *[None] * 5, *[trouble(Trouble.UNREACHABLE)] * 99)
    deployed(aws, timeout=600.0)
    beats = aws.said(Heartbeat)
    assert beats[0].active == ("Queue",)
    assert beats[0].status == "UPDATE_IN_PROGRESS"
    told = [beat.seconds for beat in beats]
    assert all(later - sooner <= 30.5 for sooner, later in pairwise(told))
    assert len(beats) >= 19


def test_a_long_rollout_is_read_at_most_once_in_five_seconds() -> None:
    aws = updating(ENDLESS)
    deployed(aws, timeout=1200.0)
    assert len(aws.calls) <= 1200 * 0.2


def test_ctrl_c_while_it_runs_detaches() -> None:
    aws = updating()
    aws.order("events", None, KeyboardInterrupt())
    outcome = deployed(aws)
    assert (outcome.ended, outcome.exit_code) == (Ended.UNKNOWN, 6)
    assert outcome.reason.startswith("detached")
    assert "delete_change_set" not in aws.calls


def test_ctrl_c_while_services_are_checked_does_not_say_that_it_goes_on() -> None:
    aws = _with_service()
    aws.order("resources", KeyboardInterrupt())
    outcome = _served(aws)
    assert outcome.ended is Ended.UNKNOWN
    assert "it is in UPDATE_COMPLETE" in outcome.reason


def test_credentials_that_expire_are_read_anew_once() -> None:
    aws = updating()
    aws.order("events", None, trouble(Trouble.EXPIRED))
    assert deployed(aws).ended is Ended.UPDATED
    assert aws.calls.count("renew") == 1


def test_credentials_that_stay_expired_lose_sight_at_once() -> None:
    aws = updating()
    aws.order("events", *[trouble(Trouble.EXPIRED)] * 9)
    outcome = deployed(aws)
    assert (outcome.ended, outcome.exit_code) == (Ended.UNKNOWN, 6)
    assert "shows how it ends" in outcome.fix
    assert aws.clock.now < 60


def test_without_the_right_to_read_events_the_stack_itself_tells_the_end() -> None:
    aws = updating()
    aws.order("events", *[trouble(Trouble.DENIED)] * 99)
    assert deployed(aws).ended is Ended.UPDATED


def test_without_events_the_end_of_another_change_set_is_not_ours() -> None:
    class Elsewhere(FakeStacks):
        def describe(self, name: str) -> StackState | None:
            found = super().describe(name)
            return replace(found, change_set="arn:theirs") if found else None

    aws = updating()
    lives = aws.stacks.lives
    aws.stacks = Elsewhere(aws.clock, aws.ordered)
    aws.stacks.lives, aws.stacks.course = lives, UPDATES
    aws.order("events", *[trouble(Trouble.DENIED)] * 999)
    assert deployed(aws, timeout=300.0).ended is Ended.UNKNOWN


# ECS


class WithService(FakeStacks):
    """Its events tell of an ECS service instead of a queue."""

    def events(self, stack_id: str, *, after: str, since: Any) -> tuple[Event, ...]:
        def told(event: Event) -> Event:
            if event.of_stack:
                return event
            return replace(event, type="AWS::ECS::Service", physical_id=SERVICE)

        return tuple(told(e) for e in super().events(stack_id, after=after, since=since))


def _with_service(course: Any = UPDATES) -> FakeAws:
    aws = FakeAws()
    aws.stacks = WithService(aws.clock, aws.ordered)
    aws.stacks.there()
    aws.stacks.course = course
    aws.stacks.held = SERVICE_RESOURCES
    return aws


def _served(aws: FakeAws) -> Outcome:
    return deploy(stack(body=SERVICE_BODY), Wishes(), aws.means())


def test_a_rollout_is_told_as_it_goes() -> None:
    aws = _with_service()
    aws.services.states = [(service(running=n),) for n in (0, 0, 1, 2)]
    outcome = _served(aws)
    assert [p.service.running for p in aws.said(ServiceProgress)] == [0, 1, 2]
    assert outcome.verified
    assert outcome.running[0].images == {"app": f"image of {TASKS}"}


def test_a_service_that_may_not_be_read_is_a_note_and_no_failure() -> None:
    aws = _with_service()
    aws.order("describe_services", *[trouble(Trouble.DENIED)] * 99)
    outcome = _served(aws)
    assert (outcome.exit_code, outcome.verified) == (0, False)
    assert len(aws.said(Note)) == 1
    assert "not known" in outcome.notes[0]


ILL = {
    "on the old revision": service(
        rollouts=(
            Rollout(id="0", primary=True, task_definition="arn:old/web:1", state="COMPLETED"),
        )
    ),
    "rollout failed": service(
        rollouts=(Rollout(id="1", primary=True, task_definition=TASKS, state="FAILED"),)
    ),
    "still rolling": service(
        rollouts=(Rollout(id="1", primary=True, task_definition=TASKS, state="IN_PROGRESS"),)
    ),
    "too few": service(running=1),
    "draining": service(status="DRAINING"),
}


@pytest.mark.parametrize("state", ILL.values(), ids=ILL)
@pytest.mark.parametrize("changed", [True, False])
def test_a_green_stack_whose_service_is_ill_is_no_success(state: Any, changed: bool) -> None:
    aws = _with_service()
    aws.services.states = [(state,)]
    if not changed:
        aws.stacks.answer = Readiness.EMPTY
    outcome = _served(aws)
    assert (outcome.ended, outcome.exit_code) == (Ended.UNHEALTHY, 4)
    assert outcome.reason
    assert "`bbfd diagnose web --env dev`" in outcome.fix
    assert outcome.running[0].images


def test_a_service_that_is_gone_from_ecs_is_no_success() -> None:
    aws = _with_service()
    aws.services.states = [()]
    assert _served(aws).ended is Ended.UNHEALTHY


def test_a_service_that_settles_shortly_after_is_a_success() -> None:
    aws = _with_service()
    rolling = (service(running=1),)
    aws.services.states = [*[rolling] * 14, (service(),)]
    assert _served(aws).ended is Ended.UPDATED


def test_what_still_runs_after_a_rollback_is_told() -> None:
    aws = _with_service(ROLLS_BACK)
    outcome = _served(aws)
    assert outcome.ended is Ended.ROLLED_BACK
    assert [one.service.name for one in outcome.running] == ["web"]
    assert outcome.running[0].images


@pytest.mark.parametrize(
    "state",
    [
        service(),
        service(desired=0, running=0),
        service(rollouts=()),
        service(rollouts=(Rollout(id="1", primary=True, task_definition=TASKS),)),
    ],
)
def test_a_service_that_is_well_is_not_called_ill(state: Any) -> None:
    assert ill(state, TASKS) == ""
    assert ill(state, "") == ""
