"""A deployment that failed, stuck, was left or broken off, and the commands for it, on the embedded AWS."""

from __future__ import annotations

import os
import pty
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.functional.projects import Begun, Done, Project, examples

STACK = "local-mailer"
WHERE = ("mailer", "--env", "local")
DEPLOY = ("deploy", *WHERE, "--yes")
POLICY = f"update:AWS::ApplicationAutoScaling::ScalingPolicy@{STACK}"
UPDATE, BACK = f"update:AWS::ECS::Service@{STACK}", f"rollback:AWS::ECS::Service@{STACK}"
IMAGE = "000000000000.dkr.ecr.eu-west-1.amazonaws.com/mailer"


@pytest.fixture(scope="module")
def _mailing(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = examples(tmp_path_factory.mktemp("mailing"))
    project.done(*DEPLOY)
    return project


@pytest.fixture
def mailing(_mailing: Project, tmp_path: Path) -> Project:
    """The examples, with `mailer` in `local`: the one in which a resource comes after the ECS service."""
    project = examples(tmp_path)
    shutil.copytree(_mailing.state, project.state)
    return project


@pytest.fixture
def stuck(mailing: Project) -> Project:
    """The same after an update that failed, and could not go back."""
    mailing.order({POLICY: "no such metric", BACK: "nor back"})
    assert mailing.bbfd(*DEPLOY, "--tag", "2").code == 5
    mailing.order({BACK: "nor back"})
    return mailing


def _is(project: Project, stack: str = STACK) -> str:
    with project.aws() as aws:
        return aws.stacks()[stack]


def _last(done: Done) -> str:
    """The last line that was said."""
    return done.err.strip().splitlines()[-1]


def _ends(done: Done, code: int, status: str, stack: str = STACK) -> None:
    """It ended with this code, without a traceback, and its last line names the stack with its status."""
    assert done.code == code, done.err
    assert "Traceback" not in done.err
    names = _last(done).partition(f"{stack}: ")[2] or _last(done).partition(f"{stack}, ")[2]
    assert status in names.split("; ")[0], done.err


# What a deploy that failed says.


def test_a_deploy_that_is_rolled_back_names_the_cause_and_what_still_runs(mailing: Project) -> None:
    mailing.order({UPDATE: "CannotPullContainerError: it is not there"})
    done = mailing.process(*DEPLOY, "--tag", "2")
    _ends(done, 4, "UPDATE_ROLLBACK_COMPLETE")
    assert "CannotPullContainerError" in done.words
    assert "2024.11 still serves" in _last(done)
    with mailing.aws() as aws:
        assert aws.service(STACK)["deployments"][0]["rolloutState"] == "COMPLETED"
        assert aws.change_sets() == []


def test_a_reason_with_a_code_of_aws_is_named(mailing: Project) -> None:
    said = (
        'Resource handler returned message: "no" (RequestToken: 1, HandlerErrorCode: AccessDenied)'
    )
    mailing.order({UPDATE: said})
    done = mailing.process(*DEPLOY, "--tag", "2")
    _ends(done, 4, "UPDATE_ROLLBACK_COMPLETE")
    assert "a permission is missing" in done.words
    assert "cause unknown" not in done.words


def test_a_reason_that_nothing_here_knows_is_told_as_it_is(mailing: Project) -> None:
    mailing.order({UPDATE: "the moon is in the wrong house"})
    done = mailing.process(*DEPLOY, "--tag", "2")
    _ends(done, 4, "UPDATE_ROLLBACK_COMPLETE")
    assert "cause unknown" in done.words
    assert "the moon is in the wrong house" in done.words


# A rollback that failed.


def test_a_rollback_that_fails_too_ends_with_5_and_names_the_way_out(mailing: Project) -> None:
    mailing.order({POLICY: "no such metric", BACK: "nor back"})
    done = mailing.process(*DEPLOY, "--tag", "2")
    _ends(done, 5, "UPDATE_ROLLBACK_FAILED")
    assert "no such metric" in done.words
    assert "bbfd recover mailer --env local" in done.words


def test_watch_tells_what_became_of_it_with_the_code_of_the_deploy(stuck: Project) -> None:
    done = stuck.process("watch", *WHERE)
    _ends(done, 5, "UPDATE_ROLLBACK_FAILED")
    assert "nothing runs; the last operation (update) ended" in done.words
    assert "begun by bbfd: version 2" in done.words


def test_recover_goes_on_with_a_rollback_once_nothing_is_in_its_way(stuck: Project) -> None:
    again = stuck.process("recover", *WHERE, "--yes")
    _ends(again, 5, "UPDATE_ROLLBACK_FAILED")
    assert "Service (AWS::ECS::Service): nor back; it goes back to what it was" in again.words
    assert "--skip Service" in again.words
    stuck.order({})
    _ends(stuck.process("recover", *WHERE, "--yes"), 0, "UPDATE_ROLLBACK_COMPLETE")
    with stuck.aws() as aws:
        task = aws.service(STACK)["taskDefinition"]
        (container,) = aws["ecs"].describe_task_definition(taskDefinition=task)["taskDefinition"][
            "containerDefinitions"
        ]
    assert container["image"] == f"{IMAGE}:2024.11"


def test_recover_changes_nothing_where_nobody_can_be_asked(stuck: Project) -> None:
    stuck.order({})
    done = stuck.process("recover", *WHERE)
    _ends(done, 3, "UPDATE_ROLLBACK_FAILED")
    assert _is(stuck) == "UPDATE_ROLLBACK_FAILED"


def test_only_what_failed_can_be_skipped_and_then_it_stays_as_it_is(stuck: Project) -> None:
    refused = stuck.process("recover", *WHERE, "--yes", "--skip", "Task")
    _ends(refused, 3, "UPDATE_ROLLBACK_FAILED")
    assert "what did not fail cannot be skipped: Task" in refused.words
    done = stuck.process("recover", *WHERE, "--yes", "--skip", "Service")
    assert "LEFT AS IT IS" in done.words
    # The stack is back; the service that was left runs what it should not.
    _ends(done, 4, "UPDATE_ROLLBACK_COMPLETE")
    assert "NOT HEALTHY" in done.words


def test_deploy_recovers_first_where_it_is_told_to(stuck: Project) -> None:
    stuck.order({})
    _ends(stuck.process(*DEPLOY, "--tag", "3"), 3, "UPDATE_ROLLBACK_FAILED")
    done = stuck.process(*DEPLOY, "--tag", "3", "--recover")
    _ends(done, 0, "UPDATE_COMPLETE")
    assert f"{STACK}: UPDATE_COMPLETE; 3 runs" in done.words


# An update that failed with its rollback turned off: by somebody else, as we never ask for that.


def _fails_as_it_stands(project: Project) -> None:
    project.order({UPDATE: "broke"})
    with project.aws() as aws:
        cloudformation = aws["cloudformation"]
        (found,) = cloudformation.describe_stacks(StackName=STACK)["Stacks"]
        kept = [
            {"ParameterKey": one["ParameterKey"], "UsePreviousValue": True}
            for one in found["Parameters"]
            if one["ParameterKey"] != "Image"
        ]
        cloudformation.update_stack(
            StackName=STACK,
            UsePreviousTemplate=True,
            Parameters=[
                *kept,
                {"ParameterKey": "Image", "ParameterValue": "example.org/mailer:theirs"},
            ],
            Capabilities=["CAPABILITY_IAM"],
            DisableRollback=True,
        )
    project.order({})
    assert _is(project) == "UPDATE_FAILED"


def test_an_update_that_was_left_half_is_refused_and_recovered(mailing: Project) -> None:
    _fails_as_it_stands(mailing)
    _ends(mailing.process(*DEPLOY), 3, "UPDATE_FAILED")
    done = mailing.process("recover", *WHERE, "--yes")
    _ends(done, 0, "UPDATE_ROLLBACK_COMPLETE")
    assert "half old, half new" in done.words


def test_deploy_recovers_from_that_too(mailing: Project) -> None:
    _fails_as_it_stands(mailing)
    _ends(mailing.process(*DEPLOY, "--tag", "3", "--recover"), 0, "UPDATE_COMPLETE")


# A first attempt that failed.


@pytest.fixture
def dead(project: Project) -> Project:
    """A first attempt whose rollback failed at its log group."""
    project.order({"create:Schedule@local-report": "no room", "rollback:Logs@local-report": "kept"})
    done = project.process("deploy", "report", "--env", "local", "--yes")
    _ends(done, 5, "ROLLBACK_FAILED", "local-report")
    assert "no room" in done.words
    return project


def test_a_first_attempt_that_still_holds_something_is_made_anew_when_told_to(
    dead: Project,
) -> None:
    deploy = ("deploy", "report", "--env", "local", "--yes")
    refused = dead.process(*deploy)
    _ends(refused, 3, "ROLLBACK_FAILED", "local-report")
    assert "--recreate" in refused.words
    by_hand = dead.process("recover", "report", "--env", "local", "--yes")
    _ends(by_hand, 3, "ROLLBACK_FAILED", "local-report")
    assert "it holds Logs" in by_hand.words
    dead.order({})
    done = dead.process(*deploy, "--recreate")
    _ends(done, 0, "CREATE_COMPLETE", "local-report")
    assert "it died of Schedule (AWS::Scheduler::Schedule): no room" in done.words
    with dead.aws() as aws:
        assert len([name for name in aws.inventory()["log groups"] if "report" in name]) == 1


def test_where_nothing_of_it_can_be_deleted_it_says_so_and_what_it_holds(dead: Project) -> None:
    dead.order({"delete:Logs@local-report": "kept"})
    done = dead.process("deploy", "report", "--env", "local", "--yes", "--recreate")
    assert done.code != 0
    _ends(done, done.code, "DELETE_FAILED", "local-report")
    assert "kept" in done.words


# While it runs.


@contextmanager
def _updating(project: Project, *arguments: str, stdin: int | None = None) -> Iterator[Begun]:
    """While the ECS service is being updated by another process, for long enough to begin one more."""
    project.order({UPDATE: 6})
    given = {} if stdin is None else {"stdin": stdin}
    with project.begun(*DEPLOY, "--tag", "2", *arguments, **given) as process:
        if "--json" in arguments:
            process.printed('"logical_id": "Service"', '"UPDATE_IN_PROGRESS"')
        else:
            process.said("Service                       UPDATE_IN_PROGRESS")
        yield process


def test_what_was_left_is_watched_from_another_process_to_its_end(mailing: Project) -> None:
    with _updating(mailing, "--json") as deploying, mailing.begun("watch", *WHERE) as watching:
        watching.said("Service                       UPDATE_IN_PROGRESS")
        deploying.pressed()
        watched, left = watching.ended(), deploying.ended()
    assert left.code == 6, left.err
    assert "bbfd watch mailer --env local" in _last(left)
    _ends(watched, 0, "UPDATE_COMPLETE")
    assert "2 runs" in _last(watched)


def test_what_fails_while_it_is_watched_ends_the_watching_with_its_code(mailing: Project) -> None:
    with _updating(mailing, "--json") as deploying, mailing.begun("watch", *WHERE) as watching:
        mailing.order({POLICY: "no such metric"})
        watched, failed = watching.ended(), deploying.ended()
    assert failed.code == 4, failed.err
    _ends(watched, 4, "UPDATE_ROLLBACK_COMPLETE")
    assert "no such metric" in watched.words


def test_an_update_is_cancelled_from_another_process(mailing: Project) -> None:
    with _updating(mailing, "--json") as deploying:
        cancelled = mailing.process("cancel", *WHERE, "--yes")
        ended = deploying.ended()
    _ends(cancelled, 0, "UPDATE_ROLLBACK_COMPLETE")
    assert "cancelled as asked, and rolled back" in cancelled.words
    assert ended.code == 4, ended.err
    assert "cancelled with bbfd" in ended.words
    done = mailing.process("history", *WHERE, "--json")
    newest, *_ = done.record["operations"]
    assert (newest["kind"], newest["status"]) == ("update", "UPDATE_ROLLBACK_COMPLETE")


def test_cancel_says_what_cannot_be_cancelled_and_changes_nothing(project: Project) -> None:
    project.done("env", "deploy", "local", "--yes")
    project.order({f"create:AWS::ECS::Service@{STACK}": 6})
    with project.begun(*DEPLOY, "--json") as deploying:
        deploying.printed('"logical_id": "Service"', '"CREATE_IN_PROGRESS"')
        refused = project.process("cancel", *WHERE, "--yes")
        assert deploying.ended().code == 0
    _ends(refused, 3, "CREATE_IN_PROGRESS")
    assert "CloudFormation cannot cancel a creation" in refused.words
    _ends(project.process("cancel", *WHERE, "--yes"), 0, "CREATE_COMPLETE")


@pytest.mark.parametrize(
    ("answer", "code", "status"),
    [
        ("d", 6, "UPDATE_IN_PROGRESS"),
        ("c", 4, "UPDATE_ROLLBACK_COMPLETE"),
        ("k", 0, "UPDATE_COMPLETE"),
    ],
)
def test_after_ctrl_c_it_is_asked_what_shall_become_of_it(
    mailing: Project, answer: str, code: int, status: str
) -> None:
    keyboard, theirs = pty.openpty()
    with _updating(mailing, stdin=theirs) as deploying:
        os.close(theirs)
        deploying.pressed()
        deploying.said("[d]etach, [c]ancel and roll back, [k]eep watching?")
        os.write(keyboard, f"{answer}\n".encode())
        done = deploying.ended()
    os.close(keyboard)
    _ends(done, code, status)
    assert _is(mailing) == (status if code != 6 else "UPDATE_COMPLETE")


# Looking back.


def test_diagnose_tells_what_failed_and_what_runs_now(stuck: Project) -> None:
    done = stuck.process("diagnose", *WHERE, "--json")
    assert done.code == 0, done.err
    assert done.record["well"] is False
    shown = stuck.process("diagnose", *WHERE)
    words = " ".join(shown.out.split())
    assert "local-mailer UPDATE_ROLLBACK_FAILED" in words
    assert "no such metric" in words
    assert "runs local-mailer:2, not local-mailer:1" in words


def test_history_tells_each_operation_with_whose_it_was(stuck: Project) -> None:
    stuck.order({})
    given = {**os.environ, "GITHUB_SHA": "0123456789abcdef0123456789abcdef01234567"}
    stuck.process("recover", *WHERE, "--yes")
    assert stuck.process(*DEPLOY, "--tag", "3", environment=given).code == 0
    newest, recovered, failed, first = stuck.process("history", *WHERE, "--json").record[
        "operations"
    ]
    assert (newest["kind"], newest["version"], newest["ours"]) == ("update", "3", True)
    assert given["GITHUB_SHA"].startswith(newest["commit"])
    assert len(newest["commit"]) >= 7
    assert (recovered["kind"], recovered["status"]) == ("rollback", "UPDATE_ROLLBACK_COMPLETE")
    assert failed["failure"]["reason"] == "no such metric"
    assert (first["kind"], first["version"]) == ("create", "2024.11")
    assert "by bbfd: version 3" in stuck.process("history", *WHERE).out


# Where nothing changes.


def _proposed(project: Project) -> set[str]:
    """All change sets that the stack has had, also those that were carried out."""
    with project.aws() as aws:
        found: list[Any] = aws["cloudformation"].list_change_sets(StackName=STACK)["Summaries"]
    return {one["ChangeSetName"] for one in found}


def test_where_nothing_changed_nothing_is_asked_for_unless_it_is_forced(mailing: Project) -> None:
    generation = _generation(mailing)
    done = mailing.process(*DEPLOY)
    _ends(done, 0, "CREATE_COMPLETE")
    assert "nothing to do" in done.words
    assert "not resolved" not in done.words  # ECR told where the tag points to
    # Nothing was put to the embedded AWS that could change anything.
    assert _generation(mailing) == generation
    forced = mailing.process(*DEPLOY, "--force")
    _ends(forced, 0, "CREATE_COMPLETE")
    assert _generation(mailing) > generation
    with mailing.aws() as aws:
        assert aws.change_sets() == []


def test_a_plan_leaves_a_change_set_and_apply_carries_out_that_one(mailing: Project) -> None:
    before = _proposed(mailing)
    planned = mailing.process("plan", *WHERE, "--tag", "2", "--json")
    assert planned.code == 0, planned.err
    (made,) = _proposed(mailing) - before
    assert made in planned.record["plan"]
    assert _is(mailing) == "CREATE_COMPLETE"
    done = mailing.process("apply", planned.record["plan"], "--env", "local", "--yes")
    _ends(done, 0, "UPDATE_COMPLETE")
    assert "2 runs" in _last(done)


def _generation(project: Project) -> int:
    """How often the embedded AWS was changed."""
    return int(project.done("local", "status", "--json").record["generation"])
