"""Several services in one run, side by side, on one embedded AWS: order, limits, one summary, and no race."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bbfd.report.schema import schema
from tests.functional.projects import NOT_FOUND, Done, Project

EVERY = ("blog", "hello", "kafka-connect", "mailer", "report", "sample")
STACKS = {f"local-{name}" for name in EVERY if name != "sample"}
LOCAL = ("--env", "local", "--yes")
VALID = Draft202012Validator(schema())
WORKER = '''"""One of many."""

from bbfd import Container, Fargate, Worker

service = Worker(
    container=Container(image="public.ecr.aws/docker/library/busybox:1"),
    runs_on=Fargate(cpu=256, memory=512),
    after={after!r},
)
'''


def _write(project: Project, services: Mapping[str, tuple[str, ...]]) -> None:
    """Write workers. services: name -> those that come before it."""
    for name, after in services.items():
        project.write(f"services/{name}.py", WORKER.format(after=after))


def _ended(done: Done) -> dict[str, str]:
    """Stack -> how it ended, as the last object tells."""
    return {one["stack"]: one["outcome"] for one in done.events[-1]["outcomes"]}


def _span(events: Sequence[Any], stack: str) -> tuple[int, int]:
    """Where among the events a stack began to change, and where it ended."""
    places = [n for n, e in enumerate(events) if e["event"] == "resource" and e["stack"] == stack]
    return places[0], places[-1]


def test_all_of_a_project_come_up_in_one_run_with_one_summary(project: Project) -> None:
    done = project.process("deploy", "--all", *LOCAL, "--json")
    assert done.code == 0, done.err
    assert [error.message for e in done.events for error in VALID.iter_errors(e)] == []
    *_, last = done.events
    assert (last["event"], last["exit_code"], last["untried"]) == ("run", 0, {})
    assert [e["event"] for e in done.events].count("run") == 1
    with project.aws() as aws:
        stacks = aws.stacks()
        assert aws.change_sets() == []
        assert stacks.keys() >= STACKS
        assert set(stacks.values()) == {"CREATE_COMPLETE"}
        assert stacks.keys() == _ended(done).keys()
        for stack in ("local-blog", "local-hello", "local-kafka-connect"):
            assert aws.runs(stack).tasks[0] > 0


def test_they_run_side_by_side(project: Project) -> None:
    _write(project, {"a": (), "b": (), "c": ()})
    project.order({f"create:Service@local-{name}": 2 for name in "abc"})
    done = project.process("deploy", "a", "b", "c", *LOCAL, "--json")
    assert done.code == 0, done.err
    with project.aws() as aws:
        times = [
            [
                event["Timestamp"]
                for event in aws["cloudformation"].describe_stack_events(StackName=f"local-{name}")[
                    "StackEvents"
                ]
            ]
            for name in "abc"
        ]
    assert max(map(min, times)) < min(map(max, times))


@pytest.mark.parametrize("more", [(), ("--at-once", "2")], ids=["at once", "two at once"])
def test_what_comes_after_another_begins_when_that_one_has_ended(
    project: Project, more: tuple[str, ...]
) -> None:
    _write(project, {"a": ("b",), "b": ("c",), "c": (), "d": ()})
    done = project.process("deploy", "a", "b", "c", "d", *LOCAL, *more, "--json")
    assert done.code == 0, done.err
    (a, _), (b, b_ended), (_, c_ended) = (_span(done.events, f"local-{name}") for name in "abc")
    assert c_ended < b < b_ended < a


def test_no_more_are_under_way_than_was_said(project: Project) -> None:
    names = ("a", "b", "c", "d")
    _write(project, dict.fromkeys(names, ()))
    done = project.process("deploy", *names, *LOCAL, "--at-once", "1", "--json")
    assert done.code == 0, done.err
    spans = sorted(_span(done.events, f"local-{name}") for name in names)
    assert all(ended < began for (_, ended), (began, _) in pairwise(spans))


def test_the_first_failure_stops_what_has_not_begun(project: Project) -> None:
    _write(project, {"a": (), "b": ("a",), "c": ("b",)})
    project.order({"create:AWS::ECS::Service@local-a": "no room"})
    done = project.process("deploy", "a", "b", "c", *LOCAL, "--json")
    assert done.code == 4, done.err
    assert done.events[-1]["untried"].keys() == {"local-b", "local-c"}
    with project.aws() as aws:
        assert aws.stacks()["local-a"] == "ROLLBACK_COMPLETE"
        assert not {"local-b", "local-c"} & aws.stacks().keys()


def test_with_keep_going_only_what_comes_after_a_failure_is_left_out(project: Project) -> None:
    _write(project, {"a": (), "b": ("a",), "c": (), "d": ("c",)})
    project.order({"create:AWS::ECS::Service@local-a": "no room"})
    call = ("deploy", "a", "b", "c", "d", *LOCAL, "--keep-going", "--at-once", "1", "--json")
    done = project.process(*call)
    assert done.code == 4, done.err
    assert done.events[-1]["untried"].keys() == {"local-b"}
    ended = _ended(done)
    assert (ended["local-a"], ended["local-c"], ended["local-d"]) == (
        "rolled back",
        "created",
        "created",
    )


def test_the_worst_code_of_all_is_the_code_of_the_run(project: Project) -> None:
    project.done("deploy", "mailer", "hello", *LOCAL)
    project.order(
        {
            "update:CpuScaling@local-mailer": "no such metric",
            "rollback:Service@local-mailer": "nor back",
            "update:Service@local-hello": "no room",
        }
    )
    for name, image in {"mailer": "2024.11", "hello": "1.27"}.items():
        project.change(f"services/{name}.py", image, "9.9.9")
    done = project.process("deploy", "mailer", "hello", *LOCAL, "--keep-going")
    assert done.code == 5, done.err
    last = done.err.strip().splitlines()[-1]
    assert "exit code 5" in last
    assert "local-mailer: UPDATE_ROLLBACK_FAILED" in last
    assert "local-hello: UPDATE_ROLLBACK_COMPLETE" in last
    assert "Traceback" not in done.err


def test_where_nothing_changed_the_embedded_aws_is_only_looked_at(project: Project) -> None:
    project.done("deploy", "--all", *LOCAL)
    before = project.done("local", "status", "--json").record["generation"]
    done = project.process("deploy", "--all", *LOCAL, "--json")
    assert done.code == 0, done.err
    assert set(_ended(done).values()) == {"unchanged"}
    assert project.done("local", "status", "--json").record["generation"] == before


def test_in_a_job_of_github_there_is_one_table_for_all(project: Project) -> None:
    _write(project, {"a": (), "b": ()})
    project.order({"create:AWS::ECS::Service@local-a": NOT_FOUND})
    summary, output = project.root / "summary.md", project.root / "output.txt"
    job = {
        **os.environ,
        "GITHUB_ACTIONS": "true",
        "GITHUB_STEP_SUMMARY": str(summary),
        "GITHUB_OUTPUT": str(output),
    }
    call = ("deploy", "a", "b", *LOCAL, "--keep-going")
    done = project.process(*call, environment=job)
    assert done.code == 4, done.err
    text = summary.read_text(encoding="utf-8").replace("\\", "")
    rows = [row for row in text.splitlines() if "[local-" in row]
    assert len([row for row in rows if "[local-a]" in row and "ROLLBACK_COMPLETE" in row]) == 1
    assert len([row for row in rows if "[local-b]" in row and "CREATE_COMPLETE" in row]) == 1
    assert "exit-code<<" in output.read_text(encoding="utf-8")
    (error,) = [line for line in done.err.splitlines() if line.startswith("::error")]
    assert error.startswith("::error file=services/a.py,line=")


def test_many_at_once_race_for_nothing(project: Project) -> None:
    """24 services, each updated and each with a fault or a delay of its own, in one process."""
    names = [f"w{n:02d}" for n in range(24)]
    _write(project, dict.fromkeys(names, ()))
    made = project.process("deploy", *names, *LOCAL, "--json")
    assert made.code == 0, made.err
    faults: dict[str, str | float] = {f"update:Service@local-{n}": 0.3 for n in names[::2]}
    faults |= {f"update:Service@local-{n}": "no room" for n in names[1::4]}
    project.order(faults)
    for name in names:
        project.change(f"services/{name}.py", "busybox:1", "busybox:2")
    # Its own threads are not who is waited for.
    call = ("deploy", *names, *LOCAL, "--keep-going", "--wait-lock", "0s", "--json")
    done = project.process(*call)
    assert done.code == 4, done.err
    failed = {f"local-{n}" for n in names[1::4]}
    with project.aws() as aws:
        stacks = aws.stacks()
        assert aws.change_sets() == []
        for name in (f"local-{n}" for n in names):
            version = "1" if name in failed else "2"
            service = aws.service(name)
            task = aws["ecs"].describe_task_definition(taskDefinition=service["taskDefinition"])
            (container,) = task["taskDefinition"]["containerDefinitions"]
            assert container["image"].endswith(f":{version}"), name
            expected = "UPDATE_ROLLBACK_COMPLETE" if name in failed else "UPDATE_COMPLETE"
            assert stacks[name] == expected
    assert {s for s, outcome in _ended(done).items() if outcome == "rolled back"} == failed
