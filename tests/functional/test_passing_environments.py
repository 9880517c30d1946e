"""Environments that come and go, through the command, in the embedded AWS; the clock is the test's own."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path

import pytest

from bbfd.cli.outside import Outside
from bbfd.cli.root import bbfd
from bbfd.cli.threads import Threads
from bbfd.deploy.means import Clock
from tests.functional.projects import Done, Project, examples

LATE = "services/late.py"
AFTER = """
from bbfd import Container, Worker

service = Worker(container=Container(image="worker:1"), after=("hello",))
"""
DATA = """
from troposphere.sqs import Queue

from bbfd import Container, Worker


def letters(scope):
    yield Queue("Letters", DeletionPolicy="Retain", UpdateReplacePolicy="Retain")


service = Worker(container=Container(image="worker:1"), more=(letters,))
"""


class Later(Outside):
    """The outside as it is, some time later."""

    def __init__(self, hours: float) -> None:
        self._hours = hours

    @cached_property
    def clock(self) -> Clock:  # type: ignore[override]  # a property is what both are
        return _Late(self._hours)


class _Late(Threads):
    def __init__(self, hours: float) -> None:
        super().__init__()
        self._more = timedelta(hours=hours)

    def utc(self) -> datetime:
        return super().utc() + self._more


def later(project: Project, hours: float, *arguments: str) -> Done:
    """The command, some hours from now."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as end:
        bbfd.main(["--project", str(project.root), *arguments], obj=Later(hours))
    assert isinstance(end.value.code, int)
    return Done(end.value.code, out.getvalue(), err.getvalue())


def stacks(project: Project) -> Sequence[str]:
    with project.aws() as aws:
        return sorted(aws.stacks())


OF_PR = ["bbfd-environment-pr-1", "pr-1-hello"]


@pytest.fixture(scope="module")
def _up(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = examples(tmp_path_factory.mktemp("up"))
    project.done("deploy", "hello", "--env", "local", "--yes")
    project.done("env", "up", "pr-1", "--like", "local", "--ttl", "48h", "hello", "--yes")
    return project


@pytest.fixture
def project(_up: Project, tmp_path: Path) -> Project:
    """`local` with hello, and beside it `pr-1`, like it, for two days."""
    import shutil

    project = examples(tmp_path)
    shutil.copytree(_up.root / ".bbfd", project.root / ".bbfd")
    return project


def fresh_checkout(project: Project) -> None:
    """Nothing is known of what earlier runs did but what AWS knows."""
    for file in (project.root / ".bbfd" / "environments").iterdir():
        file.unlink()


def test_it_stands_beside_the_one_that_it_is_like_and_shares_its_registry(project):
    assert stacks(project) == [
        "bbfd-environment-local",
        "bbfd-environment-pr-1",
        "bbfd-registry-main",
        "local-hello",
        "pr-1-hello",
    ]
    with project.aws() as aws:
        told = aws["cloudformation"].describe_stacks(StackName="bbfd-environment-pr-1")["Stacks"][0]
        tags = {tag["Key"]: tag["Value"] for tag in told["Tags"]}
    assert tags["bbfd:like"] == "local"
    assert tags["bbfd:expires"].endswith(":00:00Z")


def test_other_commands_take_it_as_any_environment(project):
    assert project.done("preview", "hello", "--env", "pr-1").out
    project.done("check", "hello", "--env", "pr-1")
    project.done("diff", "hello", "--env", "pr-1", "--exit-code")
    done = project.done("deploy", "hello", "--env", "pr-1", "--tag", "1.28", "--yes")
    assert "pr-1-hello" in done.words
    assert "bbfd-environment-pr-1 will be" not in done.words
    assert "there until" in project.done("env", "status", "pr-1").words


def test_a_deploy_never_changes_its_end(project):
    before = project.done("env", "list", "--live", "--like", "local", "--json").record
    project.done("deploy", "hello", "--env", "pr-1", "--tag", "1.28", "--yes")
    after = project.done("env", "list", "--live", "--like", "local", "--json").record
    assert after == before


def test_up_again_in_a_fresh_checkout_prolongs_it(project):
    (before,) = project.done("env", "list", "--live", "--env", "local", "--json").record
    fresh_checkout(project)
    call = ("env", "up", "pr-1", "--like", "local", "--ttl", "72h", "hello", "--yes")
    done = project.done(*call)
    assert "bbfd-environment-pr-1 will be updated" in done.words
    assert "nothing to do" in done.words  # its services are not touched
    (after,) = project.done("env", "list", "--live", "--env", "local", "--json").record
    assert after["expires"] > before["expires"]
    assert after["services"] == ["hello"]


def test_up_again_in_the_same_hour_or_for_less_changes_nothing(project):
    done = project.done("env", "up", "pr-1", "--ttl", "1h", "hello")
    assert "will be" not in done.words
    assert "pr-1 is like local, and there until " in done.words  # not for one hour: it says so
    assert ", in 4" in done.words


def test_in_a_fresh_checkout_it_is_not_known_and_the_error_says_what_to_type(project):
    fresh_checkout(project)
    done = project.bbfd("deploy", "hello", "--env", "pr-1")
    assert done.code == 2
    assert "`bbfd env up pr-1 --like E`" in done.words
    project.done("env", "up", "pr-1", "--like", "local", "--here")
    assert "CREATE_COMPLETE" in project.done("status", "hello", "--env", "pr-1").out


def test_what_is_known_here_and_not_up_is_not_made_by_a_deploy(project):
    project.done("env", "up", "pr-2", "--like", "local", "--here")
    done = project.bbfd("deploy", "hello", "--env", "pr-2", "--yes")
    assert done.code == 3
    assert "the environment pr-2 is not up" in done.words
    assert "`bbfd env up pr-2 --like local`" in done.words
    assert not [name for name in stacks(project) if "pr-2" in name]


def test_nothing_is_deployed_into_one_whose_time_is_over(project):
    done = later(project, 60, "deploy", "hello", "--env", "pr-1", "--yes")
    assert done.code == 3
    assert "is over since" in done.words
    assert later(project, 60, "env", "up", "pr-1", "hello", "--yes").code == 0
    assert later(project, 60, "deploy", "hello", "--env", "pr-1", "--yes").code == 0


# --- away


def test_before_its_time_it_is_left(project):
    assert (
        "nothing that is like local is due" in project.done("env", "reap", "--env", "local").words
    )
    assert set(OF_PR) <= set(stacks(project))


def test_when_its_time_is_over_it_goes_and_the_others_stay(project):
    due = later(project, 60, "env", "reap", "--like", "local", "--dry-run", "--json").record
    assert [(one["name"], one["due"]) for one in due] == [("pr-1", True)]
    assert set(OF_PR) <= set(stacks(project))
    done = later(project, 60, "env", "reap", "--like", "local", "--yes")
    assert done.code == 0, done.err
    assert stacks(project) == ["bbfd-environment-local", "bbfd-registry-main", "local-hello"]
    assert "pr-1" not in project.done("env", "list").out


def test_services_go_in_the_reverse_of_the_order_that_they_ask_for(project):
    project.write(LATE, AFTER)
    project.done("env", "up", "pr-1", "late", "--yes")
    done = later(project, 60, "env", "reap", "--like", "local", "--yes", "--json")
    finished = [each["stack"] for each in done.events if each["event"] == "outcome"]
    assert finished == ["pr-1-late", "pr-1-hello", "bbfd-environment-pr-1"]


def test_one_that_fails_keeps_none_of_the_others(project):
    project.done("env", "up", "pr-2", "--like", "local", "hello", "--yes")
    project.order({"delete:AWS::ECS::Service@pr-1-hello": "it is stuck"})
    done = later(project, 60, "env", "reap", "--like", "local", "--yes")
    assert done.code == 5, done.err
    left = stacks(project)
    assert "bbfd-environment-pr-1" in left
    assert not [name for name in left if "pr-2" in name]
    assert (project.root / ".bbfd" / "environments" / "pr-1.json").exists()


def test_without_a_yes_nothing_goes(project):
    done = later(project, 60, "env", "reap", "--like", "local")
    assert done.code == 3
    assert set(OF_PR) <= set(stacks(project))


def test_what_is_retained_is_told(project):
    project.write(LATE, DATA)
    project.done("env", "up", "pr-1", "late", "--yes")
    done = later(project, 60, "env", "reap", "--like", "local", "--yes")
    assert done.code == 0, done.err
    assert "kept: Letters (AWS::SQS::Queue" in done.words


def test_one_of_another_is_not_reaped(project):
    project.write("environments/other.py", (project.root / "environments/local.py").read_text())
    assert "nothing" in later(project, 60, "env", "reap", "--like", "other", "--yes").words
    assert set(OF_PR) <= set(stacks(project))


def test_it_is_deleted_with_its_services_from_a_fresh_checkout(project):
    fresh_checkout(project)
    refused = project.bbfd("env", "delete", "pr-1", "--like", "local", "--yes")
    assert refused.code == 3
    assert "services are still deployed to pr-1" in refused.words
    project.done("env", "delete", "pr-1", "--like", "local", "--all", "--yes")
    assert stacks(project) == ["bbfd-environment-local", "bbfd-registry-main", "local-hello"]


def test_an_environment_that_stays_is_never_taken_for_one_that_passes(project):
    """Its file is on another branch, say."""
    text = (project.root / "environments/local.py").read_text()
    file = project.write("environments/stays.py", text)
    project.done("deploy", "hello", "--env", "stays", "--yes")
    file.unlink()
    before = stacks(project)
    for call in (
        ("env", "up", "stays", "--like", "local", "--yes"),
        ("env", "delete", "stays", "--like", "local", "--all", "--yes"),
    ):
        done = project.bbfd(*call)
        assert done.code == 3
        assert "is of an environment that stays" in done.words
    assert later(project, 60, "env", "reap", "--like", "local", "--yes").code == 0
    assert [name for name in before if name not in stacks(project)] == OF_PR


def test_every_event_of_a_reap_is_json(project):
    done = later(project, 60, "env", "reap", "--like", "local", "--yes", "--json")
    assert done.events[-1]["event"] == "run"
    assert done.events[-1]["exit_code"] == 0
    assert json.loads(done.out.splitlines()[0])["schema"] == 1


def test_check_and_preview_tell_what_a_deploy_refuses_beside_the_one_that_it_is_like(
    project: Project,
) -> None:
    project.change("services/hello.py", 'Http(path="/*")', 'Http(host="hello.example.com")')
    project.done("env", "up", "pr-1", "--like", "local", "--here")
    said = "pr-1 would be in the way of local: the host is hello.example.com in both"
    asked = ("hello", "--env", "pr-1")
    deployed = project.bbfd("deploy", *asked, "--yes")
    checked = project.bbfd("check", *asked, "--no-cfn-lint")
    previewed = project.bbfd("preview", *asked)
    assert (deployed.code, checked.code, previewed.code) == (2, 2, 0)
    assert said in deployed.words
    assert said in " ".join(checked.out.split())
    assert said in previewed.words
    assert "in the way" not in project.bbfd("check", "hello", "--env", "local").out
