"""Whom a run tells what, and in which words."""

import io
import json
from dataclasses import replace

import pytest

from bbfd.cli.teller import Teller
from bbfd.deploy.outcome import Ended
from bbfd.deploy.progress import Diagnosed, Finished, Note, Progress
from bbfd.report.plain import Plain
from bbfd.report.terminal import Terminal
from tests.unit.report import samples
from tests.unit.report.test_terminal import Screen


def plain(*every: Progress) -> str:
    stream = io.StringIO()
    tell = Teller(Plain(stream, lambda: samples.NOON), background=samples.BACKGROUND)
    for progress in every:
        tell(progress)
    return stream.getvalue()


def other(progress: Progress) -> Progress:
    return replace(progress, stack="prod-api")


def test_with_several_stacks_every_line_names_its_own() -> None:
    shown = plain(*(one for p in samples.FAILING[:-2] for one in (p, other(p))))
    lines = [line.removeprefix("2026-11-21T12:00:07Z ") for line in shown.splitlines()]
    begun = next(number for number, line in enumerate(lines) if line.startswith("prod-api"))
    assert len(lines) > begun + 20
    for line in lines[begun:]:
        assert line.startswith(("prod-web", "prod-api"))


def test_with_one_stack_lines_are_short() -> None:
    assert "Z 00:07  TaskDefinition" in plain(*samples.FAILING)


def test_on_a_terminal_what_is_under_way_is_below_and_gone_at_the_end() -> None:
    screen, now = Screen(), [0.0]
    terminal = Terminal(screen, color=False, size=lambda: (120, 30))
    tell = Teller(terminal, background=samples.BACKGROUND, now=lambda: now[0])
    for progress in samples.FAILING[:10]:
        now[0] = getattr(progress, "seconds", now[0])
        tell(progress)
    *above, head, resource, rollout, targets = screen.shown(120)
    assert head.startswith("prod-web: deploying, 1 of 2 done  00:41")
    assert resource.split() == ["Service", "under", "way", "32", "s"]
    assert "failed 2 of 3 until ECS gives up, old 5 running" in rollout
    assert targets.strip() == "targets: 1 healthy, 1 initial (Elb.InitialHealthChecking)"
    assert any("exited with code 1" in line for line in above)
    for progress in samples.FAILING[10:]:
        tell(progress)
    shown = screen.shown(120)
    assert shown[-1] == "prod-web: UPDATE_ROLLBACK_COMPLETE; 1.8.2 still serves, 5 of 5 running"
    assert not [line for line in shown if "under way" in line]


def test_no_secret_value_reaches_people_or_programs(capsys: pytest.CaptureFixture[str]) -> None:
    stream = io.StringIO()
    tell = Teller(Plain(stream, lambda: samples.NOON), True, background=samples.BACKGROUND)
    reason = f'DB_PASSWORD: "{samples.SECRET}"'
    outcome = replace(samples.ROLLED_BACK, reason=reason, causes=(), notes=(reason,))
    for progress in (*samples.FAILING, samples.RUN, Finished(stack="prod-web", outcome=outcome)):
        tell(progress)
    out = capsys.readouterr().out
    assert samples.SECRET not in stream.getvalue() + out
    assert "DB_PASSWORD" in stream.getvalue()
    assert "DB_PASSWORD" in out


def test_standard_output_is_objects_alone(capsys: pytest.CaptureFixture[str]) -> None:
    stream = io.StringIO()
    tell = Teller(Plain(stream, lambda: samples.NOON), True, background=samples.BACKGROUND)
    for progress in samples.FAILING:
        tell(progress)
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(records) == len(samples.FAILING)
    assert records[-1]["event"] == "run"


def test_a_cause_is_said_to_be_unknown_with_what_aws_said() -> None:
    shown = plain(Diagnosed(stack="prod-web", causes=(samples.UNKNOWN,), seconds=3))
    assert "cause unknown" in shown
    assert "| Service (AWS::ECS::Service): something that nobody has seen before" in shown


def test_a_first_deployment_that_is_rolled_back_serves_nothing() -> None:
    first = replace(samples.ROLLED_BACK, status="ROLLBACK_COMPLETE", running=())
    last = plain(Finished(stack="prod-web", outcome=first)).splitlines()[-1]
    assert last.endswith("prod-web: ROLLBACK_COMPLETE; nothing runs: it was the first deployment")
    assert "1.8.2" not in last


def test_a_note_begins_nothing_on_a_terminal() -> None:
    screen = Screen()
    Teller(Terminal(screen, color=False, size=lambda: (80, 24)))(Note(stack="prod", text="a role"))
    assert screen.shown() == ["prod: a role"]


@pytest.mark.parametrize("ended", Ended)
def test_a_line_of_a_megabyte_is_cut(ended: Ended) -> None:
    long = "x" * 2**20
    cause = replace(samples.CAUSE, evidence=(long,), what=long)
    outcome = replace(samples.ROLLED_BACK, ended=ended, causes=(cause,), reason=long, notes=(long,))
    assert len(plain(Finished(stack="prod-web", outcome=outcome))) < 30_000
