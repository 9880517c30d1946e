"""Each exit code of docs/exit-codes/README.md, from the program itself, on the embedded AWS."""

from __future__ import annotations

import os
import pty
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.functional.projects import Begun, Project

DEPLOY = ("deploy", "hello", "--env", "local")
NEWER = (*DEPLOY, "--tag", "9.9.9")
UPDATE = "update:AWS::ECS::Service@local-hello"


def test_0_when_there_is_nothing_to_do(deployed: Project) -> None:
    done = deployed.process(*DEPLOY)
    assert done.code == 0
    assert done.out == ""
    assert "local-hello: nothing to do" in done.words


@pytest.mark.parametrize(
    "arguments",
    [
        ("deplyo", "hello"),
        ("deploy", "hello", "--evn", "local"),
        ("deploy", "helo", "--env", "local"),
    ],
    ids=" ".join,
)
def test_2_when_the_call_is_wrong(project: Project, arguments: tuple[str, ...]) -> None:
    done = project.process(*arguments)
    assert (done.code, done.out) == (2, "")
    assert "Traceback" not in done.err
    assert not project.state.exists()


@pytest.mark.parametrize("arguments", [DEPLOY, ("env", "deploy", "local")], ids=" ".join)
def test_3_when_nobody_can_be_asked(project: Project, arguments: tuple[str, ...]) -> None:
    done = project.process(*arguments)
    assert done.code == 3
    assert "there is no terminal to ask at" in done.words
    assert "--yes" in done.words
    _assert_nothing_is_there(project)


def test_3_when_the_answer_is_no(project: Project) -> None:
    with _asked(project, *DEPLOY) as (process, keyboard):
        os.write(keyboard, b"n\n")
        assert process.ended().code == 3
    _assert_nothing_is_there(project)


def test_4_when_it_failed_and_was_rolled_back(deployed: Project) -> None:
    deployed.order({UPDATE: "the image cannot be pulled"})
    done = deployed.process(*NEWER, "--yes", "--json")
    assert done.code == 4
    *_, outcome, ran = done.events
    assert ran["exit_code"] == 4
    assert (outcome["outcome"], outcome["exit_code"]) == ("rolled back", 4)
    assert "the image cannot be pulled" in outcome["reason"]
    assert "bbfd deploy hello --env local" in outcome["fix"]


def test_4_names_what_was_not_tried(project: Project) -> None:
    project.order({"create:AWS::ECS::Service@local-kafka-connect": "no room"})
    services = ("kafka-connect", "mailer", "report")
    done = project.process(
        "deploy", *services, "--env", "local", "--yes", "--at-once", "1", "--json"
    )
    assert done.code == 4
    assert done.events[-1]["untried"].keys() == {"local-mailer", "local-report"}


def test_4_and_the_others_go_on_where_that_is_wanted(project: Project) -> None:
    project.order({"create:AWS::ECS::Service@local-kafka-connect": "no room"})
    services = ("kafka-connect", "mailer", "--at-once", "1", "--keep-going")
    done = project.process("deploy", *services, "--env", "local", "--yes", "--json")
    assert done.code == 4
    ended = {o["stack"]: o["outcome"] for o in done.events[-1]["outcomes"]}
    assert (ended["local-kafka-connect"], ended["local-mailer"]) == ("rolled back", "created")


def test_5_when_the_rollback_failed_too_and_3_from_then_on(project: Project) -> None:
    call = ("deploy", "mailer", "--env", "local", "--yes")
    project.done(*call)
    project.order(
        {
            "update:AWS::ApplicationAutoScaling::ScalingPolicy@local-mailer": "no such metric",
            "rollback:AWS::ECS::Service@local-mailer": "nor back",
        }
    )
    stuck = project.process(*call, "--tag", "2")
    assert stuck.code == 5
    assert "no such metric" in stuck.words
    assert "bbfd recover mailer --env local" in stuck.words
    refused = project.process(*call)
    assert refused.code == 3
    assert "UPDATE_ROLLBACK_FAILED" in refused.words


def test_6_when_it_takes_longer_than_was_given(deployed: Project) -> None:
    deployed.order({UPDATE: 2})
    done = deployed.process(*NEWER, "--yes", "--timeout", "1s")
    assert done.code == 6
    assert "bbfd watch hello --env local" in done.words
    with deployed.aws() as aws:
        assert aws.runs("local-hello").image.endswith(":9.9.9")


def test_6_when_left_while_it_goes_on(deployed: Project) -> None:
    deployed.order({UPDATE: 1})
    with deployed.begun(*NEWER, "--yes", "--json") as process:
        process.printed('"logical_id": "Service"', '"UPDATE_IN_PROGRESS"')
        process.interrupt()
        done = process.ended()
    assert done.code == 6
    assert "goes on" in done.words
    with deployed.aws() as aws:
        assert aws.runs("local-hello").image.endswith(":9.9.9")


def test_7_when_another_process_is_at_it_for_too_long(deployed: Project) -> None:
    deployed.order({UPDATE: 3})
    with _busy(deployed):
        done = deployed.process("local", "reset", "--yes", "--wait-lock", "1s")
    assert done.code == 7
    assert "process" in done.words


def test_7_also_where_the_embedded_aws_is_what_is_waited_for(deployed: Project) -> None:
    deployed.order({UPDATE: 3})
    with _busy(deployed):
        done = deployed.process(
            "diff", "blog", "--env", "local", "--tag", "9.9.9", "--wait-lock", "1s"
        )
    assert done.code == 7
    assert "is changing the embedded AWS" in done.words
    assert "fix: wait until it has ended" in done.words


def test_7_is_not_how_it_ends_while_somebody_is_asked(deployed: Project) -> None:
    call = ("deploy", "hello", "--env", "local", "--tag", "9.9.9")
    with _asked(deployed, *call) as (asked, keyboard):
        assert deployed.process("diff", "hello", "--env", "local", "--wait-lock", "1s").code == 0
        assert deployed.process(*call, "--yes", "--wait-lock", "1s").code == 0
        os.write(keyboard, b"y\n")
        late = asked.ended()
    assert late.code == 0
    assert "somebody else deployed local-hello after this plan was made" in late.words
    assert "planning again" in late.words
    assert "local-hello: nothing to do" in late.words


def test_10_when_asked_whether_anything_would_change(deployed: Project) -> None:
    call = ("diff", "hello", "--env", "local", "--exit-code")
    assert deployed.process(*call, "--tag", "9.9.9").code == 10
    assert deployed.process(*call).code == 0


def test_130_when_interrupted_before_anything_was_done(project: Project) -> None:
    with _asked(project, *DEPLOY) as (process, _):
        process.interrupt()
        assert process.ended().code == 130
    _assert_nothing_is_there(project)


def test_130_when_the_terminal_is_gone_before_anything_was_done(project: Project) -> None:
    with _asked(project, *DEPLOY) as (process, keyboard):
        os.write(keyboard, b"\x04")
        assert process.ended().code == 130
    _assert_nothing_is_there(project)


def _assert_nothing_is_there(project: Project) -> None:
    with project.aws() as aws:
        assert aws.stacks() == {}


@contextmanager
def _asked(project: Project, *arguments: str) -> Iterator[tuple[Begun, int]]:
    """The command with somebody at the keyboard, once it has asked; and that keyboard."""
    keyboard, theirs = pty.openpty()
    with project.begun(*arguments, stdin=theirs) as process:
        os.close(theirs)
        process.said("embedded AWS? [")
        yield process, keyboard
    os.close(keyboard)


@contextmanager
def _busy(project: Project) -> Iterator[None]:
    """While another process is deploying, and has the embedded AWS to itself."""
    with project.begun(*NEWER, "--yes", "--json") as other:
        other.printed('"logical_id": "Service"')
        yield
        assert other.ended().code == 0
