"""Scenarios 44 to 50 and 55: the wire fails, AWS throttles, credentials end. None of it decides an outcome."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.command import Ran, run
from tests.faults.fake import fates
from tests.faults.fake.boto import key
from tests.faults.fake.faults import Effect
from tests.faults.fake.world import World
from tests.faults.scenario import DEPLOY, STACK, changed, holds

WATCH = "bbfd watch web --env prod"
UNKNOWN = "its status is not known"
UNANSWERED = "AWS does not answer; the operation itself goes on there"
THROTTLED = "AWS limits how often its state may be read"


@pytest.fixture
def newer(project: Path) -> Path:
    """The project with another version of the service than the one that runs."""
    return changed(project)


def _is_updated(world: World) -> bool:
    truth, runs = world.truth(STACK), world.ecs.services.values()
    assert truth is not None
    return truth.outcome == "UPDATE_COMPLETE" and all(s.primary.state == "COMPLETED" for s in runs)


def _executed_at(ran: Ran) -> float:
    return ran.calls.of("ExecuteChangeSet").all[0].second


@pytest.mark.parametrize("share", [0.5, 0.8])
def test_44_throttling_of_half_the_reads_changes_nothing(
    deployed: World, newer: Path, share: float
) -> None:
    deployed.wire.fault(Effect.THROTTLED, reading=True, share=share)
    ran = run(deployed, *DEPLOY, project=newer)
    refused = [call for call in ran.calls if call.became.startswith("Throttling")]
    assert len(refused) > 8
    assert {c.operation for c in ran.calls.mutations()} == {"CreateChangeSet", "ExecuteChangeSet"}
    assert len(ran.calls.mutations()) == 2
    assert _is_updated(deployed)
    holds(deployed, ran, exit_code=0, budget=75 if share == 0.5 else 130)


@pytest.mark.parametrize("operation", ["DescribeStacks", "DescribeServices"])
def test_45_a_final_read_that_is_throttled_for_good_takes_no_success_back(
    deployed: World, newer: Path, operation: str
) -> None:
    began = deployed.clock.now
    # All that is read of the stack between its execution and its end are its events.
    deployed.wire.fault(Effect.THROTTLED, operation, since=began + 24)
    ran = run(deployed, *DEPLOY, project=newer)
    assert ran.calls.of(operation, since=began + 24).all
    assert not ran.calls.of(operation, since=began + 24).ok().all
    assert _is_updated(deployed)
    if operation == "DescribeServices":
        assert "whether the ECS services run as asked is not known" in ran.words
    holds(deployed, ran, exit_code=0, budget=60, status="UPDATE_COMPLETE")


@pytest.mark.parametrize("after", [20.0, 1000.0], ids=["on the way", "over its end"])
def test_46_five_minutes_without_a_connection_are_sat_out(
    deployed: World, newer: Path, after: float
) -> None:
    began = deployed.clock.now
    deployed.fate(STACK, fates.SLOW)
    deployed.wire.fault(Effect.REFUSED, since=began + after, until=began + after + 300)
    ran = run(deployed, *DEPLOY, project=newer)
    assert 5 < ran.count(since=began + after, until=began + after + 300) < 60
    assert ran.words.count(UNANSWERED) == 1
    assert ran.seconds < 1300 + 60
    assert _is_updated(deployed)
    holds(deployed, ran, exit_code=0, budget=350)


@pytest.mark.parametrize(
    ("effect", "operation"),
    [
        (Effect.ERROR, "*"),
        (Effect.UNAVAILABLE, "*"),
        (Effect.TRUNCATED, "*"),
        (Effect.TIMED_OUT, "*"),
        (Effect.TRUNCATED, "DescribeStackEvents"),
        (Effect.TRUNCATED, "DescribeServices"),
    ],
)
def test_47_bursts_of_errors_and_answers_that_break_off_are_sat_out(
    deployed: World, newer: Path, effect: Effect, operation: str
) -> None:
    began = deployed.clock.now
    for burst in (8.0, 16.0, 26.0):
        span = {"since": began + burst, "until": began + burst + 5}
        deployed.wire.fault(effect, operation, reading=True, **span)
    ran = run(deployed, *DEPLOY, project=newer)
    assert len(ran.calls) > len(ran.calls.ok())
    assert _is_updated(deployed)
    holds(deployed, ran, exit_code=0, budget=70)


@pytest.mark.parametrize("renewals", [1, 3])
def test_48_credentials_that_expire_are_read_anew(
    deployed: World, newer: Path, renewals: int
) -> None:
    began = deployed.clock.now
    deployed.fate(STACK, fates.SLOW)
    for number in range(1, renewals + 1):
        deployed.wire.expire(began + 300 * number, key(number))
    ran = run(deployed, *DEPLOY, project=newer)
    refused = [c for c in ran.calls if c.became.startswith("ExpiredToken")]
    assert renewals <= len(refused) <= 3 * renewals
    assert {call.key for call in ran.calls} == {key(n) for n in range(1, renewals + 2)}
    assert _is_updated(deployed)
    holds(deployed, ran, exit_code=0, budget=330)


def test_49_credentials_that_nothing_renews_end_the_watching_alone(
    deployed: World, newer: Path
) -> None:
    expired = deployed.wire.fault(Effect.EXPIRED, since=deployed.clock.now + 10)
    ran = run(deployed, *DEPLOY, project=newer)
    assert f"UPDATE_IN_PROGRESS when it was last read, see `{WATCH}`" in ran.last
    assert "goes on in AWS" in ran.words
    assert "get new credentials" in ran.words
    assert not ran.calls.of("CancelUpdateStack", "DeleteStack").all
    holds(deployed, ran, exit_code=6, budget=30, status="UPDATE_IN_PROGRESS")
    expired.over = True
    again = run(deployed, *WATCH.split()[1:], project=newer)
    assert _is_updated(deployed)
    holds(deployed, again, exit_code=0, budget=15, status="UPDATE_COMPLETE")


@pytest.mark.parametrize("command", [DEPLOY, ("diff", "web", "--env", "prod")])
def test_55_the_wrong_account_is_refused_before_anything_is_asked_and_the_region_is_the_environments(
    deployed: World, newer: Path, command: tuple[str, ...]
) -> None:
    deployed.sessions.region = "us-east-1"  # of a profile: it says nothing
    elsewhere = run(deployed, "diff", "web", "--env", "prod", project=newer)
    assert elsewhere.exit_code == 0
    assert {c.region for c in elsewhere.calls if c.service != "iam"} == {"eu-west-1"}
    deployed.sts.answers = "999999999999"
    ran = run(deployed, *command, project=newer)
    assert ran.calls.names() == ["GetCallerIdentity"]
    assert "the credentials are of account 999999999999" in ran.words
    assert "the environment is in account 333333333333" in ran.words
    holds(deployed, ran, exit_code=3, budget=1, state=UNKNOWN)
