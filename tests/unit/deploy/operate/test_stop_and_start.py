from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbfd.deploy.gauges import SUSPENDED, Scaling
from bbfd.deploy.look.mark import STOPPED, Mark, read, written
from bbfd.deploy.means import Wishes
from bbfd.deploy.operate.start import back, start
from bbfd.deploy.operate.stop import stop
from bbfd.deploy.outcome import Ended, Outcome
from bbfd.deploy.present import Starter
from bbfd.deploy.proposal import Intervention
from bbfd.errors import AwsError, Interrupted, Locked, Refused, Trouble
from tests.unit.deploy.fakes import SERVICE_BODY, FakeAws, service, stack, trouble
from tests.unit.deploy.operate.living import RESOURCE, SCALES, changes, ecs, living, scheduled

WISHES = Wishes(timeout=600.0, wait_lock=0.0)
FIXED = {
    "Resources": {
        "Service": {
            "Type": "AWS::ECS::Service",
            "Properties": {"TaskDefinition": {"Ref": "Tasks"}, "DesiredCount": 3},
        }
    }
}


def _stopped(aws: FakeAws, **more: object) -> Outcome:
    return stop(stack(**more), WISHES, aws.means())


def _started(aws: FakeAws) -> Outcome:
    return start(stack(), WISHES, aws.means())


def _is(aws: FakeAws) -> tuple[int, tuple[str, ...] | None, dict[str, str]]:
    (scaling,) = aws.still.scalings_of or (None,)
    return ecs(aws).now.desired, scaling.suspended if scaling else None, dict(ecs(aws).now.tags)


@given(
    count=st.integers(min_value=0, max_value=500),
    suspended=st.none() | st.lists(st.sampled_from(SUSPENDED), unique=True),
)
def test_a_start_after_a_stop_leaves_everything_as_it_was(
    count: int, suspended: list[str] | None
) -> None:
    scaling = None if suspended is None else replace(SCALES, suspended=tuple(suspended))
    aws = living(scaling=scaling, desired=count, running=count)
    before = _is(aws)
    outcome = _stopped(aws)
    assert (ecs(aws).now.desired, ecs(aws).now.running) == (0, 0)
    if outcome.ended is Ended.IDLE:  # nothing ran, and nothing would have brought it back
        assert _is(aws) == before
        return
    assert outcome.ended is Ended.STOPPED
    assert _started(aws).ended is Ended.STARTED
    desired, held, tags = _is(aws)
    assert (desired, tags) == (before[0], before[2])
    assert (held and set(held)) == (before[1] and set(before[1]))


@given(
    count=st.integers(min_value=0, max_value=99_999),
    suspended=st.lists(st.sampled_from(SUSPENDED), unique=True),
)
def test_a_mark_is_read_as_it_was_written(count: int, suspended: list[str]) -> None:
    mark = Mark(count=count, suspended=tuple(suspended))
    assert read({STOPPED: written(mark)}) == mark


@pytest.mark.parametrize("value", ["", "x", "-1", "3/", "3/everything", "9" * 40, "³", "3 / 4"])
def test_what_somebody_else_wrote_is_no_mark(value: str) -> None:
    assert read({STOPPED: value}) is None


def test_what_was_is_written_down_before_anything_is_changed_and_the_count_goes_last() -> None:
    aws = living(scaling=SCALES)
    outcome = _stopped(aws)
    assert (outcome.ended, outcome.exit_code) == (Ended.STOPPED, 0)
    assert changes(aws) == ["tag", "suspend", "count"]
    assert ecs(aws).now.tags == {STOPPED: "2"}
    assert "`bbfd start web --env dev`" in outcome.notes[0]


def test_a_start_brings_the_count_before_what_scales_it_and_takes_the_mark_off_last() -> None:
    aws = living(scaling=SCALES)
    _stopped(aws)
    del aws.calls[:]
    assert _started(aws).ended is Ended.STARTED
    assert changes(aws) == ["count", "suspend", "untag"]


def test_the_bounds_of_what_scales_it_stay() -> None:
    aws = living(scaling=SCALES)
    _stopped(aws)
    (held,) = aws.still.scalings_of
    assert (held.least, held.most, set(held.suspended)) == (1, 4, set(SUSPENDED))


@pytest.mark.parametrize("broken", ["suspend", "count"])
def test_a_stop_that_broke_off_is_gone_on_with_and_forgets_nothing(broken: str) -> None:
    aws = living(scaling=SCALES)
    aws.order(broken, trouble(Trouble.DENIED))
    half = _stopped(aws)
    assert (half.ended, half.exit_code) == (Ended.HALF_DONE, 6)
    assert "same command again" in half.fix
    assert _stopped(aws).ended is Ended.STOPPED
    assert _started(aws).ended is Ended.STARTED
    assert _is(aws) == (2, (), {})


@pytest.mark.parametrize("broken", ["suspend", "untag"])
def test_a_start_that_broke_off_is_gone_on_with(broken: str) -> None:
    aws = living(scaling=SCALES)
    _stopped(aws)
    aws.order(broken, trouble(Trouble.DENIED))
    assert _started(aws).ended is Ended.HALF_DONE
    ecs(aws).now = replace(ecs(aws).now, desired=3)  # what scales it has gone on meanwhile
    assert _started(aws).ended is Ended.STARTED
    assert _is(aws) == (3, (), {})


def test_what_was_refused_before_anything_was_changed_is_an_error() -> None:
    aws = living(scaling=SCALES)
    aws.order("tag", trouble(Trouble.DENIED))
    with pytest.raises(AwsError):
        _stopped(aws)
    assert _is(aws) == (2, (), {})


@pytest.mark.parametrize("status", ["INACTIVE", "DRAINING"])
def test_a_service_that_somebody_deleted_is_neither_stopped_nor_started(status: str) -> None:
    aws = living(status=status, desired=0, running=0)
    for outcome in (_stopped(aws), _started(aws)):
        assert outcome.ended is Ended.REFUSED
        assert status in outcome.reason
    assert changes(aws) == []


def test_a_start_whose_tasks_are_still_on_their_way_is_waited_for_again() -> None:
    aws = living(desired=2, running=0)
    outcome = _started(aws)
    assert (outcome.ended, outcome.running[0].service.running) == (Ended.STARTED, 2)
    assert changes(aws) == []


def test_tasks_that_have_not_begun_to_run_are_waited_for_too() -> None:
    aws = living(desired=0, running=0, pending=1, tags={STOPPED: "1"})
    outcome = stop(stack(), replace(WISHES, timeout=20.0), aws.means())
    assert outcome.ended is Ended.UNKNOWN  # nothing ends them here


def test_a_second_stop_has_nothing_to_do_and_keeps_what_was_written() -> None:
    aws = living(scaling=SCALES)
    _stopped(aws)
    del aws.calls[:]
    assert _stopped(aws).ended is Ended.IDLE
    assert changes(aws) == []
    assert ecs(aws).now.tags == {STOPPED: "2"}


def test_what_a_deploy_started_again_is_stopped_with_the_count_that_it_has_then() -> None:
    aws = living(tags={STOPPED: "2"}, desired=5, running=5)
    _stopped(aws)
    assert ecs(aws).now.tags == {STOPPED: "5"}


def test_what_runs_is_not_started() -> None:
    aws = living(scaling=SCALES)
    outcome = _started(aws)
    assert (outcome.ended, changes(aws)) == (Ended.IDLE, [])


def test_where_nobody_wrote_down_what_was_the_stack_says_it() -> None:
    aws = living(body=FIXED, desired=0, running=0)
    outcome = _started(aws)
    assert ecs(aws).now.desired == 3
    assert "it gets the 3 that the stack names" in outcome.notes[0]
    held = replace(SCALES, least=2, suspended=SUSPENDED)
    aws = living(scaling=held, desired=0, running=0)
    _started(aws)
    assert _is(aws) == (2, (), {})


def test_a_service_that_scales_to_nothing_by_itself_is_left_alone() -> None:
    asleep = service(desired=0, running=0)
    returns = back(asleep, replace(SCALES, least=0), SERVICE_BODY)
    assert returns.idle


def test_in_a_protected_environment_a_stop_is_asked_about_and_no_changes_nothing() -> None:
    aws = living(scaling=SCALES)
    outcome = stop(stack(protected=True), WISHES, aws.means(agree=lambda _: False))
    assert (outcome.ended, outcome.exit_code, changes(aws)) == (Ended.DECLINED, 3, [])
    (asked,) = aws.asked
    assert isinstance(asked, Intervention)
    assert "2 tasks are stopped" in asked.effects[0]
    assert "between 1 and 4 is held" in asked.effects[1]


def test_in_others_nobody_is_asked() -> None:
    aws = living()
    _stopped(aws)
    assert aws.asked == []


def test_a_service_on_each_instance_has_no_count_to_stop() -> None:
    aws = living(daemon=True)
    outcome = _stopped(aws)
    assert (outcome.ended, outcome.exit_code, changes(aws)) == (Ended.REFUSED, 3, [])
    assert "no count" in outcome.reason


def test_a_task_that_nothing_starts_has_nothing_to_stop() -> None:
    aws = FakeAws()
    aws.stacks.there()
    assert (_stopped(aws).ended, _started(aws).ended) == (Ended.IDLE, Ended.IDLE)


def test_schedules_and_rules_of_events_are_turned_off_and_on() -> None:
    aws = scheduled()
    assert _stopped(aws).ended is Ended.STOPPED
    assert not aws.schedules.known["Schedule"].on
    assert not aws.event_rules.known["Event"].on
    assert _stopped(aws).ended is Ended.IDLE
    assert _started(aws).ended is Ended.STARTED
    assert aws.schedules.known["Schedule"].on
    assert aws.event_rules.known["Event"].on


def test_what_was_off_before_a_stop_is_said_to_come_on_with_a_start() -> None:
    aws = scheduled()
    aws.schedules.known["Schedule"] = Starter(id="Schedule", on=False)
    stopped = _stopped(aws)
    assert "Schedule was off before, and a start turns it on" in stopped.notes[1]
    assert len(stopped.notes) == 2
    notes = _started(aws).notes
    assert [note.split(" is on now")[0] for note in notes] == ["Schedule", "Event"]
    assert "whether it was before it was stopped is not known" in notes[0]


def test_what_the_template_itself_turns_off_stays_off() -> None:
    aws = scheduled(on=False, said="DISABLED")
    assert (_started(aws).ended, changes(aws)) == (Ended.IDLE, [])


def test_tasks_that_die_again_and_again_end_a_start_and_leave_the_count() -> None:
    from bbfd.diagnose import StoppedTask

    aws = living(desired=0, running=0, tags={STOPPED: "2"})
    ecs(aws).stuck = True
    ecs(aws).tasks = tuple(
        StoppedTask(arn=f"t/{n}", deployment="", task_definition="web:2", code="TaskFailedToStart",
                    reason="CannotPullContainerError: no", containers=())
        for n in range(3)
    )  # fmt: skip
    rollouts = tuple(replace(one, failed=3) for one in ecs(aws).now.rollouts)
    ecs(aws).now = replace(ecs(aws).now, rollouts=rollouts)
    outcome = _started(aws)
    assert (outcome.ended, outcome.exit_code) == (Ended.UNHEALTHY, 4)
    assert "0 of 2 tasks of web run" in outcome.reason
    assert outcome.causes
    assert ecs(aws).now.desired == 2


def test_a_start_whose_end_is_not_seen_in_time_is_6_and_says_how_to_see_it() -> None:
    aws = living(desired=0, running=0, tags={STOPPED: "2"})
    ecs(aws).stuck = True
    outcome = _started(aws)
    assert (outcome.ended, outcome.exit_code) == (Ended.UNKNOWN, 6)
    assert "`bbfd status web --env dev --watch`" in outcome.fix
    assert aws.clock.now >= WISHES.timeout


def test_ctrl_c_before_anything_is_130_and_after_it_detaches() -> None:
    aws = living()
    aws.order("resources", KeyboardInterrupt())
    with pytest.raises(Interrupted):
        _stopped(aws)
    assert changes(aws) == []
    aws.order("describe_services", None, KeyboardInterrupt())
    outcome = _stopped(aws)
    assert (outcome.ended, outcome.exit_code) == (Ended.UNKNOWN, 6)


def test_a_look_that_fails_for_now_ends_nothing() -> None:
    aws = living()
    aws.order("describe_services", None, trouble(Trouble.THROTTLED), trouble(Trouble.UNREACHABLE))
    assert _stopped(aws).ended is Ended.STOPPED


def test_a_stack_that_somebody_else_holds_is_not_touched() -> None:
    aws = living()
    state = next(iter(aws.stacks.lives.values())).state
    aws.stacks.happen(state.id, ((0, "dev-web", "UPDATE_IN_PROGRESS", ""),))
    with pytest.raises(Locked):
        _stopped(aws)
    assert changes(aws) == []


def test_what_is_not_there_or_not_ours_is_refused() -> None:
    with pytest.raises(Refused, match="there is no stack"):
        _stopped(FakeAws())
    aws = FakeAws()
    aws.stacks.there(tags={})
    with pytest.raises(Refused, match="not made by bbfd"):
        _started(aws)


def test_what_scales_another_service_is_left_alone() -> None:
    other = Scaling(resource=f"{RESOURCE}-other", least=1, most=2)
    aws = living(scaling=other)
    _stopped(aws)
    assert changes(aws) == ["tag", "count"]
