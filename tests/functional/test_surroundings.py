"""Where and how the command is called: from which folder, with which terminal, how much is deployed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.functional.projects import Project, examples


@pytest.fixture
def elsewhere(tmp_path: Path) -> Project:
    """A project in a folder with a name that shells and codecs stumble over."""
    return examples(tmp_path / "mein Projekt é")


def test_a_project_is_found_from_any_folder_in_it(elsewhere: Project) -> None:
    inside = Project(elsewhere.root / "services").process("preview", "hello", "--env", "prod")
    assert (inside.code, inside.err) == (0, "")
    assert inside.out == elsewhere.done("preview", "hello", "--env", "prod").out


def test_a_project_is_named_from_outside(elsewhere: Project, tmp_path: Path) -> None:
    outside = Project(tmp_path)
    call = ("--project", elsewhere.root.name)
    assert outside.process(*call, "deploy", "hello", "--env", "local", "--yes").code == 0
    assert elsewhere.state.exists()
    assert not outside.state.exists()


def test_a_terminal_that_lacks_our_characters_gets_others(deployed: Project) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    call = ("diff", "hello", "--env", "local", "--tag", "9.9.9")
    done = deployed.process(*call, environment=environment)
    assert done.code == 0
    assert "nginx:9.9.9" in done.out


def test_a_template_that_is_too_large_for_a_call_goes_through_the_bucket(deployed: Project) -> None:
    """Over 51,200 bytes: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html."""
    many = {f"VARIABLE_{number:04}": "x" * 60 for number in range(700)}
    deployed.change("services/hello.py", "port=80", f"port=80, variables={many}")
    deployed.done("deploy", "hello", "--env", "local", "--yes")
    with deployed.aws() as aws:
        (bucket,) = aws.inventory()["buckets"]
        assert aws["s3"].list_objects_v2(Bucket=bucket, Prefix="templates/")["KeyCount"] == 1
        assert aws.stacks()["local-hello"] == "UPDATE_COMPLETE"
    assert "nothing to do" in deployed.done("deploy", "hello", "--env", "local").words


def test_one_that_fails_stops_the_run_and_is_how_it_ended(project: Project) -> None:
    project.order({"create:AWS::ECS::Service@local-hello": "no such image"})
    call = ("deploy", "--all", "--env", "local", "--yes", "--json", "--at-once", "1")
    done = project.process(*call)
    assert done.code == 4
    # Which of those that wait for room comes first, nobody says; what fails is the last that is begun.
    *before, last = [(e["stack"], e["outcome"]) for e in done.events if e["event"] == "outcome"]
    assert [stack for stack, _ in before][:2] == ["bbfd-registry-main", "bbfd-environment-local"]
    assert {outcome for _, outcome in before} == {"created"}
    assert last == ("local-hello", "rolled back")
    project.order({})
    assert project.bbfd("deploy", "--all", "--env", "local", "--yes").code == 0


def test_what_a_killed_process_was_at_has_never_happened(deployed: Project) -> None:
    with deployed.aws() as aws:
        before = aws.runs("local-hello")
    deployed.order({"update:AWS::ECS::Service@local-hello": 30})
    call = ("deploy", "hello", "--env", "local", "--tag", "9.9.9", "--yes")
    with deployed.begun(*call, "--json") as process:
        process.printed('"logical_id": "Service"')
        process.kill()
    deployed.order({})
    with deployed.aws() as aws:
        assert aws.runs("local-hello") == before
    deployed.done(*call)
    with deployed.aws() as aws:
        assert aws.runs("local-hello").image.endswith(":9.9.9")
