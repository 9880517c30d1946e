"""The words of diagnose, history and an intervention."""

from dataclasses import replace
from datetime import timedelta

from bbfd.deploy.after.diagnosis import Diagnosis
from bbfd.deploy.after.recount import History
from bbfd.deploy.kept.joined import Entry
from bbfd.deploy.look.history import operations
from bbfd.deploy.look.token import make
from bbfd.deploy.proposal import Intervention
from bbfd.deploy.records import Event, StackState
from bbfd.deploy.unknown import Unknown
from bbfd.diagnose import (
    Breaker,
    Cause,
    Evidence,
    Failure,
    Rolling,
    ServiceEvent,
    StoppedContainer,
    StoppedTask,
    Target,
)
from bbfd.report.diagnosis import diagnosis_lines, diagnosis_record
from bbfd.report.history import history_lines, history_record
from bbfd.report.intervention import intervention_lines
from bbfd.report.line import text
from tests.unit.deploy.fakes import START

STATE = StackState(id="arn:1", name="dev-web", status="UPDATE_ROLLBACK_COMPLETE")


def _event(n: int, logical_id: str, status: str, token: str, reason: str = "") -> Event:
    return Event(
        id=str(n),
        logical_id=logical_id,
        type="T",
        status=status,
        at=START + timedelta(seconds=n),
        token=token,
        reason=reason,
        of_stack=logical_id == "dev-web",
    )


OURS = make("0123456789abcdef", "1.9", "abc1234")
PAST = operations(
    (
        _event(0, "dev-web", "CREATE_IN_PROGRESS", "Console-1"),
        _event(61, "dev-web", "CREATE_COMPLETE", "Console-1"),
        _event(100, "dev-web", "UPDATE_IN_PROGRESS", OURS),
        _event(101, "Queue", "UPDATE_FAILED", OURS, "the queue is cursed"),
        _event(110, "dev-web", "UPDATE_ROLLBACK_COMPLETE", OURS),
        _event(200, "dev-web", "UPDATE_IN_PROGRESS", ""),
    )
)
HISTORY = History(state=STATE, operations=tuple(Entry(past=one) for one in reversed(PAST)))
CRASH = StoppedTask(
    arn="arn:task/4f2a",
    code="EssentialContainerExited",
    reason="Essential container in task exited",
    containers=(StoppedContainer(name="app", exit_code=1, reason="Error"),),
    log={"app": ("::error::hello", "\x1b[31mred")},
    at=START,
)
EVIDENCE = Evidence(
    stack="dev-web",
    failures=(
        Failure(logical_id="Service", type="T", status="UPDATE_FAILED", reason="did not stabilise"),
    ),
    services=(
        Rolling(
            name="web",
            desired=2,
            running=0,
            failed=3,
            state="FAILED",
            tasks=(CRASH,),
            targets=(Target(group="g", id="10.0.0.1", state="unhealthy", code="Target.Timeout"),),
            events=(ServiceEvent(id="1", text="was unable to start", at=START, ill=True),),
            breaker=Breaker(deployment="d", status="TRIGGERED", failures=3, threshold=3),
        ),
    ),
    unread=("subnets: denied",),
)
CAUSE = Cause(
    id="container-exited",
    title="a container exited",
    what="container app exited with code 1",
    evidence=("exit code 1",),
    fix="read its log",
)
ILL = Diagnosis(state=STATE, last=PAST[1:2], failed=True, causes=(CAUSE,), evidence=EVIDENCE)


def test_a_history_says_when_what_how_and_whose() -> None:
    assert text(history_lines(HISTORY)).splitlines() == [
        "dev-web  UPDATE_ROLLBACK_COMPLETE",
        "   -  2026-01-02 03:07:25Z  update        0 s  UPDATE_IN_PROGRESS  (goes on)",
        "      not by bbfd",
        "   -  2026-01-02 03:05:45Z  update       10 s  UPDATE_ROLLBACK_COMPLETE",
        "      by bbfd: version 1.9, commit abc1234, not kept",
        "      Queue: the queue is cursed",
        "   -  2026-01-02 03:04:05Z  create       61 s  CREATE_COMPLETE",
        "      not by bbfd (Console-1)",
    ]


def test_a_history_as_json_has_the_same() -> None:
    newest, failed, first = history_record(HISTORY)["operations"]
    assert (newest["ended"], newest["ours"], newest["token"]) == (None, False, "")
    assert (failed["version"], failed["commit"], failed["ours"]) == ("1.9", "abc1234", True)
    assert failed["failure"]["reason"] == "the queue is cursed"
    assert (first["kind"], first["seconds"], first["failure"]) == ("create", 61.0, None)


def test_a_history_that_cannot_be_read_says_why() -> None:
    blind = replace(HISTORY, operations=Unknown(why="it is denied"))
    assert "not known: it is denied" in text(history_lines(blind))
    assert history_record(blind)["operations"] == {"unknown": "it is denied"}


def test_a_diagnosis_shows_the_cause_and_then_everything() -> None:
    words = text(diagnosis_lines(ILL))
    for said in (
        "cause  container app exited with code 1",
        "fix  read its log",
        "failed Service (T) UPDATE_FAILED",
        "did not stabilise",
        "TRIGGERED: 3 of 3 failures",
        "10.0.0.1 unhealthy: Target.Timeout",
        "task 4f2a stopped at 03:04:05Z: EssentialContainerExited",
        "container app: exit code 1",
        "| 03:04:05Z was unable to start",
        "unread subnets: denied",
    ):
        assert said in words


def test_what_a_container_logs_stays_behind_a_lead_and_harmless() -> None:
    words = text(diagnosis_lines(ILL))
    assert "\x1b" not in words
    assert not any(line.lstrip().startswith("::") for line in words.splitlines())


def test_a_diagnosis_as_json_has_the_same() -> None:
    record = diagnosis_record(ILL)
    assert (record["well"], record["causes"][0]["id"]) == (False, "container-exited")
    (service,) = record["services"]
    assert service["breaker"]["threshold"] == 3
    assert service["tasks"][0]["containers"][0]["exit_code"] == 1
    assert record["operations"][0]["version"] == "1.9"


def test_where_nothing_is_wrong_that_is_said() -> None:
    assert "nothing is known to be wrong" in text(diagnosis_lines(Diagnosis(state=STATE)))


def test_what_will_happen_to_what_is_shown_before_anybody_agrees() -> None:
    shown = Intervention(stack="dev-web", stack_id="", asks="Roll back dev-web", effects=("a", "b"))
    assert text(intervention_lines(shown)) == "dev-web\n  ! a\n  ! b\n"
