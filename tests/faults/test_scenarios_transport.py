"""Scenarios 44 to 55: signals; the wire fails, AWS throttles, credentials end. None of it decides an outcome."""

from __future__ import annotations

import os
import pty
import signal
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from functools import partial
from pathlib import Path

import pytest

from tests.faults.command import ctrl_c, run
from tests.faults.fake import fates
from tests.faults.fake.boto import SECRET, key
from tests.faults.fake.faults import Effect
from tests.faults.fake.world import World
from tests.faults.processes import begun, ran_of, real
from tests.faults.scenario import (
    DEPLOY,
    STACK,
    WEB,
    changed,
    holds,
    mutations,
    never_silent,
    without_retained_revisions,
)

WATCH = "bbfd watch web --env prod"
UNKNOWN = "its status is not known"
EXPIRING = "the credentials expire at"
UNANSWERED = "AWS does not answer; the operation itself goes on there"
THROTTLED = "AWS limits how often its state may be read"


@pytest.fixture
def newer(project: Path) -> Path:
    """The project with another version of the service than the one that runs."""
    return changed(project)


Variant = Callable[[World, World, Path], None]


def _called(variant: Variant) -> str:
    """The name of a variant, with what it is given."""
    if isinstance(variant, partial):
        return f"{_called(variant.func)}-{'-'.join(map(str, variant.keywords.values()))}"
    return str(getattr(variant, "__name__", "")).strip("_")


def _is_updated(world: World) -> bool:
    truth, runs = world.truth(STACK), world.ecs.services.values()
    assert truth is not None
    return truth.outcome == "UPDATE_COMPLETE" and all(s.primary.state == "COMPLETED" for s in runs)


def _until(done: Callable[[], object], within: float = 20.0) -> None:
    """Wait for something to become true in a world that goes on by itself."""
    end = time.monotonic() + within
    while not done():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.parametrize("share", [0.5, 0.8])
def test_44_throttling_of_half_the_reads_changes_nothing(
    deployed: World, newer: Path, share: float
) -> None:
    deployed.wire.fault(Effect.THROTTLED, reading=True, share=share)
    ran = run(deployed, *DEPLOY, project=newer)
    refused = [call for call in ran.calls if call.became.startswith("Throttling")]
    assert len(refused) > 8
    assert mutations(ran) == ["CreateChangeSet", "ExecuteChangeSet"]
    assert _is_updated(deployed)
    never_silent(ran)
    holds(deployed, ran, exit_code=0, budget=48 if share == 0.5 else 105)


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
    holds(deployed, ran, exit_code=0, budget=42, status="UPDATE_COMPLETE")


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
    never_silent(ran)
    holds(deployed, ran, exit_code=0, budget=215)


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
    never_silent(ran)
    holds(deployed, ran, exit_code=0, budget=34)


def _renewed_while_one_is_watched(
    furnished: World, deployed: World, newer: Path, renewals: int
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
    holds(deployed, ran, exit_code=0, budget=235)


def _profile(file: Path, number: int) -> dict[str, str]:
    """Credentials in a file, which somebody writes anew: what leads there. They replace those before at once."""
    text = f"[default]\naws_access_key_id = {key(number)}\naws_secret_access_key = {SECRET}\n"
    beside = file.with_suffix(".new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(file)
    return {"AWS_ACCESS_KEY_ID": "", "AWS_SHARED_CREDENTIALS_FILE": str(file)}


def _renewed(world: World, file: Path, number: int) -> None:
    """Let the credentials expire where new ones are, and wait until they are used."""
    _profile(file, number)
    world.wire.expire(world.clock.now, key(number - 1))
    _until(lambda: key(number) in {call.key for call in list(world.calls)})


def _renewed_while_threads_watch_several(furnished: World, deployed: World, newer: Path) -> None:
    """The threads are those of a process: each meets the end of the credentials when it likes."""
    others = ("api", "mail")
    for name in others:
        text = WEB.replace('path="/*"', f'path="/{name}/*"')
        (newer / "services" / f"{name}.py").write_text(text, encoding="utf-8")
    world, stacks = real(deployed, speed=12), [STACK, *(f"prod-{name}" for name in others)]
    file = newer / "credentials"
    several = ("deploy", "web", *others, "--env", "prod", "--yes")
    with begun(world, *several, project=newer, environment=_profile(file, 1)) as process:
        for number in (1, 2):
            _until(lambda: world.count("ExecuteChangeSet") == len(stacks))
            _renewed(world, file, number + 1)
        assert process.ended() == 0, process.err
    ran = ran_of(process, world)
    refused = [c for c in ran.calls if c.became.startswith("ExpiredToken")]
    assert 2 <= len(refused) <= 3 * 2 * len(stacks)
    assert ran.count("CreateChangeSet") == ran.count("ExecuteChangeSet") == len(stacks)
    assert _is_updated(world)
    # Besides web four were, or are, created: the registry, the environment, and the others.
    assert " 4 stacks: CREATE_COMPLETE; " in ran.last
    assert {world.truth(f"prod-{name}").status for name in others} == {"CREATE_COMPLETE"}
    holds(world, ran, exit_code=0, budget=140, status="UPDATE_COMPLETE")


@pytest.mark.parametrize(
    "renewed",
    [
        *(partial(_renewed_while_one_is_watched, renewals=renewals) for renewals in (1, 3)),
        _renewed_while_threads_watch_several,
    ],
    ids=_called,
)
def test_48_credentials_that_expire_are_read_anew(
    furnished: World, deployed: World, newer: Path, renewed: Variant
) -> None:
    renewed(furnished, deployed, newer)


def test_49_credentials_that_nothing_renews_end_the_watching_alone(
    deployed: World, newer: Path
) -> None:
    expired = deployed.wire.fault(Effect.EXPIRED, since=deployed.clock.now + 10)
    ran = run(deployed, *DEPLOY, project=newer)
    assert f"UPDATE_IN_PROGRESS when it was last read, see `{WATCH}`" in ran.last
    assert "goes on in AWS" in ran.words
    assert "get new credentials" in ran.words
    assert not ran.calls.of("CancelUpdateStack", "DeleteStack").all
    # How it goes on is put into the bucket with the same credentials: in vain, and once more with those read anew.
    holds(deployed, ran, exit_code=6, budget=27, status="UPDATE_IN_PROGRESS")
    expired.over = True
    again = run(deployed, *WATCH.split()[1:], project=newer)
    assert _is_updated(deployed)
    # Nobody else has kept how it ended: its registry is read, what is kept is listed, read, and written.
    holds(deployed, again, exit_code=0, budget=20, status="UPDATE_COMPLETE")


def _environment(expires_in: timedelta) -> dict[str, str]:
    """What a CI job has: credentials from variables, which say when they expire."""
    at = datetime.now(timezone.utc) + expires_in
    return {"AWS_SESSION_TOKEN": "token", "AWS_CREDENTIAL_EXPIRATION": at.isoformat()}


def test_50_credentials_that_expire_before_the_deadline_are_warned_of_up_front(
    deployed: World, newer: Path
) -> None:
    world = real(deployed, speed=20)
    expires = _environment(timedelta(minutes=20, seconds=20))
    with begun(world, *DEPLOY, "--timeout", "30m", project=newer, environment=expires) as process:
        assert process.ended() == 0, process.err
    said = " ".join("".join(process.err).split())
    assert f"{EXPIRING}" in said
    assert "in 20 min; a deployment that takes longer goes on in AWS" in said
    assert said.index(EXPIRING) < said.index("prod-web will be updated")
    assert _is_updated(world)
    holds(world, ran_of(process, world), exit_code=0, budget=60, status="UPDATE_COMPLETE")


def _ctrl_c_while_it_is_planned(
    furnished: World, deployed: World, newer: Path, after: float
) -> None:
    furnished.clock.ctrl_c(at=furnished.clock.now + after)
    ran = run(furnished, *DEPLOY, project=newer)
    assert "nothing was changed" in ran.words
    assert not ran.calls.of("ExecuteChangeSet").all
    assert furnished.truth(STACK) is None
    holds(furnished, ran, exit_code=130, budget=15)


def _ctrl_c_at_the_question(furnished: World, deployed: World, newer: Path) -> None:
    ran = run(deployed, *DEPLOY[:-1], project=newer, input=[ctrl_c])
    assert "nothing was changed" in ran.words
    assert ran.count("CreateChangeSet") == ran.count("DeleteChangeSet") == 1
    holds(deployed, ran, exit_code=130, budget=20, status="CREATE_COMPLETE")


def _signal_while_it_is_planned(furnished: World, deployed: World, newer: Path) -> None:
    world = real(deployed)
    world.change_set(STACK, seconds=60)
    with begun(world, *DEPLOY, project=newer) as process:
        _until(lambda: world.count("DescribeChangeSet"))
        process.signal()
        assert process.ended(5) == 130, process.err
    assert "nothing was changed" in " ".join("".join(process.err).split())
    holds(world, ran_of(process, world), exit_code=130, budget=15, status="CREATE_COMPLETE")


@pytest.mark.parametrize(
    "stopped",
    [
        *(partial(_ctrl_c_while_it_is_planned, after=after) for after in (0.5, 1.5, 2.5)),
        _ctrl_c_at_the_question,
        _signal_while_it_is_planned,
    ],
    ids=_called,
)
def test_51_before_it_is_executed_an_interrupt_leaves_nothing_behind(
    furnished: World, deployed: World, newer: Path, stopped: Variant
) -> None:
    stopped(furnished, deployed, newer)


def _ctrl_c_without_a_terminal(furnished: World, deployed: World, newer: Path) -> None:
    deployed.clock.ctrl_c(at=deployed.clock.now + 12)
    ran = run(deployed, *DEPLOY, project=newer)
    assert mutations(ran) == ["CreateChangeSet", "ExecuteChangeSet"]
    assert f"see `{WATCH}`" in ran.last
    holds(deployed, ran, exit_code=6, budget=25, status="UPDATE_IN_PROGRESS")
    deployed.end()
    assert _is_updated(deployed)


def _signal_without_a_terminal(furnished: World, deployed: World, newer: Path, number: int) -> None:
    world = real(deployed, speed=3)
    world.fate(STACK, fates.NEVER)
    late = _environment(timedelta(minutes=50))
    with begun(world, *DEPLOY, project=newer, environment=late) as process:
        process.said("UPDATE_IN_PROGRESS")
        process.signal(number)
        assert process.ended(5) == 6, process.err
    ran = ran_of(process, world)
    assert mutations(ran) == ["CreateChangeSet", "ExecuteChangeSet"]
    assert f"see `{WATCH}`" in ran.last
    assert EXPIRING not in ran.words  # later than it could take
    holds(world, ran, exit_code=6, budget=30, status="UPDATE_IN_PROGRESS")


@pytest.mark.parametrize(
    "stopped",
    [
        _ctrl_c_without_a_terminal,
        *(partial(_signal_without_a_terminal, number=n) for n in (signal.SIGINT, signal.SIGTERM)),
    ],
    ids=_called,
)
def test_52_without_a_terminal_an_interrupt_detaches_and_touches_nothing(
    furnished: World, deployed: World, newer: Path, stopped: Variant
) -> None:
    stopped(furnished, deployed, newer)


def _cancelled_once_and_rolled_back(furnished: World, deployed: World, newer: Path) -> None:
    deployed.clock.ctrl_c(at=deployed.clock.now + 12)
    ran = run(deployed, *DEPLOY, project=newer, input=["c"])
    assert ran.count("CancelUpdateStack") == 1
    assert "somebody cancelled the operation" not in ran.words
    assert "it was cancelled here, by Ctrl-C" in ran.words
    assert "1.27 still serves" in ran.last
    holds(deployed, ran, exit_code=4, budget=45, status="UPDATE_ROLLBACK_COMPLETE")


def _cancelled_too_late(furnished: World, deployed: World, newer: Path) -> None:
    def too_late() -> str:
        deployed.clock.sleep(19)  # the update is done, old resources are being removed
        return "c"

    deployed.clock.ctrl_c(at=deployed.clock.now + 12)
    deployed.resource("Task", phase="cleanup", seconds=30)
    newer = without_retained_revisions(newer)
    ran = run(deployed, *DEPLOY, project=newer, input=[too_late])
    assert ran.count("CancelUpdateStack") == 1
    assert "too late, it is in UPDATE_COMPLETE_CLEANUP_IN_PROGRESS" in ran.words
    assert _is_updated(deployed)
    holds(deployed, ran, exit_code=0, budget=40, status="UPDATE_COMPLETE")


def _cancelled_while_it_is_created(furnished: World, deployed: World, newer: Path) -> None:
    furnished.clock.ctrl_c(at=furnished.clock.now + 12)
    ran = run(furnished, *DEPLOY, project=newer, input=["c"])
    assert "it was not cancelled: " in ran.words
    holds(furnished, ran, exit_code=0, budget=45, status="CREATE_COMPLETE")


def _not_cancelled(furnished: World, deployed: World, newer: Path, answer: str, code: int) -> None:
    deployed.clock.ctrl_c(at=deployed.clock.now + 12)
    ran = run(deployed, *DEPLOY, project=newer, input=[answer])
    assert not ran.calls.of("CancelUpdateStack").all
    holds(deployed, ran, exit_code=code, budget=40)
    deployed.end()
    assert _is_updated(deployed)


@pytest.mark.parametrize(
    "chosen",
    [
        _cancelled_once_and_rolled_back,
        _cancelled_too_late,
        _cancelled_while_it_is_created,
        *(
            partial(_not_cancelled, answer=answer, code=code)
            for answer, code in (("k", 0), ("d", 6))
        ),
    ],
    ids=_called,
)
def test_53_who_cancels_at_the_terminal_does_so_once_and_is_told_where_it_is_too_late(
    furnished: World, deployed: World, newer: Path, chosen: Variant
) -> None:
    chosen(furnished, deployed, newer)


def _second_ctrl_c_at_the_question(furnished: World, deployed: World, newer: Path) -> None:
    deployed.clock.ctrl_c(at=deployed.clock.now + 12)
    ran = run(deployed, *DEPLOY, project=newer, input=[ctrl_c])
    assert ran.seconds < 13
    assert mutations(ran) == ["CreateChangeSet", "ExecuteChangeSet"]
    assert f"`{WATCH}`" in ran.words
    holds(deployed, ran, exit_code=130, budget=25, status="UPDATE_IN_PROGRESS")


def _second_signal(furnished: World, deployed: World, newer: Path, second: int) -> None:
    world = real(deployed, speed=3)
    world.fate(STACK, fates.NEVER)
    terminal, stdin = pty.openpty()
    with begun(world, *DEPLOY, project=newer, stdin=stdin) as process:
        process.said("UPDATE_IN_PROGRESS")
        process.signal()
        process.said("the deployment of prod-web goes on in AWS.")
        time.sleep(0.3)  # Python is deaf just before it waits for an answer
        process.signal(second)
        at = time.monotonic()
        assert process.ended(5) == 130, process.err
    assert time.monotonic() - at < 1
    os.close(terminal)
    os.close(stdin)
    ran = ran_of(process, world)
    assert mutations(ran) == ["CreateChangeSet", "ExecuteChangeSet"]
    assert f"`{WATCH}`" in ran.words
    holds(world, ran, exit_code=130, budget=30, status="UPDATE_IN_PROGRESS")


def _reader_gone(furnished: World, deployed: World, newer: Path, both: bool) -> None:
    """As `bbfd deploy ... --json | head -1`, and with `2>&1`."""
    world = real(deployed, speed=20)
    there, here = os.pipe()
    more = {"stderr": here} if both else {}
    with begun(world, *DEPLOY, "--json", project=newer, stdout=here, **more) as process:
        os.close(here)
        with os.fdopen(there, "rb") as reader:
            assert reader.readline()
        assert process.ended() == 0, process.err
    assert _is_updated(world)
    assert not [line for line in process.err if "Traceback" in line or "Broken pipe" in line]
    # Of what nobody reads there is no last line: all else holds.
    ran = ran_of(process, world)
    assert (ran.exit_code, world.left_behind()) == (0, [])
    assert len(ran.calls) <= 60
    truth = world.truth(STACK)
    assert truth is not None
    assert truth.status == "UPDATE_COMPLETE"
    if not both:
        holds(world, ran, exit_code=0, budget=60, status="UPDATE_COMPLETE")


@pytest.mark.parametrize(
    "ended",
    [
        _second_ctrl_c_at_the_question,
        *(partial(_second_signal, second=n) for n in (signal.SIGINT, signal.SIGTERM)),
        *(partial(_reader_gone, both=both) for both in (False, True)),
    ],
    ids=_called,
)
def test_54_a_second_interrupt_ends_it_at_once_and_a_reader_that_goes_away_ends_nothing(
    furnished: World, deployed: World, newer: Path, ended: Variant
) -> None:
    ended(furnished, deployed, newer)


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
