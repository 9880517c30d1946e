"""Ctrl-C while several services are deployed side by side: a real signal, a real terminal."""

from __future__ import annotations

import os
import pty

import pytest

from tests.functional.projects import Project, examples

SERVICES = ("mailer", "report")
CALL = ("deploy", *SERVICES, "--env", "local", "--yes")


@pytest.fixture
def project(tmp_path: object) -> Project:
    """Two services whose creation takes some seconds, after what they stand on is there."""
    project = examples(tmp_path)
    project.done("env", "deploy", "local", "--yes")
    project.order({"create:Task": 6})
    return project


def test_without_a_terminal_both_are_left_to_aws(project: Project) -> None:
    with project.begun(*CALL) as deploying:
        deploying.said("Task                          CREATE_IN_PROGRESS")
        deploying.pressed()
        done = deploying.ended()
    assert done.code == 6, done.err
    for name in SERVICES:
        assert f"bbfd watch {name} --env local" in done.words


def test_who_watches_on_sees_how_both_end(project: Project) -> None:
    keyboard, theirs = pty.openpty()
    with project.begun(*CALL, stdin=theirs) as deploying:
        os.close(theirs)
        deploying.said("Task                          CREATE_IN_PROGRESS")
        deploying.pressed()
        deploying.said("[d]etach, [c]ancel and roll back, [k]eep watching?")
        os.write(keyboard, b"k\n")
        done = deploying.ended()
    os.close(keyboard)
    assert done.code == 0, done.err
    with project.aws() as aws:
        stacks = aws.stacks()
        assert {stacks[f"local-{name}"] for name in SERVICES} == {"CREATE_COMPLETE"}
    for name in SERVICES:
        assert f"local-{name}: created" in done.words
