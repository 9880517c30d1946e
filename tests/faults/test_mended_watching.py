"""What runs on a stack is followed, broken off and looked at by what AWS says of it now."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.command import run
from tests.faults.fake import fates
from tests.faults.fake.boto import key
from tests.faults.fake.faults import Effect
from tests.faults.fake.world import World
from tests.faults.scenario import DEPLOY, STACK, changed, holds

AT = ("web", "--env", "prod")


def _left(world: World, project: Path) -> None:
    """A deploy of a new version that was left to AWS after some seconds."""
    left = run(world, *DEPLOY, "--timeout", "5s", project=changed(project))
    assert left.exit_code == 6, left.stderr


@pytest.mark.parametrize("late", [5.0, 30.0])
@pytest.mark.parametrize("token", ["others", ""])
def test_an_operation_that_events_do_not_tell_of_yet_is_watched_to_its_end(
    deployed: World, project: Path, late: float, token: str
) -> None:
    deployed.update(STACK, seconds=90.0, token=token)
    deployed.cloudformation.late = late
    ran = run(deployed, "watch", *AT, project=project)
    assert ran.seconds > 85
    holds(deployed, ran, exit_code=0, budget=45, status="UPDATE_COMPLETE")
    assert "the last operation" not in ran.words
    assert "cannot be read" not in ran.words


def test_an_operation_that_ends_while_its_beginning_is_read_is_over(
    deployed: World, project: Path
) -> None:
    deployed.update(STACK, seconds=3.5)
    deployed.wire.latency = 2.0
    ran = run(deployed, "watch", *AT, project=project)
    assert "nothing runs; the last operation (update) ended" in ran.words
    holds(deployed, ran, exit_code=0, budget=12, status="UPDATE_COMPLETE")


def test_an_update_that_events_do_not_tell_of_yet_is_cancelled(
    deployed: World, project: Path
) -> None:
    _left(deployed, project)
    deployed.cloudformation.late = 30.0
    ran = run(deployed, "cancel", *AT, "--yes", project=project)
    assert ran.count("CancelUpdateStack") == 1
    holds(deployed, ran, exit_code=0, budget=60, status="UPDATE_ROLLBACK_COMPLETE")


@pytest.mark.parametrize("verb", [("watch",), ("cancel", "--yes")])
def test_events_that_can_be_read_only_later_do_not_tell_an_old_end(
    deployed: World, project: Path, verb: tuple[str, ...]
) -> None:
    _left(deployed, project)
    deployed.wire.fault(Effect.DENIED, "DescribeStackEvents", until=deployed.clock.now + 8)
    ran = run(deployed, verb[0], *AT, *verb[1:], project=project)
    status = "UPDATE_COMPLETE" if verb == ("watch",) else "UPDATE_ROLLBACK_COMPLETE"
    holds(deployed, ran, exit_code=0, budget=60, status=status)


def test_what_still_runs_after_a_rollback_is_unknown_where_it_may_not_be_read(
    deployed: World, newer: Path
) -> None:
    deployed.fate(STACK, fates.EXIT_1)
    deployed.wire.deny("ecs:DescribeServices")
    ran = run(deployed, *DEPLOY, project=newer)
    holds(deployed, ran, exit_code=4, budget=60, status="UPDATE_ROLLBACK_COMPLETE")
    assert "serves" not in ran.stderr
    assert "what runs now is not known: could not describe" in ran.words


def test_what_runs_after_an_update_is_unknown_where_it_may_not_be_read(
    deployed: World, newer: Path
) -> None:
    deployed.wire.deny("ecs:DescribeServices")
    ran = run(deployed, *DEPLOY, project=newer)
    holds(deployed, ran, exit_code=0, budget=40, status="UPDATE_COMPLETE")
    assert "runs" not in ran.last
    assert "whether the ECS services run as asked is not known" in ran.words


@pytest.mark.parametrize("verb", [("deploy", "--yes"), ("watch",), ("status",)])
def test_an_answer_that_breaks_off_at_the_first_read_is_asked_for_again(
    deployed: World, project: Path, verb: tuple[str, ...]
) -> None:
    deployed.wire.fault(Effect.TRUNCATED, reading=True, every=2)
    ran = run(deployed, verb[0], *AT, *verb[1:], project=project)
    assert ran.exit_code == 0, ran.stderr
    assert "Response>" not in ran.stderr


def test_answers_that_all_break_off_are_told_without_what_there_is_of_them(
    deployed: World, project: Path
) -> None:
    deployed.wire.fault(Effect.TRUNCATED)
    ran = run(deployed, *DEPLOY, project=project)
    assert ran.exit_code == 3, ran.stderr
    assert "<" not in ran.stderr
    assert "the answer broke off" in ran.words


@pytest.mark.parametrize("after", [0.0, 1.5, 3.0])
@pytest.mark.parametrize("verb", [("deploy", "--yes"), ("watch",), ("status",), ("diagnose",)])
def test_credentials_that_expire_before_anything_runs_are_read_anew(
    deployed: World, newer: Path, verb: tuple[str, ...], after: float
) -> None:
    deployed.wire.latency = 0.5
    deployed.wire.expire(deployed.clock.now + after, key(1))
    deployed.sessions.begun = 0
    ran = run(deployed, verb[0], *AT, *verb[1:], project=newer)
    assert ran.exit_code == 0, ran.stderr
    assert {call.key for call in ran.calls} <= {key(1), key(2)}
    refused = [call for call in ran.calls if call.became.startswith("ExpiredToken")]
    assert len(refused) <= 1


def test_credentials_that_stay_expired_are_read_anew_once(deployed: World, project: Path) -> None:
    deployed.wire.expire(deployed.clock.now)
    ran = run(deployed, *DEPLOY, project=project)
    assert ran.exit_code == 3, ran.stderr
    assert ran.count("GetCallerIdentity") == 2
    assert "get new credentials" in ran.words


def test_roles_that_cannot_be_looked_up_for_throttling_hold_nothing_up(
    deployed: World, newer: Path
) -> None:
    seconds = run(deployed.twin(), *DEPLOY, project=newer).seconds
    deployed.wire.fault(Effect.THROTTLED, "GetRole")
    ran = run(deployed, *DEPLOY, project=newer)
    assert ran.seconds < seconds + 10
    assert ran.count("GetRole") == 3
    assert ran.count("CreateServiceLinkedRole") == 0
    assert ran.words.count("not checked: whether the service-linked roles") == 1
    holds(deployed, ran, exit_code=0, budget=40)


def test_cancelling_a_rollback_that_failed_names_the_way_out(
    deployed: World, project: Path
) -> None:
    deployed.bring(STACK, "UPDATE_ROLLBACK_FAILED", broken={"Service": "it is locked"})
    ran = run(deployed, "cancel", *AT, "--yes", project=project)
    assert "`bbfd recover web --env prod`" in ran.words
    holds(deployed, ran, exit_code=0, budget=12, status="UPDATE_ROLLBACK_FAILED")


@pytest.mark.parametrize("after", [0.0, 20.0])
def test_who_cancels_too_late_is_told_what_is_right_now(
    deployed: World, project: Path, after: float
) -> None:
    _left(deployed, project)
    deployed.resource("Task", phase="cleanup", seconds=30)

    def yes() -> str:
        deployed.clock.sleep(60 + after)
        return "y"

    ran = run(deployed, "cancel", *AT, project=project, input=[yes])
    assert "too late" in ran.words
    assert "it is over: `bbfd status web --env prod` shows what runs" in ran.words
    assert "shows how it ends" not in ran.words
    holds(deployed, ran, exit_code=3, budget=20)


def test_ctrl_c_and_c_after_the_end_tells_how_it_ended(deployed: World, newer: Path) -> None:
    def too_late() -> str:
        deployed.clock.sleep(120)
        return "c"

    deployed.clock.ctrl_c(at=deployed.clock.now + 12)
    ran = run(deployed, *DEPLOY, project=newer, input=[too_late])
    assert "it was not cancelled: too late, it is in UPDATE_COMPLETE" in ran.words
    holds(deployed, ran, exit_code=0, budget=40, status="UPDATE_COMPLETE")


@pytest.mark.parametrize("fate", [fates.HEALTHY, fates.EXIT_1], ids=lambda one: one.name)
@pytest.mark.parametrize("verb", ["watch", "diagnose"])
def test_a_template_that_may_not_be_read_is_a_note(
    deployed: World, newer: Path, verb: str, fate: fates.Fate
) -> None:
    deployed.fate(STACK, fate)
    code = run(deployed, *DEPLOY, project=newer).exit_code
    deployed.wire.deny("cloudformation:GetTemplate")
    ran = run(deployed, verb, *AT, project=newer)
    assert ran.exit_code == (code if verb == "watch" else 0), ran.stderr
    assert ran.words.count("names in it are those that the definition has now") == 1
    assert ran.count("GetTemplate") == 1
    assert "`bbfd diagnose web --env prod`" not in ran.stdout  # it is here already
