"""Logs, one-off tasks, shells and forwarded ports, through the command."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bbfd.report.schema import schema
from tests.functional.played import ACCOUNT, NOON, Clock, Played, run
from tests.functional.projects import ROOT, Project, examples

VALID = Draft202012Validator(schema())
ARN = f"arn:aws:ecs:eu-west-1:{ACCOUNT}"
TASK = f"{ARN}:task/dev/4f2a1b3c"
DEFINITION = f"{ARN}:task-definition/dev-hello:7"
SERVICE = f"{ARN}:service/dev/hello"


def _ms(seconds: float) -> int:
    return int((NOON + timedelta(seconds=seconds)).timestamp() * 1000)


def _stopped(code: int | None, stop: str = "EssentialContainerExited", reason: str = "") -> Any:
    container = {"name": "app", **({} if code is None else {"exitCode": code})}
    task = {
        "taskArn": TASK,
        "lastStatus": "STOPPED",
        "stopCode": stop,
        "stoppedReason": reason,
        "containers": [container],
    }
    return {"tasks": [task], "failures": []}


RUNNING: dict[str, Any] = {
    "taskArn": TASK,
    "lastStatus": "RUNNING",
    "group": "service:hello",
    "createdAt": NOON,
    "taskDefinitionArn": DEFINITION,
    "enableExecuteCommand": True,
    "containers": [
        {
            "name": "app",
            "lastStatus": "RUNNING",
            "runtimeId": "4f2a1b3c-0123",
            "managedAgents": [{"name": "ExecuteCommandAgent", "lastStatus": "RUNNING"}],
        }
    ],
}


def _recorded(**more: list[Any]) -> Played:
    """`hello` in `dev`, as AWS tells of it."""
    tags = {"bbfd:service": "hello", "bbfd:environment": "dev"}
    state = {
        "StackName": "dev-hello",
        "StackId": f"arn:aws:cloudformation:eu-west-1:{ACCOUNT}:stack/dev-hello/1",
        "StackStatus": "UPDATE_COMPLETE",
        "CreationTime": NOON,
        "Tags": [{"Key": key, "Value": value} for key, value in tags.items()],
    }
    resources = [
        ("Task", "AWS::ECS::TaskDefinition", DEFINITION),
        ("Logs", "AWS::Logs::LogGroup", "dev-hello-logs"),
        ("Service", "AWS::ECS::Service", SERVICE),
    ]
    service = {
        "serviceArn": SERVICE,
        "serviceName": "hello",
        "status": "ACTIVE",
        "taskDefinition": DEFINITION,
        "deployments": [{"status": "PRIMARY", "taskDefinition": DEFINITION}],
        "networkConfiguration": {
            "awsvpcConfiguration": {
                "subnets": ["subnet-1"],
                "securityGroups": ["sg-1"],
                "assignPublicIp": "DISABLED",
            }
        },
        "capacityProviderStrategy": [{"capacityProvider": "FARGATE_SPOT", "base": 0, "weight": 1}],
        "enableExecuteCommand": True,
    }
    logs = {
        "awslogs-group": "dev-hello-logs",
        "awslogs-stream-prefix": "hello",
        "awslogs-region": "eu-west-1",
    }
    container = {
        "name": "app",
        "image": "hello:1",
        "portMappings": [{"containerPort": 8080}],
        "logConfiguration": {"logDriver": "awslogs", "options": logs},
    }
    answers: dict[str, list[Any]] = {
        "GetCallerIdentity": [{"Account": ACCOUNT, "Arn": "arn:me", "UserId": "u"}],
        "DescribeStacks": [{"Stacks": [state]}],
        "ListStackResources": [
            {
                "StackResourceSummaries": [
                    {
                        "LogicalResourceId": name,
                        "ResourceType": type_,
                        "PhysicalResourceId": id_,
                        "ResourceStatus": "CREATE_COMPLETE",
                    }
                    for name, type_, id_ in resources
                ]
            }
        ],
        "DescribeServices": [{"services": [service]}],
        "DescribeTaskDefinition": [{"taskDefinition": {"containerDefinitions": [container]}}],
        "RunTask": [{"tasks": [{"taskArn": TASK}], "failures": []}],
        "DescribeTasks": [{"tasks": [RUNNING]}, {"tasks": [RUNNING]}, _stopped(0)],
        "FilterLogEvents": [{"events": []}],
        "ListTasks": [{"taskArns": [TASK]}],
        **more,
    }
    return Played({name: list(each) for name, each in answers.items()})


def _event(number: int, at: float, message: str, task: str = "4f2a1b3c") -> dict[str, Any]:
    stream = f"hello/app/{task}"
    return {
        "eventId": f"e{number}",
        "timestamp": _ms(at),
        "logStreamName": stream,
        "message": message,
    }


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return examples(tmp_path).root


RUN = ("run", "hello", "--env", "dev")


def test_a_one_off_task_ends_with_the_containers_exit_code_and_its_log_on_stdout(
    root: Path,
) -> None:
    played = _recorded(
        DescribeTasks=[{"tasks": [RUNNING]}, {"tasks": [RUNNING]}, _stopped(3)],
        FilterLogEvents=[
            {"events": [_event(1, 1.0, "begins")]},
            {"events": [_event(1, 1.0, "begins"), _event(2, 3.0, "::add-mask::x")]},
            {"events": [_event(2, 3.0, "::add-mask::x"), _event(3, 4.0, "\x1b[31mends\x07")]},
        ],
    )
    done = run(root, played, *RUN, "--variable", "DAY=1", "--", "manage", "migrate")
    assert done.code == 3, done.err
    assert done.out == "begins\n: :add-mask::x\nends \n"
    assert "app of task 4f2a1b3c: it ended with 3" in done.words
    (asked,) = played.of("RunTask")
    assert asked["overrides"] == {
        "containerOverrides": [
            {
                "name": "app",
                "command": ["manage", "migrate"],
                "environment": [{"name": "DAY", "value": "1"}],
            }
        ]
    }
    assert asked["networkConfiguration"]["awsvpcConfiguration"]["subnets"] == ["subnet-1"]
    assert asked["capacityProviderStrategy"][0]["capacityProvider"] == "FARGATE_SPOT"
    assert played.of("FilterLogEvents")[0]["logStreamNamePrefix"] == "hello/app/4f2a1b3c"


def test_a_one_off_task_is_told_to_programs_as_the_schema_says(root: Path) -> None:
    played = _recorded(FilterLogEvents=[{"events": [_event(1, 1.0, "begins")]}])
    done = run(root, played, *RUN, "--json")
    assert done.code == 0, done.err
    for record in done.events:
        VALID.validate(record)
    assert [record["event"] for record in done.events] == ["note", "log", "task"]
    assert done.events[-1]["exit_code"] == 0


@pytest.mark.parametrize(
    ("described", "words"),
    [
        (
            _stopped(
                None,
                "TaskFailedToStart",
                "CannotPullContainerError: pull image manifest has "
                "been retried 1 time(s): failed to resolve ref hello:9: not found",
            ),
            "cause",
        ),
        (_stopped(0, "SpotInterruption", "Your Spot Task was interrupted."), "SpotInterruption"),
    ],
)
def test_what_never_ran_to_its_end_is_125(root: Path, described: Any, words: str) -> None:
    done = run(root, _recorded(DescribeTasks=[described]), *RUN)
    assert done.code == 125
    assert words in done.words


@pytest.mark.parametrize(
    "arguments",
    [
        (*RUN, "--no-such-option"),
        ("run", "hallo", "--env", "dev"),
        ("run", "hello", "--env", "def"),
        (*RUN, "--container", "side"),
        (*RUN, "--variable", "DAY"),
        (*RUN, "--command", "a", "--", "b"),
        (*RUN, "--command", "a 'b"),
    ],
)
def test_all_that_fails_of_ours_is_125(root: Path, arguments: tuple[str, ...]) -> None:
    played = _recorded()
    done = run(root, played, *arguments)
    assert done.code == 125, done.err
    assert played.of("RunTask") == []


def test_ctrl_c_stops_the_task_and_tells_how_it_ended(root: Path) -> None:
    played = _recorded(
        StopTask=[{}],
        DescribeTasks=[{"tasks": [RUNNING]}, {"tasks": [RUNNING]}, _stopped(143, "UserInitiated")],
    )
    clock = Clock()
    clock.interrupts = [1.0]
    done = run(root, played, *RUN, clock=clock)
    assert done.code == 143
    assert played.of("StopTask")[0]["task"] == TASK
    assert "asked to stop" in done.words


def test_not_waited_for_its_arn_is_all_that_is_printed(root: Path) -> None:
    done = run(root, _recorded(), *RUN, "--no-wait")
    assert (done.code, done.out) == (0, f"{TASK}\n")
    assert "bbfd logs hello --env dev --task 4f2a1b3c --follow" in done.words


# what stands in for the plug-in: it writes down what it was told, waits for a word, and ends with a code
PLUGIN = """#!{python}
import json, os, signal, sys, time
if sys.argv[1:] == ["--version"]:
    print("{version}")
    sys.exit(0)
told = {{"argv": sys.argv[1:], "variable": os.environ.get("AWS_SSM_START_SESSION_RESPONSE")}}
open("{told}", "w").write(json.dumps(told))
print("speaks", flush=True)
if os.path.exists("{told}.waits"):
    got = []
    signal.signal(signal.SIGINT, lambda *_: got.append(1))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(9))
    open("{told}.ready", "w").close()
    while not got:
        time.sleep(0.02)
    sys.exit(8)
sys.exit(7)
"""


class Plugin:
    """A plug-in in a folder of its own."""

    def __init__(self, folder: Path, version: str) -> None:
        folder.mkdir()
        self.told = folder / "told.json"
        path = folder / "session-manager-plugin"
        path.write_text(PLUGIN.format(python=sys.executable, version=version, told=self.told))
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        self.variables = {"PATH": str(folder), "AWS_PROFILE": "work"}

    @property
    def record(self) -> Any:
        return json.loads(self.told.read_text())


SESSION = {"sessionId": "s-1", "streamUrl": "wss://x", "tokenValue": "TOKEN"}
STARTED = {"SessionId": "s-1", "StreamUrl": "wss://x", "TokenValue": "TOKEN"}


@pytest.fixture
def plugin(tmp_path: Path) -> Plugin:
    return Plugin(tmp_path / "bin", "1.2.707.0")


def _enterable(**more: list[Any]) -> Played:
    return _recorded(
        DescribeTasks=[{"tasks": [RUNNING]}],
        ExecuteCommand=[{"session": SESSION}],
        StartSession=[STARTED],
        **more,
    )


def test_a_shell_is_opened_through_the_plug_in_whose_exit_code_is_ours(
    root: Path, plugin: Plugin
) -> None:
    played = _enterable()
    done = run(root, played, "exec", "hello", "--env", "dev", variables=plugin.variables)
    assert done.code == 7, done.err
    (asked,) = played.of("ExecuteCommand")
    assert asked == {
        "cluster": "dev",
        "task": TASK,
        "container": "app",
        "command": "/bin/sh",
        "interactive": True,
    }
    assert plugin.record["argv"] == [
        "AWS_SSM_START_SESSION_RESPONSE",
        "eu-west-1",
        "StartSession",
        "work",
        '{"Target": "ecs:dev_4f2a1b3c_4f2a1b3c-0123"}',
        "https://ecs.eu-west-1.amazonaws.com",
    ]
    assert json.loads(plugin.record["variable"]) == SESSION
    assert "TOKEN" not in done.err + done.out
    assert "AWS_SSM_START_SESSION_RESPONSE" not in os.environ


@pytest.mark.parametrize("version", ["1.2.497.0", "1.2.30.0", "unknown"])
def test_an_older_plug_in_is_told_as_it_understands(
    root: Path, tmp_path: Path, version: str
) -> None:
    old = Plugin(tmp_path / "old", version)
    run(root, _enterable(), "exec", "hello", "--env", "dev", variables=old.variables)
    assert json.loads(old.record["argv"][0]) == SESSION
    assert old.record["variable"] is None


def test_a_command_is_passed_on_word_by_word(root: Path, plugin: Plugin) -> None:
    played = _enterable()
    words = ("exec", "hello", "--env", "dev", "--", "sh", "-c", "ls 'a b'")
    run(root, played, *words, variables=plugin.variables)
    assert played.of("ExecuteCommand")[0]["command"] == """sh -c 'ls '"'"'a b'"'"''"""


def test_a_port_is_passed_on_through_the_plug_in(root: Path, plugin: Plugin) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        here = taken.getsockname()[1]
    played = _enterable()
    words = ("forward", "hello", "--env", "dev", "--local-port", str(here))
    done = run(root, played, *words, variables=plugin.variables)
    assert done.code == 7, done.err
    assert f"localhost:{here} is port 8080 of app of task 4f2a1b3c" in done.words
    request = {
        "Target": "ecs:dev_4f2a1b3c_4f2a1b3c-0123",
        "DocumentName": "AWS-StartPortForwardingSession",
        "Parameters": {"portNumber": ["8080"], "localPortNumber": [str(here)]},
    }
    assert played.of("StartSession") == [request]
    assert json.loads(plugin.record["argv"][4]) == request
    assert plugin.record["argv"][5] == "https://ssm.eu-west-1.amazonaws.com"


def test_a_port_of_a_host_behind_it_is_passed_on(root: Path, plugin: Plugin) -> None:
    played = _enterable()
    words = ("forward", "hello", "--env", "dev", "--host", "db.internal", "--port", "5432")
    done = run(root, played, *words, "--local-port", "0", variables=plugin.variables)
    assert done.code == 2  # no port of anybody's
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        here = str(taken.getsockname()[1])
        done = run(root, played, *words, "--local-port", here, variables=plugin.variables)
        assert done.code == 2
        assert f"the local port {here} is in use" in done.words
        assert played.of("StartSession") == []
    run(root, played, *words, "--local-port", here, variables=plugin.variables)
    (asked,) = played.of("StartSession")
    assert asked["DocumentName"] == "AWS-StartPortForwardingSessionToRemoteHost"
    assert asked["Parameters"]["host"] == ["db.internal"]


def test_without_the_plug_in_it_is_said_how_to_get_it_before_aws_is_asked(root: Path) -> None:
    played = _enterable()
    done = run(root, played, "exec", "hello", "--env", "dev", variables={"PATH": "/nowhere"})
    assert done.code == 3
    assert "is not installed" in done.words
    assert "install-plugin.html" in done.words
    assert played.asked == []


def test_in_the_embedded_aws_nothing_is_entered(root: Path) -> None:
    done = run(root, _recorded(), "exec", "hello", "--env", "local")
    assert done.code == 3
    assert "no container runs" in done.words


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 8), (signal.SIGTERM, 9)])
def test_signals_are_the_plug_ins(tmp_path: Path, sent: signal.Signals, code: int) -> None:
    plugin = Plugin(tmp_path / "bin", "1.2.707.0")
    Path(f"{plugin.told}.waits").touch()
    program = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from bbfd.cli.plugin import find_plugin, hand_over\n"
        "from bbfd.deploy.tasks import Session\n"
        f"session = Session(response={SESSION!r}, request={{}}, region='r', endpoint='e')\n"
        f"sys.exit(hand_over(find_plugin({plugin.variables!r}), session, ''))\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], start_new_session=True) as process:
        until = time.monotonic() + 20
        while not Path(f"{plugin.told}.ready").exists() and time.monotonic() < until:
            time.sleep(0.02)
        if sent is signal.SIGINT:
            os.killpg(process.pid, sent)  # as a terminal does
        else:
            process.send_signal(sent)
        assert process.wait(timeout=20) == code


LOGS = ("logs", "hello", "--env", "dev")


def test_logs_of_all_tasks_are_merged_and_harmless(root: Path) -> None:
    events = [
        _event(2, -5.0, "two\r\n", "bbbb0000"),
        _event(1, -9.0, "one\n\tat x"),
        _event(3, -1.0, "##[error]three \x1b]0;title\x07"),
    ]
    pages = [
        {"events": events[:2], "nextToken": "n"},
        {"events": []},
    ]
    played = _recorded(FilterLogEvents=pages)
    done = run(root, played, *LOGS)
    assert done.code == 0, done.err
    assert done.out == (
        "2026-11-21T11:59:51.000Z  4f2a1b3c  app  one\n"
        "2026-11-21T11:59:51.000Z  4f2a1b3c  app      at x\n"
        "2026-11-21T11:59:55.000Z  bbbb0000  app  two\n"
    )
    asked = played.of("FilterLogEvents")
    assert asked[0] == {"logGroupName": "dev-hello-logs", "startTime": _ms(-600)}
    assert asked[1]["nextToken"] == "n"
    done = run(root, _recorded(FilterLogEvents=[{"events": events[2:]}]), *LOGS)
    assert "## [error]three" in done.out
    assert "title" not in done.out


def test_a_private_key_in_a_log_is_not_shown_though_others_write_between(root: Path) -> None:
    lines = [
        "-----BEGIN RSA PRIVATE KEY-----",
        "MIIEowIBAAKCAQEA7bq",
        "-----END RSA PRIVATE KEY-----",
        "on",
    ]
    events = [_event(n, n - 100.0, line) for n, line in enumerate(lines)]
    events.insert(1, _event(9, -99.5, "another", "bbbb0000"))
    done = run(root, _recorded(FilterLogEvents=[{"events": events}]), *LOGS, "--json")
    for record in done.events:
        VALID.validate(record)
    told = [record["message"] for record in done.events]
    assert told == ["[redacted]", "another", "[redacted]", "[redacted]", "on"]


def test_logs_are_narrowed_by_what_aws_is_asked(root: Path) -> None:
    played = _recorded()
    words = ("--since", "2d", "--until", "2026-11-21T11:00:00Z", "--filter", "ERROR")
    done = run(root, played, *LOGS, *words, "--container", "app", "--task", TASK)
    assert played.of("FilterLogEvents") == [
        {
            "logGroupName": "dev-hello-logs",
            "startTime": _ms(-2 * 86_400),
            "endTime": _ms(-3600),
            "filterPattern": "ERROR",
            "logStreamNamePrefix": "hello/app/4f2a1b3c",
        }
    ]
    assert "was written since 2026-11-19T12:00:00Z until 2026-11-21T11:00:00Z" in done.words


def test_logs_of_stopped_tasks_leave_out_those_that_run(root: Path) -> None:
    events = [_event(1, -9.0, "runs"), _event(2, -8.0, "ran", "bbbb0000")]
    played = _recorded(FilterLogEvents=[{"events": events}], DescribeTasks=[{"tasks": [RUNNING]}])
    done = run(root, played, *LOGS, "--stopped")
    assert done.out.splitlines() == ["2026-11-21T11:59:52.000Z  bbbb0000  app  ran"]


def test_followed_logs_end_with_0_at_ctrl_c(root: Path) -> None:
    played = _recorded(
        FilterLogEvents=[
            {"events": [_event(n, n - 9.0, f"line {n}") for n in range(5)]},
            lambda _: "ThrottlingException",
            {"events": [_event(9, 1.0, "new"), _event(4, -5.0, "line 4")]},
        ]
    )
    clock = Clock()
    clock.interrupts = [60.0]
    done = run(root, played, *LOGS, "--follow", "--limit", "2", clock=clock)
    assert done.code == 0, done.err
    assert [line.split("  ")[-1] for line in done.out.splitlines()] == ["line 3", "line 4", "new"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--follow", "--until", "1h"), "--until does not"),
        (("--follow", "--stopped"), "--stopped does not"),
        (("--since", "yesterday"), "is no moment"),
        (("--since", "2999-01-01"), "lies in the future"),
        (("--since", "1h", "--until", "2h"), "is not after --since"),
        (("--until", "9999999w"), "is not after --since"),
        (("--limit", "0"), "limit"),
    ],
)
def test_wrong_calls_of_logs_are_refused(root: Path, words: tuple[str, ...], said: str) -> None:
    done = run(root, _recorded(), *LOGS, *words)
    assert done.code == 2
    assert said in done.words


def test_a_log_group_that_is_gone_is_said(root: Path) -> None:
    done = run(root, _recorded(FilterLogEvents=[lambda _: "ResourceNotFoundException"]), *LOGS)
    assert done.code == 0
    assert "the log group dev-hello-logs does not exist" in done.words


def test_logs_in_the_embedded_aws_are_those_that_were_put_there(deployed: Project) -> None:
    with deployed.aws() as aws:
        group = aws.resource("local-hello", "AWS::Logs::LogGroup")
        now = int(time.time() * 1000)
        for task, at in (("aaaa1111", 3000), ("bbbb2222", 2000)):
            stream = {"logGroupName": group, "logStreamName": f"app/app/{task}"}
            aws["logs"].create_log_stream(**stream)
            event = {"timestamp": now - at, "message": f"from {task}"}
            aws["logs"].put_log_events(**stream, logEvents=[event])
    done = deployed.done("logs", "hello", "--env", "local")
    assert [line.split()[1:] for line in done.out.splitlines()] == [
        ["aaaa1111", "app", "from", "aaaa1111"],
        ["bbbb2222", "app", "from", "bbbb2222"],
    ]
    done = deployed.done("logs", "hello", "--env", "local", "--task", "bbbb", "--json")
    assert [record["task"] for record in done.events] == ["bbbb2222"]


def test_a_one_off_task_is_taken_by_the_embedded_aws(deployed: Project) -> None:
    done = deployed.done("run", "hello", "--env", "local", "--", "manage", "migrate")
    assert "the embedded AWS runs no container" in done.words
    assert "it ended with 0" in done.words


def test_a_scheduled_task_is_run_by_hand_where_its_schedule_runs_it(project: Project) -> None:
    project.done("deploy", "report", "--env", "local", "--yes")
    done = project.done("run", "report", "--env", "local", "--json")
    assert done.events[-1]["event"] == "task"
    assert "nothing was written" in project.done("logs", "report", "--env", "local").words


def _wrote(project: Project, stack: str, task: str, before: int) -> None:
    """Have a task of the embedded AWS say who it is, so many milliseconds ago."""
    with project.aws() as aws:
        group = aws.resource(stack, "AWS::Logs::LogGroup")
        stream = {"logGroupName": group, "logStreamName": f"app/app/{task}"}
        aws["logs"].create_log_stream(**stream)
        event = {"timestamp": int(time.time() * 1000) - before, "message": f"from {task}"}
        aws["logs"].put_log_events(**stream, logEvents=[event])


def test_logs_of_several_services_are_merged_and_say_whose_they_are(deployed: Project) -> None:
    _wrote(deployed, "local-hello", "aaaa1111", 3000)
    _wrote(deployed, "local-blog", "bbbb2222", 2000)
    done = deployed.done("logs", "blog", "hello", "--env", "local")
    assert [line.split()[1:4] for line in done.out.splitlines()] == [
        ["hello", "aaaa1111", "app"],
        ["blog", "bbbb2222", "app"],
    ]
    every = deployed.done("logs", "--all", "--env", "local", "--json", "--limit", "1")
    assert [(record["stack"], record["task"]) for record in every.events] == [
        ("local-blog", "bbbb2222")
    ]
    assert "not deployed: " in every.words
    assert VALID.is_valid(every.events[0])


def test_a_container_is_looked_for_in_those_of_several_that_have_it(deployed: Project) -> None:
    _wrote(deployed, "local-hello", "aaaa1111", 3000)
    both = ("logs", "hello", "blog", "--env", "local", "--container")
    assert "from aaaa1111" in deployed.done(*both, "app").out
    refused = deployed.bbfd(*both, "nobody")
    assert refused.code == 3
    assert "has no container nobody" in refused.words


def test_several_are_followed_together_until_ctrl_c(deployed: Project) -> None:
    _wrote(deployed, "local-hello", "aaaa1111", 3000)
    _wrote(deployed, "local-blog", "bbbb2222", 2000)
    with deployed.begun("logs", "blog", "hello", "--env", "local", "--follow") as following:
        following.printed("blog  bbbb2222  app  from bbbb2222")
        following.interrupt()
        assert following.ended().code == 0
